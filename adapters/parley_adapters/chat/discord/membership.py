"""Servers that take the bot in, and those that remove it."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
import structlog

from parley.domain.errors import ParleyError
from parley_adapters.chat.discord.people import tenant_of

_log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]
# What a busy archive did not do is tried again after so many seconds.
_AGAIN = (1.0, 10.0, 60.0, 600.0)

Joined = Callable[[str, str], Awaitable[None]]
"""Told a tenant's id and its server's name, at each start as well."""
Left = Callable[[str], Awaitable[None]]
"""Told a tenant's id when its server removes the bot."""


class Membership:
    """Told by the gateway. A server that Discord cannot reach is unavailable, which is no removal."""

    def __init__(
        self, joined: Joined | None, left: Left | None, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._joined = joined
        self._left = left
        self._sleep = sleep

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A server has taken the bot in, perhaps while it was away."""
        await self._heard(guild, self._joined)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is there: after a start, or after Discord had lost it. Its name may have changed."""
        await self._heard(guild, self._joined)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server has removed the bot: what is kept for it may be deleted."""
        tenant = tenant_of(guild.id)
        _log.info("discord server left", tenant=tenant)
        if self._left is None:
            return
        for wait in (*_AGAIN, None):  # Discord tells it once
            try:
                await self._left(tenant)
            except ParleyError as error:
                _log.error("tenant not removed", tenant=tenant, why=str(error))
            else:
                return
            if wait is not None:
                await self._sleep(wait)

    async def _heard(self, guild: discord.Guild, joined: Joined | None) -> None:
        if joined is not None:
            try:
                await joined(tenant_of(guild.id), guild.name)
            except ParleyError as error:  # it joins with its first order all the same
                _log.warning("tenant not noted", tenant=tenant_of(guild.id), why=str(error))
