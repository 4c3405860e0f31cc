"""Who is told what, where and when: desks, subscriptions, deliveries, tenants."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from parley.domain.model.draft import Form

_PLATFORM = re.compile(r"[a-z][a-z0-9]{0,30}")


class Platform(StrEnum):
    """Where a conversation takes place.

    A platform that somebody else's package adds is a member from the first time that its word, of
    small letters and digits, is used.
    """

    SLACK = "slack"
    DISCORD = "discord"
    WEB = "web"
    CONSOLE = "console"

    @classmethod
    def _missing_(cls, value: object) -> "Platform | None":
        if not isinstance(value, str) or not _PLATFORM.fullmatch(value):
            return None
        added = str.__new__(cls, value)
        added._name_, added._value_ = value.upper(), value
        cls._value2member_map_[value] = added
        return added

    @classmethod
    def of(cls, tenant_id: str) -> "Platform":
        """The platform of a tenant, by its id."""
        return cls(tenant_id.partition(":")[0])


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


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a channel of a tenant's.

    ``channel`` is the platform's own id, or ``@`` and a person's id for a private message.
    """

    tenant_id: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantSettings:
    """What the managers of a workspace or server have set for all of it.

    ``managers`` is the channel (or ``@`` and a person) that is told of reports, approvals and
    paused briefings; ``group`` the platform's id of a group whose members are managers too.
    """

    managers: str | None = None
    group: str | None = None


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


class Breaking(StrEnum):
    """Whether a change of state is posted at once: never, outside quiet hours, or at any hour."""

    OFF = "off"
    WAKING = "waking"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From when until when (local times of the subscription's zone) nothing is posted unasked.

    They may go over midnight; equal times are no hours.
    """

    start: time
    end: time


class Approval(StrEnum):
    """Whether a manager sees a briefing before it is sent, and what happens if none answers."""

    NONE = "none"
    ELSE_SEND = "else_send"
    ELSE_HOLD = "else_hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a subscription does beside its briefings."""

    breaking: Breaking = Breaking.OFF
    quiet_hours: QuietHours = QuietHours(time(22), time(7))
    approval: Approval = Approval.NONE


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
    options: Options = Options()
    cursor: datetime | None = None
    paused: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A standing order that somebody was shown and has not saved yet."""

    id: str
    tenant_id: str
    user: str
    subscription: Subscription
    made_at: datetime


class DeliveryState(StrEnum):
    """Where a delivery stands; the last five are final.

    ``AMENDING`` was sent, and what was posted is being changed; it becomes ``SENT`` again.
    """

    OPEN = "open"
    WRITTEN = "written"
    SENDING = "sending"
    AMENDING = "amending"
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
