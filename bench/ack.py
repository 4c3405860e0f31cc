"""Whether a command is acknowledged in time, however many come while a briefing is being written.

On each platform's fake, in the same process and on the same core, so that the fake's own work counts
against Parley's. The peer is the bare client library with an empty handler.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench import ack_doors as doors
from bench.ack_doors import Desk, Door
from bench.report import Row

_RATE = 300  # commands a second
_SECONDS = 60
_GOAL = 0.1  # seconds, at the 99th percentile
_EACH = 20  # commands by one person, which is as much as one may ask in a minute
# Commands a second more with each try; a page is asked for its answer itself, which is more work.
_STEP, _PAGE_STEP = 300, 50
_TRY = 5  # seconds for each try
_PATIENCE = 90  # seconds for the last answers; an address to answer at is good for longer

_PLATFORMS: dict[str, tuple[Door, Door, str]] = {
    "slack": (doors.slack, doors.bare_slack, "bare Bolt"),
    "discord": (doors.discord_, doors.bare_discord, "bare discord.py"),
    "web": (doors.web, doors.bare_web, "bare Starlette"),
}


def run(_data: Path | None) -> Iterator[Row]:
    """The rate that is asked for, then the most that is held, by Parley and by the bare library."""
    for name, (door, bare, peer) in _PLATFORMS.items():
        yield from _rows(name, door, bare, peer)


def _rows(name: str, door: Door, bare: Door, peer: str) -> Iterator[Row]:
    p99, slowest, lost, unanswered = asyncio.run(_held(doors.written(door), _RATE, _SECONDS))
    how = f"{_RATE}/s for {_SECONDS} s while editions are written"
    yield Row(
        name=f"{name} p99", value=p99 * 1e3, unit="ms", note=how, goal="≤ 100 ms", met=p99 <= _GOAL
    )
    yield Row(name=f"{name} slowest", value=slowest, unit="s", goal="≤ 3 s", met=slowest <= 3)
    yield Row(
        name=f"{name} lost",
        value=lost + unanswered,
        goal="0",
        met=not lost + unanswered,
        note=f"{lost} not acknowledged, {unanswered} acknowledged and never answered",
    )
    step = _PAGE_STEP if name == "web" else _STEP
    held = asyncio.run(_most(bare, _STEP)), asyncio.run(_most(door, step))
    yield Row(
        name=f"{name} most at that p99",
        value=held[1],
        unit="/s",
        against=f"{peer}: {held[0]}/s",
        note=f"in steps of {step}/s, {_TRY} s each",
        goal=f"≥ ½ of {peer}",
        met=held[1] >= held[0] / 2,
    )


async def _most(door: Door, step: int) -> int:
    rate = 0
    while rate < 6_000:
        p99, _, lost, _ = await _held(door, rate + step, _TRY, patience=0)
        if lost or p99 > _GOAL:
            break
        rate += step
    return rate


async def _held(
    door: Door, rate: int, seconds: int, patience: float = _PATIENCE
) -> tuple[float, float, int, int]:
    """Commands at an even pace, by people who ask a few times each.

    The 99th percentile and the slowest in seconds, how many were not acknowledged in time, and how many
    were and had no answer after ``patience`` seconds more.
    """
    async with door() as desk:
        await desk.ask("subscriptions", 0)  # the first command loads what only commands need
        begun = time.perf_counter()
        sent: list[asyncio.Task[float]] = []
        for number in range(rate * seconds):
            if (wait := begun + number / rate - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            sent.append(asyncio.create_task(desk.ask("subscriptions", 1 + number // _EACH)))
        outcomes = await asyncio.gather(*sent, return_exceptions=True)
        good = [outcome for outcome in outcomes if isinstance(outcome, float)]
        await _answers(desk, len(good), patience)
        unanswered = max(0, len(good) - desk.answered())
        p99 = statistics.quantiles(good, n=100)[-1] if len(good) > 1 else float("inf")
        return p99, max(good, default=float("inf")), len(outcomes) - len(good), unanswered


async def _answers(desk: Desk, wanted: int, patience: float) -> None:
    until = time.perf_counter() + patience
    while desk.answered() < wanted and time.perf_counter() < until:  # noqa: ASYNC110 - looks on
        await asyncio.sleep(0.05)
