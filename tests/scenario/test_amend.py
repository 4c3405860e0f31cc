"""What was posted is changed where it stands, whatever dies and whenever."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from fakes.fake_chat import Fault
from parley.app.ports import Archive
from parley.domain.errors import ChatError, LeaseLost, MissingPermission, RateLimited
from parley.domain.model import (
    Decision,
    DecisionKind,
    DeliveryState,
    Desk,
    Message,
    Paragraph,
    Subscription,
    Text,
)
from parley.domain.redaction import Shown
from parley_adapters.store import open_archive
from scenario.delivery_world import SLOT, WHOLE, Killed, Life, World, compose, subscription
from scenario.test_run import Running


@pytest.fixture(params=["memory", "sqlite"])
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """A world over the ledger in memory, or over the real store."""
    if request.param == "memory":
        yield World()
        return
    archive: Archive = await open_archive("sqlite+aiosqlite://")
    yield World(
        tenants=archive.tenants,
        deliveries=archive.deliveries,
        decided=archive.decisions,
        editions=archive.editions,
    )
    await archive.aclose()


async def _sent(world: World) -> Subscription:
    order = subscription()
    await world.subscribe(order)
    await world.morning(world.worker())
    assert world.chat.said("trade") == WHOLE
    return order


async def _retract(world: World, order: Subscription, story: str = "") -> bool:
    world.clock.advance(timedelta(minutes=10))
    delivery = await world.delivery(order)
    return await world.decisions.decide(
        Decision(
            tenant_id=order.tenant_id,
            delivery_id=delivery.id,
            kind=DecisionKind.RETRACT,
            user="U1",
            at=world.clock.now(),
            story_id=story,
        )
    )


async def _amend(world: World, life: Life | None = None) -> None:
    """A process finds what is to be amended, and works until nothing is left."""
    amender = world.amender(life)
    for _ in range(20):
        jobs = [job for job in await world.worker().sweep() if job.name == "amend"]
        if not jobs:
            return
        for job in jobs:
            for later in await amender.amend(job.args[0]):
                world.clock.move_to(max(later.not_before or world.clock.now(), world.clock.now()))
    raise AssertionError("it never ends")


_WITHOUT = [line for line in WHOLE if line != "Story 0"]


async def test_a_retracted_item_is_gone_from_the_channel(world: World) -> None:
    """The other parts move up in their places, the thread keeps its own, and one part too many goes."""
    order = await _sent(world)
    first = world.chat.channels["trade"][0].id
    cursor = await world.cursor(order)
    assert await _retract(world, order, "a0")
    await _amend(world)
    assert world.chat.said("trade") == _WITHOUT
    assert world.chat.channels["trade"][0].id == first
    assert world.chat.channels["trade"][-1].thread == first
    done = await world.delivery(order)
    assert (done.state, len(done.posted)) == (DeliveryState.SENT, 3)
    assert await world.cursor(order) == cursor


async def test_a_retracted_briefing_is_one_line(world: World) -> None:
    """The first message says so, and whatever stood below it is removed."""
    order = await _sent(world)
    assert await _retract(world, order)
    await _amend(world)
    assert world.chat.said("trade") == ["Briefing 12 May 06:00: retracted"]
    assert len((await world.delivery(order)).posted) == 1


async def test_amending_twice_changes_nothing_more(world: World) -> None:
    """One item after the other, then the whole; done again, nothing is touched."""
    order = await _sent(world)
    for story in ("a0", "a1"):
        assert await _retract(world, order, story)
        await _amend(world)
    assert world.chat.said("trade") == ["Briefing 12 May 06:00", "Detail"]
    changes = world.chat.changes
    await _amend(world)
    assert world.chat.changes == changes


@pytest.mark.parametrize("after", [False, True])
async def test_killed_in_mid_amend(world: World, after: bool) -> None:
    """Wherever the process dies, the next one ends with the same message, and with no other."""
    order = await _sent(world)
    assert await _retract(world, order, "a0")
    for fatal in range(1, 100):
        life = Life(fatal=fatal, after=after)
        try:
            await _amend(world, life)
        except Killed:
            world.clock.advance(timedelta(minutes=6))
            if life.calls < fatal:
                raise
            continue
        break
    assert world.chat.said("trade") == _WITHOUT
    assert (await world.delivery(order)).state is DeliveryState.SENT


async def test_what_is_decided_meanwhile_is_not_lost(world: World) -> None:
    """A second item is retracted while the first is taken out: the work begins anew."""
    order = await _sent(world)
    assert await _retract(world, order, "a0")
    amender, change = world.amender(), world.chat.replace

    async def interrupted(*args: object, **kwargs: object) -> None:
        world.chat.replace = change  # type: ignore[method-assign] # once
        assert await _retract(world, order, "a1")
        await change(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came

    world.chat.replace = interrupted  # type: ignore[method-assign] # what happens meanwhile
    with pytest.raises(LeaseLost):
        await amender.amend((await world.delivery(order)).id)
    await _amend(world)
    assert world.chat.said("trade") == ["Briefing 12 May 06:00", "Detail"]


async def test_a_message_that_somebody_deleted_holds_nothing_up(world: World) -> None:
    """What is not there says nothing wrong."""
    order = await _sent(world)
    del world.chat.channels["trade"][1]
    assert await _retract(world, order, "a1")
    await _amend(world)
    assert (await world.delivery(order)).state is DeliveryState.SENT
    assert "Story 1" not in world.chat.said("trade")


async def test_a_busy_platform_is_tried_again(world: World) -> None:
    """After the time that it asked for, or after a minute."""
    order = await _sent(world)
    assert await _retract(world, order)
    world.chat.faults = [
        Fault(RateLimited("Wait.", timedelta(seconds=90))),
        Fault(ChatError("No answer.")),
    ]
    before = world.clock.now()
    await _amend(world)
    assert world.chat.said("trade") == ["Briefing 12 May 06:00: retracted"]
    assert world.clock.now() - before == timedelta(seconds=150)


async def test_a_message_that_cannot_be_changed_is_told(world: World) -> None:
    """The ledger says that it has to be deleted by hand, and why."""
    order = await _sent(world)
    assert await _retract(world, order)
    world.chat.faults = [Fault(MissingPermission("The time to edit is over.", "edit"))]
    await _amend(world)
    done = await world.delivery(order)
    assert done.state is DeliveryState.SENT
    assert done.detail is not None
    assert "delete it by hand. The time to edit is over." in done.detail


async def test_an_amendment_holds_up_no_briefing(world: World) -> None:
    """The next slot's edition is written while a message of yesterday waits to be changed."""
    order = await _sent(world)
    assert await _retract(world, order)
    tomorrow = SLOT + timedelta(days=1)
    world.clock.move_to(tomorrow - timedelta(minutes=15))
    (job,) = await world.worker().write(order.tenant_id, order.id, tomorrow)
    assert job.name == "send"


