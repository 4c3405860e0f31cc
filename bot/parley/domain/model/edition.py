"""An edition: what one desk is told about one stretch of time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from parley.domain.model.claim import CheckedClaim, Claim, Evidence
from parley.domain.model.source import Authority, Rights
from parley.domain.model.story import Change, RankReason, StateMove, TrackState


class LeftOut(StrEnum):
    """Why an article that was seen is not cited; each article has exactly one reason."""

    IRRELEVANT = "not about trade talks"
    OTHER_TRACKS = "other tracks"
    OTHER_SOURCES = "sources not chosen"
    BACKLOG = "published long before"
    UNCONFIRMED = "not confirmed by a source of standing"
    SAME_STORY = "adds nothing to a story told"
    NOTHING_NEW = "nothing new"
    NO_ROOM = "no room"
    SLIGHT = "too slight to name"
    WITHOUT_WORDS = "nothing in it to quote"
    UNSUPPORTED = "failed the evidence check"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The sum that must come out: ``seen == used + sum(left_out.values())``, counted in articles.

    ``relevant`` is about trade talks and on the desk's tracks; ``stories`` are the stories those make;
    ``told`` the stories in the edition; ``checked`` the claims held against their sources.
    """

    seen: int
    relevant: int
    stories: int
    told: int
    used: int
    left_out: Mapping[LeftOut, int]
    checked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRef:
    """A cited article as a reader is shown it; ``number`` is its number in this edition, from 1."""

    number: int
    id: str
    url: str
    title: str
    source_id: str
    publisher: str
    authority: Authority
    rights: Rights
    published_at: datetime
    language: str = "en"


class DateChange(StrEnum):
    """How a date ahead stands to what a reader already has."""

    KNOWN = "known"
    NEW = "new"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class NextDate:
    """A dated thing ahead, with the words that give it. ``until`` is set where only a span is known.

    ``was`` is the day from which it moved, and set exactly if it did.
    """

    day: date
    what: str
    track: str
    claim: Claim
    until: date | None = None
    change: DateChange = DateChange.KNOWN
    was: date | None = None


@dataclass(frozen=True, slots=True)
class DatedClaim:
    """What happened on a day, in words that were checked."""

    day: date
    claim: Claim


@dataclass(frozen=True, slots=True)
class SoFar:
    """A track's story so far, for a reader who is new to it: where it stands, since when, and how it
    came there, the oldest first."""

    track: str
    state: TrackState
    since: date
    steps: tuple[DatedClaim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story in an edition; ``tracks`` are ids. A story without claims is headline and link."""

    story_id: str
    thread_id: str
    headline: str
    headline_evidence: tuple[Evidence, ...]
    change: Change
    tracks: tuple[str, ...]
    claims: tuple[Claim, ...]
    rank: tuple[RankReason, ...]
    writer: str
    state: StateMove | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What one desk is told about (``since``, ``until``]: a pure function of the archive and these.

    An edition without items is a day without movement. ``also`` are stories told by their headline
    alone; ``background`` is there in a reader's first edition only. ``writer`` names every writer
    used, joined by " + "; ``notes`` are sentences for the reader about how it was made (a fallback, a
    budget).
    """

    id: str
    desk_id: str
    since: datetime
    until: datetime
    top_line: Claim | None
    items: tuple[Item, ...]
    articles: tuple[ArticleRef, ...]
    coverage: Coverage
    dropped: tuple[CheckedClaim, ...]
    writer: str
    next_dates: tuple[NextDate, ...] = ()
    also: tuple[Item, ...] = ()
    background: tuple[SoFar, ...] = ()
    notes: tuple[str, ...] = field(default=())
