"""A briefing is true to its archive: it adds up, tells a thing once, and says what changed."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from parley import settings, wiring
from parley.app.demo import SetClock
from parley.domain import identity
from parley.domain.model import (
    Authority,
    ChangeKind,
    Desk,
    Edition,
    Entry,
    LeftOut,
    Rights,
    Source,
    SourceKind,
    TrackState,
)
from parley.wiring.pipeline import Pipeline, open_pipeline

MORNING = datetime(2025, 5, 29, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def source(name: str, **changes: object) -> Source:
    values: dict[str, object] = {
        "id": name,
        "name": name.title(),
        "kind": SourceKind.FEED,
        "url": f"https://{name}.example/feed",
        "family": name,
        "authority": Authority.PRESS,
        "rights": Rights.FULL_TEXT,
    }
    return Source(**(values | changes))  # type: ignore[arg-type]  # a test's own mixture of fields


WIRE = source("wire", authority=Authority.WIRE)
PAPER = source("paper")
SHY = source("shy", rights=Rights.HEADLINE_ONLY)
RUMOUR = source("rumour", authority=Authority.OTHER)
COPYIST = source("copyist", authority=Authority.OTHER)
SOURCES = (WIRE, PAPER, SHY, RUMOUR, COPYIST)

COURT = (
    "US trade court strikes down tariffs",
    (
        "The US Court of International Trade ruled on Wednesday that President Donald Trump exceeded his "
        "authority when he put tariffs on goods from nearly every country. Three judges blocked the 10% "
        "baseline tariff. The White House gave notice of appeal."
    ),
)
TRUCE = (
    "US and China cut tariffs for 90 days",
    (
        "The United States and China agreed in Geneva to lower their additional tariffs for 90 days. The "
        "additional US duty on Chinese goods falls from 145% to 30%."
    ),
)
SPORT = ("Rovers win the cup", "Harbour Rovers won the cup on Wednesday with two late goals.")


class Desktop:
    """A pipeline with a clock, and words to feed it with."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    async def publish(
        self, where: Source, words: tuple[str, str], at: datetime, url: str = ""
    ) -> str:
        address = url or f"https://{where.id}.example/{identity.digest(*words, where.id)}"
        entry = Entry(
            source_id=where.id, title=words[0], url=address, body=words[1], published_at=at
        )
        await self.pipeline.intake.take([(where, [entry])], at)
        return identity.article_id(address)

    async def edition(
        self, until: datetime, since: datetime | None = None, desk: Desk | None = None
    ) -> Edition:
        made = await self.pipeline.briefing.edition(
            desk or identity.make_desk(), since or until - DAY, until
        )
        coverage = made.coverage
        assert coverage.seen == coverage.used + sum(coverage.left_out.values())
        return made


@pytest.fixture
async def desktop() -> AsyncIterator[Desktop]:
    config = settings.load(env={})
    archive = await wiring.open_archive("sqlite+aiosqlite://")
    yield Desktop(await open_pipeline(config, archive, clock=SetClock(MORNING), sources=SOURCES))
    await archive.aclose()


def quotes(edition: Edition) -> Sequence[str]:
    return [e.quote for item in edition.items for claim in item.claims for e in claim.evidence]


async def test_the_coverage_line_accounts_for_every_article(desktop: Desktop) -> None:
    """Cited, a copy of what is told, on another track, or nothing to do with trade: each once."""
    await desktop.publish(WIRE, COURT, MORNING - 5 * DAY / 24)
    await desktop.publish(PAPER, COURT, MORNING - 4 * DAY / 24)
    await desktop.publish(WIRE, TRUCE, MORNING - 3 * DAY / 24)
    await desktop.publish(PAPER, SPORT, MORNING - 2 * DAY / 24)
    desk = identity.make_desk(["tariff-litigation"])
    edition = await desktop.edition(MORNING, desk=desk)
    assert edition.coverage.seen == 4
    assert edition.coverage.left_out[LeftOut.IRRELEVANT] == 1
    assert edition.coverage.left_out[LeftOut.OTHER_TRACKS] == 1
    assert [item.tracks[0] for item in edition.items] == ["tariff-litigation"]
    assert edition.coverage.stories == 1


