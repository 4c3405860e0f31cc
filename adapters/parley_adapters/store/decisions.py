"""What managers decide on deliveries, and what is corrected of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.domain.model import BEFORE, Decision, DecisionKind, DeliveryState
from parley_adapters.store.database import Database
from parley_adapters.store.states import UNSENT
from parley_adapters.store.tables import audit, decision, delivery, delivery_part
from parley_adapters.store.upserts import insert

# Between a story's id, which is letters and digits, and the number of a sentence.
_CLAIM = "#"
# Methods name their arguments as the port does, and this table otherwise.
_DECISION = decision


class SqlDecisions:
    """``Decisions`` in SQL. Each is in the audit as well, which keeps what a later one replaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def decide(self, decision: Decision) -> bool:
        """See the port: the delivery's row is changed first, and so holds off whoever would send it."""
        async with self._database.writing() as connection:
            if not await _in_time(connection, decision):
                return False
            await _keep(connection, decision)
            await connection.execute(
                audit.insert().values(
                    tenant_id=decision.tenant_id,
                    user_id=decision.user,
                    at=decision.at,
                    action=decision.kind.value,
                    detail=f"{decision.delivery_id} {_story(decision)}".rstrip(),
                )
            )
            return True

    async def of(self, tenant_id: str, delivery_id: str) -> Sequence[Decision]:
        """See the port."""
        query = (
            select(_DECISION)
            .where(_DECISION.c.tenant_id == tenant_id, _DECISION.c.delivery_id == delivery_id)
            .order_by(_DECISION.c.at, _DECISION.c.story_id)
        )
        async with self._database.reading() as connection:
            return [_decision(row) for row in await connection.execute(query)]


async def _in_time(connection: AsyncConnection, one: Decision) -> bool:
    """Whether the delivery is where such a decision counts; what was sent is then to be amended."""
    early = one.kind in BEFORE
    changed = await connection.execute(
        update(delivery)
        .where(
            delivery.c.id == one.delivery_id,
            delivery.c.tenant_id == one.tenant_id,
            _unposted(one.at) if early else _sent(),
        )
        .values(
            {"detail": delivery.c.detail}
            if early
            else {
                "state": DeliveryState.AMENDING.value,
                "fence": delivery.c.fence + 1,
                "lease_until": None,
            }
        )
    )
    return changed.rowcount > 0


def _unposted(now: datetime) -> ColumnElement[bool]:
    """Nothing is on the platform, and nobody is at it."""
    posted = exists().where(
        delivery_part.c.delivery_id == delivery.c.id,
        delivery_part.c.tenant_id == delivery.c.tenant_id,
    )
    free = or_(delivery.c.lease_until.is_(None), delivery.c.lease_until <= now)
    return and_(delivery.c.state.in_(UNSENT), free, ~posted)


def _sent() -> ColumnElement[bool]:
    return or_(delivery.c.state == DeliveryState.SENT, delivery.c.state == DeliveryState.AMENDING)


async def _keep(connection: AsyncConnection, one: Decision) -> None:
    statement = insert(_DECISION, connection.dialect).values(
        tenant_id=one.tenant_id,
        delivery_id=one.delivery_id,
        story_id=_story(one),
        kind=one.kind.value,
        user_id=one.user,
        at=one.at,
    )
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "delivery_id", "story_id"],
            set_={name: statement.excluded[name] for name in ("kind", "user_id", "at")},
            where=_DECISION.c.kind != DecisionKind.RETRACT,
        )
    )


def _story(one: Decision) -> str:
    return one.story_id if one.claim is None else f"{one.story_id}{_CLAIM}{one.claim}"


def _decision(row: Row[Any]) -> Decision:
    story, mark, claim = row.story_id.partition(_CLAIM)
    return Decision(
        tenant_id=row.tenant_id,
        delivery_id=row.delivery_id,
        kind=DecisionKind(row.kind),
        user=row.user_id,
        at=row.at,
        story_id=story,
        claim=int(claim) if mark else None,
    )
