"""The ledger is kept as articles come in, and what a fault left out is made good."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from parley import settings, wiring
from parley.app.chronicle import Chronicle
from parley.app.demo import SetClock
from parley.app.ports import Archive
from parley.domain.errors import StoreBusy
from parley.domain.model import Authority, Entry, Rights, Source, SourceKind
from parley.wiring.pipeline import Pipeline, open_pipeline

NOON = datetime(2025, 5, 12, 12, tzinfo=UTC)
DAY = timedelta(days=1)
WIRE = Source(
    id="wire",
    name="Wire",
    kind=SourceKind.FEED,
    url="https://wire.example/feed",
    family="wire",
    authority=Authority.WIRE,
    rights=Rights.FULL_TEXT,
)
PAUSE = "The United States and China agreed on Monday to cut their tariffs for 90 days."
CURBS = (
    "The US Commerce Department ordered chip software makers on Wednesday to halt sales to China."
)
STALL = "US trade talks with China are a bit stalled, Bessent said on Thursday."
DAYS = ((PAUSE, NOON), (CURBS, NOON + 16 * DAY), (STALL, NOON + 17 * DAY))


class Faulty:
    """A port whose next so many calls of one method fail."""

    def __init__(self, port: object, method: str, failures: int = 1) -> None:
        self._port, self._method, self.failures = port, method, failures

    def __getattr__(self, name: str) -> Any:
        if name == self._method and self.failures:
            self.failures -= 1
            return self._fail
        return getattr(self._port, name)

    async def _fail(self, *_: object) -> None:
        raise StoreBusy("The database is locked.")


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    opened = await wiring.open_archive("sqlite+aiosqlite://")
    yield opened
    await opened.aclose()


async def pipeline_over(archive: Archive) -> Pipeline:
    return await open_pipeline(settings.load(env={}), archive, clock=SetClock(NOON), sources=[WIRE])


async def publish(pipeline: Pipeline, day: tuple[str, datetime]) -> None:
    words, at = day
    entry = Entry(
        source_id="wire",
        title=f"Wire of {at:%d %B}",
        url=f"https://wire.example/{at:%d}",
        body=words,
        published_at=at,
    )
    await pipeline.intake.take([(WIRE, [entry])], at)


async def states(archive: Archive) -> Sequence[tuple[str, str | None]]:
    known = await archive.developments.known(None, NOON + 30 * DAY, ["us-china"])
    return [(item.kind.value, item.state) for item in known]


EXPECTED = [("deal", "truce"), ("export_control", "escalating"), ("meeting", "stalled")]


async def test_each_article_is_recorded_with_the_state_after_it(archive: Archive) -> None:
    """In the order in which they came, and a restart in between makes no difference."""
    for day in DAYS:
        await publish(await pipeline_over(archive), day)
    assert await states(archive) == EXPECTED


async def test_what_is_not_stored_is_not_recorded(archive: Archive) -> None:
    """If the archive refuses an article the ledger knows nothing of it; handed in again, it does."""
    broken = replace(archive, articles=Faulty(archive.articles, "add"))
    pipeline = await pipeline_over(broken)
    with pytest.raises(StoreBusy):
        await publish(pipeline, DAYS[0])
    assert await states(archive) == []
    for day in DAYS:
        await publish(pipeline, day)
    assert await states(archive) == EXPECTED


@pytest.mark.parametrize("method", ["record", "known", "last_known"])
async def test_the_next_batch_makes_good_what_was_not_recorded(
    archive: Archive, method: str
) -> None:
    """The articles are stored, the collector hears of no fault, and nothing is missing after it."""
    broken = Faulty(archive.developments, method)
    pipeline = await pipeline_over(replace(archive, developments=broken))
    await publish(pipeline, DAYS[0])
    assert await states(archive) == []
    await publish(pipeline, DAYS[1])
    broken.failures = 0
    await publish(pipeline, DAYS[2])
    assert await states(archive) == EXPECTED


async def test_so_does_a_restart(archive: Archive) -> None:
    """A process that died between the two leaves articles that the next one reads."""
    broken = Faulty(archive.developments, "record", failures=2)
    pipeline = await pipeline_over(replace(archive, developments=broken))
    for day in DAYS[:2]:
        await publish(pipeline, day)
    assert await states(archive) == []
    await publish(await pipeline_over(archive), DAYS[2])
    assert await states(archive) == EXPECTED


async def test_an_archive_from_before_is_read_from_its_articles(archive: Archive) -> None:
    """Articles that nobody chronicled are, once the first new one comes in."""
    pipeline = await pipeline_over(archive)
    pipeline.intake._chronicle = None
    for day in DAYS[:2]:
        await publish(pipeline, day)
    config = settings.load(env={})
    chronicle = Chronicle(archive.articles, archive.developments, config.tracks, {"wire": WIRE})
    pipeline.intake._chronicle = chronicle.record
    await publish(pipeline, DAYS[2])
    assert await states(archive) == EXPECTED
