"""The port ``Decisions``: in time or not at all, and what was sent is to be amended."""

from datetime import datetime

import pytest

from contract.store_world import HOUR, NOON, subscription
from parley.app.ports import Archive
from parley.domain.errors import LeaseLost
from parley.domain.model import (
    Decision,
    DecisionKind,
    Delivery,
    DeliveryState,
    PostedPart,
)
from parley_adapters.store.tables import TENANT_TABLES, audit, decision


async def written(archive: Archive) -> Delivery:
    await archive.tenants.subscribe(subscription(cursor=NOON - HOUR))
    opened = await archive.deliveries.open(subscription(), NOON)
    return await archive.deliveries.assign(opened, "e1")


async def sent(archive: Archive) -> Delivery:
    delivery = await written(archive)
    held = await archive.deliveries.claim(delivery.id, NOON, HOUR)
    assert held is not None
    for number in (0, 1):
        held = await archive.deliveries.record(held, PostedPart(number, f"m{number}"))
    return await archive.deliveries.finish(held, DeliveryState.SENT, cursor=NOON)


def decided(
    delivery: Delivery,
    kind: DecisionKind,
    story: str = "",
    *,
    at: datetime = NOON,
    claim: int | None = None,
    tenant: str = "slack:T1",
    user: str = "U1",
) -> Decision:
    return Decision(
        tenant_id=tenant,
        delivery_id=delivery.id,
        kind=kind,
        user=user,
        at=at,
        story_id=story,
        claim=claim,
    )


async def test_what_is_not_posted_can_be_approved_held_and_cut(archive: Archive) -> None:
    """Each with who and when; of a story or of the whole the newest stands."""
    delivery = await written(archive)
    first = decided(delivery, DecisionKind.DROP, "a1", at=NOON - HOUR)
    held = decided(delivery, DecisionKind.HOLD, at=NOON - HOUR / 2)
    approved = decided(delivery, DecisionKind.APPROVE, user="U2")
    for one in (first, held, approved):
        assert await archive.decisions.decide(one)
    assert list(await archive.decisions.of("slack:T1", delivery.id)) == [first, approved]
    assert await archive.deliveries.delivery("slack:T1", delivery.id) == delivery


async def test_what_is_being_sent_is_no_longer_decided(archive: Archive) -> None:
    """Neither before nor after it: whoever sends has read the decisions."""
    delivery = await written(archive)
    held = await archive.deliveries.claim(delivery.id, NOON, HOUR)
    assert held is not None
    assert not await archive.decisions.decide(decided(delivery, DecisionKind.HOLD))
    assert not await archive.decisions.decide(decided(delivery, DecisionKind.RETRACT))
    held = await archive.deliveries.record(held, PostedPart(0, "m0"))
    await archive.deliveries.release(held)
    assert not await archive.decisions.decide(decided(delivery, DecisionKind.DROP, "a1"))
    assert await archive.decisions.of("slack:T1", delivery.id) == []


async def test_a_worker_that_died_before_it_posted_holds_up_no_manager(archive: Archive) -> None:
    """When its lease has run out and nothing is posted, a decision is in time again."""
    delivery = await written(archive)
    assert await archive.deliveries.claim(delivery.id, NOON, HOUR)
    late = decided(delivery, DecisionKind.APPROVE, at=NOON + HOUR)
    assert await archive.decisions.decide(late)


async def test_what_was_sent_can_be_retracted(archive: Archive) -> None:
    """The delivery is then unfinished again, until what was posted has been changed."""
    delivery = await sent(archive)
    assert not await archive.decisions.decide(decided(delivery, DecisionKind.DROP, "a1"))
    retracted = decided(delivery, DecisionKind.RETRACT, "a1")
    assert await archive.decisions.decide(retracted)
    (waiting,) = await archive.deliveries.unfinished(NOON)
    assert (waiting.state, waiting.posted) == (DeliveryState.AMENDING, delivery.posted)
    held = await archive.deliveries.claim(delivery.id, NOON, HOUR)
    assert held is not None
    held = await archive.deliveries.forget(held, 1)
    assert (held.state, held.posted) == (DeliveryState.AMENDING, (PostedPart(0, "m0"),))
    done = await archive.deliveries.finish(held, DeliveryState.SENT)
    assert await archive.deliveries.unfinished(NOON + HOUR) == []
    assert done.state is DeliveryState.SENT
    assert list(await archive.decisions.of("slack:T1", delivery.id)) == [retracted]


async def test_whoever_amends_is_overtaken_by_the_next_decision(archive: Archive) -> None:
    """Nothing that is decided meanwhile is lost: the lease is, and the work begins anew."""
    delivery = await sent(archive)
    assert await archive.decisions.decide(decided(delivery, DecisionKind.RETRACT, "a1"))
    held = await archive.deliveries.claim(delivery.id, NOON, HOUR)
    assert held is not None
    assert await archive.decisions.decide(decided(delivery, DecisionKind.RETRACT, "a2"))
    with pytest.raises(LeaseLost):
        await archive.deliveries.finish(held, DeliveryState.SENT)
    assert len(await archive.deliveries.unfinished(NOON)) == 1


async def test_a_retraction_stays(archive: Archive) -> None:
    """No correction takes its place; corrections of single sentences stand beside it."""
    delivery = await sent(archive)
    retracted = decided(delivery, DecisionKind.RETRACT, "a1")
    struck = decided(delivery, DecisionKind.CORRECT, "a1", claim=2, user="", at=NOON + HOUR)
    for one in (retracted, decided(delivery, DecisionKind.CORRECT, "a1", at=NOON + HOUR), struck):
        assert await archive.decisions.decide(one)
    assert list(await archive.decisions.of("slack:T1", delivery.id)) == [retracted, struck]


async def test_an_ended_subscription_leaves_what_was_sent(archive: Archive) -> None:
    """What is being amended is not skipped with what was not sent yet."""
    delivery = await sent(archive)
    assert await archive.decisions.decide(decided(delivery, DecisionKind.RETRACT))
    await archive.tenants.unsubscribe("slack:T1", delivery.subscription_id)
    (waiting,) = await archive.deliveries.unfinished(NOON)
    assert waiting.state is DeliveryState.AMENDING


async def test_nothing_is_decided_across_tenants(archive: Archive) -> None:
    """Another workspace has no such delivery, and reads none of its decisions."""
    delivery = await written(archive)
    foreign = decided(delivery, DecisionKind.HOLD, tenant="slack:T2")
    assert not await archive.decisions.decide(foreign)
    assert await archive.decisions.decide(decided(delivery, DecisionKind.HOLD))
    assert await archive.decisions.of("slack:T2", delivery.id) == []
    assert await archive.deliveries.delivery("slack:T2", delivery.id) is None
    assert await archive.deliveries.delivery(None, delivery.id) is not None


async def test_decisions_go_with_their_tenant(archive: Archive) -> None:
    """Both tables are emptied when a workspace leaves."""
    assert {decision, audit} <= set(TENANT_TABLES)
    delivery = await written(archive)
    assert await archive.decisions.decide(decided(delivery, DecisionKind.HOLD))
    await archive.tenants.remove("slack:T1")
    assert await archive.decisions.of("slack:T1", delivery.id) == []
