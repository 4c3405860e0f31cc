"""What managers can set for a channel and for all of a workspace, by the words they type."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time
from typing import TypeVar

from parley.domain.errors import InputError
from parley.domain.model import (
    Approval,
    Breaking,
    Layout,
    Options,
    QuietHours,
    QuietPolicy,
    Subscription,
    TenantSettings,
)

T = TypeVar("T")

_HOURS = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)\s*(?:-|to|–)\s*([01]?\d|2[0-3])[:.]([0-5]\d)")
_NO_HOURS = QuietHours(time(0), time(0))
# As each platform writes a channel or a person in a line, or its bare id.
_WHERE = re.compile(
    r"<#(?P<a>\w+)(?:\|[^>]*)?>|(?P<b><@!?(?P<c>\w+)(?:\|[^>]*)?>)|(?P<d>@?\w{3,64})"
)
_GROUP = re.compile(r"<!subteam\^(\w+)(?:\|[^>]*)?>|<@&(\d+)>|(\w{3,64})")
_OFF = frozenset({"off", "no", "none"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set. ``choices`` are the values that can be had; empty for free ones."""

    name: str
    summary: str
    choices: tuple[str, ...] = ()
    example: str = ""


_BREAKING = {"off": Breaking.OFF, "on": Breaking.WAKING, "always": Breaking.ALWAYS}
_APPROVAL = {"off": Approval.NONE, "send": Approval.ELSE_SEND, "hold": Approval.ELSE_HOLD}
_DETAIL = {"here": Layout.WHOLE, "thread": Layout.THREADED}
_NO_MOVEMENT = {"say": QuietPolicy.SAY_SO, "skip": QuietPolicy.SKIP}

SETTINGS = (
    Setting(
        "breaking",
        "Post a change of state at once: never, outside quiet hours, or always.",
        tuple(_BREAKING),
    ),
    Setting("quiet-hours", "Local hours in which nothing is posted unasked.", (), "22:00-07:00"),
    Setting(
        "approval",
        "Show managers each draft first; unanswered, it is sent or held.",
        tuple(_APPROVAL),
    ),
    Setting("detail", "Sources below the briefing, or in its thread.", tuple(_DETAIL)),
    Setting("no-movement", "Say so on a day without movement, or skip it.", tuple(_NO_MOVEMENT)),
    Setting("managers", "Where managers are told of drafts, reports and faults.", (), "here"),
    Setting("group", "A group whose members are managers too, by its id.", (), "S0614TZR7"),
)
_BY_NAME = {setting.name: setting for setting in SETTINGS}
# These are of the whole workspace or server, the others of a channel's standing orders.
TENANT_WIDE = frozenset({"managers", "group"})


def setting_named(name: str) -> Setting:
    """The setting of that name, however it is joined. Raises ``InputError`` that names them all."""
    key = re.sub(r"[\s_]+", "-", name.strip().lower())
    if key not in _BY_NAME:
        raise InputError(f'There is no setting "{name}"; there are: {", ".join(_BY_NAME)}.')
    return _BY_NAME[key]


def with_option(subscription: Subscription, name: str, value: str) -> Subscription:
    """The standing order with one of its settings changed. Raises ``InputError``."""
    options, chosen = subscription.options, value.strip().lower()
    changes: dict[str, Callable[[], Subscription]] = {
        "breaking": lambda: _with(
            subscription, replace(options, breaking=_of(_BREAKING, name, chosen))
        ),
        "approval": lambda: _with(
            subscription, replace(options, approval=_of(_APPROVAL, name, chosen))
        ),
        "quiet-hours": lambda: _with(subscription, replace(options, quiet_hours=hours_of(chosen))),
        "detail": lambda: replace(subscription, layout=_of(_DETAIL, name, chosen)),
        "no-movement": lambda: replace(subscription, quiet=_of(_NO_MOVEMENT, name, chosen)),
    }
    return changes[name]()


def with_setting(settings: TenantSettings, name: str, value: str, channel: str) -> TenantSettings:
    """The workspace's settings with one changed; "here" is ``channel``. Raises ``InputError``."""
    chosen = value.strip()
    if chosen.lower() in _OFF:
        return replace(settings, **{name: None})
    if name == "group":
        group = _GROUP.fullmatch(chosen)
        if group is None:
            raise InputError(
                f'"{value}" is no group\'s id; write it like {_BY_NAME[name].example}.'
            )
        return replace(settings, group=group[1] or group[2] or group[3])
    if chosen.lower() == "here":
        return replace(settings, managers=channel)
    where = _WHERE.fullmatch(chosen)
    if where is None:
        raise InputError(f'"{value}" is no channel and nobody; write here, #channel, or a person.')
    return replace(settings, managers=f"@{where['c']}" if where["b"] else where["a"] or where["d"])


def hours_of(text: str) -> QuietHours:
    """Quiet hours as people write them: "22:00-07:00", or "off". Raises ``InputError``."""
    if text in _OFF:
        return _NO_HOURS
    hours = _HOURS.fullmatch(text)
    if hours is None:
        raise InputError(f'"{text}" are no hours I know; write them like 22:00-07:00, or off.')
    start, end = time(int(hours[1]), int(hours[2])), time(int(hours[3]), int(hours[4]))
    return QuietHours(start, end)


def described(subscription: Subscription) -> tuple[tuple[str, str], ...]:
    """A standing order's settings, each by its name and the word that sets it."""
    options, hours = subscription.options, subscription.options.quiet_hours
    quiet = "off" if hours.start == hours.end else f"{hours.start:%H:%M}-{hours.end:%H:%M}"
    return (
        ("breaking", _word(_BREAKING, options.breaking)),
        ("quiet-hours", quiet),
        ("approval", _word(_APPROVAL, options.approval)),
        ("detail", _word(_DETAIL, subscription.layout)),
        ("no-movement", _word(_NO_MOVEMENT, subscription.quiet)),
    )


def _with(subscription: Subscription, options: Options) -> Subscription:
    return replace(subscription, options=options)


def _of(values: dict[str, T], name: str, chosen: str) -> T:
    if chosen not in values:
        raise InputError(f'"{chosen}" cannot be set for {name}; choose {", ".join(values)}.')
    return values[chosen]


def _word(values: dict[str, T], value: T) -> str:
    return next(word for word, one in values.items() if one is value)
