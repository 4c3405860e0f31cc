"""A source's answer into entries: by its kind, and no more of them than its rights allow."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from parley.domain.errors import FetchError
from parley.domain.languages.names import primary
from parley.domain.model import Entry, Rights, Source, SourceKind
from parley_adapters.sources import federal_register, feed, gdelt, page_list

_WEB = re.compile(r"https?://", re.IGNORECASE)
# What a source lists beyond this would be lost or fill the memory; no honest one comes near.
MAX_ITEMS = feed.MAX_ITEMS


def parse_source(
    source: Source, body: bytes, content_type: str | None, final_url: str
) -> list[Entry]:
    """The entries of one answer, in the source's order, all of them.

    ``final_url`` is where the redirects led; relative links are read against it. A link is http(s)
    or none, a language a primary tag ("en"). A ``headline_only`` source's entries carry headline,
    link and time alone. It takes processor time, not waiting: call it in a thread where an event
    loop must not stand still.

    Raises ``NotAFeed``, or another ``FetchError``, with a sentence that says what came instead, and
    ``FetchError`` for more than ``MAX_ITEMS`` entries: none is dropped in silence.
    """
    match source.kind:
        case SourceKind.FEED:
            found = feed.parse(
                body,
                source_id=source.id,
                content_type=content_type,
                base_url=final_url,
                language=primary(source.language),
                limit=MAX_ITEMS + 1,
            )
        case SourceKind.FEDERAL_REGISTER:
            found = federal_register.parse(body, source.id)
        case SourceKind.GDELT:
            found = gdelt.parse(body, source.id)
        case SourceKind.PAGE:
            found = page_list.parse(body, source, final_url, content_type)
    if len(found) > MAX_ITEMS:
        raise FetchError(
            f"{source.name} lists more than {MAX_ITEMS:,} items and was not read; "
            "look for a feed that is cut to the newest."
        )
    return list(_allowed(found, source))


def _allowed(entries: Iterable[Entry], source: Source) -> Iterator[Entry]:
    """The entries with what is to be otherwise; most are right as they are, and copies are dear."""
    headline_only = source.rights is Rights.HEADLINE_ONLY
    for entry in entries:
        changed: dict[str, Any] = {}
        if entry.url is not None and not _WEB.match(entry.url):
            changed["url"] = None
        if headline_only and (entry.summary or entry.body):
            changed.update(summary="", body="")
        language = primary(entry.language or source.language)
        if language != entry.language:
            changed["language"] = language
        yield replace(entry, **changed) if changed else entry
