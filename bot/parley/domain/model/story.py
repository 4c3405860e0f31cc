"""Stories, what changed in them, what they mean for a track, and why they rank where they do."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from parley.domain.model.article import Archived


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event: its articles in the order in which they became known (never empty).

    ``id`` is the id of the founding article; ``thread_id`` names the affair it belongs to.
    """

    id: str
    thread_id: str
    articles: tuple[Archived, ...]


class ChangeKind(StrEnum):
    """How a story stands to what a reader already has."""

    NEW = "new"
    DEVELOPED = "developed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is new since the cursor; ``old`` and ``new`` are a figure, state or date that moved.

    ``fresh`` are the ids of the articles that bring it.
    """

    kind: ChangeKind
    fresh: tuple[str, ...] = ()
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True, slots=True)
class RankReason:
    """One factor of a rank: its name, its contribution, and the fact behind it in a few words."""

    factor: str
    value: float
    note: str


class DevelopmentKind(StrEnum):
    """What happened on a track."""

    MEETING = "meeting"
    STATEMENT = "statement"
    THREAT = "threat"
    PROPOSAL = "proposal"
    TARIFF_IMPOSED = "tariff_imposed"
    TARIFF_RAISED = "tariff_raised"
    TARIFF_LOWERED = "tariff_lowered"
    TARIFF_SUSPENDED = "tariff_suspended"
    RETALIATION = "retaliation"
    QUOTA = "quota"
    EXPORT_CONTROL = "export_control"
    INVESTIGATION = "investigation"
    COMPLAINT = "complaint"
    RULING = "ruling"
    STAY = "stay"
    DEADLINE_SET = "deadline_set"
    DEAL = "deal"
    SIGNATURE = "signature"
    RATIFICATION = "ratification"
    ENTRY_INTO_FORCE = "entry_into_force"
    WITHDRAWAL = "withdrawal"
    LEGISLATION = "legislation"


class TrackState(StrEnum):
    """Where a track stands."""

    QUIET = "quiet"
    TALKING = "talking"
    STALLED = "stalled"
    THREATENED = "threatened"
    TRUCE = "truce"
    ESCALATING = "escalating"
    AGREED = "agreed"
    IN_FORCE = "in_force"
    STRUCK_DOWN = "struck_down"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Development:
    """One dated thing that happened on a track, with the words that say so.

    ``id`` is a hash of track, kind, ``event_date`` and ``actor``. ``event_date`` is the event's own
    day, not the report's. ``authority`` is the legal one ("IEEPA", "Section 232"), if any.
    ``state`` is the track's state after it, where it moves one. ``scheduled`` says that the event
    lies ahead, and then the state stays. ``quote`` is verbatim in the article's title or text.
    ``known_at`` (UTC) is when the archive learnt of it; ``retracted_at`` when it was withdrawn.
    """

    id: str
    track: str
    kind: DevelopmentKind
    event_date: date
    actor: str
    article_id: str
    quote: str
    known_at: datetime
    authority: str | None = None
    state: TrackState | None = None
    in_force: bool = False
    scheduled: bool = False
    deadline: date | None = None
    retracted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StateMove:
    """A track that moved. ``before`` is none for its first known state."""

    track: str
    before: TrackState | None
    after: TrackState
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedStory:
    """A story with its score (higher comes first) and the reasons, which add up to it.

    ``told`` is what the ledger read in its fresh articles, ``move`` the state that they changed, and
    ``moved_by`` the development that changed it.
    """

    story: Story
    change: Change
    score: float
    reasons: tuple[RankReason, ...]
    told: tuple[Development, ...] = ()
    move: StateMove | None = None
    moved_by: Development | None = None
