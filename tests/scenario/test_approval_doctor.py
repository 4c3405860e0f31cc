"""The doctor says whether somebody sees the drafts of a subscription that asks for approval."""

from dataclasses import replace

import pytest

from fakes.fake_clock import FakeClock
from parley.app.doctor import Doctor, Finding, Verdict
from parley.domain.model import Approval, Options, Platform, Tenant, TenantSettings
from parley_adapters.store import open_archive
from scenario.delivery_world import SLOT, subscription


async def _finding(tenant: str, approval: Approval, managers: str | None) -> Finding | None:
    archive = await open_archive("sqlite+aiosqlite://")
    try:
        await archive.tenants.join(Tenant(id=tenant, platform=Platform.of(tenant)))
        await archive.tenants.configure(tenant, TenantSettings(managers=managers))
        order = replace(
            subscription("C0TRADE", tenant_id=tenant), options=Options(approval=approval)
        )
        await archive.tenants.subscribe(order)
        doctor = Doctor(archive, [], {}, [], FakeClock(SLOT), stories=5, page=True)
        found = [one async for one in doctor.examine() if one.about.endswith("approval")]
        return found[0] if found else None
    finally:
        await archive.aclose()


@pytest.mark.parametrize(
    ("tenant", "approval", "managers", "verdict", "says"),
    [
        ("slack:T1", Approval.ELSE_HOLD, None, Verdict.FAULT, "held and missed"),
        ("slack:T1", Approval.ELSE_SEND, None, Verdict.NOTE, "posted unseen"),
        ("slack:T1", Approval.ELSE_SEND, "C0BOSSES", Verdict.OK, "C0BOSSES"),
        ("web:local", Approval.ELSE_HOLD, None, Verdict.OK, "on the page"),
    ],
)
async def test_who_sees_the_drafts(
    tenant: str, approval: Approval, managers: str | None, verdict: Verdict, says: str
) -> None:
    """A place that was named, the page, or nobody, and what that leads to."""
    found = await _finding(tenant, approval, managers)
    assert found is not None
    assert found.verdict is verdict
    assert says in found.sentence


async def test_without_approval_there_is_nothing_to_say() -> None:
    """A subscription that asks for none has no such line."""
    assert await _finding("slack:T1", Approval.NONE, None) is None
