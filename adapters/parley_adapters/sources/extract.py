"""A web page's article: its text without what surrounds it, its title and its date."""

import json
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from parley.app.ports import Page
from parley_adapters.sources.dates import parse_date
from parley_adapters.sources.hostile import is_flooded
from parley_adapters.sources.rejoining import rejoined
from parley_adapters.sources.text import cleaned
from parley_adapters.sources.trimming import trimmed

_MIDNIGHT = time()
_MAX_CHARS = 5_000_000
# Where pages state their publication (Open Graph, schema.org, Dublin Core, and publishers' own).
_DATE_NAMES = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate",
    "publish-date", "dc.date", "dc.date.issued", "parsely-pub-date", "sailthru.date",
)  # fmt: skip


def extract(html: str, url: str | None) -> Page:
    """The article of a page, by trafilatura; ``text`` is "" where there is none.

    Beyond trafilatura: parts of one article that stand in separate containers are put together, the
    headline is taken off the top, and lines that lead elsewhere are left out. ``published_at`` is
    what the page's own metadata says (a day is its midnight, UTC), else what trafilatura finds.
    """
    html = html[:_MAX_CHARS].replace("\0", "")
    if is_flooded(html.encode("utf-8", "replace")):
        return Page(url=url or "", title="", text="")
    found = _article(html, url)
    if found is None:
        return Page(url=url or "", title="", text="", published_at=_stated(html))
    text, title = found.text or "", cleaned(found.title or "")
    tree = rejoined(html, text) if text else None
    whole = _article(tree, url) if tree is not None else None
    if whole is not None and len(whole.text or "") > len(text):
        text = whole.text
    return Page(
        url=url or found.url or "",
        title=title,
        text=trimmed(cleaned(text), title),
        published_at=_stated(html) or parse_date(found.date),
    )


def _article(page: Any, url: str | None) -> Any:
    """What trafilatura makes of a page; none where there is no page or it fails."""
    from trafilatura import bare_extraction

    if isinstance(page, str) and not page.strip():
        return None
    try:
        return bare_extraction(
            page,
            url=url,
            fast=True,  # its own rules; the fall-backs it compares with take in more boilerplate
            favor_recall=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"original_date": True, "extensive_search": False},
        )
    except Exception:  # noqa: BLE001 - a page can break any parser; it then has no article
        return None


def _stated(html: str) -> datetime | None:
    """The instant that the page's own metadata gives as its publication."""
    tree = LexborHTMLParser(html)
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        for words in _published(data):
            if at := parse_date(words):
                return at
    stated: dict[str, str | None] = {}
    for meta in tree.css("meta[content]"):
        marks = meta.attributes
        name = marks.get("property") or marks.get("name") or marks.get("itemprop") or ""
        stated.setdefault(name.lower(), marks.get("content"))
    dates = [date for name in _DATE_NAMES if (date := parse_date(stated.get(name)))]
    # An instant says more than a day.
    return next((date for date in dates if date.time() != _MIDNIGHT), dates[0] if dates else None)


def _published(data: Any) -> Iterator[str]:
    """Every ``datePublished`` of linked data, outermost first."""
    level = [data]
    while level:
        deeper: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                if isinstance(value.get("datePublished"), str):
                    yield value["datePublished"]
                deeper.extend(value.values())
            elif isinstance(value, list):
                deeper.extend(value)
        level = deeper
