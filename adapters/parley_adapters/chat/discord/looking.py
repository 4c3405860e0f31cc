"""Whether a part was posted, where Discord's answer to the post was lost: its key in small print."""

from datetime import datetime

import discord

from parley.domain.errors import SendAmbiguous
from parley_adapters.chat.discord.render import reference_of

# So many messages of a channel are looked through for one that may have been sent.
_LOOK = 1_000


async def looked_up(
    client: discord.AutoShardedClient, place: int, key: str, after: datetime
) -> tuple[int, int] | None:
    """The channel or thread in which a part stands, and its message; none if it was not posted.

    Raises discord.py's own errors, and ``SendAmbiguous`` where there is too much to look through.
    """
    delivery = key.rpartition("-")[0]
    looked = 0
    channel = client.get_partial_messageable(place)
    async for message in channel.history(limit=_LOOK, after=after, oldest_first=True):
        looked += 1
        reference = _reference(client, message)
        if reference == key:
            return place, message.id
        if reference and reference.rpartition("-")[0] == delivery and message.flags.has_thread:
            below = await looked_up(client, message.id, key, after)
            if below is not None:
                return below
    if looked >= _LOOK:
        raise SendAmbiguous(
            f"More than {_LOOK} messages in {place} since then: what was sent is not found."
        )
    return None


def index_of(key: str) -> int:
    """Which part of its message a key is of."""
    number = key.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _reference(client: discord.AutoShardedClient, message: discord.Message) -> str | None:
    own = client.user is not None and message.author.id == client.user.id
    return reference_of(message.embeds[-1].footer.text) if own and message.embeds else None
