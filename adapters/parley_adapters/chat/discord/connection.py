"""One discord.py client: its addresses, its login, its gateway, and its end."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from parley.domain.errors import ChatUnreachable, RateLimited
from parley_adapters.chat.discord.errors import translated

_log = structlog.get_logger(__name__)

FAULTS = (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError)
"""What discord.py lets through: its own errors, and those of the connection below it."""

# discord.py waits so long (seconds) after the last server it hears of before it calls itself ready.
# Parley reads nothing from that cache, and need not wait.
_GUILD_WAIT = 0.1
# A longer rate limit than this (seconds; discord.py's own minimum) is the caller's to wait for.
_LONGEST_WAIT = 30.0
# Discord wants five seconds between two shards that connect; the sixth is for the connecting.
_EACH_SHARD = 6.0


@dataclass(slots=True)
class Addresses:
    """Other addresses than Discord's own: a proxy that keeps rate limits, or a test's server.

    discord.py has them in globals; they are set while a connection lasts, and put back after it.
    """

    api: str | None
    gateway: str | None
    _before: tuple[str, yarl.URL] | None = field(default=None, init=False)

    def apply(self) -> None:
        """Send every call of this process there."""
        if self._before is None and (self.api or self.gateway):
            self._before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
            Route.BASE = self.api or Route.BASE
            if self.gateway:
                DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(self.gateway)

    def restore(self) -> None:
        """Send them to where they went before."""
        if self._before is not None:
            Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = self._before
            self._before = None


class Connection:
    """Logs in when first needed (REST alone), and connects to the gateway when asked to."""

    def __init__(self, token: str, addresses: Addresses, *, ready_timeout: float) -> None:
        self._token = token
        self._addresses = addresses
        self._ready_timeout = ready_timeout
        self._lock = asyncio.Lock()
        self._client: discord.AutoShardedClient | None = None
        self._running: asyncio.Task[None] | None = None

    async def login(self) -> discord.AutoShardedClient:
        """The client, logged in. Raises ``ChatAuthError``, ``ChatError``."""
        async with self._lock:
            if self._client is None:
                self._addresses.apply()
                client = _client()
                try:
                    await client.login(self._token)
                except FAULTS as error:
                    await client.close()
                    raise translated(error, "the login") from error
                self._client = client
            return self._client

    async def connect(self) -> None:
        """Be ready on the gateway. Raises ``ChatAuthError``, or ``ChatError`` if it takes too long."""
        client = await self.login()
        try:
            # With the count known, discord.py takes the gateway's address from where we set it.
            client.shard_count, _, limits = await client.http.get_bot_gateway()
        except FAULTS as error:
            raise translated(error, "the gateway's address") from error
        if limits["remaining"] < client.shard_count:
            hours = limits["reset_after"] / 3_600_000
            raise RateLimited(
                f"Discord allows no more connections today; try again in {hours:.1f} hours.",
                retry_after=timedelta(hours=hours),
            )
        self._running = asyncio.create_task(client.connect())
        self._running.add_done_callback(_ended)
        await self._until_ready(client, self._running)

    async def close(self) -> None:
        """Disconnect; whatever was going on is given up. A later call logs in anew."""
        client, self._client = self._client, None
        running, self._running = self._running, None
        if running is not None:
            running.remove_done_callback(_ended)
        if client is not None:
            await client.close()
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        self._addresses.restore()

    async def _until_ready(
        self, client: discord.AutoShardedClient, running: asyncio.Task[None]
    ) -> None:
        ready = asyncio.create_task(client.wait_until_ready())
        patience = self._ready_timeout + _EACH_SHARD * ((client.shard_count or 1) - 1)
        try:
            await asyncio.wait(
                {running, ready},
                timeout=patience,
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            ready.cancel()
        if running.done():
            fault = running.exception()
            if isinstance(fault, Exception):
                raise translated(fault, "the connection") from fault
            raise ChatUnreachable("Discord closed the connection at once; try again later.")
        if not client.is_ready():
            raise ChatUnreachable(
                f"Discord's gateway did not answer within {patience:.0f} s; check the "
                "network, [discord] gateway_url and discordstatus.com."
            )


def _client() -> discord.AutoShardedClient:
    # Nobody speaks here: no warning that voice needs more libraries.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    return discord.AutoShardedClient(
        # None is privileged. Slash commands come without any; the servers are heard of to know when
        # one is left; of messages Discord gives the words where the bot is mentioned or written to.
        intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
        allowed_mentions=discord.AllowedMentions.none(),
        member_cache_flags=discord.MemberCacheFlags.none(),
        chunk_guilds_at_startup=False,
        max_messages=None,
        max_ratelimit_timeout=_LONGEST_WAIT,
        guild_ready_timeout=_GUILD_WAIT,
    )


def _ended(running: asyncio.Task[None]) -> None:
    """A connection that ends by itself is heard of; posts say the same when they are refused."""
    if not running.cancelled() and isinstance(error := running.exception(), Exception):
        _log.error("discord disconnected", why=str(translated(error, "the connection")))
