"""The Federal Register's API (documents, and public inspection) into entries."""

from collections.abc import Mapping
from typing import Any

from parley.domain.errors import NotAFeed
from parley.domain.model import Entry
from parley_adapters.sources.dates import parse_date
from parley_adapters.sources.json_feed import load
from parley_adapters.sources.text import plain


def parse(body: bytes, source_id: str) -> list[Entry]:
    """The documents of ``documents.json`` or ``public-inspection-documents/current.json``.

    An answer without matches has no ``results`` at all. A document's time is when it was filed, else
    midnight UTC of its day of publication, which for the next issue lies ahead.

    Raises ``NotAFeed`` for anything else, with the API's own words where it gives any.
    """
    data = load(body)
    if not isinstance(data, Mapping):
        raise NotAFeed("The answer is not the Federal Register's; check the source's address.")
    fault = data.get("errors") or data.get("error")
    if fault:
        raise NotAFeed(f"The Federal Register refused the query: {str(fault)[:200]}")
    results = data.get("results", [])
    if not isinstance(results, list) or not ("results" in data or "count" in data):
        raise NotAFeed("The answer is not the Federal Register's; check the source's address.")
    return [_entry(item, source_id) for item in results if isinstance(item, Mapping)]


def _entry(item: Mapping[str, Any], source_id: str) -> Entry:
    title = item.get("title") or " ".join(
        str(item[key]) for key in ("toc_subject", "toc_doc") if item.get(key)
    )
    dated = item.get("filed_at") or item.get("publication_date")
    return Entry(
        source_id=source_id,
        title=plain(str(title)),
        url=str(item.get("html_url") or item.get("pdf_url") or "") or None,
        guid=str(item.get("document_number") or "") or None,
        summary=plain(str(item.get("abstract") or "")),
        published_at=parse_date(str(dated)) if dated else None,
        language="en",
    )
