"""The outbox of what is sent outside the timetable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.domain.errors import StoreError
from parley.domain.model import DeliveryState, Notice, NoticeKind, PostedPart
from parley_adapters.store import leases, tables, upserts
from parley_adapters.store.codec import decode, encode
from parley_adapters.store.database import Database

_TABLE = tables.notice


@dataclass(frozen=True, slots=True)
class _Posted:
    """What stands in the column ``message_ids``."""

    parts: tuple[PostedPart, ...]


class SqlNotices:
    """``Notices`` in SQL. Each method is one transaction, and a changed row is its only lock."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, notice: Notice) -> Notice:
        """See the port."""
        row = {
            "id": notice.id,
            "tenant_id": notice.tenant_id,
            "channel": notice.channel,
            "kind": notice.kind,
            "ref": notice.ref,
            "made_at": notice.made_at,
            "not_before": notice.not_before,
            "expires_at": notice.expires_at,
            "state": notice.state,
            "fence": notice.fence,
            "lease_until": notice.lease_until,
            "attempts": notice.attempts,
            "message_ids": encode(_Posted(notice.posted)) if notice.posted else None,
            "detail": notice.detail,
        }
        async with self._database.writing() as connection:
            await upserts.keep_first(connection, _TABLE, row)
            found = await _read(connection, leases.same(_TABLE, notice))
        if not found:
            raise StoreError(f"Notice {notice.id} is another tenant's; make its id from its own.")
        return found[0]

    async def claim(self, notice_id: str, now: datetime, lease: timedelta) -> Notice | None:
        """See the port."""
        async with self._database.writing() as connection:
            if not await leases.take(connection, _TABLE, notice_id, now, lease):
                return None
            return (await _read(connection, _TABLE.c.id == notice_id))[0]

    async def begin(self, notice: Notice) -> Notice:
        """See the port."""
        async with self._database.writing() as connection:
            await leases.change(connection, _TABLE, notice, state=DeliveryState.SENDING)
            return (await _read(connection, leases.same(_TABLE, notice)))[0]

    async def record(self, notice: Notice, part: PostedPart) -> Notice:
        """See the port. The first message id of a part stays."""
        async with self._database.writing() as connection:
            found = await _read(connection, leases.same(_TABLE, notice))
            known = found[0].posted if found else ()
            if all(one.index != part.index for one in known):
                known = (*known, part)
            await leases.change(connection, _TABLE, notice, message_ids=encode(_Posted(known)))
            return (await _read(connection, leases.same(_TABLE, notice)))[0]

    async def finish(
        self, notice: Notice, state: DeliveryState, *, detail: str | None = None
    ) -> Notice:
        """See the port. Finishing again alike changes nothing."""
        async with self._database.writing() as connection:
            found = await _read(connection, leases.same(_TABLE, notice))
            if found and found[0].fence == notice.fence and found[0].state == state:
                return found[0]
            await leases.change(
                connection, _TABLE, notice, state=state, lease_until=None, detail=detail
            )
            return (await _read(connection, leases.same(_TABLE, notice)))[0]

    async def release(
        self,
        notice: Notice,
        state: DeliveryState,
        detail: str | None = None,
        *,
        not_before: datetime | None = None,
    ) -> Notice:
        """See the port."""
        changes: dict[str, Any] = {} if not_before is None else {"not_before": not_before}
        changes |= {"state": state, "lease_until": None, "detail": detail}
        async with self._database.writing() as connection:
            await leases.change(connection, _TABLE, notice, **changes)
            return (await _read(connection, leases.same(_TABLE, notice)))[0]

    async def unfinished(self, now: datetime) -> Sequence[Notice]:
        """See the port."""
        async with self._database.reading() as connection:
            return await _read(connection, leases.free(_TABLE, now))

    async def recent(
        self,
        tenant_id: str | None,
        *,
        limit: int,
        kind: NoticeKind | None = None,
        channel: str | None = None,
    ) -> Sequence[Notice]:
        """See the port."""
        asked = {"tenant_id": tenant_id, "kind": kind, "channel": channel}
        which = [_TABLE.c[name] == value for name, value in asked.items() if value is not None]
        newest_first = (_TABLE.c.made_at.desc(), _TABLE.c.id)
        async with self._database.reading() as connection:
            return await _read(connection, *which, order=newest_first, limit=limit)


async def _read(
    connection: AsyncConnection,
    *conditions: ColumnElement[bool],
    order: Sequence[ColumnElement[Any]] = (_TABLE.c.made_at, _TABLE.c.id),
    limit: int | None = None,
) -> list[Notice]:
    query = select(_TABLE).where(*conditions).order_by(*order).limit(limit)
    return [_notice(row) for row in await connection.execute(query)]


def _notice(row: Row[Any]) -> Notice:
    return Notice(
        id=row.id,
        tenant_id=row.tenant_id,
        channel=row.channel,
        kind=NoticeKind(row.kind),
        ref=row.ref,
        made_at=row.made_at,
        not_before=row.not_before,
        expires_at=row.expires_at,
        state=DeliveryState(row.state),
        fence=row.fence,
        lease_until=row.lease_until,
        attempts=row.attempts,
        posted=() if row.message_ids is None else decode(_Posted, row.message_ids).parts,
        detail=row.detail,
    )
