"""Each channel gets each briefing once: killed anywhere, with two workers, late, refused, in doubt."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from fakes.fake_chat import Fault
from parley.app.ports import Archive
from parley.domain.errors import (
    ChannelUnavailable,
    ChatAuthError,
    MessageRejected,
    MissingPermission,
    ParleyError,
    RateLimited,
    SendAmbiguous,
)
from parley.domain.model import DeliveryState, Desk, QuietPolicy
from parley_adapters.store import open_archive
from scenario.delivery_world import (
    LEAD,
    SCHEDULE,
    SLOT,
    WHOLE,
    Killed,
    Life,
    World,
    do,
    subscription,
    with_schedule,
)

NewWorld = Callable[..., Awaitable[World]]

_SILENCE = SendAmbiguous("No answer came.")


@pytest.fixture(params=["memory", "sqlite"])
async def new_world(request: pytest.FixtureRequest) -> AsyncIterator[NewWorld]:
    """Makes worlds over the ledger in memory, or over the real store."""
    opened: list[Archive] = []

    async def make(**given: Any) -> World:
        if request.param == "memory":
            return World(**given)
        archive = await open_archive("sqlite+aiosqlite://")
        opened.append(archive)
        return World(
            tenants=archive.tenants,
            deliveries=archive.deliveries,
            decided=archive.decisions,
            editions=archive.editions,
            **given,
        )

    yield make
    for archive in opened:
        await archive.aclose()


async def test_a_briefing_goes_out_at_its_slot_in_full(new_world: NewWorld) -> None:
    """Written at the cut-off, posted at 08:00 with its detail in the thread; the cursor moves."""
    world, order = await new_world(), subscription()
    await world.subscribe(order)
    await world.morning(world.worker())
    assert world.chat.said("trade") == WHOLE
    assert {posted.at for posted in world.chat.channels["trade"]} == {SLOT}
    assert world.chat.channels["trade"][-1].thread == "m0"
    assert (await world.delivery(order)).state is DeliveryState.SENT
    assert await world.cursor(order) == SLOT - LEAD
    assert world.chat.looks == 0


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_killed_at_any_call_each_part_is_posted_once(
    new_world: NewWorld, after: bool
) -> None:
    """Whether the fatal call had taken effect or not, the next start completes what it left."""
    for fatal in count(1):
        world, order, life = await new_world(), subscription(), Life(fatal=fatal, after=after)
        await world.subscribe(order)
        try:
            await world.morning(world.worker(life))
        except Killed:
            await world.recover(world.worker())
        assert world.chat.said("trade") == WHOLE, fatal
        assert (await world.delivery(order)).state is DeliveryState.SENT
        assert await world.cursor(order) == SLOT - LEAD
        if life.calls < fatal:
            break
    assert fatal > 15


@pytest.mark.parametrize("first", range(1, 18, 4))
async def test_killed_again_and_again(new_world: NewWorld, first: int) -> None:
    """A process that dies after every few calls still gets there in the end, once."""
    world = await new_world()
    order = with_schedule(subscription(), grace=timedelta(hours=12))
    await world.subscribe(order)
    with pytest.raises(Killed):
        await world.morning(world.worker(Life(fatal=first)))
    for turn in range(40):
        try:
            await world.recover(world.worker(Life(fatal=10 + turn % 5, after=bool(turn % 2))))
        except Killed:
            continue
    assert world.chat.said("trade") == WHOLE
    assert (await world.delivery(order)).state is DeliveryState.SENT


async def test_two_workers_at_once_post_once(new_world: NewWorld) -> None:
    """Both tick, both plan, both want to send; the lease lets one of them."""
    world, order = await new_world(), subscription()
    await world.subscribe(order, subscription("other"))
    one, two = world.worker(), world.worker()
    await asyncio.gather(world.morning(one), world.morning(two))
    assert world.chat.said("trade") == WHOLE
    assert world.chat.said("other") == WHOLE


@pytest.mark.parametrize("asleep_in", ["post", "record"])
async def test_a_worker_that_slept_through_its_lease_posts_nothing_more(
    new_world: NewWorld, asleep_in: str
) -> None:
    """Another has taken over: the old one sees that its time is up, or is refused by its fence."""
    world, order = await new_world(), subscription()
    await world.subscribe(order)
    life = Sleepy(asleep_in, world)
    sleeper = world.worker(life)
    jobs = await do(sleeper, (await sleeper.plan(SCHEDULE, SLOT))[0])
    world.clock.move_to(SLOT)
    with pytest.raises(ParleyError, match="taken"):
        await do(sleeper, jobs[0])
    assert life.slept
    assert world.chat.said("trade") == WHOLE
    assert (await world.delivery(order)).state is DeliveryState.SENT


class Sleepy(Life):
    """A process that once sleeps through its lease, right after a call, while another works."""

    def __init__(self, name: str, world: World) -> None:
        super().__init__()
        self.name, self.world, self.slept = name, world, False

    async def around(self, call: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        result = await call(*args, **kwargs)
        if call.__name__ == self.name and not self.slept:
            self.slept = True
            self.world.clock.advance(timedelta(minutes=6))
            other = self.world.worker()
            await self.world.run(other, await other.sweep())
        return result


async def test_stopped_while_sending_the_next_start_goes_on_at_once(new_world: NewWorld) -> None:
    """A part was on its way when the process was told to end: it is looked for, not sent again."""
    world, order = await new_world(), subscription()
    await world.subscribe(order)
    worker = world.worker()
    jobs = await do(worker, (await worker.plan(SCHEDULE, SLOT))[0])
    world.clock.move_to(SLOT)
    post, landed = world.chat.post, asyncio.Event()

    async def hanging(*args: Any, **kwargs: Any) -> Any:
        await post(*args, **kwargs)
        landed.set()
        await asyncio.Event().wait()

    world.chat.post = hanging  # type: ignore[method-assign]
    sending = asyncio.create_task(do(worker, jobs[0]))
    await landed.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    world.chat.post = post  # type: ignore[method-assign]
    again = world.worker()
    await world.run(again, await again.sweep())
    assert world.clock.now() == SLOT
    assert world.chat.said("trade") == WHOLE
    assert (await world.delivery(order)).state is DeliveryState.SENT


async def test_what_was_told_already_is_not_owed(new_world: NewWorld) -> None:
    """A slot whose cut-off lies before the cursor is closed without an edition."""
    world, order = await new_world(), subscription(cursor=SLOT)
    await world.subscribe(order)
    await world.morning(world.worker())
    assert (await world.delivery(order)).state is DeliveryState.SKIPPED
    assert world.made == []


async def test_channels_that_ask_for_the_same_share_the_edition(new_world: NewWorld) -> None:
    """Equal desk and cursor, one edition; a lagging channel gets its own stretch."""
    world = await new_world()
    lagging = subscription("c", cursor=SLOT - timedelta(days=4) - LEAD)
    await world.subscribe(subscription("a"), subscription("b"), lagging)
    await world.morning(world.worker())
    assert len(await world.editions.recent(limit=99)) == 2
    for channel in "abc":
        assert world.chat.said(channel) == WHOLE


async def test_a_new_channel_is_told_the_weeks_background(new_world: NewWorld) -> None:
    """Without a cursor it is asked for as a new reader's, once."""
    world, order = await new_world(), subscription(cursor=None)
    await world.subscribe(order)
    await world.morning(world.worker())
    assert world.made == [(None, SLOT - LEAD)]
    await world.morning(world.worker(), SLOT + timedelta(days=1))
    assert world.made[1:] == [(SLOT - LEAD, SLOT - LEAD + timedelta(days=1))]


