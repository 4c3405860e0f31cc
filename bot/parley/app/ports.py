"""The ports: what the use cases need of the outside world, and what each side may rely on.

Rules for every adapter: only errors of ``parley.domain.errors`` leave it (vendors' are translated
with ``from``); every time is aware and UTC; calls that write are idempotent under the key named in
their docstring, so that whatever died half-way is simply done again.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from parley.domain.model import (
    Archived,
    Assignment,
    Command,
    Delivery,
    DeliveryState,
    Desk,
    Draft,
    Edition,
    Entry,
    Message,
    Platform,
    PollState,
    PostedPart,
    Reply,
    Schedule,
    Source,
    Subscription,
    Tenant,
    Usage,
    WriterIdentity,
    Written,
)


class Clock(Protocol):
    """The time, so that a replay and a test can bring their own."""

    def now(self) -> datetime:
        """The present instant, aware and UTC."""
        ...


# ── Sources ──────────────────────────────────────────────────────────────────────────────────


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


# ── The archive ──────────────────────────────────────────────────────────────────────────────


class Migrate(StrEnum):
    """What opening a store does about its schema: bring it up to date, insist on it, or neither."""

    UPGRADE = "upgrade"
    CHECK = "check"
    LEAVE = "leave"


class Articles(Protocol):
    """The archive of revisions, their readings and places. Rows are appended, never changed."""

    async def add(self, batch: Sequence[Archived]) -> None:
        """Store revisions with readings and placements in one transaction; key: the revision's id.

        A revision that is already there is left as it is, with its first ``first_seen``.
        """
        ...

    async def latest(self, article_ids: Iterable[str]) -> Mapping[str, Archived]:
        """The newest revision of each article that is known, by article id."""
        ...

    async def twins(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """Article ids by (``family``, ``content``), to find an item posted again under a new URL."""
        ...

    async def alias(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Remember that a URL's article id (first) is another name of a stored article (second)."""
        ...

    async def window(self, since: datetime, until: datetime) -> Sequence[Archived]:
        """Relevant revisions with ``since < first_seen <= until``, in the order of ``first_seen``."""
        ...

    async def seen(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """How many *articles* have a revision that became known in the window, by source id.

        Relevant or not; an article counts once, for the source of its newest revision.
        """
        ...

    async def stories(self, story_ids: Iterable[str], until: datetime) -> Sequence[Archived]:
        """Every revision of these stories known at ``until``, in the order of ``first_seen``."""
        ...

    def placed(self, since: datetime) -> AsyncIterator[Archived]:
        """Placed revisions with ``first_seen > since``, in that order; to rebuild the story index."""
        ...

    async def polls(self) -> Mapping[str, PollState]:
        """The state of every source that was ever polled, by source id."""
        ...

    async def save_polls(self, states: Sequence[PollState]) -> None:
        """Store poll states; key: the source's id."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result; ``score`` is comparable within one search only, higher is better."""

    archived: Archived
    score: float


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many of ``total`` articles have each word; of common words an estimate."""

    total: int
    counts: Mapping[str, int]


class Search(Protocol):
    """Full-text search over the archive."""

    async def frequencies(self, words: Sequence[str], *, until: datetime) -> Frequencies:
        """How common words are among the articles known at ``until``; absent words count zero."""
        ...

    async def search(
        self, words: Sequence[str], *, limit: int, until: datetime, since: datetime | None = None
    ) -> Sequence[Hit]:
        """The newest revision of the best articles that have any of the words, as known at ``until``.

        ``words`` are plain words, never operators: each is matched as a whole, by its stem.
        """
        ...


class Editions(Protocol):
    """Editions, drafts and desks, each kept under the hash of what it was made from."""

    async def draft(self, key: str) -> Draft | None:
        """The draft under this key, if it was written before."""
        ...

    async def save_draft(self, draft: Draft) -> Draft:
        """Keep a draft, key ``draft.key``; returns the one that was there first."""
        ...

    async def edition(self, edition_id: str) -> Edition | None:
        """The edition with this id."""
        ...

    async def save_edition(self, edition: Edition, desk: Desk) -> Edition:
        """Keep an edition and its desk, key ``edition.id``; returns the one that was there first."""
        ...

    async def desk(self, desk_id: str) -> Desk | None:
        """The desk with this id."""
        ...

    async def recent(self, *, limit: int) -> Sequence[Edition]:
        """The newest editions by ``until``, for the web page."""
        ...


# ── Tenants, subscriptions, deliveries ───────────────────────────────────────────────────────


class Tenants(Protocol):
    """Workspaces and guilds, and what belongs to them. Every query names the tenant."""

    async def join(self, tenant: Tenant) -> None:
        """Store a tenant; key: its id."""
        ...

    async def remove(self, tenant_id: str) -> None:
        """Delete a tenant with everything that belongs to it."""
        ...

    async def subscriptions(self, tenant_id: str) -> Sequence[Subscription]:
        """A tenant's standing orders, by channel and name."""
        ...

    async def due(self) -> Sequence[Subscription]:
        """Every subscription of every tenant that is not paused: the timetable's own query."""
        ...

    async def subscribe(self, subscription: Subscription) -> None:
        """Store or replace a subscription; key: its id. The cursor of a stored one is kept."""
        ...

    async def unsubscribe(self, tenant_id: str, subscription_id: str) -> bool:
        """Delete a subscription; whether there was one."""
        ...

    async def pause(self, tenant_id: str, subscription_id: str, reason: str | None) -> None:
        """Pause with a reason, or resume with none."""
        ...

    async def spend(self, tenant_id: str | None, day: date, usage: Usage) -> None:
        """Add to a day's spending; ``None`` is the operator's own (scheduled briefings)."""
        ...

    async def spent(self, tenant_id: str | None, day: date) -> Usage:
        """What a tenant, or with ``None`` everybody together, has spent on a day (UTC)."""
        ...


class Deliveries(Protocol):
    """The ledger of sends: what makes a briefing go out once."""

    async def open(self, subscription: Subscription, slot: datetime) -> Delivery:
        """The delivery of this slot, made if it is not there; key: subscription and slot."""
        ...

    async def assign(self, delivery: Delivery, edition_id: str) -> Delivery:
        """Name the edition of an ``OPEN`` delivery, which becomes ``WRITTEN``; idempotent."""
        ...

    async def claim(self, delivery_id: str, now: datetime, lease: timedelta) -> Delivery | None:
        """Take the lease and raise the fence; none if it is final or another worker holds it."""
        ...

    async def record(self, delivery: Delivery, part: PostedPart) -> Delivery:
        """Note that a part is on the platform. Raises ``LeaseLost`` under an old fence."""
        ...

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        cursor: datetime | None = None,
        detail: str | None = None,
    ) -> Delivery:
        """Set the final state and, in the same commit, the subscription's cursor.

        Raises ``LeaseLost`` under an old fence.
        """
        ...

    async def release(self, delivery: Delivery, detail: str | None = None) -> Delivery:
        """Give the lease back so that the sweep tries again. Raises ``LeaseLost``."""
        ...

    async def unfinished(self, now: datetime) -> Sequence[Delivery]:
        """Deliveries that are not final and whose lease, if any, has run out by ``now``."""
        ...

    async def recent(self, tenant_id: str | None, *, limit: int) -> Sequence[Delivery]:
        """A tenant's newest deliveries; ``None`` is the operator's view of all."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInfo:
    """What a store is: where, at which schema, how large (bytes; none where it cannot be told).

    ``rows`` counts them by table.
    """

    where: str
    schema: str | None
    newest_schema: str
    size: int | None
    rows: Mapping[str, int]


class Keeper(Protocol):
    """What an operator does with a store as a whole."""

    async def info(self) -> StoreInfo:
        """What the store is and holds; nothing is changed."""
        ...

    async def check(self) -> Sequence[str]:
        """What is wrong with it, a sentence a fault; empty if it is whole and up to date."""
        ...

    async def upgrade(self) -> None:
        """Bring the schema up to date; idempotent. Raises ``StoreTooNew``."""
        ...

    async def backup(self, path: Path) -> None:
        """Copy one consistent state into a new file while others go on working.

        Raises ``StoreError`` where the file exists or cannot be written.
        """
        ...

    def rows(self, tenant_id: str | None) -> AsyncIterator[tuple[str, Mapping[str, object]]]:
        """Every row with its table's name, as JSON values, tokens of installations left out.

        With a tenant, what belongs to it, and the desks and editions that its own rows name.
        """
        ...


@dataclass(frozen=True, slots=True)
class Archive:
    """One store behind its ports, opened together and closed together."""

    articles: Articles
    search: Search
    editions: Editions
    deliveries: Deliveries
    tenants: Tenants
    keeper: Keeper
    aclose: Callable[[], Awaitable[None]]


# ── Writers ──────────────────────────────────────────────────────────────────────────────────


class Writer(Protocol):
    """Turns an assignment into claims. It need not be right: its work is checked.

    A ``MODEL`` writer is never handed a ``headline_only`` source, and refuses one.
    """

    @property
    def identity(self) -> WriterIdentity:
        """Who writes; it and the assignment make the draft's key, so it changes with the prompt."""
        ...

    async def write(self, assignment: Assignment) -> Written:
        """Raises ``WriterError``; ``WriterRefused`` where trying again will not help."""
        ...

    def estimate(self, assignment: Assignment) -> Usage:
        """An upper bound of what writing this costs, for the budget; zero for extractive writers."""
        ...


