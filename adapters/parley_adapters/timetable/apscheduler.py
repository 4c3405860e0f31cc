"""The timetable: APScheduler as the tick, ``parley.domain.schedule`` as the arithmetic."""

import asyncio
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from parley.app.ports import Clock, SlotTick, Tick, Timetable
from parley.domain.errors import ParleyError
from parley.domain.model import Schedule
from parley.domain.schedule import slots

_log = structlog.get_logger(__name__)


def open_timetable(clock: Clock) -> Timetable:
    """A timetable of this process; what it missed while down is for a use case to find."""
    return ApsTimetable(clock)


class SlotTrigger(BaseTrigger):  # type: ignore[misc] # apscheduler ships no types
    """Fires a lead before each slot; APScheduler's own cron arithmetic loses fires in spring."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime | None:
        """The first fire strictly after the previous one, or after now."""
        schedule = self.schedule
        after = (previous or now) + schedule.lead
        slot = next(slots(schedule.cron, schedule.zone, after), None)
        return None if slot is None else slot - schedule.lead


@dataclass(slots=True)
class ApsTimetable:
    """Ticks at slots and intervals; see the port for what it promises.

    Of several slots that were missed together (a machine that slept) only the newest is ticked. The
    schedule handed to the tick has the line, zone and lead that were followed, and no quiet days:
    those differ between subscriptions that share a job.
    """

    clock: Clock
    _scheduler: Any = None
    _followed: dict[str, datetime] = field(default_factory=dict)
    _in_hand: set[asyncio.Task[Any]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            # Without a limit on lateness: a loop that was blocked for a second loses no tick.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    async def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    async def follow(self, schedules: Iterable[Schedule], tick: SlotTick) -> None:
        """Replace what is followed; raises ``ScheduleError`` and follows the rest as before."""
        wanted = {
            _key(schedule): Schedule(cron=schedule.cron, zone=schedule.zone, lead=schedule.lead)
            for schedule in schedules
        }
        triggers = {key: SlotTrigger(wanted[key]) for key in wanted.keys() - self._followed.keys()}
        now = self.clock.now()
        for trigger in triggers.values():
            trigger.get_next_fire_time(None, now)  # a bad line is told before anything is changed
        for key in self._followed.keys() - wanted.keys():
            del self._followed[key]
            self._scheduler.remove_job(key)
        for key, trigger in triggers.items():
            self._followed[key] = now
            self._scheduler.add_job(self._slot, trigger, (key, wanted[key], tick), id=key)

    async def every(self, name: str, interval: timedelta, tick: Tick) -> None:
        """Call back at a fixed interval, first after one interval; key: the name."""
        self._scheduler.add_job(
            self._interval,
            IntervalTrigger(seconds=interval.total_seconds(), timezone=UTC),
            (name, tick),
            id=f"every:{name}",
            replace_existing=True,
        )

    async def stop(self) -> None:
        """Tick no more; a tick in hand is finished."""
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        # shutdown() cancels what runs, so that it is waited for first.
        await asyncio.gather(*self._in_hand - {asyncio.current_task()}, return_exceptions=True)
        self._scheduler.shutdown(wait=False)

    async def _slot(self, key: str, schedule: Schedule, tick: SlotTick) -> None:
        due = self.clock.now() + schedule.lead
        after = self._followed.get(key, due) + schedule.lead
        missed = takewhile(lambda slot: slot <= due, slots(schedule.cron, schedule.zone, after))
        slot = max(missed, default=None)
        if slot is not None:
            self._followed[key] = slot - schedule.lead
            await self._guarded(key, tick(schedule, slot))

    async def _interval(self, name: str, tick: Tick) -> None:
        await self._guarded(name, tick(self.clock.now()))

    async def _guarded(self, name: str, ticking: Any) -> None:
        """One tick that fails is logged, without a stranger's words, and the next one comes."""
        task = asyncio.current_task()
        assert task is not None
        self._in_hand.add(task)
        try:
            await ticking
        except ParleyError as error:
            _log.error("tick failed", tick=name, error=str(error))
        except Exception as error:  # noqa: BLE001 - the timetable must not end with one tick
            place = traceback.extract_tb(error.__traceback__)[-1]
            at = f"{place.filename}:{place.lineno}"
            _log.error("tick failed", tick=name, error=type(error).__name__, at=at)
        finally:
            self._in_hand.discard(task)


def _key(schedule: Schedule) -> str:
    return f"{' '.join(schedule.cron.lower().split())}|{schedule.zone}|{schedule.lead.total_seconds():.0f}"
