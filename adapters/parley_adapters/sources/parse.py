"""A source's answer into entries: by its kind, and no more of them than its rights allow."""

import re
from collections.abc import Iterable
from dataclasses import replace

from parley.domain.model import Entry, Rights, Source, SourceKind
from parley_adapters.sources import federal_register, feed, gdelt, page_list

_WEB = re.compile(r"https?://", re.IGNORECASE)
# A source that lists more than this is read from the top; a poll must not fill the memory.
MAX_ITEMS = 2_000


def parse_source(
    source: Source, body: bytes, content_type: str | None, final_url: str
) -> list[Entry]:
    """The entries of one answer, in the source's order, at most ``MAX_ITEMS``.

    ``final_url`` is where the redirects led; relative links are read against it. A link is http(s)
    or none, a language a primary tag ("en"). A ``headline_only`` source's entries carry headline,
    link and time alone. It takes processor time, not waiting: call it in a thread where an event
    loop must not stand still.

    Raises ``NotAFeed``, or another ``FetchError``, with a sentence that says what came instead.
    """
    match source.kind:
        case SourceKind.FEED:
            found = feed.parse(
                body,
                source_id=source.id,
                content_type=content_type,
                base_url=final_url,
                limit=MAX_ITEMS,
            )
        case SourceKind.FEDERAL_REGISTER:
            found = federal_register.parse(body, source.id)
        case SourceKind.GDELT:
            found = gdelt.parse(body, source.id)
        case SourceKind.PAGE:
            found = page_list.parse(body, source, final_url, content_type)
    return list(_allowed(found[:MAX_ITEMS], source))


def _allowed(entries: Iterable[Entry], source: Source) -> Iterable[Entry]:
    headline_only = source.rights is Rights.HEADLINE_ONLY
    for entry in entries:
        yield replace(
            entry,
            url=entry.url if entry.url and _WEB.match(entry.url) else None,
            summary="" if headline_only else entry.summary,
            body="" if headline_only else entry.body,
            language=(entry.language or source.language).split("-")[0].lower(),
        )
