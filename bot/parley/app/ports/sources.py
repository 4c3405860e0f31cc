"""Sources and pages, read through the one guarded fetcher."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from parley.domain.model import Entry, PollState, Source


class FetchStatus(StrEnum):
    """How a poll ended."""

    FRESH = "fresh"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The outcome of one poll. A failure is a value, not an exception: it is an ordinary day.

    ``error`` is one sentence, set exactly if it failed; ``retry_after`` what the server asked for.
    """

    status: FetchStatus
    entries: tuple[Entry, ...] = ()
    etag: str | None = None
    last_modified: str | None = None
    error: str | None = None
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A web page's article: its final URL, title, plain text and date as far as they can be told."""

    url: str
    title: str
    text: str
    published_at: datetime | None = None


class Sources(Protocol):
    """Reads sources and pages through the one guarded fetcher."""

    async def poll(self, source: Source, state: PollState) -> Fetched:
        """Ask a source for what is new, conditionally. Never raises for a fault of the source."""
        ...

    async def page(self, url: str) -> Page:
        """Read one page that somebody named.

        Raises ``BlockedAddress``, ``TooLarge``, ``HttpStatus`` or another ``FetchError``.
        """
        ...

    async def body(self, source: Source, url: str) -> str:
        """The article's text at ``url``, for sources with ``Rights.FULL_TEXT``; "" if there is none.

        Raises ``FetchError``.
        """
        ...

    async def aclose(self) -> None:
        """Close every connection."""
        ...
