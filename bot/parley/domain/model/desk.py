"""Who is told what, where and when: desks, subscriptions, deliveries, tenants."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from parley.domain.model.draft import Form


class Platform(StrEnum):
    """Where a conversation takes place."""

    SLACK = "slack"
    DISCORD = "discord"
    WEB = "web"
    CONSOLE = "console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is asked for, in normal form: equal desks share editions.

    ``tracks`` are ids, empty for all; ``watch_words`` make an article relevant by themselves;
    ``sources`` are ids, empty for all of the operator's catalogue. Make one with
    ``identity.desk``, which sorts, folds and removes doubles.
    """

    tracks: tuple[str, ...] = ()
    watch_words: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    language: str = "en"
    form: Form = Form.BRIEF


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When a briefing is due, in the reader's own terms.

    ``cron`` is a standard five-field line, read in ``zone`` (IANA). ``quiet_days`` are local dates
    without a briefing; ``holidays`` names a public calendar ("US", "US-NY", "DE"), whose days are
    quiet as well. The edition is cut off ``lead`` before the slot; a missed slot still goes out
    within ``grace``.
    """

    cron: str
    zone: str
    quiet_days: tuple[date, ...] = ()
    holidays: str | None = None
    lead: timedelta = timedelta(minutes=15)
    grace: timedelta = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A Slack workspace or enterprise, a Discord guild, or this machine.

    ``id`` is ``platform:team`` ("slack:T0123", "discord:8812", "web:local").
    """

    id: str
    platform: Platform
    name: str = ""
    joined_at: datetime | None = None


class QuietPolicy(StrEnum):
    """What to do with a day without movement: say so in a line, or post nothing."""

    SAY_SO = "say_so"
    SKIP = "skip"


class Layout(StrEnum):
    """Whether detail goes below the briefing or into its thread."""

    WHOLE = "whole"
    THREADED = "threaded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A standing order for briefings in one channel; key: tenant, channel and name.

    ``cursor`` is the ``until`` of the last edition that this channel received; none for a new one.
    ``paused`` holds the reason in one sentence while nothing is sent.
    """

    id: str
    tenant_id: str
    channel: str
    name: str
    desk: Desk
    schedule: Schedule
    quiet: QuietPolicy = QuietPolicy.SAY_SO
    layout: Layout = Layout.WHOLE
    cursor: datetime | None = None
    paused: str | None = None


class DeliveryState(StrEnum):
    """Where a delivery stands; the last five are final."""

    OPEN = "open"
    WRITTEN = "written"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"
    MISSED = "missed"
    FAILED = "failed"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class PostedPart:
    """A part of a message that is on the platform, by its message id there."""

    index: int
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One subscription's briefing for one slot: at most one ever exists.

    ``id`` is a hash of the subscription's id and the slot. ``fence`` grows by one with every claim
    of the lease; work done under an older fence is refused (``LeaseLost``). All times UTC.
    """

    id: str
    subscription_id: str
    tenant_id: str
    slot: datetime
    state: DeliveryState = DeliveryState.OPEN
    edition_id: str | None = None
    fence: int = 0
    lease_until: datetime | None = None
    attempts: int = 0
    posted: tuple[PostedPart, ...] = field(default=())
    detail: str | None = None
