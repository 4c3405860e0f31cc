"""Good manners towards hosts: one polite rate each, whatever the number of sources behind it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

# So many hosts are remembered before those that are no longer waited for are forgotten.
_REMEMBERED = 1024


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    next_start: float = 0.0
    users: int = field(default=0)


class Manners:
    """Requests to one host start ``spacing`` apart, and at most ``at_once`` of them run together.

    No spacing means no manners at all, for servers of one's own. ``clock`` counts in seconds.
    """

    def __init__(
        self,
        spacing: timedelta,
        at_once: int = 4,
        clock: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._spacing = spacing.total_seconds()
        self._at_once = at_once
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str, spacing: timedelta = timedelta(0)) -> AsyncIterator[None]:
        """Wait for a host's turn; a caller may ask for more spacing than the usual."""
        seconds = max(self._spacing, spacing.total_seconds())
        if not seconds:
            yield
            return
        host = self._host(name)
        host.users += 1
        try:
            async with host.slots:
                now = self._now()
                start = max(now, host.next_start)
                host.next_start = start + seconds
                if start > now:
                    await self._sleep(start - now)
                yield
        finally:
            host.users -= 1

    def _host(self, name: str) -> _Host:
        if name not in self._hosts and len(self._hosts) >= _REMEMBERED:
            now = self._now()
            self._hosts = {
                key: host
                for key, host in self._hosts.items()
                if host.users or host.next_start > now
            }
        return self._hosts.setdefault(name, _Host(asyncio.Semaphore(self._at_once)))

    def _now(self) -> float:
        return (self._clock or asyncio.get_running_loop().time)()
