"""The patient way through a feed, by feedparser: ill-formed XML, odd encodings, XHTML, base64."""

import io
import re
from datetime import datetime
from typing import Any

from parley.domain.errors import NotAFeed
from parley.domain.languages.names import primary
from parley.domain.model import Entry
from parley_adapters.sources.dates import parse_date
from parley_adapters.sources.links import absolute
from parley_adapters.sources.text import plain

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)""")
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d+|#[xX][\da-fA-F]+|[A-Za-z][A-Za-z0-9]*);)")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.-]+)""", re.IGNORECASE)
_FEED_ROOT = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|channel)[\s/>]", re.IGNORECASE)
_PAGE_ROOT = re.compile(rb"<(?:!doctype )?html[\s>]", re.IGNORECASE)


def recoded(body: bytes, content_type: str | None) -> bytes:
    """The document in UTF-8, whatever its byte order mark, declaration or header say it is in.

    The document's own declaration goes before the header's charset, which servers often get wrong.
    """
    declared = _DECLARED.match(body.removeprefix(b"\xef\xbb\xbf")[:1024])
    charset = _CHARSET.search(content_type or "")
    hint = declared[1].decode().lower() if declared else charset[1].lower() if charset else "utf-8"
    if hint in {"utf-8", "utf8", "us-ascii", "ascii"} and b"\0" not in body:
        try:
            body.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return body.removeprefix(b"\xef\xbb\xbf")
    from feedparser.encodings import convert_to_utf8

    headers = {"content-type": content_type} if charset and not declared else {}
    converted: bytes = convert_to_utf8(headers, body, {})
    return converted


def read(
    body: bytes, *, source_id: str, base_url: str | None, language: str | None = None
) -> list[Entry]:
    """The entries of a document in UTF-8, in ``language`` where it names none. Raises ``NotAFeed``."""
    import feedparser

    try:
        feed = feedparser.parse(
            io.BytesIO(_escaped(body)),  # bytes that spell a path would be opened
            response_headers={"content-location": base_url} if base_url else {},
            sanitize_html=False,  # everything becomes plain text below
            resolve_relative_uris=False,
        )
    except Exception as error:  # a parser fed hostile bytes may raise anything
        raise NotAFeed("The feed is so broken that no parser reads it.") from error
    if not feed.entries and not feed.version and not _FEED_ROOT.search(body):
        what = "a web page" if _PAGE_ROOT.search(body) else "something else"
        raise NotAFeed(f"The answer is {what}, not a feed; look for the feed's own address.")
    base = base_url or feed.feed.get("link") or ""
    named = feed.feed.get("language")
    language = primary(named) if named else language
    return [_entry(item, source_id, base, language) for item in feed.entries]


def _escaped(body: bytes) -> bytes:
    """Bare ampersands escaped, but for those in CDATA: feedparser makes "AT&T;" of "AT&T"."""
    parts = []
    at = 0
    while at < len(body):
        start = body.find(b"<![CDATA[", at)
        end = body.find(b"]]>", start) if start >= 0 else -1
        words = body[at : start if end >= 0 else len(body)]
        parts.append(_BARE_AMPERSAND.sub(b"&amp;", words))
        if end < 0:
            break
        parts.append(body[start : end + 3])
        at = end + 3
    return b"".join(parts)


def _entry(item: Any, source_id: str, base: str, language: str | None) -> Entry:
    content = " ".join(part.get("value") or "" for part in item.get("content", ()))
    body = plain(content)
    summary = plain(item.get("summary"))
    return Entry(
        source_id=source_id,
        title=plain(item.get("title")),
        url=absolute(base, item.get("link")),
        guid=item.get("id") or None,
        summary=""
        if summary == body
        else summary,  # feedparser copies the content where it is absent
        body=body,
        published_at=_published(item),
        language=language,
    )


def _published(item: Any) -> datetime | None:
    for key in ("published", "updated", "created"):
        # Asked for with "get", an absent "updated" is a warning and "published" once more.
        if key in item and (found := parse_date(item[key])):
            return found
    return None
