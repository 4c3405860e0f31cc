"""Discord behind the port ``Chat``: posts once under a key, finds what was posted, hears commands."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import discord

from parley.app.ports import ChannelCheck, Clock, Dispatch, Part, Pressed
from parley.domain.errors import (
    ChannelUnavailable,
    ChatError,
    MessageGone,
    SendAmbiguous,
)
from parley.domain.model import Message, Picture, Place, Platform, PostedPart
from parley_adapters.chat.discord import commands, places
from parley_adapters.chat.discord.buttons import view_of
from parley_adapters.chat.discord.connection import FAULTS, Connection
from parley_adapters.chat.discord.desk import Desk
from parley_adapters.chat.discord.errors import missing, no_answer, translated
from parley_adapters.chat.discord.files import with_files
from parley_adapters.chat.discord.hearing import Ear
from parley_adapters.chat.discord.looking import index_of, looked_up
from parley_adapters.chat.discord.membership import Joined, Left, Membership
from parley_adapters.chat.discord.people import GroupOf, People
from parley_adapters.chat.discord.render import parts, referenced
from parley_adapters.chat.discord.work import Work

# One post may take so long (seconds), every retry inside discord.py included.
_POST = 50.0
# Commands in hand have so long (seconds) to be answered when the service ends.
_FAREWELL = 1.0
# discord.com/developers/docs, "JSON Error Codes".
_THREAD_EXISTS = 160004
_ARCHIVED = 50083
_NO_CHANNEL, _DELETED = 10003, 10008
_NO_THREADS = frozenset({50001, 50013, 50024, 160006, 160007})


class DiscordChat:
    """One bot, in any number of servers. What it is asked before ``start`` it asks over REST alone."""

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        *,
        tracks: Sequence[tuple[str, str]],
        state_dir: Path | None,
        joined: Joined | None,
        left: Left | None,
        group_of: GroupOf | None,
    ) -> None:
        self._connection = connection
        self._clock = clock
        self._work = Work()
        self._people = People(group_of)
        self._desk = Desk(self._work, self._people, clock, tracks)
        self._membership = Membership(joined, left)
        self._state_dir = state_dir
        self._tracks = tracks

    @property
    def platform(self) -> Platform:
        """Which one it is."""
        return Platform.DISCORD

    async def start(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        """Log in, register what commands have changed, and be ready on the gateway.

        Raises ``ChatAuthError``, ``ChatError``.
        """
        self._work.serve(dispatch, pressed)
        try:
            client = await self._connection.login()
            desk, membership = self._desk, self._membership
            tree = commands.grow(client, self._tracks, desk.handle, desk.summarise)
            tree.error(desk.failed)
            for heard in (
                desk.on_interaction,
                Ear(client, self._work, self._people, self._clock).on_message,
                membership.on_guild_join,
                membership.on_guild_available,
                membership.on_guild_remove,
            ):
                client.event(heard)
            await commands.register(tree, self._state_dir)
            await self._connection.connect()
        except BaseException:
            await self._connection.close()
            raise

    async def stop(self) -> None:
        """Answer the commands in hand, then disconnect."""
        await self._work.finish(_FAREWELL)
        await self._connection.close()

    def render(self, message: Message) -> Sequence[Part]:
        """Embeds within Discord's limits."""
        return parts(message)

    async def post(
        self, place: Place, part: Part, *, key: str, thread: str | None = None
    ) -> PostedPart:
        """Post a part; the key is its nonce, under which Discord makes one message for some minutes.

        After those, ``find`` knows it by the reference in its small print.
        """
        client, channel = await self._connection.login(), place.channel
        what = f"the post in {channel}"
        try:
            async with asyncio.timeout(_POST):
                channel = await places.number(client, channel)
                below = await self._thread(client, channel, part, thread)
                payload = referenced(part.payload, key)
                message = await _send(client, below, payload, key, part.files)
        except TimeoutError as error:
            raise no_answer(what, error) from error
        except FAULTS as error:
            raise await places.explained(
                client, translated(error, what, channel=channel), channel
            ) from error
        return PostedPart(part.index, _address(below, message.id, channel))

    async def find(self, place: Place, key: str, after: datetime) -> PostedPart | None:
        """Look through what was posted since, and through the threads of the same delivery's parts.

        Raises ``SendAmbiguous`` where the bot may not read the history.
        """
        client, channel = await self._connection.login(), place.channel
        try:
            channel = await places.number(client, channel)
            found = await looked_up(client, int(channel), key, after)
        except FAULTS as error:
            raise translated(error, f"the history of {channel}", channel=channel) from error
        if found is not None:
            return PostedPart(index_of(key), _address(*found, channel))
        # Without the permission Discord answers with an empty list, which proves nothing.
        if places.HISTORY in await places.lacking(client, channel):
            raise SendAmbiguous(
                f"Parley cannot look for what it has posted in {channel}: "
                f"grant it {places.HISTORY}."
            )
        return None

    async def replace(self, place: Place, message_id: str, part: Part, *, key: str) -> None:
        """Edit a message; what is attached to it stays. An archived thread is opened for it."""
        payload = referenced(part.payload, key)
        await self._change(place.channel, message_id, lambda message: _edit(message, payload))

    async def remove(self, place: Place, message_id: str) -> None:
        """Delete a message."""
        try:
            await self._change(place.channel, message_id, lambda message: message.delete())
        except MessageGone:
            return

    async def _change(
        self,
        channel: str,
        message_id: str,
        change: Callable[[discord.PartialMessage], Awaitable[object]],
    ) -> None:
        """Change a message; done twice where an answer was lost. Raises as ``Chat.replace``."""
        client = await self._connection.login()
        what = f"the change of a message in {channel}"
        where, _, number = message_id.rpartition("/")
        below = int(where or channel)
        message = client.get_partial_messageable(below).get_partial_message(int(number))

        async def once() -> None:
            async with asyncio.timeout(_POST / 2):
                try:
                    await change(message)
                except discord.HTTPException as error:
                    if error.code != _ARCHIVED:
                        raise
                    await client.http.edit_channel(below, archived=False)
                    await change(message)

        for last in (False, True):
            try:
                await once()
            except FAULTS as error:
                if isinstance(error, discord.HTTPException) and (
                    error.code == _DELETED or (where and error.code == _NO_CHANNEL)
                ):
                    raise MessageGone(f"The message was deleted in {channel}.") from error
                fault = translated(error, what, channel=channel)
                if not isinstance(fault, SendAmbiguous):
                    raise await places.explained(client, fault, channel) from error
                if last:
                    raise ChatError(
                        f"Discord did not answer {what}; it is done again later."
                    ) from error
            else:
                return

    async def check(self, place: Place | None) -> ChannelCheck:
        """Whether the bot may post there, in sentences that say what to click."""
        client = await self._connection.login()
        if place is None:
            return ChannelCheck(channel=None)
        channel = place.channel
        try:
            if (foreign := await places.belongs(client, place)) is not None:
                return ChannelCheck(channel=channel, problems=(foreign,))
            if channel.startswith(places.PERSON):  # who takes messages is told by the first one
                return ChannelCheck(channel=channel)
            lacking = await places.lacking(client, channel)
        except ChannelUnavailable as error:
            return ChannelCheck(channel=channel, problems=(str(error),))
        problems = (str(missing(lacking, channel)),) if lacking else ()
        return ChannelCheck(channel=channel, problems=problems)

    async def _thread(
        self, client: discord.AutoShardedClient, channel: str, part: Part, first: str | None
    ) -> int:
        """Where a part goes: into the first part's thread, made if need be, else below it."""
        if not part.in_thread or first is None:
            return int(channel)
        try:
            await client.http.start_thread_with_message(
                int(channel), int(first), name="Sources", auto_archive_duration=1_440
            )
        except discord.HTTPException as error:
            if error.code in _NO_THREADS:
                return int(channel)
            if error.code != _THREAD_EXISTS:
                raise
        return int(first)  # a thread has the id of the message that it was made from


async def _send(
    client: discord.AutoShardedClient,
    place: int,
    payload: dict[str, Any],
    nonce: str,
    files: Sequence[Picture],
) -> discord.Message:
    channel = client.get_partial_messageable(place)
    content, view = payload.get("content"), view_of(payload.get("components", []))
    more: dict[str, Any] = {} if view is None else {"view": view}

    async def send(shown: dict[str, Any]) -> discord.Message:
        return await channel.send(content, nonce=nonce, **shown, **more)

    return await with_files(files, payload["embeds"], send)


async def _edit(message: discord.PartialMessage, payload: dict[str, Any]) -> None:
    await message.edit(
        content=payload.get("content"),
        embeds=[discord.Embed.from_dict(embed) for embed in payload["embeds"]],
        view=view_of(payload.get("components", [])),
    )


def _address(place: int, message: int, channel: str) -> str:
    """A message's id, with its thread's before it where it stands in one."""
    return str(message) if str(place) == channel else f"{place}/{message}"
