"""``parley eval ask``: questions to an archive that is filled from ``--index`` and thrown away."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from parley.app import jsonl
from parley.app.ask import Asking
from parley.app.drafting import Drafting
from parley.app.evaluate import Tools
from parley.app.finding import Finding
from parley.app.jsonl import Row
from parley.app.ports import Archive
from parley.app.replay import instant, unknown_source
from parley.app.summarise import NoDrafts
from parley.domain import identity, writing
from parley.domain.budget import Allowance
from parley.domain.errors import InputError
from parley.domain.evidence.check import check
from parley.domain.model import (
    Archived,
    Assignment,
    Reading,
    Revision,
    Source,
    Usage,
    WriterIdentity,
    WriterKind,
    Written,
)

REQUIRED = ("id", "query")
_INDEXED = ("id", "title", "text", "source")
# A row without a date was always known: from the first day after the one that a search begins behind.
_ALWAYS = datetime(1970, 1, 2, tzinfo=UTC)
_EVER = datetime(9000, 1, 1, tzinfo=UTC)
# So many ids at least, and at most.
_RANKED, _LISTED = 10, 50
_BATCH = 1_000


def run(rows: Iterator[Row], tools: Tools) -> Iterator[Mapping[str, Any]]:
    """``{id, answer, cites, ranked, score}`` for each question, in order."""
    if tools.index is None:
        raise InputError("The task ask needs an archive to ask; name its file with --index.")
    with asyncio.Runner() as runner:
        archive = runner.run(_opened(tools))
        try:
            index = runner.run(_filled(archive, list(jsonl.read(tools.index, _INDEXED))))
            asking = _asking(archive, index.sources)
            for row in rows:
                yield runner.run(_answered(asking, index, row))
        finally:
            runner.run(_closed(archive))


async def _closed(archive: Archive) -> None:
    await archive.aclose()


async def _opened(tools: Tools) -> Archive:
    return await tools.open_archive()


@dataclass(frozen=True, slots=True)
class _Index:
    """The rows of the index in the archive: their ids by the articles', and what is by whom."""

    rows: Mapping[str, str]
    known: Mapping[str, datetime]
    sources: Mapping[str, Source]


async def _filled(archive: Archive, rows: Sequence[Row]) -> _Index:
    """An archive of the rows as they are: every one is an article, be its words or address known."""
    items = [_archived(number, row) for number, row in enumerate(rows)]
    items.sort(key=lambda item: item.revision.first_seen)
    for start in range(0, len(items), _BATCH):
        await archive.articles.add(items[start : start + _BATCH])
    return _Index(
        rows={_article_id(number): row["id"] for number, row in enumerate(rows)},
        known={item.revision.article_id: item.revision.first_seen for item in reversed(items)},
        sources={str(row["source"]): unknown_source(str(row["source"])) for row in rows},
    )


def _article_id(number: int) -> str:
    return identity.article_id(f"urn:row:{number}")


def _archived(number: int, row: Row) -> Archived:
    title, text, source = str(row["title"]), str(row["text"]), str(row["source"])
    article = _article_id(number)
    content = identity.content_hash(title, text)
    at = _published(row.get("published_at"))
    return Archived(
        revision=Revision(
            id=identity.revision_id(article, content),
            article_id=article,
            source_id=source,
            url=str(row.get("url") or ""),
            title=title,
            text=text,
            published_at=at,
            first_seen=at,
            content=content,
            family=source,
        ),
        reading=Reading(relevant=True, score=1.0),
    )


def _published(value: object) -> datetime:
    """A row's time; one that cannot be read is as good as none."""
    try:
        return instant(str(value)) if value else _ALWAYS
    except InputError:
        return _ALWAYS


def _as_of(row: Row) -> datetime | None:
    """Until when a question looks. Raises ``InputError`` that names the row."""
    try:
        return instant(str(row["as_of"]), end_of_day=True) if row.get("as_of") else None
    except InputError as error:
        raise InputError(f'The row with the id {row["id"]!r}, field "as_of": {error}') from error


def _asking(archive: Archive, sources: Mapping[str, Source]) -> Asking:
    nothing = Allowance(0, Decimal(0))
    drafting = Drafting(
        [_Quoting()],
        NoDrafts(),
        archive.tenants,
        _Ever(),
        check=check,
        total=nothing,
        each=nothing,
    )
    return Asking(Finding(archive.search, sources), drafting, _Ever(), sources=sources)


async def _answered(asking: Asking, index: _Index, row: Row) -> Mapping[str, Any]:
    inquiry = await asking.find(str(row["query"]), as_of=_as_of(row))
    answer = await asking.answer(inquiry)
    ranked = [item.revision.article_id for item in inquiry.found.articles]
    if len(ranked) < _RANKED:
        # The newest of the rest, so that there are ten whatever was found.
        seen = set(ranked)
        rest = (key for key, at in index.known.items() if key not in seen and at <= inquiry.until)
        ranked += islice(rest, _RANKED - len(ranked))
    return {
        "id": row["id"],
        "answer": answer.text,
        "cites": [index.rows[article.id] for article in answer.articles],
        "ranked": [index.rows[key] for key in ranked[:_LISTED]],
        "score": round(answer.score, 6),
    }


class _Ever:
    """A clock that stands at the end of time: a question without a date asks about everything."""

    def now(self) -> datetime:
        return _EVER


class _Quoting:
    """The writer without a model."""

    @property
    def identity(self) -> WriterIdentity:
        return WriterIdentity(name="extractive", kind=WriterKind.EXTRACTIVE)

    async def write(self, assignment: Assignment) -> Written:
        return writing.write(assignment)

    def estimate(self, assignment: Assignment) -> Usage:
        del assignment
        return Usage()