async def test_late_within_the_grace(new_world: NewWorld) -> None:
    """The process was down at 08:00 and is back at 09:30: the briefing goes out, and once."""
    world, order = await new_world(), subscription()
    await world.subscribe(order)
    world.clock.move_to(SLOT + timedelta(minutes=90))
    await world.recover(world.worker())
    await world.recover(world.worker())
    assert world.chat.said("trade") == WHOLE
    assert (await world.delivery(order)).state is DeliveryState.SENT


async def test_past_the_grace_it_is_missed_and_its_news_is_in_the_next(new_world: NewWorld) -> None:
    """Back at 11:00: nothing is posted, it is reported, and Tuesday's edition begins on Friday."""
    world, order = await new_world(), subscription()
    await world.subscribe(order)
    world.clock.move_to(SLOT + timedelta(hours=3))
    worker = world.worker()
    await world.recover(worker)
    missed = await world.delivery(order)
    assert missed.state is DeliveryState.MISSED
    assert "2 hours" in (missed.detail or "")
    assert world.chat.said("trade") == []
    tuesday = SLOT + timedelta(days=1)
    world.clock.move_to(tuesday - LEAD)
    await world.morning(worker, tuesday)
    assert world.made == [(order.cursor, tuesday - LEAD)]


async def test_a_week_down_is_one_briefing_and_a_report(new_world: NewWorld) -> None:
    """Slots that passed are closed as missed; the newest within its grace carries all the news."""
    world, order = await new_world(), subscription()
    await world.subscribe(order)
    thursday = SLOT + timedelta(days=3)
    world.clock.move_to(thursday + timedelta(minutes=30))
    await world.recover(world.worker())
    states = {row.slot: row.state for row in await world.sent()}
    assert states == {
        SLOT: DeliveryState.MISSED,
        SLOT + timedelta(days=1): DeliveryState.MISSED,
        SLOT + timedelta(days=2): DeliveryState.MISSED,
        thursday: DeliveryState.SENT,
    }
    assert "briefing of 2025-05-15" in ((await world.delivery(order)).detail or "")
    assert world.made == [(order.cursor, thursday - LEAD)]


