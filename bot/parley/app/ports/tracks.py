"""What a platform of our own shows of the tracks: the reads of its pages and of its calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from parley.domain.model import Message, TrackState


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackLine:
    """A track in a line; ``since`` is none where nothing is known of it."""

    id: str
    name: str
    state: TrackState
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPage:
    """A track's account as a message with its picture, and its stories (id, title), the newest first."""

    id: str
    name: str
    message: Message
    stories: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDate:
    """A day ahead of a track in the words of one of the articles that name it.

    ``what`` are its words in a line, ``quote`` the whole sentence. ``was`` is the day in whose place
    it came. ``told`` counts how often either was named, and only grows; ``known_at`` (UTC) is when
    the archive learnt of the last.
    """

    track: str
    name: str
    day: date
    what: str
    quote: str
    title: str
    publisher: str
    url: str
    told: int
    known_at: datetime
    was: date | None = None


class TrackBoard(Protocol):
    """The tracks as the archive knows them now."""

    async def lines(self) -> Sequence[TrackLine]:
        """Every track that is not quiet, the one that moved last first."""
        ...

    async def page(self, track: str) -> TrackPage | None:
        """A track's account; none of a track that is not in the catalogue."""
        ...

    async def dates(self, tracks: Sequence[str]) -> Sequence[CalendarDate]:
        """The days ahead of these tracks (ids, none for all), the nearest first."""
        ...