# ── What a platform of our own shows ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A briefing that a channel received: the edition, and the message as it was composed for it."""

    delivery: Delivery
    edition: Edition
    message: Message


class Board(Protocol):
    """What was posted to one tenant, and what stands behind it: the reads of pages of our own."""

    async def posted(self, *, limit: int) -> Sequence[Posted]:
        """The tenant's newest briefings, the newest first."""
        ...

    async def edition(self, edition_id: str) -> Posted | None:
        """A briefing that was posted to the tenant; none if it was not."""
        ...

    async def story(self, story_id: str) -> Sequence[Archived]:
        """Every revision of a story known now, in the order of ``first_seen``; empty if unknown."""
        ...

    async def sources(self) -> Sequence[tuple[Source, PollState | None]]:
        """The operator's enabled sources, and how each is doing."""
        ...


# ── Chat platforms ───────────────────────────────────────────────────────────────────────────

Dispatch = Callable[[Command], Awaitable[Reply]]
"""Where a chat adapter hands a command; its errors are the adapter's to show (``CommandError``)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message of the platform, rendered within its limits; ``payload`` is the platform's JSON.

    Parts with ``in_thread`` go under the first part.
    """

    index: int
    payload: str
    in_thread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCheck:
    """Whether a channel can be posted to; ``problems`` are sentences that say what to click."""

    channel: str
    problems: tuple[str, ...] = ()


