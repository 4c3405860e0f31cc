"""JSON Feed (jsonfeed.org, versions 1 and 1.1) into entries."""

import json
from collections.abc import Mapping
from typing import Any

from parley.domain.errors import NotAFeed
from parley.domain.languages.names import primary
from parley.domain.model import Entry
from parley_adapters.sources.dates import parse_date
from parley_adapters.sources.links import absolute
from parley_adapters.sources.text import plain


def load(body: bytes) -> Any:
    """JSON in any Unicode encoding, with or without a byte order mark. Raises ``NotAFeed``."""
    try:
        text = body.decode(json.detect_encoding(body), "replace")
        return json.loads(text.removeprefix("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        raise NotAFeed("The answer is not JSON, or it was cut short.") from error


def parse(
    body: bytes, *, source_id: str, base_url: str | None, language: str | None, limit: int
) -> list[Entry]:
    """The first ``limit`` items, in ``language`` where they name none.

    Raises ``NotAFeed`` for JSON of another kind.
    """
    data = load(body)
    items = data.get("items") if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or not (
        isinstance(items, list) or "jsonfeed" in str(data.get("version", ""))
    ):
        raise NotAFeed("The answer is JSON, but not a JSON Feed: it has no list of items.")
    home = data.get("home_page_url")
    base = base_url or (home if isinstance(home, str) else "")
    language = primary(_words(data, "language")) or language
    return [
        _entry(item, source_id, base, language)
        for item in (items if isinstance(items, list) else [])[:limit]
        if isinstance(item, Mapping)
    ]


def _entry(item: Mapping[str, Any], source_id: str, base: str, language: str | None) -> Entry:
    link = _words(item, "url") or _words(item, "external_url")
    return Entry(
        source_id=source_id,
        title=plain(_words(item, "title")),
        url=absolute(base, link),
        guid=_words(item, "id") or None,
        summary=plain(_words(item, "summary")),
        body=plain(_words(item, "content_html")) or " ".join(_words(item, "content_text").split()),
        published_at=parse_date(_words(item, "date_published") or _words(item, "date_modified")),
        language=primary(_words(item, "language")) or language,
    )


def _words(item: Mapping[str, Any], key: str) -> str:
    """A value as text; numbers are let pass, since ids are often written as numbers."""
    value = item.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()
