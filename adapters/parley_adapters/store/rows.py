"""Rows in bulk: many at once in, and archived revisions out."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import Row, Select, Table, Text, column, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.domain.model import Archived, Placement, PollState, Reading, Revision
from parley_adapters.store.tables import placement, revision
from parley_adapters.store.types import micros, packed

# Bound values in one statement; SQLite allows 32,766 and PostgreSQL 65,535.
_MOST_VALUES = 30_000
Values = tuple[Any, ...]


async def insert_all(
    connection: AsyncConnection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Values],
    otherwise: str = "",
) -> None:
    """Insert rows in few statements; ``otherwise`` is an ON CONFLICT clause.

    Many rows go in one VALUES list and not by ``executemany``: the driver gives up Python's global
    lock at every row, and beside a busy event loop each row then waits for up to 5 ms.
    """
    most = _MOST_VALUES // len(columns)
    mark = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    one = f"({','.join([mark] * len(columns))})"
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        # Names come from ``tables``; every value is bound.
        statement = (
            f"INSERT INTO {table.name} ({','.join(columns)}) "  # noqa: S608 - our own names, no values
            f"VALUES {','.join([one] * len(part))} {otherwise}"
        )
        await connection.exec_driver_sql(statement, tuple(chain.from_iterable(part)))


async def insert_new(
    connection: AsyncConnection, table: Table, columns: Sequence[str], rows: Sequence[Values]
) -> None:
    """Insert rows in few statements; those whose key is taken are passed over."""
    await insert_all(connection, table, columns, rows, "ON CONFLICT DO NOTHING")


def listed(values: Iterable[str], dialect: str) -> Select[str]:
    """The values as a subquery for IN, bound as one JSON array: any number, and one statement."""
    array = literal(json.dumps(list(values)), Text)
    unnest = func.json_each if dialect == "sqlite" else func.json_array_elements_text
    return select(unnest(array).table_valued(column("value", Text)).c.value)


ARTICLE = ("id", "first_seen")
REVISION = (
    "id",
    "article_id",
    "first_seen",
    "relevant",
    "score",
    "source_id",
    "family",
    "content",
    "published_at",
    "tracks",
    "language",
    "url",
    "title",
    "text",
)
PLACEMENT = ("article_id", "story_id", "thread_id", "placed_at")

# A revision with its article's place, if it has one; ``archived`` reads its rows.
ARCHIVED = select(*(revision.c[name] for name in REVISION), placement).outerjoin_from(
    revision, placement, placement.c.article_id == revision.c.article_id
)


def article_row(item: Archived) -> Values:
    """In the order of ``ARTICLE``."""
    return item.revision.article_id, micros(item.revision.first_seen)


def revision_row(item: Archived, dialect: str) -> Values:
    """In the order of ``REVISION``, as the dialect keeps it."""
    words, reading = item.revision, item.reading
    return (
        words.id,
        words.article_id,
        micros(words.first_seen),
        reading.relevant,
        reading.score,
        words.source_id,
        words.family,
        words.content,
        micros(words.published_at),
        ",".join(reading.tracks),
        words.language,
        words.url,
        words.title,
        packed(words.text, dialect),
    )


def placement_row(place: Placement) -> Values:
    """In the order of ``PLACEMENT``."""
    return place.article_id, place.story_id, place.thread_id, micros(place.placed_at)


POLL = (
    "source_id",
    "etag",
    "last_modified",
    "last_try",
    "last_success",
    "last_error",
    "failures",
    "items",
    "next_try",
)
# What becomes of a source's state that is there already.
OVERWRITTEN = "ON CONFLICT (source_id) DO UPDATE SET " + ",".join(
    f"{name}=excluded.{name}" for name in POLL[1:]
)


def poll_row(state: PollState) -> Values:
    """In the order of ``POLL``."""
    return (
        state.source_id,
        state.etag,
        state.last_modified,
        _micros_or_none(state.last_try),
        _micros_or_none(state.last_success),
        state.last_error,
        state.failures,
        state.items,
        _micros_or_none(state.next_try),
    )


def _micros_or_none(moment: datetime | None) -> int | None:
    return None if moment is None else micros(moment)


def archived(row: Row[Any, *tuple[Any, ...]]) -> Archived:
    """The value of a row of ``ARCHIVED``."""
    (
        id_,
        article_id,
        first_seen,
        relevant,
        score,
        source_id,
        family,
        content,
        published_at,
        tracks,
        language,
        url,
        title,
        text,
        placed,
        story_id,
        thread_id,
        placed_at,
    ) = row[: len(REVISION) + len(PLACEMENT)]
    return Archived(
        revision=Revision(
            id=id_,
            article_id=article_id,
            source_id=source_id,
            url=url,
            title=title,
            text=text,
            published_at=published_at,
            first_seen=first_seen,
            content=content,
            family=family,
            language=language,
        ),
        reading=Reading(
            relevant=relevant, score=score, tracks=tuple(tracks.split(",")) if tracks else ()
        ),
        placement=None
        if placed is None
        else Placement(
            article_id=placed, story_id=story_id, thread_id=thread_id, placed_at=placed_at
        ),
    )
