"""What Parley may do in a channel, asked over REST: no gateway is needed for it."""

from collections.abc import Mapping
from typing import Any

import discord

from parley.domain.errors import ChannelUnavailable, ChatError, MissingPermission
from parley.domain.model import Place
from parley_adapters.chat.discord.connection import FAULTS
from parley_adapters.chat.discord.errors import DEFAULT_PERMISSION, missing, translated

POSTING: Mapping[str, str] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}
"""What posting in a channel takes, by discord.py's name and by the one that Discord's settings show."""

IN_THREADS: Mapping[str, str] = {
    **{name: shown for name, shown in POSTING.items() if name != "send_messages"},
    "send_messages_in_threads": "Send Messages in Threads",
}
"""The same for a channel that is a thread."""

HISTORY = "Read Message History"

_DIRECT = frozenset({discord.ChannelType.private.value, discord.ChannelType.group.value})
_THREADS = frozenset(
    kind.value
    for kind in (
        discord.ChannelType.public_thread,
        discord.ChannelType.private_thread,
        discord.ChannelType.news_thread,
    )
)
_TEXT = frozenset(
    kind.value
    for kind in (
        discord.ChannelType.text,
        discord.ChannelType.news,
        discord.ChannelType.voice,
        discord.ChannelType.stage_voice,
    )
)


PERSON = "@"
"""Before a person's id, in a ``Place``."""

_OWN = "dm-"
"""Before a person's id, in the tenant of their private messages."""


async def number(client: discord.AutoShardedClient, channel: str) -> str:
    """The id of a channel; of the private messages with a person, which are opened if need be.

    Discord answers with the same channel every time. Raises discord.py's own errors.
    """
    if not channel.startswith(PERSON):
        return channel
    opened = await client.http.start_private_message(int(channel.removeprefix(PERSON)))
    return str(opened["id"])


async def lacking(client: discord.AutoShardedClient, channel: str) -> list[str]:
    """The permissions that posting there lacks, by the names that Discord shows; none is well.

    Raises ``ChannelUnavailable``, ``ChatAuthError``, ``RateLimited``, ``ChatError``.
    """
    try:
        return await _lacking(client, int(channel), channel)
    except FAULTS as error:
        raise translated(error, "the channel", channel=channel) from error


async def belongs(client: discord.AutoShardedClient, place: Place) -> str | None:
    """Why a place is none of its tenant's, if it is not: one bot serves every server with one token.

    A server's are its own channels and its members; a person's own tenant has their private messages
    alone. Raises ``ChannelUnavailable``, ``ChatAuthError``, ``RateLimited``, ``ChatError``.
    """
    team, channel = place.tenant_id.partition(":")[2], place.channel
    try:
        if channel.startswith(PERSON):
            return await _stranger(client, team, channel.removeprefix(PERSON))
        found: Mapping[str, Any] = {**await client.http.get_channel(int(channel))}
    except FAULTS as error:
        raise translated(error, "the channel", channel=channel) from error
    if team.startswith(_OWN):
        whose = {str(one.get("id")) for one in found.get("recipients") or ()}
        ours = int(found["type"]) in _DIRECT and team.removeprefix(_OWN) in whose
    else:
        ours = str(found.get("guild_id")) == team
    return None if ours else f"{channel} belongs to another server: name a channel of this one."


async def _stranger(client: discord.AutoShardedClient, team: str, person: str) -> str | None:
    """Why somebody is not to be written to on behalf of a tenant, if not."""
    refusal = "That person is not of this server: name somebody who is."
    if team.startswith(_OWN):
        return None if team.removeprefix(_OWN) == person else refusal
    if not (team.isdigit() and person.isdigit()):
        return refusal
    try:
        await client.http.get_member(int(team), int(person))
    except discord.NotFound:
        return refusal
    return None


async def explained(client: discord.AutoShardedClient, error: ChatError, channel: str) -> ChatError:
    """Discord refuses without saying which permission is missing; the channel tells."""
    if not isinstance(error, MissingPermission) or error.permission != DEFAULT_PERMISSION:
        return error
    try:
        names = await lacking(client, channel)
    except ChatError:
        return error
    return missing(names, channel) if names else error


async def _lacking(client: discord.AutoShardedClient, number: int, channel: str) -> list[str]:
    place: Mapping[str, Any] = {**await client.http.get_channel(number)}
    kind = int(place["type"])
    if kind in _DIRECT:
        return []
    needed = IN_THREADS if kind in _THREADS else POSTING
    if kind in _THREADS:
        number = int(place["parent_id"])
    elif kind not in _TEXT:
        raise ChannelUnavailable(
            f"{channel} is a forum or a category, which takes no messages of its own: "
            "subscribe a text channel, or a thread in it."
        )
    guild = await client.fetch_guild(int(place["guild_id"]), with_counts=False)
    assert client.user is not None  # logged in
    member = await guild.fetch_member(client.user.id)
    home = await guild.fetch_channel(number)
    allowed = home.permissions_for(member)
    return _first(needed, allowed)


def _first(needed: Mapping[str, str], allowed: discord.Permissions) -> list[str]:
    """What is lacking; Discord takes the rest away with the first two, so that it cannot be told."""
    lacking = [shown for name, shown in needed.items() if not getattr(allowed, name)]
    for root, implied in (("View Channel", None), ("Send Messages", "Embed Links")):
        if root in lacking:
            return [root] if implied is None else [one for one in lacking if one != implied]
    return lacking
