"""Takes interactions to the dispatcher: commands, the menu of a message, buttons and forms."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import discord
import structlog
from discord import app_commands

from parley.app.ports import Clock
from parley.domain.errors import CommandError, ParleyError
from parley.domain.model import (
    ActionKind,
    Command,
    CommandName,
    Moment,
    Note,
    Paragraph,
    Platform,
    Press,
    Reply,
    Text,
)
from parley_adapters.chat.discord import form
from parley_adapters.chat.discord.answers import UNSENT, whisper
from parley_adapters.chat.discord.buttons import pressed as what_was_pressed
from parley_adapters.chat.discord.completing import Asked
from parley_adapters.chat.discord.links import first_link
from parley_adapters.chat.discord.people import People, tenant
from parley_adapters.chat.discord.work import BROKE, Work, said

_log = structlog.get_logger(__name__)

_OUTDATED = "This command has changed; reload Discord (Ctrl+R) and try again."
_OLD_BUTTON = "This button is of another version; /trade brief makes a new briefing."
_TWICE = "This form was sent before; its answer is above. /trade subscribe opens a new one."
_NO_LINK = "This message has no link; copy the page's address into /trade summarise."
# So many forms, and people's time zones, are remembered while this process runs.
_REMEMBERED = 10_000


class Desk:
    """Answers interactions. Discord fixes who sees an answer when it is acknowledged, before the
    answer is known: so every one is for the asker alone, and what is meant for all is posted.
    """

    def __init__(
        self, work: Work, people: People, clock: Clock, tracks: Sequence[tuple[str, str]] = ()
    ) -> None:
        self._work = work
        self._people = people
        self._clock = clock
        self._tracks = tracks
        self._forms: OrderedDict[str, None] = OrderedDict()
        self._zones: OrderedDict[int, str] = OrderedDict()

    async def handle(self, interaction: Asked, name: CommandName, args: Mapping[str, str]) -> None:
        """Acknowledge at once (Discord gives 3 s), then answer (it gives 15 minutes).

        Subscribing without options opens the form, for whoever may subscribe.
        """
        if name is CommandName.SUBSCRIBE and not args and await self._may_order(interaction):
            zone = self._zones.get(interaction.user.id, "UTC")
            try:
                await interaction.response.send_modal(
                    form.order_form(interaction.id, zone, self._tracks)
                )
            except UNSENT as error:  # nobody is left to tell
                _log.warning("form not opened", error=type(error).__name__)
            return
        await self._acknowledged(interaction, name, lambda: self._ask(interaction, name, args))

    async def summarise(self, interaction: Asked, message: discord.Message) -> None:
        """The entry of a message's menu: its first link is summarised, for the asker alone."""
        link = first_link(message)

        async def reply() -> Reply | None:
            if link is None:
                raise CommandError(_NO_LINK)
            return await self._ask(interaction, CommandName.SUMMARISE, {"url": link})

        await self._acknowledged(interaction, CommandName.SUMMARISE, reply)

    async def on_interaction(self, interaction: Asked) -> None:
        """A button, a menu or a form; commands come here as well, and are the tree's to handle.

        One that is delivered twice is acknowledged once, which Discord sees to.
        """
        data: Mapping[str, Any] = {**(interaction.data or {})}
        if interaction.type is discord.InteractionType.component:
            found = what_was_pressed(data)
            what = found[0] if found else "button"
            await self._acknowledged(interaction, what, lambda: self._press(interaction, found))
        elif interaction.type is discord.InteractionType.modal_submit:
            await self._acknowledged(interaction, "form", lambda: self._filled(interaction, data))

    async def failed(self, interaction: Asked, error: app_commands.AppCommandError) -> None:
        """What discord.py could not make a command of: one that Discord still shows, say."""
        known = isinstance(
            error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch
        )
        _log.warning("interaction failed", error=type(error).__name__)
        if interaction.type is not discord.InteractionType.application_command:
            return
        text = _OUTDATED if known else BROKE
        try:
            if interaction.response.is_done():
                await interaction.followup.send(text, ephemeral=True)
            else:
                await interaction.response.send_message(text, ephemeral=True)
        except UNSENT as fault:
            _log.warning("answer not delivered", error=type(fault).__name__)

    async def _acknowledged(
        self, interaction: Asked, what: str, reply: Callable[[], Awaitable[Reply | None]]
    ) -> None:
        with self._work.in_hand():
            try:
                await interaction.response.defer(ephemeral=True, thinking=True)
                async with self._work.lines:
                    await whisper(interaction, await said(what, reply))
            except UNSENT as error:  # nobody is left to tell
                _log.warning("answer not delivered", what=what, error=type(error).__name__)

    async def _ask(
        self, interaction: Asked, name: CommandName, args: Mapping[str, str]
    ) -> Reply | None:
        if self._work.dispatch is None:
            return None
        command = await self._command(interaction, name, args)
        reply = await self._work.dispatch(command)
        if name is not CommandName.SUBSCRIBE:
            return reply
        zone = args.get("zone") or command.zone
        self._remember(interaction.user.id, zone)
        return _with_zone(reply, zone)

    async def _press(
        self, interaction: Asked, found: tuple[ActionKind, str] | None
    ) -> Reply | None:
        if found is None:
            raise CommandError(_OLD_BUTTON)
        if self._work.pressed is None:
            return None
        kind, ref = found
        return await self._work.pressed(
            Press(
                kind=kind,
                ref=ref,
                platform=Platform.DISCORD,
                tenant_id=tenant(interaction.guild_id, interaction.user.id),
                channel=str(interaction.channel_id),
                user=str(interaction.user.id),
                pressed_at=self._clock.now(),
                manager=await self._manages(interaction),
                zone=self._zones.get(interaction.user.id, "UTC"),
            )
        )

    async def _filled(self, interaction: Asked, data: Mapping[str, Any]) -> Reply | None:
        """A form, once however often it is sent."""
        opening = form.opening_of(data)
        if opening is None:
            raise CommandError(_OUTDATED)
        if opening in self._forms:
            raise CommandError(_TWICE)
        self._forms[opening] = None
        if len(self._forms) > _REMEMBERED:
            self._forms.popitem(last=False)
        return await self._ask(interaction, CommandName.SUBSCRIBE, form.filled(data))

    async def _command(
        self, interaction: Asked, name: CommandName, args: Mapping[str, str]
    ) -> Command:
        """The neutral command. In a thread it is about the message that the thread was made from.

        An interaction tells no time zone: it is the one of the person's last order, while that is
        remembered.
        """
        in_thread = isinstance(interaction.channel, discord.Thread)
        return Command(
            name=name,
            args=dict(args),
            platform=Platform.DISCORD,
            tenant_id=tenant(interaction.guild_id, interaction.user.id),
            channel=str(interaction.channel_id),
            user=str(interaction.user.id),
            asked_at=self._clock.now(),
            manager=await self._manages(interaction),
            zone=self._zones.get(interaction.user.id, "UTC"),
            about=str(interaction.channel_id) if in_thread else None,
        )

    async def _manages(self, interaction: Asked) -> bool:
        return await self._people.manages(
            interaction.user, interaction.guild_id, interaction.permissions
        )

    async def _may_order(self, interaction: Asked) -> bool:
        """Whether the form is worth opening; anybody else, and every fault, is told in words."""
        try:
            return self._work.dispatch is not None and await self._manages(interaction)
        except ParleyError:
            return False

    def _remember(self, user: int, zone: str) -> None:
        self._zones[user] = zone
        self._zones.move_to_end(user)
        if len(self._zones) > _REMEMBERED:
            self._zones.popitem(last=False)


def _with_zone(reply: Reply, zone: str) -> Reply:
    """An order says whose clock it follows: the times in it are shown in each reader's own zone."""
    blocks = reply.message.blocks
    times = [one for one in blocks if isinstance(one, Paragraph) and _has_moment(one)]
    if not times:
        return reply
    at = blocks.index(times[0]) + 1
    words = f"The briefing follows the clock of {zone}; Discord shows the times above in your own."
    said_so = (*blocks[:at], Note((Text(words),)), *blocks[at:])
    return replace(reply, message=replace(reply.message, blocks=said_so))


def _has_moment(paragraph: Paragraph) -> bool:
    return any(isinstance(span, Moment) for span in paragraph.spans)
