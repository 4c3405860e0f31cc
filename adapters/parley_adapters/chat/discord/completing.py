"""What Discord offers while somebody types an option: 25 at most, of 100 characters each."""

from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from typing import Any
from zoneinfo import available_timezones

import discord
from discord import app_commands

from parley.domain.conduct import SETTINGS, TENANT_WIDE, setting_named
from parley.domain.errors import InputError
from parley.domain.model import CommandName, CommandSpec, Param, ParamKind

Asked = discord.Interaction[discord.AutoShardedClient]
Choices = list[app_commands.Choice[str]]
Complete = Callable[[Asked, str], Coroutine[Any, Any, Choices]]
Pairs = Sequence[tuple[str, str]]
"""(value, what is shown)."""

# discord.com/developers/docs, "Application Commands".
_MOST_CHOICES, _LONGEST_CHOICE = 25, 100
_DAYS = ("weekdays", "daily", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon,wed,fri")
_SINCE = ("24h", "3d", "1w", "today", "yesterday")
_AS_OF = ("today", "yesterday")
_UNTIL = (
    ("3d", "3d: three days"),
    ("1w", "1w: a week"),
    ("2w", "2w: two weeks"),
    ("off", "off: go on again"),
)
_CLOCKS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))


def completer(spec: CommandSpec, param: Param, tracks: Pairs) -> Complete | None:
    """What completes a parameter; none for free words."""
    if (spec.name, param.name) == (CommandName.SETTINGS, "value"):
        return _complete_value
    if (spec.name, param.name) == (CommandName.PAUSE, "until"):
        return _completes(lambda typed: _matching(_UNTIL, typed))
    match param.kind:
        case ParamKind.TRACK:
            return _completes(lambda typed: complete_track(tracks, typed))
        case ParamKind.TRACKS:
            return _completes(lambda typed: complete_tracks(tracks, typed))
        case ParamKind.ZONE:
            return _completes(complete_zone)
        case ParamKind.DAYS:
            return _completes(lambda typed: _matching(_same(_DAYS), typed))
        case ParamKind.CLOCK:
            return _completes(lambda typed: _matching(_same(_CLOCKS), typed))
        case ParamKind.SETTING:
            named = [(one.name, f"{one.name}: {one.summary}") for one in SETTINGS]
            return _completes(lambda typed: _matching(named, typed))
        case ParamKind.YES:
            return _completes(lambda typed: _matching(_same(["yes"]), typed))
        case ParamKind.SINCE:
            return _completes(lambda typed: _matching(_same(_SINCE), typed))
        case ParamKind.AS_OF:
            return _completes(lambda typed: _matching(_same(_AS_OF), typed))
        case _:
            return None


def complete_track(tracks: Pairs, typed: str) -> list[tuple[str, str]]:
    """Tracks by id or name, those that begin with what was typed first."""
    return _matching(tracks, typed)


def complete_tracks(tracks: Pairs, typed: str) -> list[tuple[str, str]]:
    """The last of a list of tracks; what stands before it is kept."""
    before, comma, last = typed.rpartition(",")
    chosen = {word.strip() for word in before.split(",")}
    names = dict(tracks)
    shown = ", ".join(names.get(word, word) for word in map(str.strip, before.split(",")) if word)
    return [
        (f"{before}{comma}{track}", f"{shown}, {name}" if shown else name)
        for track, name in _matching(tracks, last.strip())
        if track not in chosen
    ]


def complete_zone(typed: str) -> list[tuple[str, str]]:
    """Time zones by any part of their name: "new york" finds America/New_York."""
    return _matching(_zones(), typed.replace(" ", "_"))


def complete_value(name: str, typed: str, roles: Pairs = ()) -> list[tuple[str, str]]:
    """The values of the setting of that name; ``roles`` are those of the server."""
    try:
        setting = setting_named(name)
    except InputError:
        return []
    offered: list[tuple[str, str]] = _same(setting.choices)
    if setting.name == "group":
        offered += roles
    elif setting.example:
        offered += _same([setting.example])
    if setting.name in TENANT_WIDE or not setting.choices:
        offered += _same(["off"])
    return _matching(offered, typed)


async def _complete_value(interaction: Asked, current: str) -> Choices:
    """What fits the setting that was named in the same command."""
    guild = interaction.guild
    roles = [] if guild is None else [r for r in guild.roles if not r.is_default()]
    named = [(f"<@&{role.id}>", role.name) for role in reversed(roles)]
    name = str(getattr(interaction.namespace, "name", None) or "")
    return _choices(complete_value(name, current, named))


def _completes(find: Callable[[str], Pairs]) -> Complete:
    async def complete(_interaction: Asked, current: str) -> Choices:
        return _choices(find(current))

    return complete


def _choices(found: Pairs) -> Choices:
    fitting = [pair for pair in found if len(pair[0]) <= _LONGEST_CHOICE]
    return [
        app_commands.Choice(name=name[:_LONGEST_CHOICE], value=value)
        for value, name in fitting[:_MOST_CHOICES]
    ]


def _same(words: Sequence[str]) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    names = (name for name in available_timezones() if "/" in name or name == "UTC")
    real = sorted(name for name in names if not name.startswith(("Etc/", "SystemV/")))
    return tuple((name, name.replace("_", " ")) for name in real)


def _matching(pairs: Pairs, typed: str) -> list[tuple[str, str]]:
    """(value, name) pairs that hold what was typed, the nearest first."""
    wanted = typed.strip().casefold()

    def distance(pair: tuple[str, str]) -> int | None:
        texts = [text.casefold() for text in pair]
        if any(text.startswith(wanted) for text in texts):
            return 0
        if any(
            part.startswith(wanted) for text in texts for part in text.replace("/", " ").split()
        ):
            return 1
        return 2 if any(wanted in text for text in texts) else None

    ranked = [(near, pair) for pair in pairs if (near := distance(pair)) is not None]
    return [pair for _, pair in sorted(ranked, key=lambda entry: entry[0])]
