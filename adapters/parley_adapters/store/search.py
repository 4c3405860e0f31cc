"""Full-text search with SQLite's FTS5, pruned so that its time does not grow with the archive.

BM25 over every word of a long question would look at most of the archive. So the rarest words are
taken, for as long as they are together in at most ``BUDGET`` revisions; the common ones, which tell
one result from another least, are left out. Where even the rarest word is in more, the newest
``BUDGET`` that have it are ranked, and a longer word is taken for a rarer one. What is rare is
counted in the span of time that is asked about.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Float, Integer, bindparam, column, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from parley.app.ports import Frequencies, Hit
from parley_adapters.store.database import Database
from parley_adapters.store.index import query_term
from parley_adapters.store.rows import ARCHIVED, PLACEMENT, REVISION, archived
from parley_adapters.store.tables import revision
from parley_adapters.store.types import EPOCH, Instant

BUDGET = 8_000
# A word in the title counts as this many in the text.
TITLE_WEIGHT = 4.0
# A longer question's further words are not looked at.
MOST_WORDS = 200
# A question is counted once to weigh its words and again to search for them.
_COUNTS_KEPT = 4_096

# Rows come in the order of their numbers, so that where the counting stopped tells how dense they lie.
_COUNT = text(
    "SELECT value, (SELECT count(*) * 4294967296 + coalesce(max(seq), 0) FROM"
    " (SELECT rowid AS seq FROM revision_fts"
    " WHERE revision_fts MATCH value AND rowid BETWEEN :first AND :last ORDER BY rowid LIMIT :over))"
    " FROM json_each(:terms)"
)
_SHIFT = 1 << 32

# FTS5's bm25 is lower for better. CROSS JOIN keeps SQLite from asking about a revision before its
# turn by score has come: it stops at the first ``limit`` that pass, of the best ``short``. To put
# only those in order takes two thirds of the time of all that were found.
_ROW = ", ".join([*(f"this.{name}" for name in REVISION), *(f"place.{name}" for name in PLACEMENT)])
_BEST = text(
    f"SELECT {_ROW}, best.seq AS number, best.score AS worth FROM (SELECT seq, score FROM"  # noqa: S608 - our own names
    " (SELECT rowid AS seq, -bm25(revision_fts, :weight, 1.0) AS score FROM revision_fts"
    " WHERE revision_fts MATCH :words AND rowid BETWEEN :first AND :last"
    " ORDER BY rowid DESC LIMIT :budget) ORDER BY score DESC, seq DESC LIMIT :short) AS best"
    " CROSS JOIN revision AS this ON this.seq = best.seq"
    " LEFT JOIN placement AS place ON place.article_id = this.article_id"
    " WHERE this.first_seen > :since AND this.first_seen <= :until"
    " AND NOT EXISTS (SELECT 1 FROM revision AS later WHERE later.article_id = this.article_id"
    " AND later.first_seen <= :until"
    " AND (later.first_seen, later.seq) > (this.first_seen, this.seq))"
    " LIMIT :limit"
).bindparams(bindparam("since", type_=Instant), bindparam("until", type_=Instant))
_BEST_TYPED = _BEST.columns(
    *ARCHIVED.selected_columns, column("number", Integer), column("worth", Float)
)

_ENDS = select(
    select(func.max(revision.c.first_seen)).scalar_subquery(),
    select(func.max(revision.c.seq)).scalar_subquery(),
)


class Fts5Search:
    """``Search`` with FTS5."""

    def __init__(self, database: Database, budget: int = BUDGET) -> None:
        self._database = database
        self._budget = budget
        # Terms over the budget in the whole archive, with the share of it that has them: it only
        # grows, so they need no second count.
        self._common: dict[str, float] = {}
        # Counts by term and span; numbers within a span never change.
        self._counted: dict[tuple[str, int, int], int] = {}

    async def search(
        self, words: Sequence[str], *, limit: int, until: datetime, since: datetime | None = None
    ) -> Sequence[Hit]:
        """See the port. Of equal scores the later arrival comes first."""
        terms = list(dict.fromkeys(term for word in words if (term := query_term(word))))
        async with self._database.reading() as connection:
            first, last, whole = await _span(connection, since or EPOCH, until)
            counts = await self._counts(connection, terms[:MOST_WORDS], first, last, whole=whole)
            chosen = self._rarest(counts)
            if not chosen or limit < 1:
                return []
            values = {
                "words": " OR ".join(chosen),
                "weight": TITLE_WEIGHT,
                "first": first,
                "last": last,
                "since": since or EPOCH,
                "until": until,
                "budget": self._budget,
                "limit": limit,
            }
            # Nearly all pass; where many do not, for a later revision is known, all are looked at.
            for short in (2 * limit, self._budget):
                rows = (await connection.execute(_BEST_TYPED, {**values, "short": short})).all()
                if len(rows) == limit or short >= self._budget:
                    break
        found = sorted(rows, key=lambda row: (-row.worth, -row.number))
        return [Hit(archived=archived(row), score=row.worth) for row in found]

    async def frequencies(self, words: Sequence[str], *, until: datetime) -> Frequencies:
        """See the port. The total counts what is not relevant too, which only weighs all words alike."""
        terms = {word: term for word in words[:MOST_WORDS] if (term := query_term(word))}
        async with self._database.reading() as connection:
            first, last, whole = await _span(connection, EPOCH, until)
            unique = list(dict.fromkeys(terms.values()))
            counts = await self._counts(connection, unique, first, last, whole=whole)
        return Frequencies(
            total=last - first + 1, counts={word: counts[term] for word, term in terms.items()}
        )

    async def _counts(
        self, connection: AsyncConnection, terms: list[str], first: int, last: int, *, whole: bool
    ) -> dict[str, int]:
        """How many revisions of the span have each term; over the budget, an estimate above it."""
        over, span = self._budget + 1, last - first + 1
        counts = {}
        for term in terms:
            if whole and term in self._common:
                counts[term] = max(over, int(self._common[term] * span))
            elif (known := self._counted.get((term, first, last))) is not None:
                counts[term] = known
        unknown = [term for term in terms if term not in counts]
        if not unknown:
            return counts
        values = {"terms": json.dumps(unknown), "first": first, "last": last, "over": over}
        for term, packed in await connection.execute(_COUNT, values):
            count, reached = divmod(packed, _SHIFT)
            if count == over:
                share = over / (reached - first + 1)
                count = max(over, int(share * span))
                if whole:
                    self._common[term] = share
            counts[term] = count
            if len(self._counted) >= _COUNTS_KEPT:
                self._counted.clear()
            self._counted[term, first, last] = count
        return counts

    def _rarest(self, counts: Mapping[str, int]) -> list[str]:
        """The rarest terms that fit the budget together, but at least one; absent ones are left out."""
        chosen: list[str] = []
        left = self._budget
        for term in sorted(counts, key=lambda term: (counts[term], -len(term), term)):
            if counts[term] and (counts[term] <= left or not chosen):
                chosen.append(term)
                left -= counts[term]
        return chosen


async def _span(
    connection: AsyncConnection, since: datetime, until: datetime
) -> tuple[int, int, bool]:
    """The first and last sequence number known in the span, and whether it is the whole archive."""
    seen = revision.c.first_seen
    newest, last = (await connection.execute(_ENDS)).one()
    if newest is None:
        return 1, 0, True
    # "+ 0" has SQLite read the range in the index of times; else it walks the table by ``seq``.
    first = 1
    if since > EPOCH:
        after = select(func.min(revision.c.seq + 0)).where(seen > since)
        first = await connection.scalar(after) or 1
    if until < newest:
        highest = select(func.max(revision.c.seq + 0)).where(seen <= until)
        last = await connection.scalar(highest) or 0
    return first, last, since == EPOCH and until >= newest
