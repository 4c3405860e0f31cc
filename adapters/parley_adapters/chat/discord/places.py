"""What Parley may do in a channel, asked over REST: no gateway is needed for it."""

from collections.abc import Mapping
from typing import Any

import discord

from parley.domain.errors import ChannelUnavailable, ChatError, MissingPermission
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
