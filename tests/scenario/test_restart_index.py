"""A start over an archive: the story index is read when it is needed, and nobody waits for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from parley import settings
from parley.app.intake import Intake
from parley.app.ports import Archive
from parley.domain.errors import StoreBusy
from parley.domain.identity import article_id
from parley.domain.model import Archived, Authority, Entry, Rights, Source, SourceKind
from parley.domain.relevance.reader import TradeReader
from parley.wiring.pipeline import open_pipeline
from parley_adapters.store import open_archive

NOON = datetime(2025, 5, 12, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WIRE = Source(
    id="wire",
    name="Wire",
    kind=SourceKind.FEED,
    url="https://wire.example/feed.xml",
    family="wire",
    authority=Authority.PRESS,
    rights=Rights.EXCERPT,
)
TALKS = [
    Entry(
        source_id="wire",
        title=f"US and China resume tariff talks in Geneva{more}",
        summary="Negotiators of the United States and China met in Geneva to discuss tariffs.",
        url=f"https://wire.example/{number}",
    )
    for number, more in enumerate(("", " on Monday", ", envoys say", " as deadline nears"))
]
STEEL = Entry(
    source_id="wire",
    title="India and Japan open steel talks in Osaka",
    summary="Piyush Goyal met Yoji Muto to discuss safeguard duties on cold-rolled steel coils.",
    url="https://wire.example/steel",
)
FOUNDER = article_id("https://wire.example/0")


class Held:
    """Articles whose reading again waits for ``go``, and fails as often as ``failures`` says."""

    def __init__(self, articles: Any) -> None:
        self._articles = articles
        self.asked, self.go = asyncio.Event(), asyncio.Event()
        self.failures = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._articles, name)

    async def placed(self, since: datetime) -> AsyncIterator[Archived]:
        self.asked.set()
        await self.go.wait()
        first = True
        async for row in self._articles.placed(since):
            if not first and self.failures:
                self.failures -= 1
                raise StoreBusy("The database is locked.")
            first = False
            yield row


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Archive]:
    archive = await open_archive(f"sqlite+aiosqlite:///{folder / 'parley.db'}")
    try:
        yield archive
    finally:
        await archive.aclose()


def started(articles: Any) -> Intake:
    """An intake as the service starts it."""
    return Intake(articles, TradeReader(settings.load_tracks()))


async def stories(archive: Archive) -> dict[str, str]:
    """The story of each placed article."""
    return {
        row.revision.url.rpartition("/")[2]: row.placement.story_id
        async for row in archive.articles.placed(NOON - 1000 * HOUR)
        if row.placement
    }


async def test_opening_reads_nothing_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is there to answer and to send before a single article was read again."""
    async with opened(tmp_path) as archive:
        await started(archive.articles).take([(WIRE, TALKS[:1])], NOON)

        def walk(*_: object) -> None:
            raise AssertionError("Opening has read the archive's articles again.")

        monkeypatch.setattr(type(archive.articles), "founders", walk)
        with monkeypatch.context() as opening:
            opening.setattr(type(archive.articles), "placed", walk)  # the ledger may need it later
            pipeline = await open_pipeline(settings.load(env={}), archive, sources=[WIRE])
        # Nor do entries that are known, or that nobody wants.
        soup = Entry(source_id="wire", title="Two leeks and a potato make a soup for everybody")
        taken = await pipeline.intake.take([(WIRE, [TALKS[0], soup])], NOON + HOUR)
        assert (taken.known, taken.new) == (1, 1)


async def test_what_comes_meanwhile_waits_its_turn(tmp_path: Path) -> None:
    """Batches that come while the index is read are placed after it, in order: no story is split."""
    async with opened(tmp_path) as archive:
        await started(archive.articles).take([(WIRE, [TALKS[0], STEEL])], NOON)
        held = Held(archive.articles)
        intake = started(held)
        batches = [
            asyncio.create_task(intake.take([(WIRE, [entry])], NOON + HOUR)) for entry in TALKS[1:]
        ]
        await held.asked.wait()
        assert not any(batch.done() for batch in batches)
        assert set(await stories(archive)) == {"0", "steel"}  # and the archive still answers
        held.go.set()
        await asyncio.gather(*batches)
        found = await stories(archive)
        assert {found[str(number)] for number in range(4)} == {FOUNDER}
        assert len(found) == 5


@pytest.mark.parametrize("how", ["stopped", "fault"])
async def test_a_start_that_was_cut_off_leaves_no_half_an_index(tmp_path: Path, how: str) -> None:
    """Stopped, or the store fails, half way: nothing is stored, and next time it is read whole."""
    async with opened(tmp_path) as archive:
        await started(archive.articles).take([(WIRE, [STEEL, TALKS[0]])], NOON)
        held = Held(archive.articles)
        intake = started(held)
        taking = asyncio.create_task(intake.take([(WIRE, TALKS[1:])], NOON + HOUR))
        await held.asked.wait()
        if how == "stopped":
            taking.cancel()
        else:
            held.failures = 1
            held.go.set()
        with suppress(asyncio.CancelledError, StoreBusy):
            await taking
        assert set(await stories(archive)) == {"0", "steel"}
        held.go.set()
        await intake.take([(WIRE, TALKS[1:])], NOON + 2 * HOUR)
        found = await stories(archive)
        assert {found[str(number)] for number in range(4)} == {FOUNDER}


async def test_a_second_replica_goes_on_where_the_first_is(tmp_path: Path) -> None:
    """It reads what the first has placed; an article that both bring has one place."""
    async with opened(tmp_path) as archive, opened(tmp_path) as other:
        first, second = started(archive.articles), started(other.articles)
        await first.take([(WIRE, [TALKS[0], STEEL])], NOON)
        await asyncio.gather(
            first.take([(WIRE, TALKS[1:3])], NOON + HOUR),
            second.take([(WIRE, TALKS[1:])], NOON + HOUR),
        )
        found = await stories(archive)
        assert len(found) == 5
        assert {found[str(number)] for number in range(4)} == {FOUNDER}
