"""What readers say of stories."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from parley.domain.model import Claim, Feedback, FeedbackKind
from parley_adapters.store import tables
from parley_adapters.store.codec import decode, encode
from parley_adapters.store.database import Database
from parley_adapters.store.upserts import replace


@dataclass(frozen=True, slots=True)
class _Read:
    """What stands in the column ``text``: the sentences that were read, with their evidence."""

    claims: tuple[Claim, ...]


class SqlFeedbacks:
    """``Feedbacks`` in SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, feedback: Feedback) -> None:
        """See the port."""
        row = {
            "id": feedback.id,
            "tenant_id": feedback.tenant_id,
            "user_id": feedback.user,
            "at": feedback.at,
            "kind": feedback.kind,
            "edition_id": feedback.edition_id,
            "story_id": feedback.story_id,
            "text": encode(_Read(feedback.claims)),
        }
        async with self._database.writing() as connection:
            await replace(connection, tables.feedback, [row], keep=frozenset({"tenant_id"}))

    async def find(self, tenant_id: str, feedback_id: str) -> Feedback | None:
        """See the port."""
        table = tables.feedback
        query = select(table).where(table.c.tenant_id == tenant_id, table.c.id == feedback_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _feedback(row)

    async def recent(self, tenant_id: str | None, *, limit: int) -> Sequence[Feedback]:
        """See the port."""
        table = tables.feedback
        query = select(table).order_by(table.c.at.desc(), table.c.id).limit(limit)
        if tenant_id is not None:
            query = query.where(table.c.tenant_id == tenant_id)
        async with self._database.reading() as connection:
            return [_feedback(row) for row in await connection.execute(query)]


def _feedback(row: Row[Any]) -> Feedback:
    return Feedback(
        id=row.id,
        tenant_id=row.tenant_id,
        user=row.user_id,
        at=row.at,
        kind=FeedbackKind(row.kind),
        edition_id=row.edition_id or "",
        story_id=row.story_id or "",
        claims=decode(_Read, row.text).claims,
    )
