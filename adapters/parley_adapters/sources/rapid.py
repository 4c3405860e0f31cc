"""The quick way through a feed that is plainly sound; anything doubtful is left to ``tolerant``.

fastfeedparser is some forty times quicker than feedparser, and loses text without a word where a
feed has inline markup, undeclared entities or unusual encodings. So expat looks first, and what
comes back is taken only if no item and no date is missing from it.
"""

import re
from typing import Any

from parley.domain.model import Entry
from parley_adapters.sources.dates import parse_date
from parley_adapters.sources.inspection import DATES, Doubtful, inspect
from parley_adapters.sources.language import primary
from parley_adapters.sources.links import absolute
from parley_adapters.sources.text import plain

_LANGUAGE = re.compile(rb"<(?:dc:)?language>\s*([A-Za-z-]{2,15})\s*<")
_HEAD = 20_000  # bytes in which a channel names its language
_SUMMARIES = {"description", "summary"}
_BODIES = {"content", "content:encoded"}


def read(
    body: bytes, *, source_id: str, base_url: str | None, language: str | None = None
) -> list[Entry] | None:
    """The entries of UTF-8 ``body``; none where the quick way is not safe. Raises ``NotAFeed``.

    ``language`` is assumed where the feed names none.
    """
    import fastfeedparser

    try:
        seen = inspect(body)
        feed = fastfeedparser.parse(
            body, include_tags=False, include_media=False, include_enclosures=False
        )
    except (Doubtful, ValueError, LookupError, TypeError, AttributeError):
        return None
    items = feed["entries"]
    if len(items) != len(seen) or any(
        children & DATES and not _date(item) for item, children in zip(items, seen, strict=True)
    ):
        return None
    about = feed.get("feed", {})
    link = about.get("link")
    base = base_url or (link if isinstance(link, str) else "")
    stated = _LANGUAGE.search(body, 0, _HEAD)
    named = stated[1].decode() if stated else about.get("language")
    language = primary(named) if isinstance(named, str) and named else language
    return [
        _entry(item, children, source_id, base, language)
        for item, children in zip(items, seen, strict=True)
    ]


def _date(item: Any) -> str | None:
    date: str | None = item.get("published") or item.get("updated")
    return date


def _entry(item: Any, children: set[str], source_id: str, base: str, language: str | None) -> Entry:
    # fastfeedparser makes up a description from the content, and a content from the description.
    content = item.get("content") if children & _BODIES else None
    guid = item.get("id") or ""
    return Entry(
        source_id=source_id,
        title=plain(item.get("title")),
        url=absolute(
            base,
            item.get("link") or (guid if guid.lower().startswith(("http:", "https:")) else None),
        ),
        guid=guid or None,
        summary=plain(item.get("description")) if children & _SUMMARIES else "",
        body=plain(content[0].get("value")) if content else "",
        published_at=parse_date(_date(item)),
        language=language,
    )
