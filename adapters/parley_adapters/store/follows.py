"""Who follows which thread."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.domain.model import Follow
from parley_adapters.store import tables, upserts
from parley_adapters.store.database import Database

_TABLE = tables.follow


class SqlFollows:
    """``Follows`` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follow(self, follow: Follow, most: int) -> bool:
        """See the port; counted and kept in one transaction."""
        row = {
            "id": follow.id,
            "tenant_id": follow.tenant_id,
            "user_id": follow.user,
            "channel": follow.channel,
            "thread_id": follow.thread_id,
            "about": follow.about,
            "since": follow.since,
        }
        others = (
            select(func.count())
            .select_from(_TABLE)
            .where(*_theirs(follow.tenant_id, follow.user), _TABLE.c.id != follow.id)
        )
        async with self._database.writing() as connection:
            if (await connection.scalar(others) or 0) >= most:
                return False
            await upserts.keep_first(connection, _TABLE, row)
            return True

    async def unfollow(self, tenant_id: str, user: str, follow_id: str) -> Follow | None:
        """See the port."""
        here = (*_theirs(tenant_id, user), _TABLE.c.id == follow_id)
        async with self._database.writing() as connection:
            found = await _read(connection, *here)
            await connection.execute(delete(_TABLE).where(*here))
        return found[0] if found else None

    async def find(self, tenant_id: str, follow_id: str) -> Follow | None:
        """See the port."""
        async with self._database.reading() as connection:
            found = await _read(
                connection, _TABLE.c.tenant_id == tenant_id, _TABLE.c.id == follow_id
            )
        return found[0] if found else None

    async def of(self, tenant_id: str, user: str) -> Sequence[Follow]:
        """See the port."""
        async with self._database.reading() as connection:
            return await _read(connection, *_theirs(tenant_id, user))

    async def all(self) -> Sequence[Follow]:
        """See the port."""
        async with self._database.reading() as connection:
            return await _read(connection)

    async def told(self, tenant_id: str, follow_id: str, until: datetime) -> None:
        """See the port."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_TABLE)
                .where(
                    _TABLE.c.tenant_id == tenant_id,
                    _TABLE.c.id == follow_id,
                    _TABLE.c.since < until,
                )
                .values(since=until)
            )

    async def forget(self, before: datetime) -> int:
        """See the port."""
        async with self._database.writing() as connection:
            gone = await connection.execute(delete(_TABLE).where(_TABLE.c.since < before))
            return gone.rowcount


def _theirs(tenant_id: str, user: str) -> tuple[ColumnElement[bool], ...]:
    return _TABLE.c.tenant_id == tenant_id, _TABLE.c.user_id == user


async def _read(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> list[Follow]:
    query = select(_TABLE).where(*conditions).order_by(_TABLE.c.since.desc(), _TABLE.c.id)
    return [_follow(row) for row in await connection.execute(query)]


def _follow(row: Row[Any]) -> Follow:
    return Follow(
        id=row.id,
        tenant_id=row.tenant_id,
        user=row.user_id,
        channel=row.channel,
        thread_id=row.thread_id,
        about=row.about,
        since=row.since,
    )
