"""GDELT's article search (DOC 2.0, ``mode=artlist&format=json``) into entries."""

from collections.abc import Mapping
from typing import Any

from parley.domain.errors import FetchError
from parley.domain.model import Entry
from parley_adapters.sources.dates import parse_date
from parley_adapters.sources.json_feed import load
from parley_adapters.sources.text import plain

# GDELT names languages in English; those that counterparts' press is written in.
_LANGUAGES = {
    "english": "en", "chinese": "zh", "japanese": "ja", "korean": "ko", "spanish": "es",
    "portuguese": "pt", "french": "fr", "german": "de", "italian": "it", "hindi": "hi",
}  # fmt: skip


def parse(body: bytes, source_id: str) -> list[Entry]:
    """The articles found. A search without a match gives none.

    Raises ``FetchError`` for GDELT's notices, which come as plain text and with status 200: that
    requests come too fast (one in about six seconds is allowed), or that a query is not understood.
    """
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        notice = plain(body[:300].decode("utf-8", "replace"))
        if "limit requests" in notice.lower() or "every 5 seconds" in notice.lower():
            raise FetchError("GDELT asks for slower requests; raise the source's interval.")
        raise FetchError(f"GDELT gave a notice instead of articles: {notice or 'nothing'}")
    data = load(body)
    articles = data.get("articles") if isinstance(data, Mapping) else None
    found = articles if isinstance(articles, list) else []
    return [_entry(item, source_id) for item in found if isinstance(item, Mapping)]


def _entry(item: Mapping[str, Any], source_id: str) -> Entry:
    return Entry(
        source_id=source_id,
        title=plain(str(item.get("title") or "")),
        url=str(item.get("url") or "") or None,
        published_at=parse_date(str(item.get("seendate") or "")),
        language=_LANGUAGES.get(str(item.get("language") or "").lower()),
    )
