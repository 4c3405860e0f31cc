"""Nothing is told twice, whatever is read again; and what changed in one report is told, old and new."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parley import settings, wiring
from parley.domain import identity
from parley.domain.model import Authority, ChangeKind, Entry, Item, Rights, Source, SourceKind
from parley.wiring.pipeline import Pipeline, open_pipeline

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def source(name: str) -> Source:
    return Source(
        id=name,
        name=name.title(),
        kind=SourceKind.FEED,
        url=f"https://{name}.example/feed",
        family=name,
        authority=Authority.WIRE,
        rights=Rights.FULL_TEXT,
    )


def entry(paper: str, number: int, title: str, body: str) -> Entry:
    return Entry(
        source_id=paper,
        title=title,
        url=f"https://{paper}.example/{number}",
        body=body,
        published_at=START + number * DAY,
    )


STEEL = entry(
    "ledger",
    0,
    "US puts 25% tariff on steel pipes from Brazil",
    "The United States imposed a tariff of 25% on steel pipes from Brazil on Monday, the Commerce "
    "Department said. Brazil's trade ministry called the measure a breach of the rules of world trade.",
)
STEEL_TOO = entry(
    "courier",
    0,
    "Brazil faces 25% US duty on steel pipes",
    "A duty of 25% now applies to steel pipes that the United States buys from Brazil, after the "
    "Commerce Department announced the tariff on Monday.",
)
WINE = entry(
    "ledger",
    1,
    "EU and US open talks on wine duties",
    "The European Union and the United States opened talks on wine duties in Brussels on Tuesday. The "
    "United States asks the European Union to lower its tariff on bottled wine.",
)
RAISED = entry(
    "ledger",
    9,
    "US puts 40% tariff on steel pipes from Brazil",
    STEEL.body.replace("25%", "40%"),
)
CORPUS = (STEEL, STEEL_TOO, WINE)


class Desk:
    """A pipeline that reads entries at an instant, and tells what came since it last told."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._told = START - DAY

    async def reads(self, entries: Sequence[Entry], at: datetime) -> None:
        for one in entries:
            await self._pipeline.intake.take([(source(one.source_id), [one])], at)

    async def tells(self, until: datetime) -> Sequence[Item]:
        since, self._told = self._told, until
        return (await self._pipeline.briefing.edition(identity.make_desk(), since, until)).items


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    archive = await wiring.open_archive("sqlite+aiosqlite://")
    sources = [source("ledger"), source("courier")]
    pipeline = await open_pipeline(settings.load(env={}), archive, sources=sources)
    desk = Desk(pipeline)
    for one in CORPUS:
        await desk.reads([one], one.published_at or START)
    yield desk
    await archive.aclose()


async def test_a_corpus_read_twice_tells_nothing_new(desk: Desk) -> None:
    """At the same addresses, and the same words at new ones."""
    later = START + 2 * DAY
    assert len(await desk.tells(later)) == 2
    await desk.reads(CORPUS, later + DAY)
    assert await desk.tells(later + DAY) == ()
    moved = [replace(one, url=f"{one.url}-moved") for one in CORPUS]
    await desk.reads(moved, later + 2 * DAY)
    assert await desk.tells(later + 2 * DAY) == ()


async def test_one_rate_that_changed_is_one_item_old_and_new(desk: Desk) -> None:
    """In one article of the whole corpus read again; then it is old news too."""
    later = START + 2 * DAY
    await desk.tells(later)
    changed = replace(STEEL, body=STEEL.body.replace("25%", "30%"))
    again = [changed, STEEL_TOO, WINE]
    await desk.reads(again, later + DAY)
    [item] = await desk.tells(later + DAY)
    assert item.change.kind is ChangeKind.DEVELOPED
    assert (item.change.old, item.change.new) == ("25%", "30%")
    assert {e.article_id for claim in item.claims for e in claim.evidence} == {
        identity.article_id(changed.url or "")
    }
    await desk.reads(again, later + 2 * DAY)
    assert await desk.tells(later + 2 * DAY) == ()


async def test_the_old_rate_is_the_one_that_was_said_last(desk: Desk) -> None:
    """Of a rate that moves twice in the same words, the first is long forgotten."""
    await desk.tells(START + 2 * DAY)
    await desk.reads([RAISED], START + 9 * DAY)
    [raised] = await desk.tells(START + 9 * DAY)
    assert (raised.change.old, raised.change.new) == ("25%", "40%")
    await desk.reads([replace(RAISED, body=RAISED.body.replace("40%", "45%"))], START + 10 * DAY)
    [again] = await desk.tells(START + 10 * DAY)
    assert (again.change.old, again.change.new) == ("40%", "45%")
