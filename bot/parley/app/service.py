"""The service: what ``parley run`` keeps going, from the first connection to a clean end."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from parley.app import jobs
from parley.app.amend import Amending
from parley.app.connecting import Connecting
from parley.app.deliver import Delivering
from parley.app.notify import Notifying
from parley.app.ports import (
    Chat,
    Clock,
    Dispatch,
    Engine,
    Handler,
    Job,
    Pressed,
    Tenants,
    Timetable,
)
from parley.domain.errors import ScheduleError
from parley.domain.model import Schedule, Subscription
from parley.domain.schedule import next_slots, validate

_log = structlog.get_logger(__name__)

# An end takes ten seconds at most: this for the work in hand, and the rest to disconnect and close.
_GRACE = timedelta(seconds=5)
_FAREWELL = 2.0  # seconds, for each of: timetable, platforms, connections

Closer = Callable[[], Awaitable[None]]
Look = Callable[[datetime], Awaitable[Iterable[Job]]]


async def _nothing(_now: datetime) -> Iterable[Job]:
    return ()


@dataclass(slots=True, kw_only=True)
class Service:
    """Collects, plans, sends and sweeps until it is told to stop.

    ``collect`` polls the sources that are due at an instant; what it brought is looked through by
    ``look``, which answers with the notices that follow from it. ``correct`` reads again what was
    cited, and answers with what is to be amended. ``watch`` is told the subscriptions in force, at the
    start and at every sweep. ``closers`` are called at the end, in order. Ticks only queue jobs;
    whatever an end cuts off is found again by the next start.
    """

    clock: Clock
    tenants: Tenants
    delivering: Delivering
    amending: Amending
    notifying: Notifying
    engine: Engine
    timetable: Timetable
    chats: Sequence[Chat]
    dispatch: Dispatch
    collect: Callable[[datetime], Awaitable[object]]
    look: Look = _nothing
    correct: Look = _nothing
    pressed: Pressed | None = None
    watch: Callable[[Sequence[Subscription]], object] = lambda _orders: None
    closers: Sequence[Closer] = ()
    collect_every: timedelta = timedelta(minutes=1)
    correct_every: timedelta = timedelta(minutes=10)
    sweep_every: timedelta = timedelta(seconds=30)
    _followed: frozenset[tuple[str, Schedule]] = field(default=frozenset(), init=False)

    async def run(self, stop: asyncio.Event, ready: Callable[[str], object]) -> None:
        """Serve until ``stop`` is set; ``ready`` is told in one sentence once everything is up.

        Raises ``ChatError`` if every platform refuses for good, ``StoreError``.
        """
        starting = asyncio.create_task(self._start(ready))
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if starting.done():
                starting.result()
                await stopped
        finally:
            for task in (starting, stopped):
                task.cancel()
            await asyncio.gather(starting, stopped, return_exceptions=True)
            await self._end()

    async def changed(self) -> None:
        """Subscriptions were changed: look at once rather than at the next sweep."""
        await self.engine.defer(jobs.sweep_job())

    async def _start(self, ready: Callable[[str], object]) -> None:
        connecting = Connecting(self.chats, self.dispatch, self.pressed, self.clock)
        connected, again = await connecting.first()
        await self.engine.start({**self._handlers(), jobs.CONNECT: self._connect(connecting)})
        await self._defer(again)
        await self.timetable.start()
        orders = await self.tenants.due()
        await self._follow(orders)
        await self.timetable.every("collect", self.collect_every, self._queue(jobs.collect_job()))
        await self.timetable.every("correct", self.correct_every, self._queue(jobs.correct_job()))
        await self.timetable.every("sweep", self.sweep_every, self._queue(jobs.sweep_job()))
        await self.engine.defer(jobs.catch_up_job())
        await self.engine.defer(jobs.sweep_job())
        await self.engine.defer(jobs.collect_job())
        waiting = "".join(f" {str(job.args[0]).capitalize()} is tried again." for job in again)
        ready(f"Ready on {_list(connected)}.{waiting} {self._ahead(orders)}")

    def _handlers(self) -> dict[str, Handler]:
        return {
            jobs.COLLECT: self._collect,
            jobs.PLAN: self._plan,
            jobs.CATCH_UP: self._catch_up,
            jobs.SWEEP: self._sweep,
            jobs.CORRECT: self._correct,
            jobs.WRITE: self._write,
            jobs.SEND: self._send,
            jobs.AMEND: self._amend,
            jobs.NOTIFY: self._notify,
        }

    def _queue(self, job: Job) -> Callable[[datetime], Awaitable[None]]:
        async def tick(_now: datetime) -> None:
            await self.engine.defer(job)

        return tick

    async def _slot(self, schedule: Schedule, slot: datetime) -> None:
        await self.engine.defer(jobs.plan_job(schedule, slot))

    async def _collect(self, _args: Sequence[str]) -> None:
        now = self.clock.now()
        await self.collect(now)
        # What became known by now is stored: nothing of it can be missed by looking up to now.
        await self._defer(await self.look(now))

    async def _plan(self, args: Sequence[str]) -> None:
        schedule, slot = jobs.planned(args)
        if self.clock.now() > slot:  # the machine slept: there may be more than this one slot
            await self._defer(await self.delivering.catch_up())
        await self._defer(await self.delivering.plan(schedule, slot))

    async def _catch_up(self, _args: Sequence[str]) -> None:
        await self._defer(await self.delivering.catch_up())

    async def _sweep(self, _args: Sequence[str]) -> None:
        await self._follow(await self.tenants.due())
        await self._defer(await self.delivering.sweep())
        await self._defer(await self.notifying.sweep())

    async def _write(self, args: Sequence[str]) -> None:
        tenant_id, subscription_id, slot = args
        await self._defer(
            await self.delivering.write(tenant_id, subscription_id, datetime.fromisoformat(slot))
        )

    async def _send(self, args: Sequence[str]) -> None:
        delivery_id, settled = args
        await self._defer(await self.delivering.send(delivery_id, int(settled)))

    async def _amend(self, args: Sequence[str]) -> None:
        await self._defer(await self.amending.amend(args[0]))

    async def _correct(self, _args: Sequence[str]) -> None:
        await self._defer(await self.correct(self.clock.now()))

    async def _notify(self, args: Sequence[str]) -> None:
        await self._defer(await self.notifying.send(args[0]))

    def _connect(self, connecting: Connecting) -> Handler:
        async def again(args: Sequence[str]) -> None:
            platform, tries = args
            await self._defer(await connecting.again(platform, int(tries)))

        return again

    async def _defer(self, following: Iterable[Job]) -> None:
        for job in following:
            await self.engine.defer(job)

    async def _follow(self, orders: Sequence[Subscription]) -> None:
        """Follow the schedules in force; a new order's slot may be nearer than its cut-off."""
        self.watch(orders)
        wanted = frozenset((order.id, order.schedule) for order in orders)
        if wanted == self._followed:
            return
        schedules = {schedule for _, schedule in wanted}
        await self.timetable.follow(filter(_readable, schedules), self._slot)
        self._followed = wanted
        await self.engine.defer(jobs.catch_up_job())

    def _ahead(self, orders: Sequence[Subscription]) -> str:
        if not orders:
            return "Nobody has subscribed yet; see: parley subscriptions add --help"
        count = "1 subscription" if len(orders) == 1 else f"{len(orders)} subscriptions"
        schedules = filter(_readable, {order.schedule for order in orders})
        now = self.clock.now()
        coming = [slot for schedule in schedules for slot in next_slots(schedule, now, 1)]
        if not coming:
            return f"{count}, none with a slot ahead."
        return f"{count}; the next briefing is due at {min(coming):%Y-%m-%d %H:%M} UTC."

    async def _end(self) -> None:
        """Tick no more, finish or cut off what is in hand, then disconnect and close."""
        await _within(_FAREWELL, "timetable", self.timetable.stop())
        await self.engine.stop(_GRACE)
        farewells = (_within(_FAREWELL, str(chat.platform), chat.stop()) for chat in self.chats)
        await asyncio.gather(*farewells)
        for closer in self.closers:
            await _within(_FAREWELL, "connections", closer())


async def _within(seconds: float, what: str, ending: Awaitable[None]) -> None:
    """Wait for an ending, but not for ever: what is stuck must not hold up the rest."""
    try:
        await asyncio.wait_for(ending, seconds)
    except Exception as error:  # noqa: BLE001 - an end goes on whatever fails in it
        _log.warning("did not end cleanly", what=what, error=type(error).__name__)


def _readable(schedule: Schedule) -> bool:
    try:
        validate(schedule)
    except ScheduleError as error:  # one order that cannot be read must not silence the others
        _log.error("schedule unreadable", cron=schedule.cron, zone=schedule.zone, why=str(error))
        return False
    return True


def _list(names: Sequence[str]) -> str:
    return ", ".join(names) if names else "no platform"
