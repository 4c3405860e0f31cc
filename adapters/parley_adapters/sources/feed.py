"""Feeds into entries: RSS 0.9x to 2.0, RDF, Atom and JSON Feed, told apart by their bytes."""

import re

from parley.domain.errors import NotAFeed
from parley.domain.model import Entry
from parley_adapters.sources import hostile, json_feed, rapid, tolerant

MAX_ITEMS = 100_000
_ITEM_BYTES = 2_000  # on average, and what the slow parser may be given for each item asked for

_ITEM = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s/>]")
_CLOSING = {b"rss": b"</channel></rss>", b"feed": b"</feed>", b"rdf:RDF": b"</rdf:RDF>"}
_ROOT = re.compile(rb"<(rss|feed|rdf:RDF)[\s>]")


def parse(
    body: bytes,
    *,
    source_id: str,
    content_type: str | None = None,
    base_url: str | None = None,
    language: str | None = None,
    limit: int = MAX_ITEMS,
) -> list[Entry]:
    """The entries of a feed, in its order, every item kept, even one without id, title or link.

    ``content_type`` is the HTTP header, of which only the charset counts; ``base_url`` is where the
    feed was read, for relative links; ``language`` is assumed where a feed names none. Feeds list
    the newest first, so of a longer one the first ``limit`` items are read, and of an ill-formed one
    the first ``limit`` times 2 kB. A feed without items gives no entries. Titles, summaries and
    bodies are plain text, times UTC, languages primary tags ("en"); absent is "" or none.

    Raises ``NotAFeed`` for bytes that are no feed, too large, or made to exhaust a parser. Nothing
    outside the bytes is ever read.
    """
    body = hostile.unpacked(body)
    head = body.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1]
    if not head:
        raise NotAFeed("The answer is empty.")
    if head == b"{":
        return json_feed.parse(
            body, source_id=source_id, base_url=base_url, language=language, limit=limit
        )
    body = tolerant.recoded(body, content_type)
    hostile.check(body)
    body = _shortened(body, limit)
    found = rapid.read(body, source_id=source_id, base_url=base_url, language=language)
    if found is None:
        found = tolerant.read(
            body[: limit * _ITEM_BYTES], source_id=source_id, base_url=base_url, language=language
        )
    return found[:limit]


def _shortened(body: bytes, limit: int) -> bytes:
    """The feed cut before its item number ``limit`` + 1, and closed again."""
    if len(body) < limit * len(b"<item/>"):
        return body
    for number, item in enumerate(_ITEM.finditer(body)):
        if number == limit:
            root = _ROOT.search(body, 0, item.start())
            return body[: item.start()] + (_CLOSING[root[1]] if root else b"")
    return body
