"""A big archive: what it takes on disk, and what placing an article costs once it is read again.

300,000 articles of wire length, 5,000 a day, are stored as intake stores them; then another process
restores the story index from them as the service does when it starts, and places the next ones. It
takes some five minutes and a gigabyte of temporary files.
"""

import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from bench.newswire import PER_DAY, Newswire, Report
from bench.plain import Plain
from bench.report import Row, at_most
from bench.start import beside
from parley.app.restoring import restored
from parley.domain.languages.glossary import Glossary
from parley.domain.model import Archived, Placement, Reading
from parley.domain.relevance.reader import TradeReader
from parley.domain.stories.placing import STORY_WINDOW, StoryIndex
from parley.runtime import settle
from parley.settings import load_tracks
from parley.telemetry import configure
from parley_adapters.store import open_archive

ARTICLES, SMALL, SAMPLE = 300_000, 1_000, 1_000
_BATCH = 3_000
_AFFAIR = 8  # events of one affair, as the archive has them placed
_GIGABYTE = 10**9
# The database's parts, by what their tables and indexes are for.
_TEXT, _WORDS = "articles and their texts", "index of words"
_PARTS = {"revision": _TEXT, "article": _TEXT, "placement": "places"}


@dataclass(frozen=True, slots=True)
class Times:
    """Of placing one article: seconds of processor time and by the clock, each sorted."""

    cpu: Sequence[float]
    wall: Sequence[float]

    def p95(self) -> float:
        """Milliseconds of processor time."""
        return 1000 * self.cpu[int(0.95 * len(self.cpu))]

    def __str__(self) -> str:
        wall = 1000 * self.wall[int(0.95 * len(self.wall))]
        return f"p50 {1000 * statistics.median(self.cpu):.2f} ms; by the clock p95 {wall:.2f} ms"


@dataclass(frozen=True, slots=True)
class Placing:
    """What the process that restored the index measured."""

    ours: Times
    peer: Times
    stories: int
    seconds: float  # until the index was there
    busy: float  # processor time of it, in seconds
    lag: float  # how late another task had its turn meanwhile, p95, in milliseconds
    before: float  # MB
    after: float


def run(data: Path | None) -> Iterator[Row]:
    """On articles made up here; the data is not needed."""
    del data
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "archive.db"
        wire = Newswire().reports(ARTICLES + SAMPLE)
        first = list(islice(wire, SMALL + SAMPLE))
        settle()
        started = time.perf_counter()
        length = asyncio.run(_filled(file, first, wire))
        filled = time.perf_counter() - started
        following = list(wire)
        yield from _size(file, length, filled)
        yield from _ready(file)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            small = other.submit(_small, first).result()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
            big = other.submit(_restored, file, following).result()
    yield from _placing(SMALL, small, 2.0)
    yield from _placing(ARTICLES, big, 3.0)


# ── On disk ──────────────────────────────────────────────────────────────────────────────────


async def _filled(file: Path, first: Sequence[Report], wire: Iterator[Report]) -> float:
    """Store the articles; returns the mean length of title and text, in bytes."""
    archive = await open_archive(_url(file))
    founders: dict[int, str] = {}
    length, stored = 0, 0
    try:
        for batch in _batches(first, wire):
            length += sum(len(report.title) + len(report.text) for report in batch)
            stored += len(batch)
            await archive.articles.add([_archived(report, founders) for report in batch])
    finally:
        await archive.aclose()
    return length / stored


def _batches(first: Sequence[Report], wire: Iterator[Report]) -> Iterator[list[Report]]:
    left, waiting = ARTICLES, list(first)
    while left:
        batch = [*waiting, *islice(wire, min(_BATCH, left) - len(waiting))]
        left, waiting = left - len(batch), []
        yield batch


