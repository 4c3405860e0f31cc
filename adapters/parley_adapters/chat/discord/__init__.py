"""Discord: briefings as embeds, ``/trade`` as a slash command, over discord.py."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from parley.app.ports import Clock

if TYPE_CHECKING:
    from parley_adapters.chat.discord.client import DiscordChat
    from parley_adapters.chat.discord.membership import Joined, Left
    from parley_adapters.chat.discord.people import GroupOf

API_URL = "https://discord.com/api/v10"
GATEWAY_URL = "wss://gateway.discord.gg/"


def open_chat(
    *,
    token: str,
    clock: Clock,
    api_url: str = API_URL,
    gateway_url: str = GATEWAY_URL,
    tracks: Sequence[tuple[str, str]] = (),
    state_dir: Path | None = None,
    joined: "Joined | None" = None,
    left: "Left | None" = None,
    group_of: "GroupOf | None" = None,
    ready_timeout: float = 30.0,
) -> "DiscordChat":
    """A chat that connects when it is started, and logs in without a gateway when it is only asked.

    ``tracks`` are (id, name) pairs to complete; ``state_dir`` remembers which commands Discord has,
    so that they are registered anew only when they change (without it, at every start); ``joined`` is
    told of each server that has the bot, ``left`` when one removes it; ``group_of`` names a role whose
    members are managers as well; ``ready_timeout`` is in seconds.

    discord.py keeps the addresses of API and gateway in globals: other ones than Discord's own hold
    for the whole process from here until ``stop``.
    """
    # discord.py takes 8 MB and 0.16 s: only where Discord is switched on.
    from parley_adapters.chat.discord.client import DiscordChat
    from parley_adapters.chat.discord.connection import Addresses, Connection

    addresses = Addresses(
        api=None if api_url.rstrip("/") == API_URL else api_url.rstrip("/"),
        gateway=None if gateway_url == GATEWAY_URL else gateway_url,
    )
    connection = Connection(token, addresses, ready_timeout=ready_timeout)
    return DiscordChat(
        connection,
        clock,
        tracks=tracks,
        state_dir=state_dir,
        joined=joined,
        left=left,
        group_of=group_of,
    )
