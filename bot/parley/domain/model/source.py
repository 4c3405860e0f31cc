"""Where headlines come from, and how each source is doing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum


class Authority(StrEnum):
    """How close a publisher stands to the events it reports."""

    OFFICIAL = "official"
    WIRE = "wire"
    PRESS = "press"
    OTHER = "other"


class Rights(StrEnum):
    """What may be done with a source's words.

    ``FULL_TEXT`` may be read by a model and quoted; ``EXCERPT`` means the feed's own words may;
    ``HEADLINE_ONLY`` is shown as headline and link, and nothing of it reaches a model.
    """

    FULL_TEXT = "full_text"
    EXCERPT = "excerpt"
    HEADLINE_ONLY = "headline_only"


class SourceKind(StrEnum):
    """How a source is read."""

    FEED = "feed"
    FEDERAL_REGISTER = "federal_register"
    GDELT = "gdelt"
    PAGE = "page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One entry of the operator's catalogue.

    ``family`` is the publisher: two sources of one family never corroborate each other.
    ``side`` is the party whose official voice this is (an ISO 3166 code, ``EU``, or a body such
    as ``WTO``); none for the press. ``verified`` is the day on which somebody saw it work.
    ``auth_header`` names the environment variable whose value is sent as ``Authorization``.
    ``options`` belong to the kind: for ``PAGE`` the CSS selectors ``item``, ``title``, ``link``,
    ``date``; for ``GDELT`` the ``query``.
    """

    id: str
    name: str
    kind: SourceKind
    url: str
    family: str
    authority: Authority
    rights: Rights
    language: str = "en"
    side: str | None = None
    interval: timedelta = timedelta(minutes=15)
    enabled: bool = True
    verified: date | None = None
    auth_header: str | None = None
    notes: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """What is remembered of a source between two polls; all times UTC."""

    source_id: str
    etag: str | None = None
    last_modified: str | None = None
    last_try: datetime | None = None
    last_success: datetime | None = None
    last_error: str | None = None
    failures: int = 0
    items: int = 0
    next_try: datetime | None = None
