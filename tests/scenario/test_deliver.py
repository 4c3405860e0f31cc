"""Each channel gets each briefing once: killed anywhere, with two workers, late, refused, in doubt."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from fakes.fake_chat import Fault
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

_SILENCE = SendAmbiguous("No answer came.")


async def test_a_briefing_goes_out_at_its_slot_in_full() -> None:
    """Written at the cut-off, posted at 08:00 with its detail in the thread; the cursor moves."""
    world, order = World(), subscription()
    await world.subscribe(order)
    await world.morning(world.worker())
    assert world.chat.said("trade") == WHOLE
    assert {posted.at for posted in world.chat.channels["trade"]} == {SLOT}
    assert world.chat.channels["trade"][-1].thread == "m0"
    assert world.delivery(order).state is DeliveryState.SENT
    assert world.cursor(order) == SLOT - LEAD
    assert world.chat.looks == 0


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_killed_at_any_call_each_part_is_posted_once(after: bool) -> None:
    """Whether the fatal call had taken effect or not, the next start completes what it left."""
    for fatal in count(1):
        world, order, life = World(), subscription(), Life(fatal=fatal, after=after)
        await world.subscribe(order)
        try:
            await world.morning(world.worker(life))
        except Killed:
            await world.recover(world.worker())
        assert world.chat.said("trade") == WHOLE, fatal
        assert world.delivery(order).state is DeliveryState.SENT
        assert world.cursor(order) == SLOT - LEAD
        if life.calls < fatal:
            break
    assert fatal > 15


@pytest.mark.parametrize("first", range(1, 18))
async def test_killed_again_and_again(first: int) -> None:
    """A process that dies after every few calls still gets there in the end, once."""
    world = World()
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
    assert world.delivery(order).state is DeliveryState.SENT


async def test_two_workers_at_once_post_once() -> None:
    """Both tick, both plan, both want to send; the lease lets one of them."""
    world, order = World(), subscription()
    await world.subscribe(order, subscription("other"))
    one, two = world.worker(), world.worker()
    await asyncio.gather(world.morning(one), world.morning(two))
    assert world.chat.said("trade") == WHOLE
    assert world.chat.said("other") == WHOLE


async def test_a_worker_that_slept_through_its_lease_posts_nothing_more() -> None:
    """Another has taken over; the old one sees that its time is up before it posts."""
    world, order = World(), subscription()
    await world.subscribe(order)
    sleeper = world.worker()
    world.clock.move_to(SLOT)
    jobs = await sleeper.plan(SCHEDULE, SLOT)
    jobs = await do(sleeper, jobs[0])
    find, slept = world.chat.post, False

    async def slow(channel: str, part: object, *, key: str, thread: str | None = None) -> object:
        nonlocal slept
        posted = await find(channel, part, key=key, thread=thread)  # type: ignore[arg-type]
        if not slept:
            slept = True
            world.clock.advance(timedelta(minutes=6))
            other = world.worker()
            await world.run(other, await other.sweep())
        return posted

    world.chat.post = slow  # type: ignore[method-assign,assignment]
    with pytest.raises(ParleyError, match="taken"):
        await do(sleeper, jobs[0])
    assert world.chat.said("trade") == WHOLE


async def test_channels_that_ask_for_the_same_share_the_edition() -> None:
    """Equal desk and cursor, one edition; a lagging channel gets its own stretch."""
    world = World()
    lagging = subscription("c", cursor=SLOT - timedelta(days=4) - LEAD)
    await world.subscribe(subscription("a"), subscription("b"), lagging)
    await world.morning(world.worker())
    assert len(world.editions.rows) == 2
    for channel in "abc":
        assert world.chat.said(channel) == WHOLE


async def test_a_new_channel_is_told_the_weeks_background() -> None:
    """Without a cursor its first edition covers seven days."""
    world, order = World(), subscription(cursor=None)
    await world.subscribe(order)
    await world.morning(world.worker())
    assert world.made == [(SLOT - LEAD - timedelta(days=7), SLOT - LEAD)]


async def test_late_within_the_grace() -> None:
    """The process was down at 08:00 and is back at 09:30: the briefing goes out, and once."""
    world, order = World(), subscription()
    await world.subscribe(order)
    world.clock.move_to(SLOT + timedelta(minutes=90))
    await world.recover(world.worker())
    await world.recover(world.worker())
    assert world.chat.said("trade") == WHOLE
    assert world.delivery(order).state is DeliveryState.SENT


async def test_past_the_grace_it_is_missed_and_its_news_is_in_the_next() -> None:
    """Back at 11:00: nothing is posted, it is reported, and Tuesday's edition begins on Friday."""
    world, order = World(), subscription()
    await world.subscribe(order)
    world.clock.move_to(SLOT + timedelta(hours=3))
    worker = world.worker()
    await world.recover(worker)
    missed = world.delivery(order)
    assert missed.state is DeliveryState.MISSED
    assert "2 hours" in (missed.detail or "")
    assert world.chat.said("trade") == []
    tuesday = SLOT + timedelta(days=1)
    world.clock.move_to(tuesday - LEAD)
    await world.morning(worker, tuesday)
    assert world.made == [(order.cursor, tuesday - LEAD)]


