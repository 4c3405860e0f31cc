"""Editions, drafts and desks, each kept under the hash of what it was made from."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Column, select

from parley.domain import identity
from parley.domain.model import Desk, Draft, Edition
from parley_adapters.store import tables
from parley_adapters.store.codec import decode, encode
from parley_adapters.store.database import Database
from parley_adapters.store.upserts import keep_first

T = TypeVar("T")


def desk_row(desk: Desk) -> dict[str, str]:
    """A row of the table ``desk``."""
    return {"id": identity.desk_id(desk), "body": encode(desk)}


class SqlEditions:
    """``Editions`` in SQL. Two writers of one key write the same, and the first one's is kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draft(self, key: str) -> Draft | None:
        """See the port."""
        return await self._one(Draft, tables.draft.c.key, key)

    async def save_draft(self, draft: Draft) -> Draft:
        """See the port."""
        row = {"key": draft.key, "written_at": draft.written_at, "body": encode(draft)}
        async with self._database.writing() as connection:
            if await keep_first(connection, tables.draft, row):
                return draft
        return await self.draft(draft.key) or draft

    async def edition(self, edition_id: str) -> Edition | None:
        """See the port."""
        return await self._one(Edition, tables.edition.c.id, edition_id)

    async def save_edition(self, edition: Edition, desk: Desk) -> Edition:
        """See the port."""
        row = {
            "id": edition.id,
            "desk_id": edition.desk_id,
            "since": edition.since,
            "until": edition.until,
            "body": encode(edition),
        }
        async with self._database.writing() as connection:
            await keep_first(connection, tables.desk, desk_row(desk))
            await keep_first(connection, tables.edition, row)
        return await self.edition(edition.id) or edition

    async def desk(self, desk_id: str) -> Desk | None:
        """See the port."""
        return await self._one(Desk, tables.desk.c.id, desk_id)

    async def recent(self, *, limit: int) -> Sequence[Edition]:
        """See the port."""
        query = (
            select(tables.edition.c.body)
            .order_by(tables.edition.c.until.desc(), tables.edition.c.id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [decode(Edition, body) for body in await connection.scalars(query)]

    async def _one(self, kind: type[T], key: Column[str], value: str) -> T | None:
        async with self._database.reading() as connection:
            body = await connection.scalar(select(key.table.c.body).where(key == value))
        return None if body is None else decode(kind, body)
