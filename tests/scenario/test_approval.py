"""A briefing that managers see before it is sent: approved, held, cut, or not answered."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from parley.app.ports import Archive, Deliveries
from parley.domain.model import (
    Approval,
    Decision,
    DecisionKind,
    DeliveryState,
    Options,
    Subscription,
)
from parley_adapters.store import open_archive
from scenario.delivery_world import LEAD, SCHEDULE, SLOT, WHOLE, World, subscription

_MINUTE = timedelta(minutes=1)


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


async def _written(world: World, approval: Approval) -> Subscription:
    """The morning's briefing is written, a lead time before its slot."""
    order = subscription(options=Options(approval=approval))
    await world.subscribe(order)
    worker = world.worker()
    (write,) = await worker.plan(SCHEDULE, SLOT)
    assert write.name == "write"
    await worker.write(order.tenant_id, order.id, SLOT)
    return order


async def _decide(world: World, order: Subscription, kind: DecisionKind, story: str = "") -> bool:
    delivery = await world.delivery(order)
    return await world.decisions.decide(
        Decision(
            tenant_id=order.tenant_id,
            delivery_id=delivery.id,
            kind=kind,
            user="U1",
            at=world.clock.now(),
            story_id=story,
        )
    )


async def _look(world: World, at: datetime) -> None:
    """What the sweep of a service that was just started does at an instant."""
    world.clock.move_to(at)
    worker = world.worker()
    await world.run(worker, await worker.sweep())


async def _state(world: World, order: Subscription) -> DeliveryState:
    return (await world.delivery(order)).state


async def test_an_approved_briefing_goes_out_at_its_slot(world: World) -> None:
    """The managers were asked at the cut-off; approved, it is posted whole, and nothing is looked for."""
    order = await _written(world, Approval.ELSE_HOLD)
    assert world.asked == [(await world.delivery(order)).id]
    assert await _decide(world, order, DecisionKind.APPROVE)
    await _look(world, SLOT)
    assert world.chat.said("trade") == WHOLE
    assert await _state(world, order) is DeliveryState.SENT
    assert world.chat.looks == 0


async def test_a_dropped_item_is_not_posted(world: World) -> None:
    """The edition stays as it is; this delivery of it is posted without the item."""
    order = await _written(world, Approval.ELSE_SEND)
    assert await _decide(world, order, DecisionKind.DROP, "a1")
    await _look(world, SLOT)
    assert world.chat.said("trade") == [line for line in WHOLE if line != "Story 1"]
    edition = await world.editions.edition((await world.delivery(order)).edition_id or "")
    assert edition is not None
    assert len(edition.items) == 2


async def test_a_drop_can_be_taken_back(world: World) -> None:
    """Kept again before the slot, the item is posted."""
    order = await _written(world, Approval.ELSE_SEND)
    for kind in (DecisionKind.DROP, DecisionKind.KEEP):
        assert await _decide(world, order, kind, "a1")
        world.clock.advance(_MINUTE)
    await _look(world, SLOT)
    assert world.chat.said("trade") == WHOLE


async def test_unanswered_it_is_sent_where_the_subscription_says_so(world: World) -> None:
    """Nobody answers, and the briefing comes at its slot."""
    order = await _written(world, Approval.ELSE_SEND)
    await _look(world, SLOT)
    assert await _state(world, order) is DeliveryState.SENT


async def test_unanswered_it_waits_where_the_subscription_says_so(world: World) -> None:
    """After the grace it is missed with the reason, and its news is in the next briefing."""
    order = await _written(world, Approval.ELSE_HOLD)
    for minutes in (0, 30, 90):
        await _look(world, SLOT + minutes * _MINUTE)
        assert world.chat.said("trade") == []
        assert await _state(world, order) is DeliveryState.WRITTEN
    await _look(world, SLOT + SCHEDULE.grace + _MINUTE)
    missed = await world.delivery(order)
    assert missed.state is DeliveryState.MISSED
    assert missed.detail is not None
    assert "No manager approved it in time" in missed.detail
    assert await world.cursor(order) == order.cursor
    tomorrow = SLOT + timedelta(days=1)
    world.clock.move_to(tomorrow - LEAD)
    await world.worker().write(order.tenant_id, order.id, tomorrow)
    assert world.made[-1] == (order.cursor, tomorrow - LEAD)