async def test_a_restart_between_cut_off_and_slot_still_makes_the_slot(new_world: NewWorld) -> None:
    """The tick at 07:45 was missed; at 07:50 the start finds the slot just ahead."""
    world, order = await new_world(), subscription()
    await world.subscribe(order)
    world.clock.move_to(SLOT - timedelta(minutes=10))
    worker = world.worker()
    await world.run(worker, await worker.catch_up())
    assert {posted.at for posted in world.chat.channels["trade"]} == {SLOT}


async def test_a_restart_sends_nothing_to_a_channel_that_just_subscribed(
    new_world: NewWorld,
) -> None:
    """It signed up after 08:00, so this morning's briefing was never owed."""
    world, order = await new_world(), subscription(cursor=None)
    await world.subscribe(order)
    world.clock.move_to(SLOT + timedelta(minutes=30))
    await world.recover(world.worker())
    assert world.chat.said("trade") == []


async def test_moving_the_time_repeats_nothing(new_world: NewWorld) -> None:
    """At 08:30, after the briefing, 08:00 becomes 07:00: what was told is not told again."""
    world, order = await new_world(), subscription()
    await world.subscribe(order)
    worker = world.worker()
    await world.morning(worker)
    world.clock.move_to(SLOT + timedelta(minutes=30))
    await world.subscribe(with_schedule(order, cron="0 7 * * mon-fri"))
    await world.recover(worker)
    assert world.chat.said("trade") == WHOLE


async def test_quiet_days_and_holidays_have_no_briefing(new_world: NewWorld) -> None:
    """Two channels share the tick; the one for which the day is quiet hears nothing."""
    world = await new_world()
    silent = with_schedule(subscription("silent"), quiet_days=(SLOT.date(),))
    await world.subscribe(subscription(), silent)
    await world.morning(world.worker())
    assert world.chat.said("trade") == WHOLE
    assert world.chat.said("silent") == []


