"""Full-text search with SQLite's FTS5, pruned so that its time does not grow with the archive.

BM25 over every word of a long question looks at most of the archive. So the rarest words are taken,
as long as together they are in at most ``BUDGET`` revisions; the others, by which a result would be
told from another least, are left out. Where even the rarest word is in more, the newest ``BUDGET``
that have it are ranked. Word frequencies are counted up to the budget and remembered until the
archive has grown by a tenth.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Float, Integer, column, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.app.ports import Hit
from parley_adapters.store.articles import newest
from parley_adapters.store.database import Database
from parley_adapters.store.index import query_term
from parley_adapters.store.rows import ARCHIVED, archived
from parley_adapters.store.tables import revision

BUDGET = 20_000
# A word in the title counts as this many in the text.
TITLE_WEIGHT = 4.0
_REMEMBERED = 100_000

_COUNT = text(
    "SELECT count(*) FROM"
    " (SELECT 1 FROM revision_fts WHERE revision_fts MATCH :words LIMIT :budget)"
)
# The newest first, so that the budget spends itself on them; bm25 is lower for better.
_RANKED = (
    text(
        "SELECT rowid AS seq, -bm25(revision_fts, :weight, 1.0) AS score FROM"
        " revision_fts WHERE revision_fts MATCH :words AND rowid <= :last"
        " ORDER BY rowid DESC LIMIT :budget"
    )
    .columns(column("seq", Integer), column("score", Float))
    .subquery("ranked")
)


class Fts5Search:
    """``Search`` with FTS5."""

    def __init__(self, database: Database, budget: int = BUDGET) -> None:
        self._database = database
        self._budget = budget
        self._counts: dict[str, int] = {}
        self._counted_at = 0

    async def search(
        self, words: Sequence[str], *, limit: int, until: datetime, since: datetime | None = None
    ) -> Sequence[Hit]:
        """See the port. A tie is broken by the newer."""
        terms = {term for word in words if (term := query_term(word)) is not None}
        if not terms or limit < 1:
            return []
        async with self._database.reading() as connection:
            last = await connection.scalar(select(func.max(revision.c.seq))) or 0
            chosen = await self._rarest(connection, sorted(terms), last)
            if not chosen:
                return []
            ranked = select(_RANKED).order_by(_RANKED.c.score.desc(), _RANKED.c.seq.desc())
            best = ranked.limit(self._budget).subquery("best")
            query = (
                ARCHIVED.add_columns(best.c.score.label("rank"))
                .join_from(revision, best, best.c.seq == revision.c.seq)
                .where(revision.c.first_seen <= until, newest(until))
                .order_by(best.c.score.desc(), best.c.seq.desc())
                .limit(limit)
            )
            if since is not None:
                query = query.where(revision.c.first_seen > since)
            values = {
                "words": " OR ".join(chosen),
                "weight": TITLE_WEIGHT,
                "last": last,
                "budget": self._budget,
            }
            rows = await connection.execute(query, values)
            return [Hit(archived=archived(row), score=row.rank) for row in rows]

    async def _rarest(
        self, connection: AsyncConnection, terms: Sequence[str], last: int
    ) -> list[str]:
        """The rarest terms that fit the budget together, but at least one; absent ones are left out."""
        if last > self._counted_at * 1.1 or len(self._counts) > _REMEMBERED:
            self._counts.clear()
            self._counted_at = last
        for term in terms:
            if term not in self._counts:
                values = {"words": term, "budget": self._budget + 1}
                self._counts[term] = await connection.scalar(_COUNT, values) or 0
        chosen: list[str] = []
        left = self._budget
        for term in sorted(terms, key=lambda term: (self._counts[term], term)):
            count = self._counts[term]
            if count and (count <= left or not chosen):
                chosen.append(term)
                left -= count
        return chosen
