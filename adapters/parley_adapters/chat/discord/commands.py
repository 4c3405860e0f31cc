"""``/trade`` and its subcommands as Discord registers and completes them, made from the one table."""

import hashlib
import inspect
import json
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import discord
import structlog
from discord import app_commands

from parley.domain.commands import COMMANDS
from parley.domain.conduct import SETTINGS
from parley.domain.model import CommandName, CommandSpec, Param, ParamKind
from parley_adapters.chat.discord.connection import FAULTS
from parley_adapters.chat.discord.errors import translated

_log = structlog.get_logger(__name__)

Asked = discord.Interaction[discord.AutoShardedClient]
Tree = app_commands.CommandTree[discord.AutoShardedClient]
Handle = Callable[[Asked, CommandName, Mapping[str, str]], Awaitable[None]]
Choices = list[app_commands.Choice[str]]
Complete = Callable[[Asked, str], Coroutine[Any, Any, Choices]]

GROUP = "trade"
# discord.com/developers/docs, "Application Commands": choices 25, and 100 characters each.
_MOST_CHOICES, _LONGEST_CHOICE = 25, 100
_DAYS = ("weekdays", "daily", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon,wed,fri")
_SINCE = ("24h", "3d", "1w", "today", "yesterday")
_CLOCKS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))
_REMEMBERED = "discord-commands"


def grow(
    client: discord.AutoShardedClient, tracks: Sequence[tuple[str, str]], handle: Handle
) -> Tree:
    """The command tree: one group, a subcommand for each entry of ``COMMANDS``."""
    tree: Tree = app_commands.CommandTree(client)
    group = app_commands.Group(
        name=GROUP,
        description="Briefings on trade talks, every sentence with its source.",
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
        allowed_installs=app_commands.AppInstallationType(guild=True),
    )
    for spec in COMMANDS:
        group.add_command(_subcommand(spec, tracks, handle))
    tree.add_command(group)
    return tree


async def register(tree: Tree, state_dir: Path | None) -> None:
    """Tell Discord the commands, if they are not the ones it was told last: one call for all.

    Raises ``ChatAuthError``, ``ChatError``.
    """
    payload = [command.to_dict(tree) for command in tree.get_commands()]
    told = json.dumps([tree.client.application_id, payload], sort_keys=True)
    mark = hashlib.sha256(told.encode()).hexdigest()
    file = None if state_dir is None else state_dir / f"{_REMEMBERED}-{tree.client.application_id}"
    if file is not None and file.is_file() and file.read_text(encoding="ascii").strip() == mark:
        return
    try:
        await tree.sync()
    except FAULTS as error:
        raise translated(error, "the registration of commands") from error
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(mark + "\n", encoding="ascii")
        except OSError as error:  # registering again does no harm
            _log.warning("state_dir cannot be written", why=str(error))


def _subcommand(
    spec: CommandSpec, tracks: Sequence[tuple[str, str]], handle: Handle
) -> app_commands.Command[app_commands.Group, ..., None]:
    """discord.py reads a command's options from the signature of its callback, so it is given one."""

    async def callback(interaction: Asked, **options: str | None) -> None:
        given = {name: value for name, value in options.items() if value is not None}
        await handle(interaction, spec.name, given)

    signature = inspect.Signature(
        [
            inspect.Parameter(
                "interaction",
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                annotation=discord.Interaction,
            ),
            *(_option(param) for param in spec.params),
        ]
    )
    callback.__signature__ = signature  # type: ignore[attr-defined] # functions may have one
    completing = {
        param.name: complete
        for param in spec.params
        if (complete := _completer(param.kind, tracks)) is not None
    }
    if completing:
        app_commands.autocomplete(**completing)(callback)
    if spec.params:
        app_commands.describe(**{param.name: param.summary for param in spec.params})(callback)
    return app_commands.Command(name=spec.name.value, description=spec.summary, callback=callback)


def _option(param: Param) -> inspect.Parameter:
    kind = inspect.Parameter.KEYWORD_ONLY
    if param.required:
        return inspect.Parameter(param.name, kind, annotation=str)
    return inspect.Parameter(param.name, kind, annotation=str | None, default=None)


def _completer(kind: ParamKind, tracks: Sequence[tuple[str, str]]) -> Complete | None:
    match kind:
        case ParamKind.TRACK:
            return _completes(lambda typed: complete_track(tracks, typed))
        case ParamKind.TRACKS:
            return _completes(lambda typed: complete_tracks(tracks, typed))
        case ParamKind.ZONE:
            return _completes(complete_zone)
        case ParamKind.DAYS:
            return _completes(lambda typed: _matching([(d, d) for d in _DAYS], typed))
        case ParamKind.CLOCK:
            return _completes(lambda typed: _matching([(c, c) for c in _CLOCKS], typed))
        case ParamKind.SETTING:
            named = [(one.name, f"{one.name}: {one.summary}") for one in SETTINGS]
            return _completes(lambda typed: _matching(named, typed))
        case ParamKind.YES:
            return _completes(lambda typed: _matching([("yes", "yes")], typed))
        case ParamKind.SINCE:
            return _completes(lambda typed: _matching([(s, s) for s in _SINCE], typed))
        case _:
            return None


def _completes(find: Callable[[str], Sequence[tuple[str, str]]]) -> Complete:
    async def complete(_interaction: Asked, current: str) -> Choices:
        fitting = [pair for pair in find(current) if len(pair[0]) <= _LONGEST_CHOICE]
        return [
            app_commands.Choice(name=name[:_LONGEST_CHOICE], value=value)
            for value, name in fitting[:_MOST_CHOICES]
        ]

    return complete


def complete_track(tracks: Sequence[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
    """Tracks by id or name, those that begin with what was typed first."""
    return _matching(tracks, typed)


def complete_tracks(tracks: Sequence[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
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


@cache
def _zones() -> tuple[tuple[str, str], ...]:
    names = (name for name in available_timezones() if "/" in name or name == "UTC")
    real = sorted(name for name in names if not name.startswith(("Etc/", "SystemV/")))
    return tuple((name, name.replace("_", " ")) for name in real)


def _matching(pairs: Sequence[tuple[str, str]], typed: str) -> list[tuple[str, str]]:
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