class Chat(Protocol):
    """A chat platform."""

    @property
    def platform(self) -> Platform:
        """Which one it is."""
        ...

    async def start(self, dispatch: Dispatch) -> None:
        """Connect and be ready for commands and posts. Raises ``ChatAuthError``."""
        ...

    async def stop(self) -> None:
        """Disconnect; commands in hand are answered first."""
        ...

    def render(self, message: Message) -> Sequence[Part]:
        """Split and render within the platform's limits; pure, the same message gives the same parts."""
        ...

    async def post(
        self, channel: str, part: Part, *, key: str, thread: str | None = None
    ) -> PostedPart:
        """Post a part under an idempotency key (delivery, part); ``thread`` is the first part's id.

        Raises ``ChannelUnavailable``, ``MissingPermission``, ``MessageRejected``, ``RateLimited``,
        ``ChatAuthError``, or ``SendAmbiguous`` where no answer came.
        """
        ...

    async def find(self, channel: str, key: str, after: datetime) -> PostedPart | None:
        """Look for a part that was sent under this key; how an ambiguous send is settled.

        Raises ``SendAmbiguous`` where the platform does not let us look.
        """
        ...

    async def check(self, channel: str) -> ChannelCheck:
        """Whether the bot may post there. Raises ``ChatAuthError``."""
        ...


# ── Engine and timetable ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do: a handler's name and ids only. One with the same ``key`` waits once.

    Jobs that share a ``lane`` run one at a time.
    """

    name: str
    key: str
    args: tuple[str, ...] = field(default=())
    lane: str | None = None
    not_before: datetime | None = None


Handler = Callable[[Sequence[str]], Awaitable[None]]


class Engine(Protocol):
    """Decides who does what next. The tables are the truth: a job lost with a process is found again
    by a sweep, so handlers are idempotent.
    """

    async def defer(self, job: Job) -> None:
        """Queue a job unless one with its key is waiting."""
        ...

    async def start(self, handlers: Mapping[str, Handler]) -> None:
        """Begin to work. A handler that raises is logged and its job dropped."""
        ...

    async def stop(self, grace: timedelta) -> None:
        """Take no new job, wait for those in hand up to ``grace``, then cancel them."""
        ...


Tick = Callable[[datetime], Awaitable[None]]
SlotTick = Callable[[Schedule, datetime], Awaitable[None]]


class Timetable(Protocol):
    """Calls back at the slots of cron lines and at fixed intervals."""

    async def start(self) -> None:
        """Begin to tick."""
        ...

    async def follow(self, schedules: Iterable[Schedule], tick: SlotTick) -> None:
        """Replace what is followed: ``tick(schedule, slot)`` fires ``schedule.lead`` before each slot.

        There is one job for each distinct (cron, zone, lead), not for each channel.
        """
        ...

    async def every(self, name: str, interval: timedelta, tick: Tick) -> None:
        """Call back at a fixed interval; key: the name."""
        ...

    async def stop(self) -> None:
        """Tick no more; a tick in hand is finished."""
        ...
