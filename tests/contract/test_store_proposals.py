"""The port ``Proposals``, what a tenant has set, and finding a delivery by its message."""

from dataclasses import replace
from datetime import time, timedelta

from contract.store_world import HOUR, NOON, subscription, tenant
from parley.app.ports import Archive
from parley.domain.model import (
    Approval,
    Breaking,
    Options,
    PostedPart,
    Proposal,
    QuietHours,
    TenantSettings,
)

_OPTIONS = Options(
    breaking=Breaking.ALWAYS,
    quiet_hours=QuietHours(time(21, 30), time(6)),
    approval=Approval.ELSE_HOLD,
)


def _proposal(name: str = "q1") -> Proposal:
    order = replace(subscription(), options=_OPTIONS)
    return Proposal(id=name, tenant_id=order.tenant_id, user="U1", subscription=order, made_at=NOON)


async def test_a_proposal_is_found_by_its_own_tenant_alone(archive: Archive) -> None:
    """Whole, until it is withdrawn; another tenant neither sees nor withdraws it."""
    one = _proposal()
    await archive.proposals.propose(one, NOON - HOUR)
    assert await archive.proposals.proposal(one.tenant_id, one.id) == one
    assert await archive.proposals.proposal("slack:T2", one.id) is None
    await archive.proposals.withdraw("slack:T2", one.id)
    assert await archive.proposals.proposal(one.tenant_id, one.id) == one
    await archive.proposals.withdraw(one.tenant_id, one.id)
    assert await archive.proposals.proposal(one.tenant_id, one.id) is None


async def test_old_proposals_are_forgotten(archive: Archive) -> None:
    """A new one sweeps out those that nobody will save any more."""
    await archive.proposals.propose(_proposal("old"), NOON - HOUR)
    late = replace(_proposal("new"), made_at=NOON + timedelta(days=8))
    await archive.proposals.propose(late, NOON + HOUR)
    assert await archive.proposals.proposal(late.tenant_id, "old") is None
    assert await archive.proposals.proposal(late.tenant_id, "new") == late


async def test_options_are_kept_with_their_order(archive: Archive) -> None:
    """What was set comes back with the subscription."""
    order = replace(subscription(), options=_OPTIONS)
    await archive.tenants.subscribe(order)
    assert (await archive.tenants.subscriptions(order.tenant_id))[0].options == _OPTIONS


async def test_settings_belong_to_a_tenant_and_outlive_a_new_join(archive: Archive) -> None:
    """Nothing set is the defaults; joining again changes no settings; leaving forgets them."""
    mine = tenant()
    assert await archive.tenants.settings(mine.id) == TenantSettings()
    await archive.tenants.join(mine)
    chosen = TenantSettings(managers="C9", group="S1")
    await archive.tenants.configure(mine.id, chosen)
    await archive.tenants.join(replace(mine, name="Renamed"))
    assert await archive.tenants.settings(mine.id) == chosen
    assert await archive.tenants.settings("slack:other") == TenantSettings()
    await archive.tenants.remove(mine.id)
    assert await archive.tenants.settings(mine.id) == TenantSettings()


async def test_a_delivery_is_found_by_the_message_that_people_see(archive: Archive) -> None:
    """By any part's id, and never another tenant's."""
    await archive.tenants.subscribe(subscription(cursor=NOON - HOUR))
    opened = await archive.deliveries.open(subscription(), NOON)
    written = await archive.deliveries.assign(opened, "e1")
    held = await archive.deliveries.claim(written.id, NOON, HOUR)
    assert held is not None
    posted = await archive.deliveries.record(held, PostedPart(0, "m1"))
    assert await archive.deliveries.posted_as(posted.tenant_id, "m1") == posted
    assert await archive.deliveries.posted_as("slack:T2", "m1") is None
    assert await archive.deliveries.posted_as(posted.tenant_id, "m2") is None
    edition = posted.edition_id or ""
    assert await archive.deliveries.of_edition(posted.tenant_id, edition) == [posted]
    assert await archive.deliveries.of_edition("slack:T2", edition) == []
    assert await archive.deliveries.of_edition(posted.tenant_id, "e9") == []
