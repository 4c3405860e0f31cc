"""Takes an interaction to the dispatcher, and its answer back to the person who asked."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import discord
import structlog
from discord import app_commands

from parley.app.ports import Clock, Dispatch, Part, Pressed
from parley.domain.errors import CommandError
from parley.domain.model import (
    ActionKind,
    Audience,
    Command,
    CommandName,
    Message,
    Platform,
    Press,
    Reply,
)
from parley_adapters.chat.discord.buttons import pressed as what_was_pressed
from parley_adapters.chat.discord.buttons import view_of
from parley_adapters.chat.discord.commands import Asked
from parley_adapters.chat.discord.connection import FAULTS
from parley_adapters.chat.discord.files import with_files
from parley_adapters.chat.discord.markdown import inert
from parley_adapters.chat.discord.render import parts, payload_of

_log = structlog.get_logger(__name__)

_BROKE = "That did not work; please try again in a few minutes."
_OUTDATED = "This command has changed; reload Discord (Ctrl+R) and try again."
_OLD_BUTTON = "This button is of another version; /trade brief makes a new briefing."
_ENDING = "Parley is being restarted; please try again in a minute."


class Desk:
    """Answers interactions. Discord fixes who sees an answer when it is acknowledged, before the
    answer is known: so every one is for the asker alone, and what is meant for all follows openly.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._dispatch: Dispatch | None = None
        self._pressed: Pressed | None = None
        self._open: set[asyncio.Task[None]] = set()

    def serve(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        """Begin to answer."""
        self._dispatch = dispatch
        self._pressed = pressed

    async def finish(self, seconds: float) -> None:
        """Take nothing new, and wait so long for the answers in hand."""
        self._dispatch = self._pressed = None
        if self._open:
            await asyncio.wait(set(self._open), timeout=seconds)

    async def handle(self, interaction: Asked, name: CommandName, args: Mapping[str, str]) -> None:
        """Acknowledge at once (Discord gives 3 s), then answer (it gives 15 minutes)."""

        async def reply() -> Reply | None:
            if self._dispatch is None:
                return None
            return await self._dispatch(self._command(interaction, name, args))

        await self._acknowledged(interaction, name, reply)

    async def on_interaction(self, interaction: Asked) -> None:
        """A button or a menu; commands come here as well, and are the tree's to handle.

        One that is delivered twice is acknowledged once, which Discord sees to.
        """
        if interaction.type is not discord.InteractionType.component:
            return
        data: Mapping[str, Any] = {**(interaction.data or {})}
        found = what_was_pressed(data)

        async def reply() -> Reply | None:
            if found is None:
                raise CommandError(_OLD_BUTTON)
            if self._pressed is None:
                return None
            return await self._pressed(self._press(interaction, *found))

        await self._acknowledged(interaction, found[0] if found else "button", reply)

    async def failed(self, interaction: Asked, error: app_commands.AppCommandError) -> None:
        """What discord.py could not make a command of: one that Discord still shows, say."""
        known = isinstance(
            error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch
        )
        _log.warning("interaction failed", error=type(error).__name__)
        if interaction.type is not discord.InteractionType.application_command:
            return
        text = _OUTDATED if known else _BROKE
        try:
            if interaction.response.is_done():
                await interaction.followup.send(text, ephemeral=True)
            else:
                await interaction.response.send_message(text, ephemeral=True)
        except FAULTS as fault:
            _log.warning("answer not delivered", error=type(fault).__name__)

    async def _acknowledged(
        self, interaction: Asked, what: str, reply: Callable[[], Awaitable[Reply | None]]
    ) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._answer(interaction, what, reply)
        except FAULTS as error:  # nobody is left to tell
            _log.warning("answer not delivered", what=what, error=type(error).__name__)

    async def _answer(
        self, interaction: Asked, what: str, reply: Callable[[], Awaitable[Reply | None]]
    ) -> None:
        try:
            made = await reply()
        except CommandError as error:
            await interaction.followup.send(inert(str(error))[:2_000], ephemeral=True)
        except Exception as error:  # noqa: BLE001 - the last line before a person
            _log.error("command broke", what=what, exc_info=error)
            await interaction.followup.send(_BROKE, ephemeral=True)
        else:
            if made is None:
                await interaction.followup.send(_ENDING, ephemeral=True)
            else:
                await _say(interaction, made)

    def _command(self, interaction: Asked, name: CommandName, args: Mapping[str, str]) -> Command:
        """The neutral command. An interaction tells the person's language, and no time zone."""
        return Command(
            name=name,
            args=dict(args),
            platform=Platform.DISCORD,
            tenant_id=_tenant(interaction),
            channel=str(interaction.channel_id),
            user=str(interaction.user.id),
            asked_at=self._clock.now(),
            manager=_manages(interaction),
        )

    def _press(self, interaction: Asked, kind: ActionKind, ref: str) -> Press:
        return Press(
            kind=kind,
            ref=ref,
            platform=Platform.DISCORD,
            tenant_id=_tenant(interaction),
            channel=str(interaction.channel_id),
            user=str(interaction.user.id),
            pressed_at=self._clock.now(),
            manager=_manages(interaction),
        )


def _manages(interaction: Asked) -> bool:
    """Whether somebody may manage the server; everybody manages their own direct messages."""
    return interaction.guild_id is None or interaction.permissions.manage_guild


def tenant_of(guild: int) -> str:
    """A server's tenant id."""
    return f"{Platform.DISCORD}:{guild}"


def _tenant(interaction: Asked) -> str:
    guild = interaction.guild_id
    return tenant_of(guild) if guild is not None else f"discord:dm-{interaction.user.id}"


async def _say(interaction: Asked, reply: Reply) -> None:
    private = reply.audience is Audience.ASKER
    if not private:
        await interaction.edit_original_response(content=_title(reply.message))
    for part in parts(reply.message):
        await _follow(interaction, part, ephemeral=private)


async def _follow(interaction: Asked, part: Part, *, ephemeral: bool) -> None:
    content, bodies, rows = payload_of(part.payload)
    more: dict[str, Any] = {} if (view := view_of(rows)) is None else {"view": view}
    if content:
        more["content"] = content

    async def send(shown: dict[str, Any]) -> None:
        await interaction.followup.send(ephemeral=ephemeral, **shown, **more)

    await with_files(part.files, bodies, send)


def _title(message: Message) -> str:
    return inert(message.title)[:2_000] or "Parley"