async def test_more_words_than_were_posted_come_last(world: World) -> None:
    """Where the new message needs one part more, it is posted in the thread, once, killed or not."""
    order = await _sent(world)
    assert await _retract(world, order, "a0")

    def longer(left: Shown, desk: Desk, one: Subscription, slot: datetime) -> Message:
        message = compose(left, desk, one, slot)
        if left.item_retracted_at is None:
            return message
        more = tuple(Paragraph((Text(words),)) for words in ("More", "Still more"))
        return replace(message, blocks=(*message.blocks, *more))

    for fatal in range(1, 100):
        amender = replace(world.amender(Life(fatal=fatal, after=True)), compose=longer)
        try:
            await amender.amend((await world.delivery(order)).id)
        except Killed:
            world.clock.advance(timedelta(minutes=6))
            continue
        break
    assert world.chat.said("trade") == [
        "Briefing 12 May 06:00",
        "Story 1",
        "More",
        "Detail",
        "Still more",
    ]
    assert world.chat.channels["trade"][-1].thread == world.chat.channels["trade"][0].id
    assert len((await world.delivery(order)).posted) == 5


async def test_a_restarted_service_takes_it_up() -> None:
    """What was decided while nobody served is done at the next start, without a tick."""
    world = World()
    order = await _sent(world)
    assert await _retract(world, order, "a1")
    async with Running(world) as running:
        await running.turn()
    assert "Story 1" not in world.chat.said("trade")
    assert (await world.delivery(order)).state is DeliveryState.SENT
