"""The port ``Tenants``: what belongs to a workspace stays its own, and goes when it goes."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import insert, select, types

from contract.store_world import HOUR, NOON, opened, subscription, tenant
from parley.app.ports import Archive
from parley.domain.errors import LeaseLost
from parley.domain.model import DeliveryState, PostedPart, Usage
from parley_adapters.store.database import Database
from parley_adapters.store.tables import TENANT_TABLES, metadata

DAY = NOON.date()


async def test_a_subscription_comes_back_as_it_was(archive: Archive) -> None:
    """Desk, schedule and all; by channel, and only its own tenant's."""
    await archive.tenants.join(tenant())
    later, first, other = (
        subscription(channel="C2", cursor=NOON),
        subscription(channel="C1"),
        subscription("slack:T2"),
    )
    for one in (later, first, other):
        await archive.tenants.subscribe(one)
    assert await archive.tenants.subscriptions("slack:T1") == [first, later]
    assert set(await archive.tenants.due()) == {first, later, other}


async def test_subscribing_again_replaces_all_but_the_cursor(archive: Archive) -> None:
    """What a channel has received is not forgotten by a change of its settings."""
    await archive.tenants.subscribe(subscription(cursor=NOON))
    changed = replace(subscription(cursor=NOON + HOUR), paused="Holiday.")
    await archive.tenants.subscribe(changed)
    assert await archive.tenants.subscriptions("slack:T1") == [replace(changed, cursor=NOON)]


async def test_a_paused_subscription_is_not_due(archive: Archive) -> None:
    """Until it is resumed; another tenant can do neither."""
    one = subscription()
    await archive.tenants.subscribe(one)
    await archive.tenants.pause("slack:T2", one.id, "Not yours.")
    assert await archive.tenants.due() == [one]
    await archive.tenants.pause("slack:T1", one.id, "The channel is archived.")
    assert await archive.tenants.due() == []
    await archive.tenants.pause("slack:T1", one.id, None)
    assert await archive.tenants.due() == [one]


async def test_unsubscribing_ends_what_is_unfinished(archive: Archive) -> None:
    """Its worker loses the lease; the same slot is not opened anew; another tenant cannot do it."""
    one = subscription()
    await archive.tenants.subscribe(one)
    delivery = await archive.deliveries.open(one, NOON)
    held = await archive.deliveries.claim(delivery.id, NOON, HOUR)
    assert held is not None
    assert not await archive.tenants.unsubscribe("slack:T2", one.id)
    assert await archive.tenants.unsubscribe("slack:T1", one.id)
    assert not await archive.tenants.unsubscribe("slack:T1", one.id)
    with pytest.raises(LeaseLost):
        await archive.deliveries.record(held, PostedPart(0, "m1"))
    await archive.tenants.subscribe(one)
    assert (await archive.deliveries.open(one, NOON)).state is DeliveryState.SKIPPED


async def test_spending_adds_up_exactly(archive: Archive) -> None:
    """By tenant and day, and for everybody together with the operator's own."""
    tenth = Usage(tokens_in=10, tokens_out=1, cost_usd=Decimal("0.1"))
    for whose in ("slack:T1", "slack:T1", "slack:T2", None):
        await archive.tenants.spend(whose, DAY, tenth)
    await archive.tenants.spend("slack:T1", DAY.replace(day=1), tenth)
    assert await archive.tenants.spent("slack:T1", DAY) == Usage(20, 2, Decimal("0.2"))
    assert await archive.tenants.spent(None, DAY) == Usage(40, 4, Decimal("0.4"))
    assert await archive.tenants.spent("slack:T3", DAY) == Usage()


async def test_what_a_tenant_spent_stays_spent_when_it_leaves(archive: Archive) -> None:
    """The day's total is the same after it; leaving is no way to a fresh budget."""
    await archive.tenants.spend("slack:T1", DAY, Usage(10, 1, Decimal("0.1")))
    await archive.tenants.remove("slack:T1")
    assert await archive.tenants.spent("slack:T1", DAY) == Usage()
    assert await archive.tenants.spent(None, DAY) == Usage(10, 1, Decimal("0.1"))