async def test_a_week_down_is_one_briefing_and_a_report() -> None:
    """Slots that passed are closed as missed; the newest within its grace carries all the news."""
    world, order = World(), subscription()
    await world.subscribe(order)
    thursday = SLOT + timedelta(days=3)
    world.clock.move_to(thursday + timedelta(minutes=30))
    await world.recover(world.worker())
    states = {row.slot: row.state for row in world.deliveries.rows.values()}
    assert states == {
        SLOT: DeliveryState.MISSED,
        SLOT + timedelta(days=1): DeliveryState.MISSED,
        SLOT + timedelta(days=2): DeliveryState.MISSED,
        thursday: DeliveryState.SENT,
    }
    assert "briefing of 2025-05-15" in (world.delivery(order).detail or "")
    assert world.made == [(order.cursor, thursday - LEAD)]


async def test_a_restart_between_cut_off_and_slot_still_makes_the_slot() -> None:
    """The tick at 07:45 was missed; at 07:50 the start finds the slot just ahead."""
    world, order = World(), subscription()
    await world.subscribe(order)
    world.clock.move_to(SLOT - timedelta(minutes=10))
    worker = world.worker()
    await world.run(worker, await worker.catch_up())
    assert {posted.at for posted in world.chat.channels["trade"]} == {SLOT}


async def test_a_restart_sends_nothing_to_a_channel_that_just_subscribed() -> None:
    """It signed up after 08:00, so this morning's briefing was never owed."""
    world, order = World(), subscription(cursor=None)
    await world.subscribe(order)
    world.clock.move_to(SLOT + timedelta(minutes=30))
    await world.recover(world.worker())
    assert world.chat.said("trade") == []


async def test_moving_the_time_repeats_nothing() -> None:
    """At 08:30, after the briefing, 08:00 becomes 07:00: what was told is not told again."""
    world, order = World(), subscription()
    await world.subscribe(order)
    worker = world.worker()
    await world.morning(worker)
    world.clock.move_to(SLOT + timedelta(minutes=30))
    await world.subscribe(with_schedule(order, cron="0 7 * * mon-fri"))
    await world.recover(worker)
    assert world.chat.said("trade") == WHOLE


async def test_quiet_days_and_holidays_have_no_briefing() -> None:
    """Two channels share the tick; the one for which the day is quiet hears nothing."""
    world = World()
    silent = with_schedule(subscription("silent"), quiet_days=(SLOT.date(),))
    await world.subscribe(subscription(), silent)
    await world.morning(world.worker())
    assert world.chat.said("trade") == WHOLE
    assert world.chat.said("silent") == []


async def test_a_day_without_movement_is_skipped_where_wanted() -> None:
    """The cursor stays, so that the next briefing can say since when nothing moved."""
    world, order = World(items=0), subscription(quiet=QuietPolicy.SKIP)
    other = subscription("other")
    await world.subscribe(order, other)
    await world.morning(world.worker())
    assert world.chat.said("trade") == []
    assert world.delivery(order).state is DeliveryState.SKIPPED
    assert world.cursor(order) == order.cursor
    assert world.chat.said("other") == ["Briefing 12 May 06:00", "Detail"]
    assert world.cursor(other) == SLOT - LEAD


@pytest.mark.parametrize("landed", [True, False])
@pytest.mark.parametrize("part", range(4))
async def test_no_answer_is_looked_up_before_anything_is_sent(part: int, landed: bool) -> None:
    """Whether the message landed or not, each part is there once."""
    world, order = World(), subscription()
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
    assert world.delivery(order).state is DeliveryState.SENT


