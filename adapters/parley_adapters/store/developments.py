"""What the ledger was told: developments and dates ahead."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.domain import identity
from parley.domain.ledger.dates_ahead import DateAhead
from parley.domain.model import Development, DevelopmentKind, TrackState
from parley_adapters.store.database import Database
from parley_adapters.store.tables import date_ahead, development
from parley_adapters.store.upserts import insert


class SqlDevelopments:
    """``Developments`` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(
        self,
        developments: Sequence[Development],
        dates: Sequence[DateAhead] = (),
        withdrawn: Sequence[Development] = (),
    ) -> None:
        """See the port."""
        if not (developments or dates or withdrawn):
            return
        async with self._database.writing() as connection:
            await _add(connection, developments, dates)
            for item in withdrawn:
                await connection.execute(
                    update(development)
                    .where(development.c.id == item.id, development.c.retracted_at.is_(None))
                    .values(retracted_at=item.retracted_at)
                )

    async def replace(
        self, developments: Sequence[Development], dates: Sequence[DateAhead], until: datetime
    ) -> None:
        """See the port."""
        async with self._database.writing() as connection:
            for table in (development, date_ahead):
                await connection.execute(delete(table).where(table.c.known_at <= until))
            await _add(connection, developments, dates)

    async def known(
        self, since: date | None, until: datetime, tracks: Sequence[str] = ()
    ) -> Sequence[Development]:
        """See the port."""
        query = (
            select(development)
            .where(
                development.c.known_at <= until,
                or_(development.c.retracted_at.is_(None), development.c.retracted_at > until),
            )
            .order_by(development.c.known_at, development.c.event_date, development.c.id)
        )
        if since is not None:
            query = query.where(development.c.event_date >= since)
        if tracks:
            query = query.where(development.c.track.in_(tracks))
        async with self._database.reading() as connection:
            return [_development(row) for row in await connection.execute(query)]

    async def ahead(self, until: datetime, tracks: Sequence[str] = ()) -> Sequence[DateAhead]:
        """See the port."""
        query = (
            select(date_ahead)
            .where(date_ahead.c.known_at <= until, date_ahead.c.last >= until.date())
            .order_by(
                date_ahead.c.last,
                date_ahead.c.day,
                date_ahead.c.known_at,
                func.length(date_ahead.c.quote).desc(),
                date_ahead.c.id,
            )
        )
        if tracks:
            query = query.where(date_ahead.c.track.in_(tracks))
        async with self._database.reading() as connection:
            return [_date(row) for row in await connection.execute(query)]

    async def last_known(self, until: datetime) -> datetime | None:
        """See the port."""
        async with self._database.reading() as connection:
            found = [
                await connection.scalar(
                    select(func.max(table.c.known_at)).where(table.c.known_at <= until)
                )
                for table in (development, date_ahead)
            ]
        return max((at for at in found if at is not None), default=None)


async def _add(
    connection: AsyncConnection, developments: Sequence[Development], dates: Sequence[DateAhead]
) -> None:
    if developments:
        told = insert(development, connection.dialect)
        again = told.excluded
        statement = told.on_conflict_do_update(
            index_elements=[development.c.id],
            set_={column.name: again[column.name] for column in development.columns},
            where=development.c.retracted_at < again.known_at,
        )
        await connection.execute(statement, [_development_row(item) for item in developments])
    if dates:
        named = insert(date_ahead, connection.dialect).on_conflict_do_nothing()
        await connection.execute(named, [_date_row(item) for item in dates])


def _development_row(item: Development) -> dict[str, Any]:
    return {column.name: getattr(item, column.name) for column in development.columns}


def _development(row: Row[Any]) -> Development:
    values = dict(row._mapping)
    state = values.pop("state")
    values["retracted_at"] = None  # as it was known then, it stood
    return Development(
        **values | {"kind": DevelopmentKind(row.kind)},
        state=None if state is None else TrackState(state),
    )


def _date_row(item: DateAhead) -> dict[str, Any]:
    days = (item.day.isoformat(), item.last.isoformat())
    return {
        "id": identity.digest(item.track, *days, item.article_id, item.quote),
        "track": item.track,
        "day": item.day,
        "last": item.last,
        "said_on": item.said_on,
        "known_at": item.known_at,
        "article_id": item.article_id,
        "quote": item.quote,
    }


def _date(row: Row[Any]) -> DateAhead:
    return DateAhead(
        track=row.track,
        day=row.day,
        until=None if row.last == row.day else row.last,
        quote=row.quote,
        article_id=row.article_id,
        said_on=row.said_on,
        known_at=row.known_at,
    )
