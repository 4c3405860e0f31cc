"""The engine in one process: asyncio tasks over queues in memory; what dies with it, a sweep finds."""

import asyncio
import heapq
import itertools
import traceback
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from parley.app.ports import Clock, Engine, Handler, Job
from parley.domain.errors import ParleyError

_log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]


def open_engine(clock: Clock, *, workers: int = 8, sleep: Sleep = asyncio.sleep) -> Engine:
    """An engine with this many jobs at a time; ``sleep`` takes seconds and is a test's to replace."""
    return LocalEngine(clock, workers, sleep)


@dataclass(slots=True)
class LocalEngine:
    """Runs jobs in the order in which they are due; see the port for what it promises.

    A job waits until a worker and its lane are free. Its key is free again once it has begun, so
    that what happens meanwhile can ask for another run.
    """

    clock: Clock
    workers: int
    sleep: Sleep
    _handlers: Mapping[str, Handler] = field(default_factory=dict)
    _keys: set[str] = field(default_factory=set)
    _ready: list[Job] = field(default_factory=list)
    _later: list[tuple[datetime, int, Job]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)
    _lanes: set[str] = field(default_factory=set)
    _running: set[asyncio.Task[None]] = field(default_factory=set)
    _alarm: asyncio.Task[None] | None = None
    _working: bool = False

    async def defer(self, job: Job) -> None:
        """Queue a job unless one with its key is waiting."""
        if job.key in self._keys:
            return
        self._keys.add(job.key)
        if job.not_before is not None and job.not_before > self.clock.now():
            heapq.heappush(self._later, (job.not_before, next(self._order), job))
        else:
            self._ready.append(job)
        self._look()

    async def start(self, handlers: Mapping[str, Handler]) -> None:
        """Begin to work."""
        self._handlers = handlers
        self._working = True
        self._look()

    async def stop(self, grace: timedelta) -> None:
        """Take no new job, wait for those in hand up to ``grace``, then cancel them."""
        self._working = False
        if self._alarm is not None:
            self._alarm.cancel()
            await asyncio.gather(self._alarm, return_exceptions=True)
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=grace.total_seconds())
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _look(self) -> None:
        """Start whatever can be started, and set the alarm for what comes next."""
        if not self._working:
            return
        now = self.clock.now()
        while self._later and self._later[0][0] <= now:
            self._ready.append(heapq.heappop(self._later)[2])
        waiting: list[Job] = []
        for place, job in enumerate(self._ready):
            if len(self._running) >= self.workers:
                waiting += self._ready[place:]
                break
            if job.lane is not None and job.lane in self._lanes:
                waiting.append(job)
            else:
                self._begin(job)
        self._ready = waiting
        if self._alarm is not None:
            self._alarm.cancel()
        self._alarm = (
            asyncio.create_task(self._wake((self._later[0][0] - now).total_seconds()))
            if self._later
            else None
        )

    async def _wake(self, seconds: float) -> None:
        await self.sleep(seconds)
        self._alarm = None  # this task is the alarm: it must not cancel itself
        self._look()

    def _begin(self, job: Job) -> None:
        self._keys.discard(job.key)
        if job.lane is not None:
            self._lanes.add(job.lane)
        task = asyncio.create_task(self._work(job), name=job.key)
        self._running.add(task)
        task.add_done_callback(lambda done: self._end(job, done))

    def _end(self, job: Job, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if job.lane is not None:
            self._lanes.discard(job.lane)
        self._look()

    async def _work(self, job: Job) -> None:
        handler = self._handlers.get(job.name)
        if handler is None:
            _log.error("job dropped", job=job.name, key=job.key, error="no handler has this name")
            return
        try:
            await handler(job.args)
        except ParleyError as error:
            _log.error("job dropped", job=job.name, key=job.key, error=str(error))
        except Exception as error:  # noqa: BLE001 - one bad job must not end the service
            # A stranger's message may hold a key or a whole request: its type and place suffice.
            place = traceback.extract_tb(error.__traceback__)[-1]
            _log.error(
                "job dropped",
                job=job.name,
                key=job.key,
                error=type(error).__name__,
                at=f"{place.filename}:{place.lineno}",
            )
