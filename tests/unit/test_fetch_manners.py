"""One polite rate per host, on a clock of the test's own."""

import asyncio
from datetime import timedelta

from parley_adapters.sources.manners import Manners


class FakeTime:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def manners(time: FakeTime, seconds: float, at_once: int = 4) -> Manners:
    return Manners(timedelta(seconds=seconds), at_once, clock=time.clock, sleep=time.sleep)


async def test_requests_to_one_host_are_spaced() -> None:
    """The first goes at once, each next one a second after."""
    time = FakeTime()
    polite = manners(time, 1)
    starts = []
    for _ in range(3):
        async with polite.turn("a.example"):
            starts.append(time.now)
    assert starts == [0, 1, 2]


async def test_another_host_does_not_wait() -> None:
    """The rate is each host's own."""
    time = FakeTime()
    polite = manners(time, 60)
    for host in ("a.example", "b.example", "c.example"):
        async with polite.turn(host):
            assert time.now == 0


async def test_a_caller_may_ask_for_more_spacing() -> None:
    """GDELT wants 6.5 seconds; less than the usual is not granted."""
    time = FakeTime()
    polite = manners(time, 1)
    starts = []
    for spacing in (6.5, 0.1, 0):
        async with polite.turn("slow.example", timedelta(seconds=spacing)):
            starts.append(time.now)
    assert starts == [0, 6.5, 7.5]


async def test_only_so_many_run_together() -> None:
    """A slow host is not buried under requests that were started in time."""
    time = FakeTime()
    polite = manners(time, 1, at_once=2)
    running = peak = 0
    gate = asyncio.Event()

    async def request() -> None:
        nonlocal running, peak
        async with polite.turn("slow.example"):
            running += 1
            peak = max(peak, running)
            if running == 2:
                gate.set()
            await gate.wait()
            running -= 1

    await asyncio.gather(*(request() for _ in range(6)))
    assert peak == 2


async def test_no_spacing_means_no_waiting() -> None:
    """For servers of one's own."""
    time = FakeTime()
    polite = manners(time, 0)
    for _ in range(10):
        async with polite.turn("own.example"):
            assert time.now == 0


async def test_hosts_are_forgotten_when_nobody_waits() -> None:
    """Ten thousand pages that chat users named leave no ten thousand records."""
    time = FakeTime()
    polite = manners(time, 1)
    for number in range(10_000):
        time.now += 1
        async with polite.turn(f"{number}.example"):
            pass
    assert len(polite._hosts) <= 1024
