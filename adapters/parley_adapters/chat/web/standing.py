"""What stands on the settings page: each channel's standing orders, and a form of what can be set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from parley.domain import conduct
from parley.domain.conduct import Setting
from parley.domain.errors import ScheduleError
from parley.domain.model import Subscription, TenantSettings
from parley.domain.schedule import next_slots

# On a page nothing is a thread, and nobody is in a group.
_ELSEWHERE = frozenset({"detail", "group"})
_TITLES = {
    "breaking": "Breaking news",
    "quiet-hours": "Quiet hours",
    "approval": "Approval",
    "no-movement": "A day without movement",
    "managers": "Reports and faults",
}
# What a word stands for, where it does not say so by itself; others are shown as they are.
_MEANT = {
    "breaking": {"off": "never", "on": "outside quiet hours", "always": "at any hour"},
    "approval": {
        "off": "post without asking",
        "send": "ask; unanswered, post it",
        "hold": "ask; unanswered, hold it",
    },
    "no-movement": {"say": "say so in a line", "skip": "post nothing"},
    "managers": {"here": "on this page", "off": "in the log alone"},
}
_CHOICES = {"managers": ("here", "off")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that can be had, and what it means."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A setting as a field of a form: choices to tick, or words where there are none."""

    name: str
    title: str
    summary: str
    value: str
    choices: tuple[Choice, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A standing order: what it is about and when it comes next, or why it does not."""

    tracks: tuple[str, ...]
    zone: str
    coming: tuple[datetime, ...] = ()
    paused: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A channel of the page with its orders and what is set for them."""

    channel: str
    lines: tuple[Line, ...]
    fields: tuple[Field, ...]

    @property
    def resting(self) -> bool:
        """Whether any order of it is paused."""
        return any(line.paused or line.until for line in self.lines)


def places(
    orders: Sequence[Subscription],
    common: TenantSettings,
    tracks: Mapping[str, str],
    now: datetime,
    channel: str,
) -> list[Place]:
    """The page's own channel first, then those that were made on the command line."""
    names = dict.fromkeys([channel, *(order.channel for order in orders)])
    found = []
    for name in names:
        here = [order for order in orders if order.channel == name]
        found.append(
            Place(
                channel=name,
                lines=tuple(_line(order, tracks, now) for order in here),
                fields=_fields(here, common, name),
            )
        )
    return found


def _line(order: Subscription, tracks: Mapping[str, str], now: datetime) -> Line:
    named = tuple(tracks.get(track, track) for track in order.desk.tracks)
    zone = order.schedule.zone
    if order.paused is not None:
        return Line(tracks=named, zone=zone, paused=order.paused)
    try:
        coming = next_slots(order.schedule, now, 3)
    except ScheduleError as error:
        return Line(tracks=named, zone=zone, paused=str(error))
    quiet, day = set(order.schedule.quiet_days), now.astimezone(ZoneInfo(zone)).date()
    resting = day in quiet
    while day in quiet:
        day += timedelta(days=1)
    return Line(tracks=named, zone=zone, coming=coming, until=day if resting else None)


def _fields(
    orders: Sequence[Subscription], common: TenantSettings, channel: str
) -> tuple[Field, ...]:
    values = dict(conduct.described(orders[0])) if orders else {}
    told = common.managers
    values["managers"] = "off" if told is None else "here" if told == channel else told
    return tuple(
        _field(one, values[one.name])
        for one in conduct.SETTINGS
        if one.name in values and one.name not in _ELSEWHERE
    )


def _field(setting: Setting, value: str) -> Field:
    meant = _MEANT.get(setting.name, {})
    words = _CHOICES.get(setting.name, setting.choices)
    if (
        words and value not in words
    ):  # set elsewhere, and to be kept unless something else is ticked
        words = (*words, value)
    return Field(
        name=setting.name,
        title=_TITLES.get(setting.name, setting.name.replace("-", " ").capitalize()),
        summary=setting.summary,
        value=value,
        choices=tuple(Choice(value=word, label=meant.get(word, word)) for word in words),
        example=setting.example,
    )
