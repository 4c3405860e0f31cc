"""A timetable that ticks when the test says so."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from parley.app.ports import SlotTick, Tick
from parley.domain.model import Schedule


@dataclass
class FakeTimetable:
    """The port ``Timetable``, by hand."""

    followed: list[Schedule] = field(default_factory=list)
    ticks: dict[str, Tick] = field(default_factory=dict)
    running: bool = False
    slot_tick: SlotTick | None = None

    async def start(self) -> None:
        self.running = True

    async def follow(self, schedules: Iterable[Schedule], tick: SlotTick) -> None:
        self.followed, self.slot_tick = list(schedules), tick

    async def every(self, name: str, interval: timedelta, tick: Tick) -> None:
        self.ticks[name] = tick

    async def stop(self) -> None:
        self.running = False

    async def slot(self, slot: datetime) -> None:
        """The ticks of a slot, for everything that is followed."""
        assert self.slot_tick is not None
        for schedule in self.followed:
            await self.slot_tick(schedule, slot)
