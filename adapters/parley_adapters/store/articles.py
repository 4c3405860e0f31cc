"""The archive of revisions, their readings and places."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.app.ports import Known
from parley.domain.model import Archived, PollState
from parley_adapters.store import index
from parley_adapters.store.database import Database
from parley_adapters.store.rows import (
    ARCHIVED,
    ARTICLE,
    OVERWRITTEN,
    PLACEMENT,
    POLL,
    REVISION,
    Values,
    archived,
    article_row,
    insert_all,
    insert_new,
    listed,
    placement_row,
    poll_row,
    revision_row,
)
from parley_adapters.store.tables import alias, article, placement, revision, source

_PAGE = 1_000


def newest(until: datetime | None = None) -> ColumnElement[bool]:
    """Whether a revision is its article's last that was known at ``until``; by default the last."""
    later = revision.alias()
    after = or_(
        later.c.first_seen > revision.c.first_seen,
        and_(later.c.first_seen == revision.c.first_seen, later.c.seq > revision.c.seq),
    )
    known = () if until is None else (later.c.first_seen <= until,)
    return ~exists().where(later.c.article_id == revision.c.article_id, after, *known)


class SqlArticles:
    """``Articles`` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, batch: Sequence[Archived]) -> None:
        """See the port."""
        if not batch:
            return
        first_seen: dict[str, int] = dict(
            map(article_row, sorted(batch, key=_first_seen, reverse=True))
        )
        revisions = {item.revision.id: item for item in reversed(batch)}
        places = {
            item.placement.article_id: item.placement for item in reversed(batch) if item.placement
        }
        # In a thread: compressing some thousand texts would keep everybody else waiting.
        rows = await asyncio.to_thread(self._rows, list(reversed(revisions.values())))
        async with self._database.writing() as connection:
            before = await _last(connection)
            await insert_new(connection, article, ARTICLE, list(first_seen.items()))
            await insert_new(connection, revision, REVISION, rows)
            rows = [placement_row(place) for place in places.values()]
            await insert_new(connection, placement, PLACEMENT, rows)
            await index.add_after(connection, before, revisions)

    def _rows(self, items: Iterable[Archived]) -> list[Values]:
        return [revision_row(item, self._database.dialect) for item in items]

    async def known(self, article_ids: Iterable[str]) -> Mapping[str, Known]:
        """See the port."""
        asked = listed(article_ids, self._database.dialect).subquery()
        meant = func.coalesce(alias.c.article_id, asked.c.value)
        query = (
            select(
                asked.c.value,
                revision.c.article_id,
                revision.c.source_id,
                revision.c.content,
                placement.c.article_id.is_not(None),
            )
            .select_from(asked)
            .outerjoin(alias, alias.c.id == asked.c.value)
            .join(revision, revision.c.article_id == meant)
            .outerjoin(placement, placement.c.article_id == revision.c.article_id)
            .where(newest())
        )
        async with self._database.reading() as connection:
            return {row[0]: Known(*row[1:]) for row in await connection.execute(query)}

    async def twins(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """See the port; of several articles the one that was stored first."""
        wanted = set(keys)
        contents = listed({content for _, content in wanted}, self._database.dialect)
        query = (
            select(revision.c.family, revision.c.content, revision.c.article_id)
            .where(revision.c.content.in_(contents))
            .order_by(revision.c.seq.desc())
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return {
                (family, content): article_id
                for family, content, article_id in rows
                if (family, content) in wanted
            }

    async def alias(self, pairs: Iterable[tuple[str, str]]) -> None:
        """See the port."""
        async with self._database.writing() as connection:
            await insert_new(connection, alias, ("id", "article_id"), list(pairs))

    async def window(self, since: datetime, until: datetime) -> Sequence[Archived]:
        """See the port."""
        return await self._read(
            revision.c.relevant, revision.c.first_seen > since, revision.c.first_seen <= until
        )

    async def seen(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """See the port; newest means newest as known at ``until``."""
        query = (
            select(revision.c.source_id, func.count())
            .where(revision.c.first_seen > since, revision.c.first_seen <= until, newest(until))
            .group_by(revision.c.source_id)
            .order_by(revision.c.source_id)
        )
        async with self._database.reading() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def published(self, track: str, since: datetime, until: datetime) -> Mapping[date, int]:
        """See the port. What is published after ``since`` became known after it."""
        on_track = literal(",").concat(revision.c.tracks).concat(",")
        query = select(revision.c.published_at).where(
            revision.c.first_seen > since,
            revision.c.first_seen <= until,
            revision.c.relevant,
            revision.c.published_at > since,
            on_track.contains(f",{track},", autoescape=True),
            newest(until),
        )
        async with self._database.reading() as connection:
            days = await connection.execute(query)
            return Counter(at.date() for (at,) in days)

    async def stories(self, story_ids: Iterable[str], until: datetime) -> Sequence[Archived]:
        """See the port."""
        wanted = listed(story_ids, self._database.dialect)
        return await self._read(placement.c.story_id.in_(wanted), revision.c.first_seen <= until)

    async def named(self, article_ids: Iterable[str], until: datetime) -> Sequence[Archived]:
        """See the port."""
        wanted = listed(article_ids, self._database.dialect)
        return await self._read(
            revision.c.article_id.in_(wanted), revision.c.first_seen <= until, newest(until)
        )

    def placed(self, since: datetime) -> AsyncIterator[Archived]:
        """See the port."""
        return self._walk(since, placement.c.article_id.is_not(None))

    def founders(self, since: datetime, until: datetime) -> AsyncIterator[Archived]:
        """See the port."""
        founded = placement.c.story_id == placement.c.article_id
        return self._walk(since, founded, revision.c.first_seen <= until)

    async def _walk(
        self, since: datetime, *conditions: ColumnElement[bool]
    ) -> AsyncIterator[Archived]:
        """In order of arrival, read in pages, so that a long walk holds up nobody."""
        query = (
            ARCHIVED.add_columns(revision.c.seq)
            .where(*conditions)
            .order_by(revision.c.first_seen, revision.c.seq)
            .limit(_PAGE)
        )
        after: ColumnElement[bool] = revision.c.first_seen > since
        while True:
            async with self._database.reading() as connection:
                rows = (await connection.execute(query.where(after))).all()
            for row in rows:
                yield archived(row)
            if len(rows) < _PAGE:
                return
            last = rows[-1]
            after = and_(
                revision.c.first_seen >= last.first_seen,
                or_(revision.c.first_seen > last.first_seen, revision.c.seq > last.seq),
            )

    async def polls(self) -> Mapping[str, PollState]:
        """See the port."""
        async with self._database.reading() as connection:
            rows = await connection.execute(select(source))
            return {row.source_id: PollState(**row._mapping) for row in rows}

    async def save_polls(self, states: Sequence[PollState]) -> None:
        """See the port."""
        if states:
            rows = [poll_row(state) for state in states]
            async with self._database.writing() as connection:
                await insert_all(connection, source, POLL, rows, OVERWRITTEN)

    async def _read(self, *conditions: ColumnElement[bool]) -> Sequence[Archived]:
        query = ARCHIVED.where(*conditions).order_by(revision.c.first_seen, revision.c.seq)
        async with self._database.reading() as connection:
            return [archived(row) for row in await connection.execute(query)]


def _first_seen(item: Archived) -> datetime:
    return item.revision.first_seen


async def _last(connection: AsyncConnection) -> int:
    return await connection.scalar(select(func.max(revision.c.seq))) or 0
