"""Feed parsing on feedparser's own fixtures, dates and hostile XML, against feedparser."""

import io
import json
import tarfile
import time
from calendar import timegm
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.report import Row, at_least
from parley.domain.errors import NotAFeed
from parley.domain.model import Entry
from parley_adapters.sources import feed
from parley_adapters.sources.dates import parse_date
from parley_adapters.sources.text import plain


def run(data: Path | None) -> list[Row]:
    """Counts over every fixture: entries, titles, links and dates that feedparser finds."""
    return [] if data is None else [*_fixtures(data), _dates(data), _hostile(data)]


def fixtures(data: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every fixture."""
    with tarfile.open(data / "feeds_torture" / "feedparser.tar.xz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.isfile() else None
            if file is not None:
                yield member.name, file.read()


def compare(body: bytes) -> Counter[str]:
    """What feedparser finds in a fixture (``of …``), and what of it we find too."""
    import feedparser

    theirs = feedparser.parse(io.BytesIO(body)).entries
    try:
        ours = feed.parse(body, source_id="bench")
    except NotAFeed:
        ours = []
    found = Counter({"of entries": len(theirs), "entries": min(len(ours), len(theirs))})
    for mine, his in zip(ours, theirs, strict=False):
        found.update(_fields(mine, his))
    return found


def _fields(mine: Entry, his: Any) -> Iterator[str]:
    pairs = {
        "titles": (mine.title, plain(his.get("title"))),
        "links": (mine.url or "", his.get("link") or ""),
        "dates": (mine.published_at, _date(his)),
    }
    for name, (given, wanted) in pairs.items():
        if wanted:
            yield f"of {name}"
            if given == wanted:
                yield name


def _date(entry: Any) -> datetime | None:
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        if parts := entry.get(key):
            return datetime.fromtimestamp(timegm(parts), UTC)
    return None


def _fixtures(data: Path) -> list[Row]:
    bodies = [body for _, body in fixtures(data)]
    start = time.perf_counter()
    found: Counter[str] = Counter()
    for body in bodies:
        found.update(compare(body))
    spent = time.perf_counter() - start
    return [
        Row(
            name=f"feed {what} that feedparser finds",
            value=found[what],
            **at_least(found[f"of {what}"], found[what], f"all {found[f'of {what}']}")  # type: ignore[arg-type] # a goal and whether it is met
            if what == "entries"
            else {},
            against=f"feedparser {found[f'of {what}']}",
            note=f"{len(bodies)} fixtures, {spent:.1f} s with feedparser"
            if what == "entries"
            else "",
        )
        for what in ("entries", "titles", "links", "dates")
    ]


def _utc(parts: list[int] | None) -> datetime | None:
    return datetime.fromtimestamp(timegm((*parts, 0, 0, 0)), UTC) if parts else None


def _dates(data: Path) -> Row:
    lines = (
        (data / "date_strings" / "feedparser_dates.jsonl").read_text(encoding="utf-8").splitlines()
    )
    rows = [json.loads(line) for line in lines]
    right = sum(parse_date(row["input"]) == _utc(row["utc"]) for row in rows)
    return Row(name="feed dates read exactly", value=right, against=f"of {len(rows)} strings")


def _hostile(data: Path) -> Row:
    files = sorted((data / "hostile_xml").glob("*.xml"))
    refused = 0
    for path in files:
        try:
            feed.parse(path.read_bytes(), source_id="bench")
        except NotAFeed:
            refused += 1
    return Row(
        name="hostile XML refused",
        value=refused,
        **at_least(len(files), refused, f"all {len(files)}"),  # type: ignore[arg-type] # as above
    )
