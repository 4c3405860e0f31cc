"""Fetch, parse and store a thousand feeds, cold and unchanged: against ``reader``, and the floor."""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.feeds import FEEDS, ITEMS, serving
from bench.report import Row, at_least
from parley.app.collect import Collector, CollectReport
from parley.app.intake import Intake
from parley.domain.model import Authority, Reading, Rights, Source, SourceKind
from parley.domain.relevance.reader import TradeReader
from parley.domain.stories.placing import StoryIndex
from parley.settings import load_tracks
from parley_adapters.sources import open_sources
from parley_adapters.sources.parse import parse_source
from parley_adapters.store import open_archive

_NOW = datetime(2025, 6, 30, tzinfo=UTC)
_CONNECTIONS = 32
# The anchors of the two goals, as multiples of what the peer does in the same run.
_COLD, _UNCHANGED = 10.0, 1.5


def run(data: Path | None) -> Iterator[Row]:
    """Each figure in feeds a second; the data is not needed."""
    del data
    with serving() as host, tempfile.TemporaryDirectory() as folder:
        peer_cold, peer_unchanged = _reader(host, Path(folder) / "reader.db")
        floor = asyncio.run(_floor(host))
        tracks = load_tracks()
        cold, unchanged = asyncio.run(_parley(host, Path(folder) / "plain.db", _Unread(tracks)))
        whole, _ = asyncio.run(_parley(host, Path(folder) / "whole.db", TradeReader(tracks)))
    how = (
        f"fetch, parse, identify, store {FEEDS:,} feeds of {ITEMS} items from one local process; "
        "SQLite on disk, WAL, synchronous=NORMAL"
    )
    yield Row(
        name="cold",
        value=cold,
        unit="feeds/s",
        **at_least(_COLD * peer_cold, cold, f"≥ {_COLD:g} × reader"),  # type: ignore[arg-type]
        against=f"reader {peer_cold:,.0f}: {cold / peer_cold:.1f} ×; floor {floor:,.0f}",
        note=how,
    )
    yield Row(
        name="cold, with news sense",
        value=whole,
        unit="feeds/s",
        against=f"reader {peer_cold:,.0f}: {whole / peer_cold:.1f} ×",
        note="the same, every item judged and the relevant tenth placed and indexed; "
        "reader does nothing of the kind",
    )
    yield Row(
        name="unchanged (304)",
        value=unchanged,
        unit="feeds/s",
        **at_least(_UNCHANGED * peer_unchanged, unchanged, f"≥ {_UNCHANGED:g} × reader"),  # type: ignore[arg-type]
        against=f"reader {peer_unchanged:,.0f}: {unchanged / peer_unchanged:.1f} ×",
        note="conditional GET by ETag; states stored",
    )
    yield Row(
        name="floor",
        value=floor,
        unit="feeds/s",
        note="httpx GET and the same parser, nothing stored",
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


async def _parley(host: str, path: Path, reader: TradeReader) -> tuple[float, float]:
    """The product's own path, through the collector."""
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
    try:
        cold, report = await _timed(collector, _NOW)
        assert (report.fresh, report.taken.new) == (FEEDS, FEEDS * ITEMS), report
        unchanged, report = await _timed(collector, _NOW + timedelta(hours=1))
        assert report.unchanged == FEEDS, report
    finally:
        await sources.aclose()
        await archive.aclose()
    return cold, unchanged


async def _timed(collector: Collector, now: datetime) -> tuple[float, CollectReport]:
    start = time.perf_counter()
    report = await collector.collect(now)
    return FEEDS / (time.perf_counter() - start), report


async def _floor(host: str) -> float:
    """httpx as it comes and the product's parser; nothing is guarded and nothing stored."""
    import httpx

    limits = httpx.Limits(max_connections=10)
    async with httpx.AsyncClient(limits=limits, timeout=60, trust_env=False) as client:

        async def one(source: Source) -> int:
            answer = await client.get(source.url)
            kind = answer.headers["content-type"]
            return len(parse_source(source, answer.content, kind, source.url))

        start = time.perf_counter()
        counts: Sequence[int] = await asyncio.gather(*map(one, _sources(host)))
        seconds = time.perf_counter() - start
    assert sum(counts) == FEEDS * ITEMS
    return FEEDS / seconds


def _reader(host: str, path: Path) -> tuple[float, float]:
    """The peer, on a database of its own on the same disk."""
    from reader import make_reader

    with make_reader(str(path)) as peer:
        for source in _sources(host):
            peer.add_feed(source.url)
        rates = []
        for _ in ("cold", "unchanged"):
            start = time.perf_counter()
            for update in peer.update_feeds_iter(workers=8, scheduled=False):
                assert not isinstance(update.value, Exception), update
            rates.append(FEEDS / (time.perf_counter() - start))
        assert peer.get_entry_counts().total == FEEDS * ITEMS
    return rates[0], rates[1]