async def test_joining_again_keeps_the_first_day(archive: Archive) -> None:
    """The name is brought up to date."""
    await archive.tenants.join(tenant())
    await archive.tenants.join(replace(tenant(), name="Renamed", joined_at=NOON + HOUR))
    rows = [row async for name, row in archive.keeper.rows("slack:T1") if name == "tenant"]
    assert [(row["name"], row["joined_at"]) for row in rows] == [("Renamed", NOON.isoformat())]
    await archive.tenants.join(replace(tenant(), name=""))  # as whoever orders a briefing joins
    rows = [row async for table, row in archive.keeper.rows(None) if table == "tenant"]
    assert [row["name"] for row in rows] == ["Renamed"]


def _value(kind: types.TypeEngine[object], name: str, whose: str) -> object:
    if name == "tenant_id":
        return whose
    if isinstance(kind, types.LargeBinary):
        return whose.encode()
    if isinstance(kind, types.Integer):
        return sum(whose.encode())
    if isinstance(kind, types.Date):
        return DAY
    return NOON if isinstance(kind, types.TypeDecorator) else f"{name} of {whose}"


async def test_leaving_empties_every_table_that_names_the_tenant(tmp_path: Path) -> None:
    """Each table of the schema with a tenant is filled for two; the second one's rows all stay."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    async with opened(url) as archive:
        database = Database(url)
        one, two = subscription("slack:T1"), subscription("slack:T2")
        for whose in (one, two):
            await archive.tenants.subscribe(whose)
            opening = await archive.deliveries.open(whose, NOON)
            held = await archive.deliveries.claim(opening.id, NOON, HOUR)
            assert held is not None
            await archive.deliveries.record(held, PostedPart(0, "m1"))
        own = {"subscription", "delivery", "delivery_part"}  # name rows of other tables: made above
        async with database.writing() as connection:
            for table in TENANT_TABLES:
                if table.name not in own:
                    rows = [
                        {c.name: _value(c.type, c.name, whose.tenant_id) for c in table.c}
                        for whose in (one, two)
                    ]
                    await connection.execute(insert(table), rows)
        await archive.tenants.remove("slack:T1")
        async with database.reading() as connection:
            for table in TENANT_TABLES:
                names = set(await connection.scalars(select(table.c.tenant_id)))
                assert names - {""} == {"slack:T2"}, table.name
        await database.aclose()
    assert {table.name for table in TENANT_TABLES} >= own | {"tenant", "installation", "audit"}


async def test_no_answer_crosses_tenants(archive: Archive) -> None:
    """Every question that names a tenant answers with its rows alone."""
    for whose in ("slack:T1", "slack:T2"):
        await archive.tenants.join(tenant(whose.removeprefix("slack:")))
        await archive.tenants.subscribe(subscription(whose))
        await archive.deliveries.open(subscription(whose), NOON)
        await archive.tenants.spend(whose, DAY, Usage(1))
    assert {one.tenant_id for one in await archive.tenants.subscriptions("slack:T1")} == {
        "slack:T1"
    }
    assert {one.tenant_id for one in await archive.deliveries.recent("slack:T1", limit=9)} == {
        "slack:T1"
    }
    async for table, row in archive.keeper.rows("slack:T1"):
        assert row.get("tenant_id", "slack:T1") == "slack:T1", table
        assert not re.search("slack:T2", str(row))


async def test_every_table_is_the_operators_or_names_its_tenant() -> None:
    """A new table is put into one of the two lists on purpose, and not forgotten."""
    shared = {"source", "article", "alias", "revision", "placement", "development", "date_ahead"}
    shared |= {"draft", "desk", "edition"}
    owned = {table.name for table in TENANT_TABLES}
    assert shared.isdisjoint(owned)
    assert shared | owned == set(metadata.tables)
