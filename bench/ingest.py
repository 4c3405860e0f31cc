"""Fetch, parse and store a thousand feeds, cold and unchanged: against ``reader``, and the floor."""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.feeds import FEEDS, ITEMS, serving
from bench.report import Row
from parley.app.collect import Collector
from parley.app.intake import Intake
from parley.domain.model import Authority, Reading, Rights, Source, SourceKind
from parley.domain.relevance.reader import TradeReader
from parley.domain.stories.placing import StoryIndex
from parley.runtime import settle
from parley.settings import load_tracks
from parley_adapters.sources import open_sources
from parley_adapters.sources.parse import parse_source
from parley_adapters.store import open_archive

_NOW = datetime(2025, 6, 30, tzinfo=UTC)
_CONNECTIONS = 32
# The anchors of the two goals, as multiples of what the peer does in the same run.
_COLD, _UNCHANGED = 10.0, 1.5


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast 1,000 feeds went: by the clock on the wall, and in processor time."""

    per_second: float
    cpu_ms: float

    def __str__(self) -> str:
        return f"{self.per_second:,.0f} ({self.cpu_ms:.2f} ms CPU a feed)"


@contextmanager
def _paced(into: list[Pace]) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    into.append(Pace(FEEDS / wall, 1000 * cpu / FEEDS))


def run(data: Path | None) -> Iterator[Row]:
    """Each figure in feeds a second; the data is not needed."""
    del data
    tracks = load_tracks()
    settle()
    with serving() as host, tempfile.TemporaryDirectory() as folder:
        peer_cold, peer_unchanged = _reader(host, Path(folder) / "reader.db")
        floor = asyncio.run(_floor(host))
        cold, unchanged = asyncio.run(_parley(host, Path(folder) / "plain.db", _Unread(tracks)))
        whole, _ = asyncio.run(_parley(host, Path(folder) / "whole.db", TradeReader(tracks)))
    yield _row(
        "cold",
        cold,
        peer_cold,
        f"fetch, parse, identify and store {FEEDS:,} feeds of {ITEMS} items from one local "
        "process; SQLite on disk, WAL, synchronous=NORMAL",
        goal=_COLD,
    )
    yield _row(
        "cold, with news sense",
        whole,
        peer_cold,
        "the same, every item judged, and the relevant tenth placed among stories and indexed; "
        "reader does nothing of the kind",
    )
    yield _row(
        "unchanged (304)",
        unchanged,
        peer_unchanged,
        "conditional GET by ETag; states stored",
        goal=_UNCHANGED,
    )
    yield Row(
        name="floor",
        value=floor.per_second,
        unit="feeds/s",
        note=f"httpx GET and the same parser, nothing stored; {floor.cpu_ms:.2f} ms CPU a feed",
    )


def _row(name: str, ours: Pace, peer: Pace, note: str, goal: float | None = None) -> Row:
    ratio = ours.per_second / peer.per_second
    return Row(
        name=name,
        value=ours.per_second,
        unit="feeds/s",
        goal=f"≥ {goal:g} × reader" if goal else "",
        met=ratio >= goal if goal else None,
        against=f"reader {peer}: {ratio:.1f} ×, by CPU {peer.cpu_ms / ours.cpu_ms:.1f} ×",
        note=f"{ours.cpu_ms:.2f} ms CPU a feed; {note}",
    )


def _sources(host: str) -> list[Source]:
    return [
        Source(
            id=f"feed-{number}",
            name=f"Feed {number}",
            kind=SourceKind.FEED,
            url=f"http://{host}/{number}",
            family=f"family-{number}",
            authority=Authority.PRESS,
            rights=Rights.EXCERPT,
        )
        for number in range(FEEDS)
    ]


class _Unread(TradeReader):
    """Judges nothing: what is left is what ``reader`` does as well."""

    def read(self, *_: object, **__: object) -> Reading:
        return Reading(relevant=False, score=0.0)


async def _parley(host: str, path: Path, reader: TradeReader) -> list[Pace]:
    """The product's own path, through the collector: cold, then unchanged."""
    archive = await open_archive(f"sqlite+aiosqlite:///{path}")
    sources = open_sources(
        user_agent="Parley-bench",
        connections=_CONNECTIONS,
        per_host=timedelta(0),
        timeout=timedelta(seconds=60),
        max_bytes=10_000_000,
        exempt_hosts=(host,),
        env={},
    )
    intake = Intake(archive.articles, reader, StoryIndex())
    collector = Collector(sources, archive.articles, _sources(host), intake.take)
    paces: list[Pace] = []
    try:
        with _paced(paces):
            report = await collector.collect(_NOW)
        assert (report.fresh, report.taken.new) == (FEEDS, FEEDS * ITEMS), report
        with _paced(paces):
            report = await collector.collect(_NOW + timedelta(hours=1))
        assert report.unchanged == FEEDS, report
    finally:
        await sources.aclose()
        await archive.aclose()
    return paces


async def _floor(host: str) -> Pace:
    """httpx as it comes and the product's parser; nothing is guarded and nothing stored."""
    import httpx

    limits = httpx.Limits(max_connections=10)
    paces: list[Pace] = []
    async with httpx.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:

        async def one(source: Source) -> int:
            answer = await client.get(source.url)
            kind = answer.headers["content-type"]
            return len(parse_source(source, answer.content, kind, source.url))

        with _paced(paces):
            counts: Sequence[int] = await asyncio.gather(*map(one, _sources(host)))
    assert sum(counts) == FEEDS * ITEMS
    return paces[0]


def _reader(host: str, path: Path) -> list[Pace]:
    """The peer as it comes, on a database of its own on the same disk: cold, then unchanged."""
    from reader import make_reader

    paces: list[Pace] = []
    with make_reader(str(path)) as peer:
        for source in _sources(host):
            peer.add_feed(source.url)
        for _ in ("cold", "unchanged"):
            with _paced(paces):
                for update in peer.update_feeds_iter(scheduled=False):
                    assert not isinstance(update.value, Exception), update
        assert peer.get_entry_counts().total == FEEDS * ITEMS
    return paces