async def test_what_was_told_does_not_come_back(desktop: Desktop) -> None:
    """The next day has nothing of a story that did not move; a copy of it is accounted as no news."""
    await desktop.publish(WIRE, COURT, MORNING - DAY / 2)
    assert len((await desktop.edition(MORNING)).items) == 1
    await desktop.publish(PAPER, COURT, MORNING + DAY / 4)
    second = await desktop.edition(MORNING + DAY, since=MORNING)
    assert second.items == ()
    assert second.top_line is None
    assert second.coverage.left_out == {LeftOut.NOTHING_NEW: 1}


async def test_a_story_that_moves_says_what_moved(desktop: Desktop) -> None:
    """A corrected figure comes back as a development, old and new, and nothing else with it."""
    url = "https://wire.example/truce"
    await desktop.publish(WIRE, TRUCE, MORNING - DAY / 2, url=url)
    await desktop.publish(WIRE, COURT, MORNING - DAY / 3)
    first = await desktop.edition(MORNING)
    assert {item.change.kind for item in first.items} == {ChangeKind.NEW}
    corrected = (TRUCE[0], TRUCE[1].replace("30%", "32%"))
    await desktop.publish(WIRE, corrected, MORNING + DAY / 4, url=url)
    second = await desktop.edition(MORNING + DAY, since=MORNING)
    [item] = second.items
    assert item.change.kind is ChangeKind.DEVELOPED
    assert (item.change.old, item.change.new) == ("30%", "32%")
    assert not any("30%" in quote and "32%" not in quote for quote in quotes(second))


async def test_every_claim_is_verbatim_in_the_article_it_names(desktop: Desktop) -> None:
    """Whatever the extractive writer prints stands, word for word, in the cited article."""
    words = {
        await desktop.publish(WIRE, COURT, MORNING - DAY / 2): COURT,
        await desktop.publish(WIRE, TRUCE, MORNING - DAY / 3): TRUCE,
    }
    edition = await desktop.edition(MORNING)
    assert edition.items
    cited = {article.id: article for article in edition.articles}
    for item in edition.items:
        for evidence in (*item.headline_evidence, *(e for c in item.claims for e in c.evidence)):
            assert evidence.quote in " ".join(words[evidence.article_id])
            assert cited[evidence.article_id].url.startswith("https://wire.example/")
    assert edition.dropped == ()


async def test_a_headline_only_source_is_headline_and_link(desktop: Desktop) -> None:
    """Of a source without rights nothing but the headline is stored or shown."""
    article = await desktop.publish(SHY, COURT, MORNING - DAY / 2)
    edition = await desktop.edition(MORNING)
    [item] = edition.items
    assert item.claims == ()
    assert [e.article_id for e in item.headline_evidence] == [article]
    [stored] = await desktop.pipeline.archive.articles.window(MORNING - DAY, MORNING)
    assert (stored.revision.article_id, stored.revision.text) == (article, "")


async def test_a_watch_word_brings_what_no_track_has(desktop: Desktop) -> None:
    """A desk's own word makes an article relevant to it, and to nobody else's tracks."""
    desktop.pipeline.intake.watch_words = ("cup",)
    await desktop.publish(PAPER, SPORT, MORNING - DAY / 2)
    watching = identity.make_desk(["us-china"], watch_words=["Cup"])
    assert len((await desktop.edition(MORNING, desk=watching)).items) == 1
    other = await desktop.edition(MORNING, desk=identity.make_desk(["us-china"]))
    assert other.coverage.left_out == {LeftOut.OTHER_TRACKS: 1}


async def test_a_feed_s_backlog_is_no_news(desktop: Desktop) -> None:
    """What a feed lists from long before the stretch is seen, and not told."""
    entry = Entry(
        source_id="wire",
        title=COURT[0],
        url="https://wire.example/old",
        body=COURT[1],
        published_at=MORNING - 20 * DAY,
    )
    await desktop.pipeline.intake.take([(WIRE, [entry])], MORNING - DAY / 2)
    edition = await desktop.edition(MORNING)
    assert edition.items == ()
    assert edition.coverage.left_out == {LeftOut.BACKLOG: 1}


