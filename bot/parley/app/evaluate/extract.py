"""``parley eval extract``: web pages into the text and date of their article."""

from collections.abc import Iterator, Mapping
from typing import Any

from parley.app.evaluate import Tools
from parley.app.jsonl import Row

REQUIRED = ("id", "html")


def run(rows: Iterator[Row], tools: Tools) -> Iterator[Mapping[str, Any]]:
    """Out: ``{id, text, published_at}``; ``text`` is "" where there is no article, never null."""
    for row in rows:
        url = row.get("url")
        page = tools.extract_page(str(row["html"]), url if isinstance(url, str) else None)
        yield {
            "id": row["id"],
            "text": page.text,
            "published_at": page.published_at.isoformat() if page.published_at else None,
        }