async def test_a_day_without_movement_is_skipped_where_wanted(new_world: NewWorld) -> None:
    """The cursor stays, so that the next briefing can say since when nothing moved."""
    world, order = await new_world(items=0), subscription(quiet=QuietPolicy.SKIP)
    other = subscription("other")
    await world.subscribe(order, other)
    await world.morning(world.worker())
    assert world.chat.said("trade") == []
    assert (await world.delivery(order)).state is DeliveryState.SKIPPED
    assert await world.cursor(order) == order.cursor
    assert world.chat.said("other") == ["Briefing 12 May 06:00", "Detail"]
    assert await world.cursor(other) == SLOT - LEAD


@pytest.mark.parametrize("landed", [True, False])
@pytest.mark.parametrize("part", range(4))
async def test_no_answer_is_looked_up_before_anything_is_sent(
    new_world: NewWorld, part: int, landed: bool
) -> None:
    """Whether the message landed or not, each part is there once."""
    world, order = await new_world(), subscription()
    await world.subscribe(order)
    worker = world.worker()
    jobs = await do(worker, (await worker.plan(SCHEDULE, SLOT))[0])
    world.clock.move_to(SLOT)
    calls, post = 0, world.chat.post

    async def unlucky(*args: object, **kwargs: object) -> object:
        nonlocal calls
        world.chat.faults = [Fault(_SILENCE, landed)] if calls == part else []
        calls += 1
        return await post(*args, **kwargs)  # type: ignore[arg-type]

    world.chat.post = unlucky  # type: ignore[method-assign,assignment]
    await world.run(worker, jobs)
    assert world.chat.said("trade") == WHOLE
    assert (await world.delivery(order)).state is DeliveryState.SENT


async def test_what_stays_ambiguous_is_recorded_and_never_resent_blindly(
    new_world: NewWorld,
) -> None:
    """The platform forbids looking: after the grace it is AMBIGUOUS, and one message at most is there."""
    world, order = await new_world(), subscription()
    world.chat.blind = True
    world.chat.faults = [Fault(_SILENCE, landed=True)]
    await world.subscribe(order)
    await world.morning(world.worker())
    assert (await world.delivery(order)).state is DeliveryState.AMBIGUOUS
    assert world.chat.said("trade") == WHOLE[:1]
    assert await world.cursor(order) == order.cursor


async def test_a_rate_limit_is_waited_out_without_a_look(new_world: NewWorld) -> None:
    """The lease is given back, and nothing was in doubt, so that even a blind platform is served."""
    world, order = await new_world(), subscription()
    world.chat.blind = True
    world.chat.faults = [Fault(RateLimited("Wait.", timedelta(minutes=10)))] * 2
    await world.subscribe(order)
    await world.morning(world.worker())
    assert world.chat.said("trade") == WHOLE
    assert world.clock.now() == SLOT + timedelta(minutes=20)
    assert (await world.delivery(order)).state is DeliveryState.SENT


@pytest.mark.parametrize(
    "error",
    [
        ChannelUnavailable("The channel is archived; choose another."),
        MissingPermission("Grant chat:write.", "chat:write"),
    ],
)
async def test_a_channel_that_is_gone_pauses_the_subscription(
    new_world: NewWorld, error: ParleyError
) -> None:
    """The delivery has failed, the reason is kept where a manager sees it, other channels go on."""
    world, order = await new_world(), subscription("a")
    world.chat.faults = [Fault(error)]
    await world.subscribe(order, subscription("b"))
    await world.morning(world.worker())
    assert (await world.delivery(order)).state is DeliveryState.FAILED
    assert (await world.stored(order)).paused == str(error)
    assert world.chat.said("b") == WHOLE
    assert await world.cursor(order) == order.cursor


async def test_a_rejected_message_fails_without_a_pause(new_world: NewWorld) -> None:
    """The fault is the message's, so that tomorrow's is tried."""
    world, order = await new_world(), subscription()
    world.chat.faults = [Fault(MessageRejected("The platform refused the blocks."))]
    await world.subscribe(order)
    await world.morning(world.worker())
    assert (await world.delivery(order)).state is DeliveryState.FAILED
    assert (await world.stored(order)).paused is None