async def test_a_held_briefing_waits_for_its_approval(world: World) -> None:
    """Whatever the subscription says; approved within the grace, it goes out late."""
    order = await _written(world, Approval.ELSE_SEND)
    assert await _decide(world, order, DecisionKind.HOLD)
    await _look(world, SLOT + 20 * _MINUTE)
    assert world.chat.said("trade") == []
    assert await _decide(world, order, DecisionKind.APPROVE)
    await _look(world, SLOT + 21 * _MINUTE)
    assert world.chat.said("trade") == WHOLE
    assert world.chat.looks == 0


async def test_a_held_briefing_is_missed_in_the_end(world: World) -> None:
    """The reason says who held it and when."""
    order = await _written(world, Approval.ELSE_SEND)
    assert await _decide(world, order, DecisionKind.HOLD)
    await _look(world, SLOT + SCHEDULE.grace + _MINUTE)
    detail = (await world.delivery(order)).detail
    assert detail == (
        "A manager (U1) held it at 05:45 UTC, and nobody approved it in time; its news is in the "
        "next briefing."
    )
    assert not await _decide(world, order, DecisionKind.APPROVE)


async def test_what_was_sent_is_no_longer_held(world: World) -> None:
    """A press that comes too late is refused, and changes nothing."""
    order = await _written(world, Approval.ELSE_SEND)
    await _look(world, SLOT)
    assert not await _decide(world, order, DecisionKind.HOLD)
    assert not await _decide(world, order, DecisionKind.DROP, "a1")
    assert world.chat.said("trade") == WHOLE


async def test_a_day_without_movement_waits_for_nobody(world: World) -> None:
    """There is nothing in it to approve: nobody is asked, and it is posted at its slot."""
    world.items = 0
    order = await _written(world, Approval.ELSE_HOLD)
    assert world.asked == []
    await _look(world, SLOT)
    assert await _state(world, order) is DeliveryState.SENT


async def test_without_approval_nobody_is_asked(world: World) -> None:
    """A subscription that asks for none is sent as ever."""
    order = await _written(world, Approval.NONE)
    assert world.asked == []
    await _look(world, SLOT)
    assert await _state(world, order) is DeliveryState.SENT


async def test_an_approval_that_is_switched_on_late_still_asks(world: World) -> None:
    """At its slot a draft of which nobody was told is put before the managers."""
    order = await _written(world, Approval.NONE)
    await world.tenants.subscribe(replace(order, options=Options(approval=Approval.ELSE_HOLD)))
    await _look(world, SLOT)
    assert world.asked == [(await world.delivery(order)).id]
    assert world.chat.said("trade") == []


async def test_a_hold_between_the_last_look_and_the_lease_holds(world: World) -> None:
    """The manager was told that it is held, so it is not posted."""
    order = await _written(world, Approval.ELSE_SEND)
    deliveries = world.ledger
    assert deliveries is not None

    class Late:
        """A manager who is as quick as the worker."""

        def __getattr__(self, name: str) -> Any:
            return getattr(deliveries, name)

        async def claim(self, delivery_id: str, now: datetime, lease: timedelta) -> object:
            if now >= SLOT:
                assert await _decide(world, order, DecisionKind.HOLD)
            return await deliveries.claim(delivery_id, now, lease)

    hurried = replace(world.worker(), deliveries=cast("Deliveries", Late()))
    world.clock.move_to(SLOT)
    following = await hurried.send((await world.delivery(order)).id)
    assert world.chat.said("trade") == []
    assert [job.name for job in following] == ["send"]
    assert await _decide(world, order, DecisionKind.APPROVE)
    await _look(world, SLOT + _MINUTE)
    assert world.chat.said("trade") == WHOLE
