"""``parley eval verify``: does each claim stand on its sources?"""

from collections.abc import Iterator, Mapping
from typing import Any

from parley.app.evaluate import Tools, instant
from parley.app.jsonl import Row
from parley.domain.evidence.check import verify
from parley.domain.model import SourceText

REQUIRED = ("id", "claim", "sources", "sources[].id", "sources[].text")


def run(rows: Iterator[Row], tools: Tools) -> Iterator[Mapping[str, Any]]:
    """One verdict for each row, in order; ``reasons`` is empty exactly if supported."""
    del tools  # needs nothing from outside
    for row in rows:
        verdict = verify(str(row["claim"]), _sources(row["sources"]))
        yield {
            "id": row["id"],
            "supported": verdict.supported,
            "score": verdict.score,
            "reasons": [
                {"kind": str(reason.kind), "span": [reason.start, reason.end]}
                for reason in verdict.reasons
            ],
        }


def _sources(given: object) -> list[SourceText]:
    items = given if isinstance(given, list) else []
    return [
        SourceText(
            article_id=str(item.get("id", number)),
            title=str(item.get("title") or ""),
            text=str(item.get("text") or ""),
            published_at=instant(item.get("published_at")),
        )
        for number, item in enumerate(items)
        if isinstance(item, dict)
    ]