async def test_a_wrong_token_is_tried_until_the_grace_is_over(new_world: NewWorld) -> None:
    """An operator may put it right in time; if not, it is missed, and says why."""
    world, order = await new_world(), subscription()
    world.chat.faults = [Fault(ChatAuthError("The token was revoked."))] * 500
    await world.subscribe(order)
    await world.morning(world.worker())
    missed = await world.delivery(order)
    assert missed.state is DeliveryState.MISSED
    assert "revoked" in (missed.detail or "")


async def test_a_paused_or_removed_subscription_is_not_sent_to(new_world: NewWorld) -> None:
    """Between cut-off and slot somebody changed their mind."""
    world, paused, gone = await new_world(), subscription("paused"), subscription("gone")
    await world.subscribe(paused, gone)
    worker = world.worker()
    jobs = [new for job in await worker.plan(SCHEDULE, SLOT) for new in await do(worker, job)]
    await world.tenants.pause(paused.tenant_id, paused.id, "Not now.")
    await world.tenants.unsubscribe(gone.tenant_id, gone.id)
    await world.run(worker, jobs)
    assert world.chat.channels.keys() & {"paused", "gone"} == set()
    assert {row.state for row in await world.sent()} == {DeliveryState.SKIPPED}


async def test_an_earlier_briefing_still_on_its_way_is_waited_for(new_world: NewWorld) -> None:
    """Hourly: while 08:00 is put off, 09:00 is not written, for what was received is not yet known."""
    world, order = await new_world(), with_schedule(subscription(), cron="0 * * * *")
    hourly = replace(SCHEDULE, cron="0 * * * *")
    world.chat.faults = [Fault(RateLimited("Wait.", timedelta(minutes=65)))]
    await world.subscribe(order)
    worker = world.worker()
    world.clock.move_to(SLOT)
    jobs = await do(worker, (await worker.plan(hourly, SLOT))[0])
    jobs = await do(worker, jobs[0])  # put off to 09:05
    nine = SLOT + timedelta(hours=1)
    world.clock.move_to(nine - LEAD)
    await world.run(worker, [*jobs, *await worker.plan(hourly, nine)])
    assert world.made == [(order.cursor, SLOT - LEAD), (SLOT - LEAD, nine - LEAD)]
    assert await world.cursor(order) == nine - LEAD


@pytest.mark.parametrize(
    ("zone", "night", "cron"),
    [
        ("Europe/Brussels", "2025-03-29T12:00+00:00", "30 2 * * *"),
        ("Europe/Brussels", "2025-10-25T12:00+00:00", "30 2 * * *"),
        ("America/New_York", "2025-11-01T12:00+00:00", "30 1 * * *"),
    ],
)
async def test_the_nights_when_clocks_change_have_one_briefing(
    new_world: NewWorld, zone: str, night: str, cron: str
) -> None:
    """A skipped and a repeated local time are each one slot and one briefing."""
    from datetime import datetime

    from parley.domain.schedule import next_slots

    world = await new_world()
    order = with_schedule(subscription(), zone=zone, cron=cron)
    start = datetime.fromisoformat(night)
    order = replace(order, cursor=start)
    await world.subscribe(order)
    worker = world.worker()
    for slot in next_slots(order.schedule, start, 2):
        world.clock.move_to(slot - LEAD)
        await world.run(worker, await worker.plan(order.schedule, slot))
    headings = [words for words in world.chat.said("trade") if words.startswith("Briefing")]
    assert len(headings) == len(set(headings)) == 2


async def test_a_desk_of_its_own_has_its_own_edition(new_world: NewWorld) -> None:
    """Another choice of tracks is another edition."""
    world = await new_world()
    await world.subscribe(subscription("a"), subscription("b", desk=Desk(tracks=("us-china",))))
    await world.morning(world.worker())
    assert len(await world.editions.recent(limit=99)) == 2
