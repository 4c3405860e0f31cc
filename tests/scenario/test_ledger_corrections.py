"""What an article takes back is gone from then on, and was there before: revisions and notices."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parley import settings, wiring
from parley.app.chronicle import Chronicle
from parley.app.demo import SetClock
from parley.app.ports import Archive
from parley.domain.model import Authority, Entry, Rights, Source, SourceKind
from parley.wiring.pipeline import Pipeline, open_pipeline

NOON = datetime(2025, 5, 12, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WIRE = Source(
    id="wire",
    name="Wire",
    kind=SourceKind.FEED,
    url="https://wire.example/feed",
    family="wire",
    authority=Authority.WIRE,
    rights=Rights.FULL_TEXT,
)
PAPER = replace(WIRE, id="paper", name="Paper", url="https://paper.example/feed", family="paper")
IMPOSED = "Canada imposed tariffs of 25% on American cars on Monday."
PROPOSED = "Canada proposed tariffs of 25% on American cars on Monday."
AFTER = "Dealers on both sides of the border said that they had not been told."


@pytest.fixture
async def archive() -> AsyncIterator[Archive]:
    opened = await wiring.open_archive("sqlite+aiosqlite://")
    yield opened
    await opened.aclose()


async def pipeline_over(archive: Archive) -> Pipeline:
    return await open_pipeline(
        settings.load(env={}), archive, clock=SetClock(NOON), sources=[WIRE, PAPER]
    )


async def publish(
    pipeline: Pipeline, at: datetime, words: tuple[str, str], name: str, source: Source = WIRE
) -> None:
    title, body = words
    entry = Entry(
        source_id=source.id,
        title=title,
        url=f"https://{source.id}.example/{name}",
        body=body,
        published_at=NOON,
    )
    await pipeline.intake.take([(source, [entry])], at)


async def kinds(archive: Archive, at: datetime, track: str = "us-canada") -> Sequence[str]:
    known = await archive.developments.known(None, at, [track])
    return sorted(item.kind.value for item in known)


async def test_a_revision_that_drops_its_claim_takes_it_back(archive: Archive) -> None:
    """ "Imposed" becomes "proposed": before the new version the duty stood, after it the proposal does."""
    pipeline = await pipeline_over(archive)
    await publish(pipeline, NOON, ("Canada acts on US cars", f"{IMPOSED} {AFTER}"), "a")
    await publish(pipeline, NOON + HOUR, ("Canada acts on US cars", f"{PROPOSED} {AFTER}"), "a")
    assert await kinds(archive, NOON) == ["tariff_imposed"]
    assert await kinds(archive, NOON + HOUR) == ["proposal"]


async def test_so_does_one_that_came_in_after_a_restart(archive: Archive) -> None:
    """The archive knows what the article told; the memory of a process is not needed."""
    await publish(await pipeline_over(archive), NOON, ("Canada acts", f"{IMPOSED} {AFTER}"), "a")
    pipeline = await pipeline_over(archive)
    await publish(pipeline, NOON + HOUR, ("Canada acts", f"{PROPOSED} {AFTER}"), "a")
    assert await kinds(archive, NOON + HOUR) == ["proposal"]


async def test_a_claim_that_another_article_carries_stands(archive: Archive) -> None:
    """Whether the process remembers that article or finds it in the archive."""
    for restart in (False, True):
        track = {False: "a", True: "b"}[restart]
        pipeline = await pipeline_over(archive)
        await publish(pipeline, NOON, ("Canada acts", f"{IMPOSED} {AFTER}"), track)
        other = "Ottawa imposed duties of 25% on US cars on Monday, the finance ministry said."
        await publish(pipeline, NOON + HOUR, ("Ottawa hits US cars", other), track, PAPER)
        if restart:
            pipeline = await pipeline_over(archive)
        await publish(pipeline, NOON + 2 * HOUR, ("Canada acts", AFTER), track)
        assert "tariff_imposed" in await kinds(archive, NOON + 2 * HOUR)


async def test_a_rewrite_and_a_shorter_copy_take_nothing_back(archive: Archive) -> None:
    """The same deed in other words is told still; a teaser in place of the article says nothing."""
    pipeline = await pipeline_over(archive)
    long = f"{AFTER} {IMPOSED} Talks between Ottawa and Washington go on."
    await publish(pipeline, NOON, ("Canada acts on US cars", long), "a")
    await publish(pipeline, NOON + HOUR, ("Canada acts on US cars", AFTER), "a")
    assert "tariff_imposed" in await kinds(archive, NOON + HOUR)
    other = f"{AFTER} Ottawa on Monday slapped duties of 25% on cars made in the United States."
    await publish(pipeline, NOON + 2 * HOUR, ("Canada acts on US cars", other), "a")
    assert "tariff_imposed" in await kinds(archive, NOON + 2 * HOUR)


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("CORRECTED: Canada acts on US cars", f"{PROPOSED} {AFTER}"),
        ("Canada acts on US cars", f"(Corrects first paragraph: proposed, not imposed) {PROPOSED}"),
        ("Wire withdraws report that Canada imposed tariffs on American cars", AFTER),
        (
            "Ottawa has no new car duties",
            "The report that Canada imposed tariffs on American cars was wrong, the agency said.",
        ),
    ],
)
async def test_a_notice_takes_another_report_back(archive: Archive, title: str, body: str) -> None:
    """A correction under an address of its own, and a report that is withdrawn by name."""
    pipeline = await pipeline_over(archive)
    await publish(pipeline, NOON, ("Canada acts on US cars", f"{IMPOSED} {AFTER}"), "a")
    await publish(pipeline, NOON + HOUR, (title, body), "b")
    assert await kinds(archive, NOON) == ["tariff_imposed"]
    assert "tariff_imposed" not in await kinds(archive, NOON + HOUR)


async def test_a_notice_about_something_else_takes_nothing_back(archive: Archive) -> None:
    """A name that was misspelt is corrected, and the deed is told again: it stands."""
    pipeline = await pipeline_over(archive)
    await publish(pipeline, NOON, ("Canada acts on US cars", f"{IMPOSED} {AFTER}"), "a")
    again = f"(Corrects spelling of minister's name) {IMPOSED} {AFTER}"
    await publish(pipeline, NOON + HOUR, ("CORRECTED-Canada acts on US cars", again), "b")
    assert await kinds(archive, NOON + HOUR) == ["tariff_imposed"]


async def test_rebuilding_gives_what_was_recorded(archive: Archive) -> None:
    """Reading everything again by the same rules changes nothing, however often, withdrawals too."""
    pipeline = await pipeline_over(archive)
    await publish(pipeline, NOON, ("Canada acts on US cars", f"{IMPOSED} {AFTER}"), "a")
    await publish(pipeline, NOON + HOUR, ("Canada acts on US cars", f"{PROPOSED} {AFTER}"), "a")
    early = await archive.developments.known(None, NOON)
    late = await archive.developments.known(None, NOON + DAY)
    catalogue = settings.load(env={}).tracks
    chronicle = Chronicle(archive.articles, archive.developments, catalogue, {"wire": WIRE})
    for _ in range(2):
        assert await chronicle.rebuild(NOON + DAY) == 4
        assert await archive.developments.known(None, NOON) == early
        assert await archive.developments.known(None, NOON + DAY) == late
