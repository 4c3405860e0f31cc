"""A web page that lists news, read by the CSS selectors of its source's options."""

import re
from datetime import UTC, datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from parley.domain.errors import NotAFeed
from parley.domain.model import Entry, Source
from parley_adapters.sources.charset import decoded
from parley_adapters.sources.dates import parse_date
from parley_adapters.sources.links import absolute

_NUMERIC = re.compile(r"\b(\d{1,4})\s?[./年-]\s?(\d{1,2})\s?[./月-]\s?(\d{1,4})\b|(?<!\d)"
                      r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")  # fmt: skip
_WRITTEN = re.compile(
    r"\b(\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\.?,?\s+\d{4}|[A-Za-z]{3,9}\.?\s+\d{1,2},?\s+\d{4})"
)


def parse(
    body: bytes, source: Source, base_url: str, content_type: str | None = None
) -> list[Entry]:
    """One entry for each match of ``options["item"]``, in the page's order, doubles left out.

    ``title``, ``link`` and ``date`` select within an item; without them the first link serves for
    the first two. ``date_order = "mdy"`` reads 05/06/2025 as the 6th of May, otherwise the day comes
    first. A ``datetime`` attribute goes before the words; a day without a time is midnight UTC.

    Raises ``NotAFeed`` where nothing matches, since a page that was rebuilt must not look quiet, and
    for selectors that are missing or not CSS.
    """
    options = source.options
    if "item" not in options:
        raise NotAFeed(f'The source "{source.id}" has no selector; set options.item.')
    tree = LexborHTMLParser(decoded(body, content_type or ""))
    try:
        items = tree.css(options["item"])
        found = [_entry(item, source, base_url) for item in items]
    except (SelectolaxError, ValueError) as error:
        raise NotAFeed(f'The source "{source.id}" has a selector that is not CSS.') from error
    entries = list({(entry.url, entry.title): entry for entry in found if entry.title}.values())
    if not entries:
        raise NotAFeed(
            f"""Nothing on the page matches "{options["item"]}"; look whether it was rebuilt."""
        )
    return entries


def _entry(item: LexborNode, source: Source, base_url: str) -> Entry:
    options = source.options
    link = item if item.tag == "a" else item.css_first(options.get("link", "a"))
    title = item.css_first(options["title"]) if "title" in options else link
    date = item.css_first(options["date"]) if "date" in options else None
    href = link.attributes.get("href") if link is not None else None
    return Entry(
        source_id=source.id,
        title=_words(title) or ((link.attributes.get("title") or "") if link is not None else ""),
        url=absolute(base_url, href),
        published_at=_day(date, month_first=options.get("date_order") == "mdy"),
        language=source.language,
    )


def _words(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node is not None else ""


def _day(node: LexborNode | None, *, month_first: bool) -> datetime | None:
    if node is None:
        return None
    stamped = node if "datetime" in node.attributes else node.css_first("[datetime]")
    if stamped is not None and (at := parse_date(stamped.attributes.get("datetime"))):
        return at
    text = _words(node)
    if numbers := _NUMERIC.search(text):
        return _from_numbers([int(n) for n in numbers.groups() if n], month_first=month_first)
    written = _WRITTEN.search(text)
    return parse_date(written[1]) if written else parse_date(text)


def _from_numbers(parts: list[int], *, month_first: bool) -> datetime | None:
    """Year first if it looks like a year; else by ``month_first``, unless that is no date."""
    a, b, c = parts
    orders = [(a, b, c)] if a > 31 else [(c, a, b), (c, b, a)] if month_first else [(c, b, a)]
    for year, month, day in orders:
        try:
            return datetime(year if year > 99 else 2000 + year, month, day, tzinfo=UTC)
        except ValueError:
            continue
    return None