async def test_an_unvetted_source_alone_is_not_told(desktop: Desktop) -> None:
    """A story that only sources of no standing report waits for one that has some."""
    await desktop.publish(RUMOUR, COURT, MORNING - DAY / 2)
    alone = await desktop.edition(MORNING)
    assert alone.items == ()
    assert alone.coverage.left_out == {LeftOut.UNCONFIRMED: 1}
    await desktop.publish(COPYIST, COURT, MORNING - DAY / 2)
    copied = await desktop.edition(MORNING + DAY / 48)
    assert copied.items == (), "a copy of a rumour confirms nothing"
    await desktop.publish(WIRE, COURT, MORNING - DAY / 3)
    assert len((await desktop.edition(MORNING + DAY / 24)).items) == 1


async def test_the_same_question_is_the_same_edition(desktop: Desktop) -> None:
    """An edition is a function of desk and stretch: asked again, it is the stored one."""
    await desktop.publish(WIRE, COURT, MORNING - DAY / 2)
    first = await desktop.edition(MORNING)
    await desktop.publish(WIRE, TRUCE, MORNING - DAY / 3)
    assert await desktop.edition(MORNING) == first


PAUSE = (
    "US and China agree to cut tariffs for 90 days",
    (
        "The United States and China agreed on Wednesday to cut their tariffs for 90 days. "
        "The tariff pause with China expires on August 26 unless it is extended."
    ),
)
THREAT = (
    "Trump threatens 50% tariffs on the European Union",
    (
        "President Donald Trump threatened on Thursday to impose 50% tariffs on goods from the European "
        "Union. He said that the tariffs would take effect on June 10."
    ),
)


def states(edition: Edition) -> list[tuple[str, str | None, str]]:
    moves = [item.state for item in edition.items if item.state is not None]
    return [(move.track, move.before, move.after) for move in moves]


async def test_a_quiet_day_has_its_dates_ahead(desktop: Desktop) -> None:
    """One line and the dates; the cited article is of the day before, and in no sum of today."""
    article = await desktop.publish(WIRE, PAUSE, MORNING - DAY / 2)
    first = await desktop.edition(MORNING)
    assert states(first) == [("us-china", None, TrackState.TRUCE)]
    second = await desktop.edition(MORNING + DAY, since=MORNING)
    assert second.items == ()
    assert [entry.day.isoformat() for entry in second.next_dates] == ["2025-08-26"]
    assert [(cited.number, cited.id) for cited in second.articles] == [(1, article)]
    assert (second.coverage.seen, second.coverage.used, second.coverage.checked) == (0, 0, 1)
    for tracks, days in ((["us-china"], 1), (["us-eu"], 0)):
        desk = identity.make_desk(tracks)
        quiet = await desktop.edition(MORNING + DAY, since=MORNING, desk=desk)
        assert len(quiet.next_dates) == days


async def test_what_is_threatened_is_not_told_as_in_force(desktop: Desktop) -> None:
    """A tariff that somebody threatens leaves its track threatened, with the day it may come."""
    await desktop.publish(WIRE, THREAT, MORNING - DAY / 12)
    edition = await desktop.edition(MORNING)
    assert states(edition) == [("us-eu", None, TrackState.THREATENED)]
    known = await desktop.pipeline.archive.developments.known(None, MORNING)
    assert known
    assert not any(item.in_force for item in known)
    assert "2025-06-10" in [entry.day.isoformat() for entry in edition.next_dates]


async def test_an_unvetted_source_moves_no_track(desktop: Desktop) -> None:
    """What only a source of no standing says is not recorded, though it is archived."""
    await desktop.publish(RUMOUR, PAUSE, MORNING - DAY / 2)
    assert await desktop.pipeline.archive.developments.known(None, MORNING) == []
    assert await desktop.pipeline.archive.developments.ahead(MORNING) == []


async def test_a_date_that_was_taken_back_is_not_told(desktop: Desktop) -> None:
    """A story that is corrected to another day gives that day alone."""
    url = "https://wire.example/pause"
    await desktop.publish(WIRE, PAUSE, MORNING - DAY / 2, url=url)
    corrected = (PAUSE[0], PAUSE[1].replace("August 26", "August 27"))
    await desktop.publish(WIRE, corrected, MORNING - DAY / 3, url=url)
    edition = await desktop.edition(MORNING)
    assert [entry.day.isoformat() for entry in edition.next_dates] == ["2025-08-27"]
