"""The ledger of sends: what makes a briefing go out once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.domain import identity
from parley.domain.errors import StoreError
from parley.domain.model import Delivery, DeliveryState, PostedPart, Subscription
from parley_adapters.store import leases, tables, upserts
from parley_adapters.store.database import Database
from parley_adapters.store.tables import delivery_part

_TABLE = tables.delivery
_COLUMNS = ("id", "tenant_id", "subscription_id", "slot", "state", "fence", "attempts")

_NEWEST_FIRST = (_TABLE.c.slot.desc(), _TABLE.c.id)

# What is amended stays so, whatever is done to it.
_SENDING = case(
    (_TABLE.c.state == DeliveryState.AMENDING, DeliveryState.AMENDING.value),
    else_=DeliveryState.SENDING.value,
)
_CLAIMED = case(
    (_TABLE.c.state == DeliveryState.WRITTEN, DeliveryState.SENDING.value), else_=_TABLE.c.state
)


class SqlDeliveries:
    """``Deliveries`` in SQL. Each method is one transaction, and a changed row is its only lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, subscription: Subscription, slot: datetime) -> Delivery:
        """See the port. Raises ``StoreError`` for a subscription that is no longer stored."""
        key = identity.delivery_id(subscription.id, slot)
        stored = tables.subscription
        row = select(
            literal(key),
            stored.c.tenant_id,
            stored.c.id,
            literal(slot, _TABLE.c.slot.type),
            literal(DeliveryState.OPEN.value),
            literal(0),
            literal(0),
        ).where(stored.c.id == subscription.id, stored.c.tenant_id == subscription.tenant_id)
        async with self._database.writing() as connection:
            statement = upserts.insert(_TABLE, connection.dialect).from_select(_COLUMNS, row)
            await connection.execute(statement.on_conflict_do_nothing())
            here = _TABLE.c.id == key, _TABLE.c.tenant_id == subscription.tenant_id
            found = await _read(connection, *here)
        if not found:
            raise StoreError(
                f'The subscription "{subscription.name}" was ended; nothing is sent for it.'
            )
        return found[0]

    async def assign(self, delivery: Delivery, edition_id: str) -> Delivery:
        """See the port. The first edition stays; the caller's fence and lease are handed back."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_TABLE)
                .where(leases.same(_TABLE, delivery), _TABLE.c.state == DeliveryState.OPEN)
                .values(edition_id=edition_id, state=DeliveryState.WRITTEN)
            )
            found = await _read(connection, leases.same(_TABLE, delivery))
        if not found:
            raise leases.lost(_TABLE, delivery)
        return replace(found[0], fence=delivery.fence, lease_until=delivery.lease_until)

    async def claim(self, delivery_id: str, now: datetime, lease: timedelta) -> Delivery | None:
        """See the port. What is ``WRITTEN`` becomes ``SENDING``."""
        async with self._database.writing() as connection:
            if not await leases.take(connection, _TABLE, delivery_id, now, lease, state=_CLAIMED):
                return None
            return (await _read(connection, _TABLE.c.id == delivery_id))[0]

    async def record(self, delivery: Delivery, part: PostedPart) -> Delivery:
        """See the port. The first message id of a part stays; what is amended stays so."""
        row = {
            "delivery_id": delivery.id,
            "number": part.index,
            "tenant_id": delivery.tenant_id,
            "message_id": part.message_id,
        }
        async with self._database.writing() as connection:
            await leases.change(connection, _TABLE, delivery, state=_SENDING)
            await upserts.keep_first(connection, delivery_part, row)
            return (await _read(connection, leases.same(_TABLE, delivery)))[0]

    async def forget(self, delivery: Delivery, index: int) -> Delivery:
        """See the port."""
        async with self._database.writing() as connection:
            await leases.change(connection, _TABLE, delivery, state=_SENDING)
            await connection.execute(
                delete(delivery_part).where(
                    delivery_part.c.delivery_id == delivery.id,
                    delivery_part.c.tenant_id == delivery.tenant_id,
                    delivery_part.c.number == index,
                )
            )
            return (await _read(connection, leases.same(_TABLE, delivery)))[0]

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        cursor: datetime | None = None,
        detail: str | None = None,
    ) -> Delivery:
        """See the port. A cursor never moves back; finishing again alike changes nothing."""
        mine = tables.subscription
        async with self._database.writing() as connection:
            found = await _read(connection, leases.same(_TABLE, delivery))
            if found and found[0].fence == delivery.fence and found[0].state == state:
                return found[0]
            await leases.change(
                connection, _TABLE, delivery, state=state, lease_until=None, detail=detail
            )
            if cursor is not None:
                await connection.execute(
                    update(mine)
                    .where(
                        mine.c.id == delivery.subscription_id,
                        mine.c.tenant_id == delivery.tenant_id,
                        or_(mine.c.cursor.is_(None), mine.c.cursor < cursor),
                    )
                    .values(cursor=cursor)
                )
            return (await _read(connection, leases.same(_TABLE, delivery)))[0]

    async def release(self, delivery: Delivery, detail: str | None = None) -> Delivery:
        """See the port."""
        async with self._database.writing() as connection:
            await leases.change(connection, _TABLE, delivery, lease_until=None, detail=detail)
            return (await _read(connection, leases.same(_TABLE, delivery)))[0]

    async def unfinished(self, now: datetime) -> Sequence[Delivery]:
        """See the port; the oldest slot first."""
        async with self._database.reading() as connection:
            return await _read(connection, leases.free(_TABLE, now))

    async def delivery(self, tenant_id: str | None, delivery_id: str) -> Delivery | None:
        """See the port."""
        whose = () if tenant_id is None else (_TABLE.c.tenant_id == tenant_id,)
        async with self._database.reading() as connection:
            found = await _read(connection, _TABLE.c.id == delivery_id, *whose)
        return found[0] if found else None

    async def posted_as(self, tenant_id: str, message_id: str) -> Delivery | None:
        """See the port."""
        named = select(delivery_part.c.delivery_id).where(
            delivery_part.c.tenant_id == tenant_id, delivery_part.c.message_id == message_id
        )
        mine = (_TABLE.c.tenant_id == tenant_id, _TABLE.c.id.in_(named))
        async with self._database.reading() as connection:
            found = await _read(connection, *mine, limit=1)
        return found[0] if found else None

    async def of_edition(self, tenant_id: str, edition_id: str) -> Sequence[Delivery]:
        """See the port."""
        mine = (_TABLE.c.tenant_id == tenant_id, _TABLE.c.edition_id == edition_id)
        async with self._database.reading() as connection:
            return await _read(connection, *mine, order=_NEWEST_FIRST)

    async def recent(self, tenant_id: str | None, *, limit: int) -> Sequence[Delivery]:
        """See the port."""
        whose = () if tenant_id is None else (_TABLE.c.tenant_id == tenant_id,)
        async with self._database.reading() as connection:
            return await _read(connection, *whose, order=_NEWEST_FIRST, limit=limit)


async def _read(
    connection: AsyncConnection,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (_TABLE.c.slot, _TABLE.c.id),
    limit: int | None = None,
) -> list[Delivery]:
    chosen = select(_TABLE).where(*conditions).order_by(*order).limit(limit)
    rows = (await connection.execute(chosen)).all()
    ids = select(chosen.subquery().c.id)
    parts: dict[str, list[PostedPart]] = {}
    for part in await connection.execute(
        select(delivery_part)
        .where(delivery_part.c.delivery_id.in_(ids))
        .order_by(delivery_part.c.number)
    ):
        parts.setdefault(part.delivery_id, []).append(PostedPart(part.number, part.message_id))
    return [
        Delivery(
            id=row.id,
            subscription_id=row.subscription_id,
            tenant_id=row.tenant_id,
            slot=row.slot,
            state=DeliveryState(row.state),
            edition_id=row.edition_id,
            fence=row.fence,
            lease_until=row.lease_until,
            attempts=row.attempts,
            posted=tuple(parts.get(row.id, ())),
            detail=row.detail,
        )
        for row in rows
    ]
