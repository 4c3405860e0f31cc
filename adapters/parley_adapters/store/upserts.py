"""Upserts, in the dialects' own form; SQLite's and PostgreSQL's are spelt alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = sqlite.Insert | postgresql.Insert


def insert(table: Table, dialect: Dialect) -> Insert:
    """An INSERT that knows ON CONFLICT."""
    return sqlite.insert(table) if dialect.name == "sqlite" else postgresql.insert(table)


async def keep_first(connection: AsyncConnection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless its key is taken; whether it was inserted."""
    result = await connection.execute(
        insert(table, connection.dialect).values(dict(row)).on_conflict_do_nothing()
    )
    return bool(result.rowcount)


async def replace(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    keep: frozenset[str] = frozenset(),
) -> None:
    """Insert rows, or overwrite those with their primary keys, except the columns in ``keep``.

    A row that is another tenant's is left as it is.
    """
    key = {column.name for column in table.primary_key}
    statement = insert(table, connection.dialect)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key | keep}
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=sorted(key),
            set_=changed,
            where=table.c.tenant_id == statement.excluded.tenant_id
            if "tenant_id" in table.c
            else None,
        ),
        [dict(row) for row in rows],
    )
