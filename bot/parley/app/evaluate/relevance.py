"""``parley eval relevance``: is each article about trade talks, and on which tracks."""

from collections.abc import Iterator, Mapping
from typing import Any

from parley.app.evaluate import Tools, instant
from parley.app.jsonl import Row
from parley.domain.relevance import TradeReader

REQUIRED = ("id", "title", "text")


def run(rows: Iterator[Row], tools: Tools) -> Iterator[Mapping[str, Any]]:
    """One row out for each in: ``{id, relevant, score, tracks}``."""
    reader = TradeReader(tools.tracks())
    for row in rows:
        reading = reader.read(str(row["title"]), str(row["text"]), instant(row.get("published_at")))
        yield {
            "id": row["id"],
            "relevant": reading.relevant,
            "score": reading.score,
            "tracks": list(reading.tracks),
        }
