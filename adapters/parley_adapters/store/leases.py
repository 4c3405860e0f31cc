"""Leases on rows of sends: whoever claims one raises its fence, and changes it under that alone."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.domain.errors import LeaseLost
from parley.domain.model import Delivery, Notice
from parley_adapters.store.states import UNFINISHED

Leased = Delivery | Notice


def same(table: Table, one: Leased) -> ColumnElement[bool]:
    """The row of this value, of its own tenant alone."""
    return and_(table.c.id == one.id, table.c.tenant_id == one.tenant_id)


def free(table: Table, now: datetime) -> ColumnElement[bool]:
    """Unfinished, and leased by nobody at ``now`` (UTC)."""
    return and_(
        table.c.state.in_(UNFINISHED),
        or_(table.c.lease_until.is_(None), table.c.lease_until <= now),
    )


async def take(
    connection: AsyncConnection,
    table: Table,
    key: str,
    now: datetime,
    lease: timedelta,
    **values: Any,
) -> bool:
    """Lease the row with this id from ``now`` (UTC), under a new fence; false if it is not free."""
    taken = await connection.execute(
        update(table)
        .where(table.c.id == key, free(table, now))
        .values(
            fence=table.c.fence + 1,
            attempts=table.c.attempts + 1,
            lease_until=now + lease,
            **values,
        )
    )
    return bool(taken.rowcount)


async def change(connection: AsyncConnection, table: Table, one: Leased, **values: Any) -> None:
    """Change an unfinished row under its fence. Raises ``LeaseLost``."""
    changed = await connection.execute(
        update(table)
        .where(same(table, one), table.c.fence == one.fence, table.c.state.in_(UNFINISHED))
        .values(**values)
    )
    if not changed.rowcount:
        raise lost(table, one)


def lost(table: Table, one: Leased) -> LeaseLost:
    """That somebody else holds it now."""
    return LeaseLost(
        f"Another worker has taken over or finished {table.name} {one.id}; this one must stop."
    )