async def test_what_stays_ambiguous_is_recorded_and_never_resent_blindly() -> None:
    """The platform forbids looking: after the grace it is AMBIGUOUS, and one message at most is there."""
    world, order = World(), subscription()
    world.chat.blind = True
    world.chat.faults = [Fault(_SILENCE, landed=True)]
    await world.subscribe(order)
    await world.morning(world.worker())
    assert world.delivery(order).state is DeliveryState.AMBIGUOUS
    assert world.chat.said("trade") == WHOLE[:1]
    assert world.cursor(order) == order.cursor


async def test_a_rate_limit_is_waited_out_without_a_look() -> None:
    """The lease is given back, and nothing was in doubt, so that even a blind platform is served."""
    world, order = World(), subscription()
    world.chat.blind = True
    world.chat.faults = [Fault(RateLimited("Wait.", timedelta(minutes=10)))] * 2
    await world.subscribe(order)
    await world.morning(world.worker())
    assert world.chat.said("trade") == WHOLE
    assert world.clock.now() == SLOT + timedelta(minutes=20)
    assert world.delivery(order).state is DeliveryState.SENT


@pytest.mark.parametrize(
    "error",
    [
        ChannelUnavailable("The channel is archived; choose another."),
        MissingPermission("Grant chat:write.", "chat:write"),
    ],
)
async def test_a_channel_that_is_gone_pauses_the_subscription(error: ParleyError) -> None:
    """The delivery has failed, the reason is kept where a manager sees it, other channels go on."""
    world, order = World(), subscription("a")
    world.chat.faults = [Fault(error)]
    await world.subscribe(order, subscription("b"))
    await world.morning(world.worker())
    assert world.delivery(order).state is DeliveryState.FAILED
    assert world.tenants.rows[order.id].paused == str(error)
    assert world.chat.said("b") == WHOLE
    assert world.cursor(order) == order.cursor


async def test_a_rejected_message_fails_without_a_pause() -> None:
    """The fault is the message's, so that tomorrow's is tried."""
    world, order = World(), subscription()
    world.chat.faults = [Fault(MessageRejected("The platform refused the blocks."))]
    await world.subscribe(order)
    await world.morning(world.worker())
    assert world.delivery(order).state is DeliveryState.FAILED
    assert world.tenants.rows[order.id].paused is None


async def test_a_wrong_token_is_tried_until_the_grace_is_over() -> None:
    """An operator may put it right in time; if not, it is missed, and says why."""
    world, order = World(), subscription()
    world.chat.faults = [Fault(ChatAuthError("The token was revoked."))] * 500
    await world.subscribe(order)
    await world.morning(world.worker())
    missed = world.delivery(order)
    assert missed.state is DeliveryState.MISSED
    assert "revoked" in (missed.detail or "")


async def test_a_paused_or_removed_subscription_is_not_sent_to() -> None:
    """Between cut-off and slot somebody changed their mind."""
    world, paused, gone = World(), subscription("paused"), subscription("gone")
    await world.subscribe(paused, gone)
    worker = world.worker()
    jobs = [new for job in await worker.plan(SCHEDULE, SLOT) for new in await do(worker, job)]
    await world.tenants.pause(paused.tenant_id, paused.id, "Not now.")
    await world.tenants.unsubscribe(gone.tenant_id, gone.id)
    await world.run(worker, jobs)
    assert world.chat.channels.keys() & {"paused", "gone"} == set()
    assert {row.state for row in world.deliveries.rows.values()} == {DeliveryState.SKIPPED}


async def test_an_earlier_briefing_still_on_its_way_is_waited_for() -> None:
    """Hourly: while 08:00 is put off, 09:00 is not written, for what was received is not yet known."""
    world, order = World(), with_schedule(subscription(), cron="0 * * * *")
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
    assert world.cursor(order) == nine - LEAD


@pytest.mark.parametrize(
    ("zone", "night", "cron"),
    [
        ("Europe/Brussels", "2025-03-29T12:00+00:00", "30 2 * * *"),
        ("Europe/Brussels", "2025-10-25T12:00+00:00", "30 2 * * *"),
        ("America/New_York", "2025-11-01T12:00+00:00", "30 1 * * *"),
    ],
)
async def test_the_nights_when_clocks_change_have_one_briefing(
    zone: str, night: str, cron: str
) -> None:
    """A skipped and a repeated local time are each one slot and one briefing."""
    from datetime import datetime

    from parley.domain.schedule import next_slots

    world = World()
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


async def test_a_desk_of_its_own_has_its_own_edition() -> None:
    """Another choice of tracks is another edition."""
    world = World()
    await world.subscribe(subscription("a"), subscription("b", desk=Desk(tracks=("us-china",))))
    await world.morning(world.worker())
    assert len(world.editions.rows) == 2
