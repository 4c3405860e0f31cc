"""``parley run``: starts, says so, delivers, stops; killed for good and started again, it completes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from fakes.fake_chat import FakeChat
from fakes.fake_notices import FakeNotices
from fakes.fake_timetable import FakeTimetable
from parley.app.notify import Notifying
from parley.app.service import Service
from parley.domain.errors import ChatAuthError, ChatError
from parley.domain.model import DeliveryState, Platform, Schedule, Subscription, Tenant
from parley_adapters.engine.local import open_engine
from parley_adapters.store import open_archive
from scenario.delivery_world import LEAD, SLOT, TENANT, WHOLE, World, subscription

_TESTS = Path(__file__).resolve().parents[1]


class Running:
    """A service over a world, with the timetable in the test's hands."""

    def __init__(self, world: World, *chats: FakeChat) -> None:
        self.world, self.chats = world, chats or (world.chat,)
        self.timetable, self.stop = FakeTimetable(), asyncio.Event()
        self.said: list[str] = []
        self.collected: list[datetime] = []
        self.watched: list[list[str]] = []
        self.closed = False
        self.notices = FakeNotices()
        self.service = Service(
            clock=world.clock,
            tenants=world.tenants,
            delivering=world.worker(),
            amending=world.amender(),
            engine=open_engine(world.clock, sleep=self._sleep),
            timetable=self.timetable,
            notifying=Notifying(
                notices=self.notices,
                chats={chat.platform: chat for chat in self.chats},
                clock=world.clock,
            ),
            chats=self.chats,
            dispatch=None,  # type: ignore[arg-type] # nobody asks anything here
            collect=self._collect,
            watch=lambda orders: self.watched.append([order.id for order in orders]),
            closers=[self._close],
        )

    async def _sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)
        self.world.clock.advance(timedelta(seconds=seconds))

    async def _collect(self, now: datetime) -> None:
        self.collected.append(now)

    async def _close(self) -> None:
        self.closed = True

    async def turn(self) -> None:
        for _ in range(200):
            await asyncio.sleep(0)

    async def __aenter__(self) -> "Running":
        self.task = asyncio.create_task(self.service.run(self.stop, self.said.append))
        await self.turn()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.stop.set()
        await self.task


async def test_it_says_when_it_is_ready_and_what_comes_next() -> None:
    """One sentence with platforms, subscriptions and the next slot; sources are polled at once."""
    world = World()
    world.clock.move_to(SLOT - timedelta(hours=3))
    await world.subscribe(subscription())
    async with Running(world) as running:
        assert running.said == [
            "Ready on web. 1 subscription; the next briefing is due at 2025-05-12 06:00 UTC."
        ]
        assert len(running.collected) == 1
    assert running.closed
    assert not world.chat.connected
    assert not running.timetable.running


async def test_the_intake_is_told_who_watches_before_anything_is_collected() -> None:
    """At the start, and again as soon as a subscription is made."""
    world, order = World(), subscription(cursor=None)
    world.clock.move_to(SLOT - timedelta(hours=3))
    async with Running(world) as running:
        assert running.watched[0] == []
        await world.subscribe(order)
        await running.service.changed()
        await running.turn()
        assert running.watched[-1] == [order.id]


async def test_a_tick_becomes_a_briefing_at_its_slot() -> None:
    """Tick at the cut-off, edition, message at the slot."""
    world, order = World(), subscription()
    world.clock.move_to(SLOT - timedelta(hours=3))
    await world.subscribe(order)
    async with Running(world) as running:
        world.clock.move_to(SLOT - LEAD)
        await running.timetable.slot(SLOT)
        await running.turn()
    assert world.chat.said("trade") == WHOLE
    assert {posted.at for posted in world.chat.channels["trade"]} == {SLOT}


async def test_a_subscription_made_between_cut_off_and_slot_makes_the_slot() -> None:
    """Signed up at 07:50, the next sweep follows the schedule and finds 08:00 just ahead."""
    world = World()
    world.clock.move_to(SLOT - timedelta(minutes=10))
    async with Running(world) as running:
        await world.subscribe(subscription(cursor=None))
        await running.service.changed()
        await running.turn()
    assert world.chat.said("trade") == WHOLE


async def test_a_platform_with_a_wrong_token_does_not_silence_the_others() -> None:
    """It is logged in one sentence and the rest goes on."""
    world = World()

    class Refused(FakeChat):
        async def start(self, dispatch: object, pressed: object = None) -> None:
            raise ChatAuthError("The token was revoked; set DISCORD_TOKEN.")

    bad = Refused(world.clock, platform=Platform.DISCORD)
    with capture_logs() as logs:
        async with Running(world, bad, world.chat) as running:
            assert running.said[0].startswith("Ready on web.")
    assert "set DISCORD_TOKEN" in str(logs)
    with capture_logs(), pytest.raises(ChatError, match="revoked"):
        async with Running(world, bad):
            pass


