"""What an operator does with the store as a whole: look, check, upgrade, copy, export."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Select, Table, func, inspect, select, text, tuple_

from parley.app.ports import Migrate, StoreInfo
from parley.domain.errors import StoreError
from parley_adapters.store import migrate
from parley_adapters.store.database import Database
from parley_adapters.store.faults import translated
from parley_adapters.store.tables import (
    TENANT_TABLES,
    delivery,
    desk,
    edition,
    installation,
    metadata,
    subscription,
)

_PAGE = 1_000
_JSON_COLUMNS = {"body", "schedule"}


class SqlKeeper:
    """``Keeper`` in SQL; backups are SQLite's own, and PostgreSQL has pg_dump."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def info(self) -> StoreInfo:
        """See the port."""
        async with self._database.reading() as connection:
            version = await connection.run_sync(migrate.current)
            there = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
            counts = {
                table.name: await connection.scalar(select(func.count()).select_from(table)) or 0
                for table in metadata.sorted_tables
                if table.name in there
            }
        return StoreInfo(
            where=self._database.where,
            schema=version,
            newest_schema=migrate.HEAD,
            size=await asyncio.to_thread(self._size),
            rows=counts,
        )

    async def check(self) -> Sequence[str]:
        """See the port."""
        async with self._database.reading() as connection:
            version = await connection.run_sync(migrate.current)
            migrate.require_known(version, self._database.where)
            faults = []
            if version != migrate.HEAD:
                faults.append(
                    f"The schema is {version or 'empty'} and not {migrate.HEAD}; "
                    "run: parley db upgrade"
                )
            if self._database.dialect == "sqlite":
                found = (await connection.execute(text("PRAGMA integrity_check(20)"))).scalars()
                faults += [f"The file is damaged: {fault}." for fault in found if fault != "ok"]
                orphans = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
                faults += [
                    f"Row {row[1]} of {row[0]} names a row of {row[2]} that is not there."
                    for row in orphans[:20]
                ]
        return faults

    async def upgrade(self) -> None:
        """See the port."""
        await migrate.migrate(self._database, Migrate.UPGRADE)

    async def backup(self, path: Path) -> None:
        """See the port."""
        file = self._database.file
        if self._database.dialect != "sqlite":
            raise StoreError("A PostgreSQL database is backed up by its own tool; run: pg_dump")
        if file is None:
            raise StoreError("A database in memory cannot be backed up; name a file's instead.")
        if await asyncio.to_thread(path.exists):
            raise StoreError(f"{path} exists already; name a file that does not.")
        # Which of the two is at fault is not told by SQLite.
        with translated(f"{file} or its copy {path}"):
            await asyncio.to_thread(_copy, file, path)

    async def rows(self, tenant_id: str | None) -> AsyncIterator[tuple[str, Mapping[str, object]]]:
        """See the port; read in pages, so that a long export holds up nobody."""
        for table in metadata.sorted_tables:
            if table is not installation and (query := _theirs(table, tenant_id)) is not None:
                async for row in self._pages(table, query):
                    yield table.name, row

    async def _pages(self, table: Table, query: Select[Any]) -> AsyncIterator[dict[str, object]]:
        key = tuple(table.primary_key)
        query = query.order_by(*key).limit(_PAGE)
        after: tuple[Any, ...] | None = None
        while True:
            page = query
            if after is not None:
                page = query.where(tuple_(*key) > tuple_(*after))
            async with self._database.reading() as connection:
                rows = (await connection.execute(page)).mappings().all()
            for row in rows:
                yield {name: _plain(name, value) for name, value in row.items()}
            if len(rows) < _PAGE:
                return
            after = tuple(rows[-1][column.name] for column in key)

    def _size(self) -> int | None:
        file = self._database.file
        if file is None:
            return None
        parts = (Path(file + suffix) for suffix in ("", "-wal"))
        return sum(part.stat().st_size for part in parts if part.exists())


def _theirs(table: Table, tenant_id: str | None) -> Select[Any] | None:
    """The rows of a table that a tenant's export holds; none if it holds none of the table."""
    query = select(table)
    if tenant_id is None:
        return query
    if table in TENANT_TABLES:
        return query.where(table.c.tenant_id == tenant_id)
    editions = select(delivery.c.edition_id).where(delivery.c.tenant_id == tenant_id)
    if table is edition:
        return query.where(edition.c.id.in_(editions))
    if table is desk:
        asked = select(subscription.c.desk_id).where(subscription.c.tenant_id == tenant_id)
        told = select(edition.c.desk_id).where(edition.c.id.in_(editions))
        return query.where(desk.c.id.in_(asked.union(told)))
    return None


def _plain(name: str, value: object) -> object:
    """A value as JSON has it; dates and instants in ISO 8601."""
    if isinstance(value, str) and name in _JSON_COLUMNS:
        return json.loads(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _copy(file: str, path: Path) -> None:
    partial = path.with_name(f".{path.name}.part")
    partial.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(file)) as source:
            source.execute("VACUUM INTO ?", (str(partial),))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
