"""The task ``cluster``: rows of a stream into stories and threads, each decided on arrival."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from parley.app.evaluate import Tools, instant
from parley.app.jsonl import Row
from parley.domain.relevance.reader import TradeReader
from parley.domain.stories.placing import StoryIndex

REQUIRED = ("id", "title", "text")
_START = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Item:
    article_id: str
    title: str
    text: str
    first_seen: datetime
    language: str


def run(rows: Iterator[Row], tools: Tools) -> Iterator[Mapping[str, Any]]:
    """Place each row; ids are those of the rows that founded the story and the thread."""
    reader = TradeReader(tools.tracks())
    index = StoryIndex(reader.glossary)
    now = _START
    first: datetime | None = None
    for number, row in enumerate(rows):
        published = instant(row.get("published_at"))
        if published is not None:
            # The first time that is given is now, however many rows without one came before.
            first = first or published
            now = _START + (published - first)
        title, text = str(row["title"]), str(row["text"])
        language = reader.glossary.language_of(title, text)
        # The row's number keeps apart rows that share an id: every row is placed by itself.
        placed = index.place(
            _Item(f"{number}:{row['id']}", title, text, now, language),
            reader.read(title, text, published, language=language),
        )
        yield {
            "id": row["id"],
            "story": placed.story_id.partition(":")[2],
            "thread": placed.thread_id.partition(":")[2],
        }
