"""``/trade`` and its subcommands as Discord registers them, made from the one table."""

import hashlib
import inspect
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import discord
import structlog
from discord import app_commands

from parley.domain.commands import COMMANDS
from parley.domain.model import CommandName, CommandSpec, Param
from parley_adapters.chat.discord.completing import Asked, completer
from parley_adapters.chat.discord.connection import FAULTS
from parley_adapters.chat.discord.errors import translated

_log = structlog.get_logger(__name__)

Tree = app_commands.CommandTree[discord.AutoShardedClient]
Handle = Callable[[Asked, CommandName, Mapping[str, str]], Awaitable[None]]
Summarise = Callable[[Asked, discord.Message], Awaitable[None]]

GROUP = "trade"
SUMMARISE = "Summarise this link"
"""The entry of a message's menu; 32 characters at most."""

_REMEMBERED = "discord-commands"


def grow(
    client: discord.AutoShardedClient,
    tracks: Sequence[tuple[str, str]],
    handle: Handle,
    summarise: Summarise,
) -> Tree:
    """The command tree: one group, a subcommand for each entry of ``COMMANDS``; a message's menu.

    Discord gates a command as a whole, never one of its subcommands: ``/trade`` is open to all, and
    who manages is checked when a command comes.
    """
    tree: Tree = app_commands.CommandTree(client)
    contexts = app_commands.AppCommandContext(guild=True, dm_channel=True)
    installs = app_commands.AppInstallationType(guild=True)
    group = app_commands.Group(
        name=GROUP,
        description="Briefings on trade talks, every sentence with its source.",
        allowed_contexts=contexts,
        allowed_installs=installs,
    )
    for spec in COMMANDS:
        group.add_command(_subcommand(spec, tracks, handle))
    tree.add_command(group)

    async def menu(interaction: discord.Interaction, message: discord.Message) -> None:
        await summarise(interaction, message)  # type: ignore[arg-type] # the tree's own client

    tree.add_command(
        app_commands.ContextMenu(
            name=SUMMARISE, callback=menu, allowed_contexts=contexts, allowed_installs=installs
        )
    )
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
        if (complete := completer(spec, param, tracks)) is not None
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
