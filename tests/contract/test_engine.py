"""The port Engine: order, lanes, keys, times, failures and stopping."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from fakes.fake_clock import FakeClock
from parley.app.ports import Engine, Job
from parley.domain.errors import StoreBusy
from parley_adapters.engine.local import open_engine

_GRACE = timedelta(seconds=5)


@dataclass
class Bench:
    """An engine with a clock that its sleep moves, and a handler ``note`` that keeps what ran."""

    engine: Engine
    clock: FakeClock
    ran: list[str] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    inside: int = 0
    most: int = 0

    async def note(self, args: Sequence[str]) -> None:
        self.ran.append(args[0])

    async def wait(self, args: Sequence[str]) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        try:
            await self.gate.wait()
        finally:
            self.inside -= 1
        self.ran.append(args[0])

    async def fail(self, args: Sequence[str]) -> None:
        raise StoreBusy("The archive is busy; it is tried again.")

    async def leak(self, args: Sequence[str]) -> None:
        raise ValueError("the key is sk-secret")

    async def start(self) -> None:
        handlers = {"note": self.note, "wait": self.wait, "fail": self.fail, "leak": self.leak}
        await self.engine.start(handlers)

    async def turn(self) -> None:
        """Let everything happen that can happen without waiting for a person or a clock."""
        for _ in range(50):
            await asyncio.sleep(0)


def _local(clock: FakeClock) -> Engine:
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(0)
        clock.advance(timedelta(seconds=seconds))

    return open_engine(clock, workers=4, sleep=sleep)


@pytest.fixture(params=[_local], ids=["local"])
def bench(request: pytest.FixtureRequest) -> Bench:
    clock = FakeClock()
    make: Callable[[FakeClock], Engine] = request.param
    return Bench(make(clock), clock)


async def test_jobs_run_in_order_and_those_before_the_start_too(bench: Bench) -> None:
    """What was queued early is not lost."""
    await bench.engine.defer(Job(name="note", key="1", args=("one",)))
    await bench.start()
    await bench.engine.defer(Job(name="note", key="2", args=("two",)))
    await bench.turn()
    await bench.engine.stop(_GRACE)
    assert bench.ran == ["one", "two"]


async def test_a_waiting_key_is_unique_and_free_once_it_runs(bench: Bench) -> None:
    """Asked twice it waits once; asked while it runs it runs again."""
    await bench.engine.defer(Job(name="wait", key="k", args=("first",)))
    await bench.engine.defer(Job(name="wait", key="k", args=("double",)))
    await bench.start()
    await bench.turn()
    await bench.engine.defer(Job(name="wait", key="k", args=("again",)))
    bench.gate.set()
    await bench.turn()
    await bench.engine.stop(_GRACE)
    assert sorted(bench.ran) == ["again", "first"]


async def test_a_lane_serialises_and_others_go_by(bench: Bench) -> None:
    """Two jobs of one workspace never run together; another workspace does not wait for them."""
    await bench.start()
    for key, lane in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        await bench.engine.defer(Job(name="wait", key=key, args=(key,), lane=lane))
    await bench.turn()
    assert bench.most == 2
    bench.gate.set()
    await bench.turn()
    await bench.engine.stop(_GRACE)
    assert sorted(bench.ran) == ["a1", "a2", "b1"]


async def test_no_more_jobs_than_workers(bench: Bench) -> None:
    """Four workers, nine jobs: never more than four at once, and all are done."""
    await bench.start()
    for number in range(9):
        await bench.engine.defer(Job(name="wait", key=str(number), args=(str(number),)))
    await bench.turn()
    assert bench.most == 4
    bench.gate.set()
    await bench.turn()
    await bench.engine.stop(_GRACE)
    assert len(bench.ran) == 9


async def test_not_before_waits_for_its_time(bench: Bench) -> None:
    """The later of two jobs is asked for first and runs last."""
    start = bench.clock.now()
    await bench.start()
    for name, minutes in (("late", 20), ("soon", 5)):
        due = start + timedelta(minutes=minutes)
        await bench.engine.defer(Job(name="note", key=name, args=(name,), not_before=due))
    await bench.engine.defer(Job(name="note", key="now", args=("now",)))
    await bench.turn()
    await bench.engine.stop(_GRACE)
    assert bench.ran == ["now", "soon", "late"]
    assert bench.clock.now() == start + timedelta(minutes=20)


async def test_a_handler_that_raises_is_logged_and_dropped(bench: Bench) -> None:
    """Our own sentence is logged; a stranger's message, which may hold a key, is not."""
    with capture_logs() as logs:
        await bench.start()
        await bench.engine.defer(Job(name="fail", key="1"))
        await bench.engine.defer(Job(name="leak", key="2"))
        await bench.engine.defer(Job(name="nobody", key="3"))
        await bench.engine.defer(Job(name="note", key="4", args=("after",)))
        await bench.turn()
        await bench.engine.stop(_GRACE)
    assert bench.ran == ["after"]
    assert "busy" in str(logs)
    assert "ValueError" in str(logs)
    assert "sk-secret" not in str(logs)
    assert len(logs) == 3


async def test_stopping_waits_for_what_is_in_hand(bench: Bench) -> None:
    """A job that can finish in the grace does; one that only waits is not begun."""
    await bench.start()
    await bench.engine.defer(Job(name="wait", key="1", args=("in hand",), lane="l"))
    await bench.engine.defer(Job(name="wait", key="2", args=("waiting",), lane="l"))
    await bench.turn()
    stopping = asyncio.create_task(bench.engine.stop(_GRACE))
    await bench.turn()
    bench.gate.set()
    await stopping
    await bench.engine.defer(Job(name="note", key="3", args=("too late",)))
    await bench.turn()
    assert bench.ran == ["in hand"]


async def test_stopping_cancels_what_does_not_end(bench: Bench) -> None:
    """A job that hangs is cancelled once the grace is over."""
    await bench.start()
    await bench.engine.defer(Job(name="wait", key="1", args=("hangs",)))
    await bench.turn()
    await bench.engine.stop(timedelta(0))
    assert bench.inside == 0
    assert bench.ran == []
