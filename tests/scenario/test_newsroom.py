"""What a briefing tells, in which order, and how it reads: through the whole pipeline."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from parley import settings, wiring
from parley.app.demo import SetClock
from parley.domain import identity
from parley.domain.model import (
    Authority,
    ChangeKind,
    DateChange,
    Desk,
    Edition,
    Entry,
    LeftOut,
    Message,
    Rights,
    Source,
    SourceKind,
    TrackState,
)
from parley.domain.repeats import plain
from parley.wiring.pipeline import Pipeline, open_pipeline

MORNING = datetime(2025, 5, 29, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def source(name: str, authority: Authority) -> Source:
    return Source(
        id=name,
        name=name.title(),
        kind=SourceKind.FEED,
        url=f"https://{name}.example/feed",
        family=name,
        authority=authority,
        rights=Rights.FULL_TEXT,
    )


WIRE = source("wire", Authority.WIRE)
PAPER = source("paper", Authority.PRESS)

FORECAST = (
    "Minister predicts an early end of the US-China trade row",
    (
        "The trade row between the United States and China will soon be over, a minister predicted. "
        "Washington and Beijing would both gain by it, the minister said on television."
    ),
)
CURB = (
    "US orders chip-design firms to halt sales to China",
    (
        "The United States on Thursday ordered makers of chip-design software to halt their sales to China. "
        "The Commerce Department sent letters to the companies."
    ),
)
TRUCE = (
    "US and China cut tariffs for 90 days",
    (
        "The United States and China agreed in Geneva to lower their additional tariffs for 90 days. "
        "The pause on tariffs for Chinese goods ends on August 12."
    ),
)
STALL = (
    "US-China trade talks are stalled, Bessent says",
    (
        "US trade talks with China are stalled, Treasury Secretary Scott Bessent said on Thursday. He thinks "
        "that the two presidents will speak."
    ),
)


class Desktop:
    """A pipeline with a clock, and words to feed it with."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline

    async def publish(
        self, words: tuple[str, str], at: datetime, where: Source = WIRE, url: str = ""
    ) -> str:
        address = url or f"https://{where.id}.example/{identity.digest(*words, where.id)}"
        entry = Entry(
            source_id=where.id, title=words[0], url=address, body=words[1], published_at=at
        )
        await self.pipeline.intake.take([(where, [entry])], at)
        return identity.article_id(address)

    async def edition(
        self, until: datetime, since: datetime | None, desk: Desk | None = None
    ) -> Edition:
        made = await self.pipeline.briefing.edition(desk or identity.make_desk(), since, until)
        assert made.coverage.seen == made.coverage.used + sum(made.coverage.left_out.values())
        cited = {article.id for article in made.articles}
        claims = [
            *(claim for item in made.items for claim in item.claims),
            *(step.claim for past in made.background for step in past.steps),
            *(entry.claim for entry in made.next_dates),
        ]
        named = [e for item in (*made.items, *made.also) for e in item.headline_evidence]
        evidence = [*(e for claim in claims for e in claim.evidence), *named]
        assert {e.article_id for e in evidence} == cited, (
            "every article is cited, and every one counted"
        )
        return made

    def message(self, edition: Edition, desk: Desk) -> Message:
        return self.pipeline.composer.briefing(edition, desk, slot=edition.until, zone="UTC")


@pytest.fixture
async def desktop() -> AsyncIterator[Desktop]:
    archive = await wiring.open_archive("sqlite+aiosqlite://")
    config = settings.load(env={})
    yield Desktop(
        await open_pipeline(config, archive, clock=SetClock(MORNING), sources=(WIRE, PAPER))
    )
    await archive.aclose()


def headlines(edition: Edition) -> list[str]:
    return [item.headline for item in edition.items]


def quotes(edition: Edition) -> set[str]:
    return {plain(e.quote) for i in edition.items for c in i.claims for e in c.evidence}


async def test_a_deed_leads_and_an_affair_is_told_once(desktop: Desktop) -> None:
    """The curb is the day; what a minister predicts of the same affair is named below."""
    await desktop.publish(FORECAST, MORNING - HOUR)
    await desktop.publish(CURB, MORNING - 9 * HOUR)
    edition = await desktop.edition(MORNING, MORNING - DAY)
    assert headlines(edition) == [CURB[0]]
    assert [item.headline for item in edition.also] == [FORECAST[0]]
    assert edition.coverage.used == 2
    reasons = {reason.factor: reason.note for reason in edition.items[0].rank}
    assert reasons["development"].startswith("export control")
    shown = next(
        part.payload
        for part in wiring.plug("chats", "console")().render(
            desktop.message(edition, identity.make_desk())
        )
    )
    assert shown.index("Also") < shown.index(FORECAST[0]) < shown.index("Sources")


