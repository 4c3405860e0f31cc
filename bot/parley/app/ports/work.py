"""Engines and timetables: who does what next, and when."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from parley.domain.model import Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to do: a handler's name and ids only. One with the same ``key`` waits once.

    Jobs that share a ``lane`` run one at a time.
    """

    name: str
    key: str
    args: tuple[str, ...] = field(default=())
    lane: str | None = None
    not_before: datetime | None = None


Handler = Callable[[Sequence[str]], Awaitable[None]]


class Engine(Protocol):
    """Decides who does what next. The tables are the truth: a job lost with a process is found again
    by a sweep, so handlers are idempotent.
    """

    async def defer(self, job: Job) -> None:
        """Queue a job unless one with its key is waiting."""
        ...

    async def start(self, handlers: Mapping[str, Handler]) -> None:
        """Begin to work. A handler that raises is logged and its job dropped."""
        ...

    async def stop(self, grace: timedelta) -> None:
        """Take no new job, wait for those in hand up to ``grace``, then cancel them."""
        ...


Tick = Callable[[datetime], Awaitable[None]]
SlotTick = Callable[[Schedule, datetime], Awaitable[None]]


class Timetable(Protocol):
    """Calls back at the slots of cron lines and at fixed intervals."""

    async def start(self) -> None:
        """Begin to tick."""
        ...

    async def follow(self, schedules: Iterable[Schedule], tick: SlotTick) -> None:
        """Replace what is followed: ``tick(schedule, slot)`` fires ``schedule.lead`` before each slot.

        There is one job for each distinct (cron, zone, lead), not for each channel.
        """
        ...

    async def every(self, name: str, interval: timedelta, tick: Tick) -> None:
        """Call back at a fixed interval; key: the name."""
        ...

    async def stop(self) -> None:
        """Tick no more; a tick in hand is finished."""
        ...
