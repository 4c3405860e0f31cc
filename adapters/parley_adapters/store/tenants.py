"""Workspaces and guilds, their subscriptions and their spending."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.domain.model import (
    DeliveryState,
    Desk,
    Layout,
    Options,
    QuietPolicy,
    Schedule,
    Subscription,
    Tenant,
    TenantSettings,
    Usage,
)
from parley_adapters.store.codec import decode, encode
from parley_adapters.store.database import Database
from parley_adapters.store.editions import desk_row
from parley_adapters.store.states import UNSENT
from parley_adapters.store.tables import (
    TENANT_TABLES,
    delivery,
    desk,
    spend,
    subscription,
    tenant,
)
from parley_adapters.store.upserts import insert, keep_first, replace

OPERATOR = ""  # the tenant of what the operator spends
_UNIT = Decimal("1e-12")  # US dollars, in which costs are kept

_SUBSCRIPTIONS = select(subscription, desk.c.body.label("desk")).join_from(subscription, desk)


class SqlTenants:
    """``Tenants`` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def join(self, tenant: Tenant) -> None:
        """See the port; a name that is given is brought up to date, the first ``joined_at`` kept."""
        row = {
            "tenant_id": tenant.id,
            "platform": tenant.platform,
            "name": tenant.name,
            "joined_at": tenant.joined_at,
        }
        async with self._database.writing() as connection:
            kept = {"joined_at"} if tenant.name else {"joined_at", "name"}
            await replace(connection, _TENANT, [row], keep=frozenset(kept))

    async def settings(self, tenant_id: str) -> TenantSettings:
        """See the port."""
        query = select(tenant.c.settings).where(tenant.c.tenant_id == tenant_id)
        async with self._database.reading() as connection:
            kept = await connection.scalar(query)
        return TenantSettings() if kept is None else decode(TenantSettings, kept)

    async def configure(self, tenant_id: str, settings: TenantSettings) -> None:
        """See the port."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(tenant)
                .where(tenant.c.tenant_id == tenant_id)
                .values(settings=encode(settings))
            )

    async def remove(self, tenant_id: str) -> None:
        """See the port. What it spent stays spent: its sums go to the operator's, without its name."""
        async with self._database.writing() as connection:
            theirs = select(spend).where(spend.c.tenant_id == tenant_id)
            for row in (await connection.execute(theirs)).all():
                used = (row.tokens_in, row.tokens_out, row.cost)
                await _add(connection, OPERATOR, row.day, used)
            for table in reversed(TENANT_TABLES):
                await connection.execute(delete(table).where(table.c.tenant_id == tenant_id))

    async def subscriptions(self, tenant_id: str) -> Sequence[Subscription]:
        """See the port."""
        return await self._read(
            subscription.c.tenant_id == tenant_id,
            order=(subscription.c.channel, subscription.c.name),
        )

    async def due(self) -> Sequence[Subscription]:
        """See the port."""
        return await self._read(subscription.c.paused.is_(None), order=(subscription.c.id,))

    async def subscribe(self, subscription: Subscription) -> None:
        """See the port."""
        row = {
            "id": subscription.id,
            "tenant_id": subscription.tenant_id,
            "channel": subscription.channel,
            "name": subscription.name,
            "desk_id": (asked := desk_row(subscription.desk))["id"],
            "schedule": encode(subscription.schedule),
            "quiet": subscription.quiet,
            "layout": subscription.layout,
            "options": encode(subscription.options),
            "cursor": subscription.cursor,
            "paused": subscription.paused,
        }
        async with self._database.writing() as connection:
            await keep_first(connection, desk, asked)
            await replace(connection, _SUBSCRIPTION, [row], keep=frozenset({"cursor", "tenant_id"}))

    async def unsubscribe(self, tenant_id: str, subscription_id: str) -> bool:
        """See the port. Its unfinished deliveries are skipped, and whoever holds one loses the lease."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(subscription).where(
                    subscription.c.tenant_id == tenant_id, subscription.c.id == subscription_id
                )
            )
            await connection.execute(
                update(delivery)
                .where(
                    delivery.c.tenant_id == tenant_id,
                    delivery.c.subscription_id == subscription_id,
                    delivery.c.state.in_(UNSENT),
                )
                .values(
                    state=DeliveryState.SKIPPED,
                    fence=delivery.c.fence + 1,
                    lease_until=None,
                    detail="The subscription was ended.",
                )
            )
            return gone.rowcount > 0

    async def pause(self, tenant_id: str, subscription_id: str, reason: str | None) -> None:
        """See the port."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(subscription)
                .where(subscription.c.tenant_id == tenant_id, subscription.c.id == subscription_id)
                .values(paused=reason)
            )

    async def spend(self, tenant_id: str | None, day: date, usage: Usage) -> None:
        """See the port; a cost is rounded up to 10^-12 US dollars."""
        cost = int((usage.cost_usd / _UNIT).to_integral_value(ROUND_CEILING))
        async with self._database.writing() as connection:
            used = (usage.tokens_in, usage.tokens_out, cost)
            await _add(connection, tenant_id or OPERATOR, day, used)

    async def spent(self, tenant_id: str | None, day: date) -> Usage:
        """See the port."""
        query = select(
            *(
                func.coalesce(func.sum(spend.c[name]), 0)
                for name in ("tokens_in", "tokens_out", "cost")
            )
        ).where(spend.c.day == day)
        if tenant_id is not None:
            query = query.where(spend.c.tenant_id == tenant_id)
        async with self._database.reading() as connection:
            tokens_in, tokens_out, cost = (await connection.execute(query)).one()
        return Usage(tokens_in=tokens_in, tokens_out=tokens_out, cost_usd=cost * _UNIT)

    async def _read(
        self, condition: ColumnElement[bool], order: Sequence[ColumnElement[str]]
    ) -> Sequence[Subscription]:
        query = _SUBSCRIPTIONS.where(condition).order_by(*order)
        async with self._database.reading() as connection:
            return [_subscription(row) for row in await connection.execute(query)]


# Methods name their arguments as the port does, and these tables otherwise.
_TENANT, _SUBSCRIPTION = tenant, subscription


async def _add(
    connection: AsyncConnection, tenant_id: str, day: date, used: tuple[int, int, int]
) -> None:
    statement = insert(spend, connection.dialect)
    row = dict(zip(("tokens_in", "tokens_out", "cost"), used, strict=True))
    await connection.execute(
        statement.values(tenant_id=tenant_id, day=day, **row).on_conflict_do_update(
            index_elements=["tenant_id", "day"],
            set_={name: spend.c[name] + statement.excluded[name] for name in row},
        )
    )


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        tenant_id=row.tenant_id,
        channel=row.channel,
        name=row.name,
        desk=decode(Desk, row.desk),
        schedule=decode(Schedule, row.schedule),
        quiet=QuietPolicy(row.quiet),
        layout=Layout(row.layout),
        options=Options() if row.options is None else decode(Options, row.options),
        cursor=row.cursor,
        paused=row.paused,
    )
