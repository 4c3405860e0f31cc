"""Answers as Discord is told them: privately after an interaction, or below a message."""

from typing import Any

import discord
import structlog

from parley.app.ports import Part
from parley.domain.errors import ChatError
from parley.domain.model import Audience, Reply
from parley_adapters.chat.discord.buttons import view_of
from parley_adapters.chat.discord.completing import Asked
from parley_adapters.chat.discord.connection import FAULTS
from parley_adapters.chat.discord.errors import translated
from parley_adapters.chat.discord.files import with_files
from parley_adapters.chat.discord.markdown import inert
from parley_adapters.chat.discord.places import explained
from parley_adapters.chat.discord.render import CONTENT, parts, payload_of
from parley_adapters.chat.discord.work import Said

_log = structlog.get_logger(__name__)

UNSENT = (*FAULTS, RuntimeError)
"""What keeps an answer from arriving; aiohttp's session, once closed, raises ``RuntimeError``."""

_POSTED = "Posted in this channel, for everybody in it."
# discord.com/developers/docs, "JSON Error Codes".
_NO_HISTORY_TO_REPLY = 160002


async def whisper(interaction: Asked, said: Said) -> None:
    """Answer an interaction that was acknowledged privately. Raises what is in ``UNSENT``.

    What is meant for all is posted in the channel as any briefing is, so that what keeps briefings
    from being posted shows here, and whoever asked is told.
    """
    if isinstance(said, str):
        await interaction.followup.send(inert(said)[:CONTENT], ephemeral=True)
    elif said.audience is Audience.CHANNEL:
        await whisper(interaction, await _for_all(interaction, said))
    else:
        for part in parts(said.message):
            await _follow(interaction, part)


async def _for_all(interaction: Asked, reply: Reply) -> str:
    """Post in the channel of an interaction, once however often it is tried; what came of it."""
    client, where = interaction.client, str(interaction.channel_id)
    channel = client.get_partial_messageable(int(where))
    try:
        for part in parts(reply.message):
            await _post(channel, part, nonce=f"{interaction.id}-{part.index}")
    except FAULTS as error:
        return str(
            await explained(client, translated(error, f"the post in {where}", channel=where), where)
        )
    return _POSTED


async def answer(client: discord.AutoShardedClient, message: discord.Message, said: Said) -> None:
    """Answer a message in its place, as a reply that notifies nobody. Raises what is in ``UNSENT``.

    Where Parley may not write, whoever asked is told privately what to click.
    """
    try:
        if isinstance(said, str):
            await _reply(message, inert(said)[:CONTENT])
            return
        first: dict[str, Any] = {"reference": message.to_reference(fail_if_not_exists=False)}
        for part in parts(said.message):
            more = first if part.index == 0 else {}
            await _post(message.channel, part, nonce=_nonce(message, part.index), **more)
    except discord.Forbidden as error:
        where = str(message.channel.id)
        fault = translated(error, f"the answer in {where}", channel=where)
        await _in_private(message, await explained(client, fault, where))


async def _in_private(message: discord.Message, error: ChatError) -> None:
    _log.warning("answer not delivered", channel=message.channel.id, why=str(error))
    if message.guild is not None:
        await message.author.send(inert(str(error))[:CONTENT], nonce=_nonce(message, 0))


async def _reply(message: discord.Message, text: str) -> None:
    reference = message.to_reference(fail_if_not_exists=False)
    send = message.channel.send
    try:
        await send(text, reference=reference, mention_author=False, nonce=_nonce(message, 0))
    except discord.HTTPException as error:
        if error.code != _NO_HISTORY_TO_REPLY:
            raise
        await send(text, nonce=_nonce(message, 0))


async def _post(channel: discord.abc.Messageable, part: Part, *, nonce: str, **more: Any) -> None:
    """Post a part; as no reply where replying takes a permission that Parley lacks."""
    content, bodies, rows = payload_of(part.payload)
    view = view_of(rows)
    extra: dict[str, Any] = {} if view is None else {"view": view}

    async def send(shown: dict[str, Any]) -> None:
        await channel.send(content, nonce=nonce, **shown, **extra, **more)

    if "reference" not in more:
        await with_files(part.files, bodies, send)
        return
    more["mention_author"] = False
    try:
        await with_files(part.files, bodies, send)
    except discord.HTTPException as error:
        if error.code != _NO_HISTORY_TO_REPLY:
            raise
        await _post(channel, part, nonce=nonce)


async def _follow(interaction: Asked, part: Part) -> None:
    content, bodies, rows = payload_of(part.payload)
    more: dict[str, Any] = {} if (view := view_of(rows)) is None else {"view": view}
    if content:
        more["content"] = content

    async def send(shown: dict[str, Any]) -> None:
        await interaction.followup.send(ephemeral=True, **shown, **more)

    await with_files(part.files, bodies, send)


def _nonce(message: discord.Message, index: int) -> str:
    """The same for the same question, so that an answer that is sent again is one."""
    return f"{message.id}-{index}"