async def test_a_move_of_state_is_told_in_its_own_words(desktop: Desktop) -> None:
    """A weightier deed of another affair does not push it out; the sentence that says it is there."""
    await desktop.publish(TRUCE, MORNING - 2 * DAY)
    await desktop.publish(STALL, MORNING - HOUR)
    for thing in ("steel", "beef", "wine", "cars", "maize", "silk", "glass", "wool"):
        court = f"The trade court ruled on Thursday that the tariff on {thing} is against the law."
        await desktop.publish(
            (f"Trade court strikes down the tariff on {thing}", court), MORNING - HOUR
        )
    edition = await desktop.edition(MORNING, MORNING - DAY)
    [stalled] = [item for item in edition.items if item.state and item.state.track == "us-china"]
    assert stalled.state is not None
    assert (stalled.state.before, stalled.state.after) == (TrackState.TRUCE, TrackState.STALLED)
    assert stalled.change.kind is ChangeKind.DEVELOPED
    assert "stalled" in stalled.claims[0].text


async def test_a_sentence_posted_again_is_not_quoted_again(desktop: Desktop) -> None:
    """A day later it stands in another report: what is new there is told, and it alone."""
    await desktop.publish(CURB, MORNING - 3 * HOUR)
    first = await desktop.edition(MORNING, MORNING - DAY)
    repeated = CURB[1].partition(". ")[0] + "."
    again = (
        "China limits exports of rare earths to the United States",
        f"China on Friday limited its exports of rare earths to the United States. {repeated}",
    )
    await desktop.publish(again, MORNING + DAY / 2, PAPER)
    second = await desktop.edition(MORNING + DAY, MORNING)
    assert headlines(second) == [again[0]]
    assert not quotes(first) & quotes(second)


async def test_what_has_no_room_is_named_once(desktop: Desktop) -> None:
    """Of a crowded day the best are told, five more named and counted, the others left out as such."""
    things = "steel beef wine cars chips ships maize silk glass wool toys"
    for thing in things.split():
        words = f"The European Union imposed a duty of 20% on {thing} from the United States on Thursday."
        await desktop.publish((f"EU imposes a duty on US {thing}", words), MORNING - HOUR)
    edition = await desktop.edition(MORNING, MORNING - DAY)
    assert len(edition.items) <= 6
    assert len(edition.also) <= 4
    coverage = edition.coverage
    assert coverage.used == len({a.id for a in edition.articles})
    assert coverage.used + sum(coverage.left_out.values()) == len(things.split())
    second = await desktop.edition(MORNING + DAY, MORNING)
    assert (second.items, second.also) == ((), ())


async def test_a_new_reader_gets_the_story_so_far_once(desktop: Desktop) -> None:
    """Where the track stands, since when, and how it came there; from then on only what changed."""
    desk = identity.make_desk(["us-china"])
    truce = await desktop.publish(TRUCE, MORNING - 17 * DAY)
    await desktop.publish(CURB, MORNING - 2 * HOUR)
    first = await desktop.edition(MORNING, None, desk)
    assert (first.since, first.until) == (MORNING - 7 * DAY, MORNING)
    [past] = first.background
    assert (past.track, past.state) == ("us-china", TrackState.ESCALATING)
    assert past.since == MORNING.date()
    assert next(step.claim.evidence[0].article_id for step in past.steps) == truce
    assert len(past.steps) == 1, "what the edition tells above is not told again"
    heads = [
        "".join(getattr(span, "text", "") for span in getattr(block, "spans", ()))
        for block in desktop.message(first, desk).blocks
    ]
    assert "The story so far" in heads
    same_week = await desktop.edition(MORNING, MORNING - 7 * DAY, desk)
    assert same_week.background == (), "a weekly reader knows the story"
    assert same_week.id != first.id
    assert (await desktop.edition(MORNING + DAY, MORNING, desk)).background == ()


async def test_a_date_that_moved_says_from_where(desktop: Desktop) -> None:
    """New in one edition, known in the next, and then old → new."""
    desk = identity.make_desk(["us-china"])
    await desktop.publish(TRUCE, MORNING - HOUR)
    first = await desktop.edition(MORNING, MORNING - DAY, desk)
    assert [d.change for d in first.next_dates] == [DateChange.NEW]
    quiet = await desktop.edition(MORNING + DAY, MORNING, desk)
    assert [d.change for d in quiet.next_dates] == [DateChange.KNOWN]
    longer = (
        "US and China extend the pause on tariffs",
        (
            "The pause on tariffs for Chinese goods is extended to November 10, the United States and China "
            "said on Friday."
        ),
    )
    await desktop.publish(longer, MORNING + 30 * HOUR)
    moved = await desktop.edition(MORNING + 2 * DAY, MORNING + DAY, desk)
    [entry] = moved.next_dates
    assert entry.was is not None
    assert (entry.was.isoformat(), entry.day.isoformat()) == ("2025-08-12", "2025-11-10")
    [shown] = wiring.plug("chats", "console")().render(desktop.message(moved, desk))
    assert "12 Aug → 10 Nov: “" in shown.payload


async def test_a_quiet_day_says_so(desktop: Desktop) -> None:
    """One line, and the dates ahead; a copy is accounted for."""
    await desktop.publish(TRUCE, MORNING - HOUR)
    await desktop.edition(MORNING, MORNING - DAY)
    await desktop.publish(TRUCE, MORNING + HOUR, PAPER)
    quiet = await desktop.edition(MORNING + DAY, MORNING)
    assert quiet.items == ()
    assert quiet.coverage.left_out == {LeftOut.NOTHING_NEW: 1}
    assert [entry.day.isoformat() for entry in quiet.next_dates] == ["2025-08-12"]