async def test_an_unreadable_schedule_does_not_silence_the_others() -> None:
    """A calendar that is gone after an update is logged; the other channel is served."""
    world, order = World(), subscription("broken")
    broken = replace(order, schedule=replace(order.schedule, holidays="Atlantis"))
    world.clock.move_to(SLOT + timedelta(minutes=5))
    await world.subscribe(broken, subscription())
    with capture_logs() as logs:
        async with Running(world):
            pass
    assert world.chat.said("trade") == WHOLE
    assert world.chat.said("broken") == []
    assert "Atlantis" in str(logs)


async def test_a_machine_that_slept_reports_what_it_missed() -> None:
    """One late tick for Thursday: three slots are closed as missed, Thursday's goes out."""
    world, order = World(), subscription()
    world.clock.move_to(SLOT - timedelta(hours=3))
    await world.subscribe(order)
    thursday = SLOT + timedelta(days=3)
    async with Running(world) as running:
        world.clock.move_to(thursday + timedelta(minutes=20))
        await running.timetable.slot(thursday)
        await running.turn()
    states = [row.state for row in await world.ledger.recent(None, limit=9)]
    assert states == [DeliveryState.SENT] + [DeliveryState.MISSED] * 3


# ── Processes of their own ───────────────────────────────────────────────────────────────────


class Process:
    """The tiny service as a subprocess."""

    def __init__(self, folder: Path, *, ahead: int = 0, mode: str = "go") -> None:
        roots = [_TESTS, _TESTS.parent / "bot", _TESTS.parent / "adapters"]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, roots))}
        script = _TESTS / "scenario" / "tiny_service.py"
        self.process = subprocess.Popen(
            [sys.executable, script, _url(folder), folder / "platform", str(ahead), mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )

    def until(self, word: str) -> None:
        """Read what it says up to a line that begins so."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith(word):
                return
        raise AssertionError(f"it ended without saying {word}")

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def answer(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def end(self) -> int:
        self.process.communicate(timeout=60)
        return self.process.returncode


def _url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'parley.db'}"


async def _order(folder: Path) -> Subscription:
    """A subscription whose slot was a minute ago, so that the start owes it a briefing."""
    slot = (datetime.now(UTC) - timedelta(minutes=1)).replace(second=0, microsecond=0)
    schedule = Schedule(cron=f"{slot.minute} {slot.hour} * * *", zone="UTC")
    order = subscription(schedule=schedule, cursor=slot - timedelta(days=1) - LEAD)
    archive = await open_archive(_url(folder))
    await archive.tenants.join(Tenant(id=TENANT, platform=Platform.WEB))
    await archive.tenants.subscribe(order)
    await archive.aclose()
    return order


async def _states(folder: Path) -> list[DeliveryState]:
    archive = await open_archive(_url(folder))
    rows = await archive.deliveries.recent(TENANT, limit=5)
    await archive.aclose()
    return [row.state for row in rows]


def _texts(folder: Path) -> list[str]:
    return [json.loads(line)["text"] for line in (folder / "platform").read_text().splitlines()]


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_and_what_is_in_hand_is_finished(
    asked: signal.Signals, tmp_path: Path
) -> None:
    """Asked to stop while a part is on its way: the briefing is completed, and the exit is clean."""
    await _order(tmp_path)
    process = Process(tmp_path, mode="wait")
    process.until("landed")
    process.signal(asked)
    process.answer()
    assert process.end() == 0
    assert _texts(tmp_path)[1:] == ["Story 0", "Story 1", "Detail"]
    assert await _states(tmp_path) == [DeliveryState.SENT]


async def test_killed_for_good_it_completes_at_the_next_start(tmp_path: Path) -> None:
    """SIGKILL between a post and its record; the next process finds the part and posts the rest."""
    await _order(tmp_path)
    process = Process(tmp_path, mode="wait")
    process.until("landed")
    process.signal(signal.SIGKILL)
    assert process.end() == -signal.SIGKILL
    assert await _states(tmp_path) == [DeliveryState.SENDING]
    # The dead one's lease has run out: half an hour later, with the last answer held back.
    again = Process(tmp_path, ahead=1800, mode="wait")
    again.until("landed")
    again.signal(signal.SIGTERM)
    again.answer()
    assert again.end() == 0
    assert _texts(tmp_path)[1:] == ["Story 0", "Story 1", "Detail"]
    assert await _states(tmp_path) == [DeliveryState.SENT]


async def test_a_signal_while_idle_ends_it_at_once(tmp_path: Path) -> None:
    """Nothing to do, nothing to wait for."""
    process = Process(tmp_path)
    process.until("Ready")
    process.signal(signal.SIGTERM)
    assert process.end() == 0