def _archived(report: Report, founders: dict[int, str]) -> Archived:
    """As it stands in the archive: in the story of its event, in an affair of several events."""
    revision = report.revision()
    story = founders.setdefault(report.event, revision.article_id)
    # Below zero, so that an affair's key is no event's.
    thread = founders.setdefault(-1 - report.event // _AFFAIR, revision.article_id)
    return Archived(
        revision=revision,
        reading=Reading(relevant=True, score=0.9, tracks=("us-china",)),
        placement=Placement(
            article_id=revision.article_id,
            story_id=story,
            thread_id=thread,
            placed_at=revision.first_seen,
        ),
    )


def _size(file: Path, length: float, seconds: float) -> Iterator[Row]:
    size = sum(path.stat().st_size for path in file.parent.glob(f"{file.name}*"))
    with closing(sqlite3.connect(file)) as raw:
        parts: Counter[str] = Counter()
        for name, pages in raw.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
            parts[_part(name)] += pages
        query = "SELECT sum(length(CAST(text AS BLOB))) FROM revision"
        (texts,) = raw.execute(query).fetchone()
    told = ", ".join(f"{name} {pages / 10**6:.0f}" for name, pages in parts.most_common())
    yield Row(
        name=f"{ARTICLES:,} articles on disk",
        value=size / 10**6,
        unit="MB",
        **at_most(_GIGABYTE, size, "≤ 1 GB"),  # type: ignore[arg-type] # a goal and whether met
        against=f"their titles and texts alone {ARTICLES * length / 10**6:.0f} MB",
        note=f"all of them found by their words; in MB: {told}; texts compressed to "
        f"{texts / 10**6:.0f}; {length:,.0f} bytes an article",
    )
    yield Row(
        name=f"{ARTICLES:,} articles stored and indexed",
        value=ARTICLES / seconds,
        unit="articles/s",
        note=f"{seconds:.0f} s, making them up included; batches of {_BATCH:,}",
    )


def _part(name: str) -> str:
    """What a table, or an index of one, is for."""
    if name.startswith("revision_fts"):
        return _WORDS
    if name.startswith(("ix_", "sqlite_autoindex_")):
        return "indexes"
    return _PARTS.get(name, "the rest")


def _ready(file: Path) -> Iterator[Row]:
    ready, megabytes = beside(file)
    yield Row(
        name=f"parley run: ready, {ARTICLES:,} archived",
        value=ready,
        unit="s",
        **at_most(2.0, ready, "≤ 2 s"),  # type: ignore[arg-type] # as above
        note=f"Slack and Discord connected; {megabytes:.0f} MB at the peak. The story index is read "
        "beside the service, when the first article is to be placed",
    )


# ── Placing ──────────────────────────────────────────────────────────────────────────────────


def _small(reports: Sequence[Report]) -> Placing:
    """What came before was placed by the index itself."""
    before, started, begun = _memory(), time.perf_counter(), time.process_time()
    index, peer = StoryIndex(_glossary()), Plain()
    for report in reports[:SMALL]:
        index.place(report)
    took = time.perf_counter() - started, time.process_time() - begun
    after = _memory()
    for report in reports[:SMALL]:
        peer.place(report)
    return _measured(index, peer, reports[SMALL:], (before, after), (*took, 0.0))


def _restored(file: Path, following: Sequence[Report]) -> Placing:
    """What came before is restored from the archive, as by the service when it starts."""
    settle()
    configure()  # what the service logs is no row
    return asyncio.run(_from_archive(file, following))


async def _from_archive(file: Path, following: Sequence[Report]) -> Placing:
    archive, now, glossary = await open_archive(_url(file)), following[0].at, _glossary()
    try:
        lags: list[float] = []
        other = asyncio.create_task(_lagging(lags))
        before, started, begun = _memory(), time.perf_counter(), time.process_time()
        index = await restored(archive.articles, now, glossary)
        took = time.perf_counter() - started, time.process_time() - begun
        after = _memory()
        other.cancel()
        lag = 1000 * sorted(lags)[int(0.95 * len(lags))]
        peer = Plain()
        async for row in archive.articles.placed(now - STORY_WINDOW):
            peer.place(row.revision)
        return _measured(index, peer, following, (before, after), (*took, lag))
    finally:
        await archive.aclose()


async def _lagging(lags: list[float]) -> None:
    """Ask for a turn every 10 ms, and note how late it comes, in seconds."""
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(0.01)
        lags.append(time.perf_counter() - asked - 0.01)


def _measured(
    index: StoryIndex,
    peer: Plain,
    reports: Sequence[Report],
    memory: tuple[float, float],
    took: tuple[float, float, float],
) -> Placing:
    return Placing(
        ours=_times(index.place, reports),
        peer=_times(peer.place, reports),
        stories=len(index),
        seconds=took[0],
        busy=took[1],
        lag=took[2],
        before=memory[0],
        after=memory[1],
    )


def _times(place: Callable[[Report], object], reports: Sequence[Report]) -> Times:
    cpu, wall = [], []
    for report in reports:
        begun, started = time.process_time(), time.perf_counter()
        place(report)
        cpu.append(time.process_time() - begun)
        wall.append(time.perf_counter() - started)
    return Times(sorted(cpu), sorted(wall))


def _placing(archived: int, found: Placing, goal: float) -> Iterator[Row]:
    window = min(archived, STORY_WINDOW.days * PER_DAY)
    yield Row(
        name=f"placing an article, {archived:,} archived, processor time p95",
        value=found.ours.p95(),
        unit="ms",
        **at_most(goal, found.ours.p95(), f"≤ {goal:g} ms"),  # type: ignore[arg-type] # as above
        against=f"plain TF-IDF over an inverted index {found.peer.p95():.2f} ms ({found.peer})",
        note=f"{found.ours}; the next {SAMPLE:,} articles, {PER_DAY:,} a day, {window:,} in the "
        f"window of {STORY_WINDOW.days} days",
    )
    yield Row(
        name=f"memory of the story index, {archived:,} archived",
        value=found.after - found.before,
        unit="MB",
        note=f"{found.stories:,} stories; growth of the process from {found.before:.0f} MB while "
        f"the index was made",
    )
    yield Row(
        name=f"story index made again, {archived:,} archived, processor time",
        value=found.busy,
        unit="s",
        note=f"by the clock {found.seconds:.1f} s; until then nothing is placed and all else goes on: "
        f"another task has its turn {found.lag:.1f} ms late (p95)",
    )


def _glossary() -> Glossary:
    return TradeReader(load_tracks()).glossary


def _memory() -> float:
    """What the process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"
