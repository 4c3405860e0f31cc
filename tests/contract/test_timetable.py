"""The port Timetable: ticks a lead before each slot, one job for equal schedules, intervals, stopping."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from structlog.testing import capture_logs

from parley.domain.errors import ScheduleError
from parley.domain.model import Schedule
from parley_adapters.timetable.apscheduler import open_timetable

_START = datetime(2025, 5, 12, 6, 0, tzinfo=UTC)
_DAILY = Schedule(cron="0 8 * * *", zone="Europe/Brussels")


class _Now:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Wall:
    """A timetable on a wall clock that the test moves."""

    traveller: Any
    timetable: Any = field(default_factory=lambda: open_timetable(_Now()))
    slots: list[tuple[str, datetime]] = field(default_factory=list)
    ticks: list[datetime] = field(default_factory=list)

    async def slot(self, schedule: Schedule, slot: datetime) -> None:
        self.slots.append((schedule.cron, slot))

    async def tick(self, now: datetime) -> None:
        self.ticks.append(now)

    async def move_to(self, when: datetime) -> None:
        """Move the clock, and ring the scheduler's bell as its own timer would."""
        self.traveller.move_to(when)
        self.timetable._scheduler.wakeup()
        for _ in range(20):
            await asyncio.sleep(0)


@pytest.fixture
def wall() -> Iterator[Wall]:
    with time_machine.travel(_START, tick=False) as traveller:
        yield Wall(traveller)


def _utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 5, day, hour, minute, tzinfo=UTC)


async def test_it_ticks_a_lead_before_each_slot(wall: Wall) -> None:
    """08:00 in Brussels is told at 07:45, not before, and once; and the next day again."""
    await wall.timetable.start()
    await wall.timetable.follow([_DAILY], wall.slot)
    await wall.move_to(_utc(13, 5, 44))
    assert wall.slots == []
    await wall.move_to(_utc(13, 5, 45))
    await wall.move_to(_utc(13, 6, 0))
    await wall.move_to(_utc(14, 5, 45))
    await wall.timetable.stop()
    assert [slot for _, slot in wall.slots] == [_utc(13, 6), _utc(14, 6)]


async def test_equal_schedules_share_a_job(wall: Wall) -> None:
    """Quiet days and spacing make no other job; another lead does."""
    other = Schedule(cron="0  8 * * *", zone="Europe/Brussels", quiet_days=(date(2025, 5, 13),))
    later = Schedule(cron="0 8 * * *", zone="Europe/Brussels", lead=timedelta(minutes=5))
    await wall.timetable.start()
    await wall.timetable.follow([_DAILY, other, later], wall.slot)
    await wall.move_to(_utc(13, 5, 45))
    assert len(wall.slots) == 1
    await wall.move_to(_utc(13, 5, 55))
    assert len(wall.slots) == 2
    await wall.timetable.stop()


async def test_following_again_replaces(wall: Wall) -> None:
    """What is no longer asked for ticks no more; what stays is not ticked twice."""
    await wall.timetable.start()
    await wall.timetable.follow([_DAILY], wall.slot)
    await wall.move_to(_utc(13, 5, 45))
    noon = Schedule(cron="0 12 * * *", zone="UTC")
    await wall.timetable.follow([_DAILY, noon], wall.slot)
    await wall.move_to(_utc(13, 11, 45))
    await wall.timetable.follow([noon], wall.slot)
    await wall.move_to(_utc(14, 5, 45))
    await wall.timetable.stop()
    assert wall.slots == [("0 8 * * *", _utc(13, 6)), ("0 12 * * *", _utc(13, 12))]


async def test_a_machine_that_slept_hears_of_the_newest_slot(wall: Wall) -> None:
    """Three days asleep: one tick, for the last slot that should have been told."""
    await wall.timetable.start()
    await wall.timetable.follow([_DAILY], wall.slot)
    await wall.move_to(_utc(16, 9))
    await wall.timetable.stop()
    assert [slot for _, slot in wall.slots] == [_utc(16, 6)]


async def test_the_hour_after_a_spring_change_is_not_lost(wall: Wall) -> None:
    """00:10 in New York on 10 March 2025, which APScheduler's own trigger leaves out."""
    await wall.timetable.start()
    wall.traveller.move_to(datetime(2025, 3, 8, 12, tzinfo=UTC))
    await wall.timetable.follow(
        [Schedule(cron="10 0 * * *", zone="America/New_York", lead=timedelta(0))], wall.slot
    )
    days = [datetime(2025, 3, 9, 5, 10, tzinfo=UTC), datetime(2025, 3, 10, 4, 10, tzinfo=UTC)]
    for day in days:
        await wall.move_to(day)
    await wall.timetable.stop()
    assert [slot for _, slot in wall.slots] == days


async def test_an_interval_ticks(wall: Wall) -> None:
    """Every minute, by a name that can be given again with another interval."""
    await wall.timetable.start()
    await wall.timetable.every("collect", timedelta(hours=1), wall.tick)
    await wall.timetable.every("collect", timedelta(minutes=1), wall.tick)
    await wall.move_to(_START + timedelta(minutes=1))
    await wall.move_to(_START + timedelta(minutes=2))
    await wall.timetable.stop()
    assert wall.ticks == [_START + timedelta(minutes=1), _START + timedelta(minutes=2)]


async def test_a_tick_that_raises_does_not_end_the_timetable(wall: Wall) -> None:
    """It is logged without the stranger's message, and the next tick comes."""

    async def broken(now: datetime) -> None:
        await wall.tick(now)
        raise ValueError("the key is sk-secret")

    await wall.timetable.start()
    await wall.timetable.every("broken", timedelta(minutes=1), broken)
    with capture_logs() as logs:
        await wall.move_to(_START + timedelta(minutes=1))
        await wall.move_to(_START + timedelta(minutes=2))
    await wall.timetable.stop()
    assert len(wall.ticks) == 2
    assert "ValueError" in str(logs)
    assert "sk-secret" not in str(logs)


async def test_a_bad_line_leaves_what_was_followed(wall: Wall) -> None:
    """The error names the fault, and the old slots still tick."""
    await wall.timetable.start()
    await wall.timetable.follow([_DAILY], wall.slot)
    with pytest.raises(ScheduleError):
        await wall.timetable.follow([Schedule(cron="61 * * * *", zone="UTC")], wall.slot)
    await wall.move_to(_utc(13, 5, 45))
    await wall.timetable.stop()
    assert len(wall.slots) == 1


async def test_stopping_waits_for_a_tick_in_hand(wall: Wall) -> None:
    """Nothing is cut off, and nothing ticks afterwards."""
    gate = asyncio.Event()

    async def slow(now: datetime) -> None:
        await gate.wait()
        await wall.tick(now)

    await wall.timetable.start()
    await wall.timetable.every("slow", timedelta(minutes=1), slow)
    await wall.move_to(_START + timedelta(minutes=1))
    stopping = asyncio.create_task(wall.timetable.stop())
    for _ in range(5):
        await asyncio.sleep(0)
    assert not stopping.done()
    gate.set()
    await stopping
    assert len(wall.ticks) == 1
