"""Whether a command is acknowledged in time, however many come while a briefing is being written.

Over Socket Mode, against the fake Slack of the tests in the same process and on the same core, so that
its own work counts against Parley's. The peer is the bare client library with an empty handler.
"""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from bench.report import Row

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fakes.slack_server import FakeSlack, running
from fakes.slack_workspace import Member
from scenario.slack_world import newsroom

_RATE = 300  # commands a second
_SECONDS = 60
_GOAL = 0.1  # seconds, at the 99th percentile
_EACH = 20  # commands by one person, which is as much as one may ask in a minute
_STEP = 300  # commands a second more with each try
_TRY = 5  # seconds for each try

Door = Callable[[], AbstractAsyncContextManager[FakeSlack]]


def run(_data: Path | None) -> Iterator[Row]:
    """The rate that is asked for, then the most that is held, by Parley and by the bare library."""
    p99, slowest, lost, answered = asyncio.run(_held(_writing, _RATE, _SECONDS))
    how = f"{_RATE}/s for {_SECONDS} s while editions are written; {answered} answered"
    yield Row(
        name="slack p99", value=p99 * 1e3, unit="ms", note=how, goal="≤ 100 ms", met=p99 <= _GOAL
    )
    yield Row(name="slack slowest", value=slowest, unit="s", goal="≤ 3 s", met=slowest <= 3)
    yield Row(name="slack lost", value=lost, goal="0", met=not lost)
    bare, most = asyncio.run(_most(_bare)), asyncio.run(_most(_parley))
    yield Row(
        name="slack most at that p99",
        value=most,
        unit="/s",
        against=f"bare Bolt: {bare}/s",
        note=f"in steps of {_STEP}/s, {_TRY} s each",
        goal="≥ ½ of bare Bolt",
        met=most >= bare / 2,
    )


async def _most(door: Door) -> int:
    rate = 0
    while rate < 6_000:
        p99, _, lost, _ = await _held(door, rate + _STEP, _TRY)
        if lost or p99 > _GOAL:
            break
        rate += _STEP
    return rate


async def _held(door: Door, rate: int, seconds: int) -> tuple[float, float, int, int]:
    """Commands at an even pace, by people who ask a few times each; the 99th percentile and the slowest in
    seconds, how many were lost, and how many answered by the end."""
    async with door() as slack:
        people = [Member(f"U{number}") for number in range(-(-rate * seconds // _EACH))]
        slack.workspace.people |= {person.id: person for person in people}
        await slack.type("help")  # the first command loads what only commands need
        slack.acks.clear()
        begun = time.perf_counter()
        sent: list[asyncio.Task[None]] = []
        for number in range(rate * seconds):
            if (wait := begun + number / rate - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            sent.append(asyncio.create_task(slack.type("subscriptions", f"U{number // _EACH}")))
        outcomes = await asyncio.gather(*sent, return_exceptions=True)
        lost = sum(outcome is not None for outcome in outcomes)
        answered = sum(map(len, slack.workspace.private.values()))
        p99 = statistics.quantiles(slack.acks, n=100)[-1]
        return p99, max(slack.acks), lost, answered


@asynccontextmanager
async def _parley() -> AsyncIterator[FakeSlack]:
    """Parley over the bundled feeds, which answers every command."""
    async with newsroom() as office:
        yield office.slack


@asynccontextmanager
async def _writing() -> AsyncIterator[FakeSlack]:
    """The same, with somebody who asks for one briefing after the other."""
    async with newsroom() as office:
        editions = asyncio.create_task(_write(office.slack))
        yield office.slack
        editions.cancel()
        await asyncio.gather(editions, return_exceptions=True)


async def _write(slack: FakeSlack) -> None:
    for number in range(100_000):
        user = f"UREADER{number}"
        slack.workspace.people[user] = Member(user)
        await slack.type(f"brief since {number % 700 + 1}h", user)
        await slack.until(1, lambda who=user: slack.workspace.told(who))


@asynccontextmanager
async def _bare() -> AsyncIterator[FakeSlack]:
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    async with running() as slack:
        client = AsyncWebClient(token=slack.workspace.bot_token, base_url=slack.base_url)
        app = AsyncApp(client=client, signing_secret="unused")

        async def handler(ack: Callable[[], object]) -> None:
            await ack()  # type: ignore[misc] # Bolt's own type is no Protocol

        app.command("/trade")(handler)
        socket = AsyncSocketModeHandler(app, slack.workspace.app_token)
        await socket.connect_async()  # type: ignore[no-untyped-call]
        yield slack
        await socket.close_async()  # type: ignore[no-untyped-call]
