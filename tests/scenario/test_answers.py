"""What the bot answers to brief, subscribe and their kin, over a real archive."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from parley import settings, wiring
from parley.app.answers import Answers, cron_of, since_of
from parley.app.demo import MORNINGS, SetClock
from parley.app.subscribe import Subscribing
from parley.domain.commands import parse_line
from parley.domain.errors import CommandError
from parley.domain.model import Command, Heading, Link, Listing, Paragraph, Platform, Reply, Text
from parley.wiring.demo import demo_feeds
from parley.wiring.pipeline import open_pipeline

NOW = MORNINGS[0]


class Channel:
    """A channel in which lines are typed."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers

    async def say(self, line: str, zone: str = "America/New_York") -> str:
        name, args = parse_line(line)
        command = Command(
            name=name,
            args=args,
            platform=Platform.WEB,
            tenant_id="web:local",
            channel="trade",
            user="U1",
            asked_at=NOW,
            manager=True,
            zone=zone,
        )
        return words(await self.answers.table()[name](command))


def words(reply: Reply) -> str:
    lines = []
    for block in reply.message.blocks:
        match block:
            case Heading(spans) | Paragraph(spans):
                rows: tuple[tuple[object, ...], ...] = (spans,)
            case Listing(found):
                rows = found
            case _:
                continue
        lines += ["".join(s.text for s in row if isinstance(s, Text | Link)) for row in rows]
    return "\n".join(lines)


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    config = settings.load(env={})
    archive = await wiring.open_archive("sqlite+aiosqlite://")
    clock = SetClock(NOW)
    feeds = demo_feeds()
    pipeline = await open_pipeline(
        config, archive, clock=clock, sources=[source for source, _ in feeds]
    )
    for source, entries in feeds:
        for entry in entries:
            if entry.published_at is not None and entry.published_at <= NOW:
                await pipeline.intake.take([(source, [entry])], entry.published_at)
    subscribing = Subscribing(
        tenants=archive.tenants,
        catalogue=config.tracks,
        sources=pipeline.sources.keys(),
        clock=clock,
    )
    yield Channel(
        Answers(
            pipeline.briefing,
            pipeline.composer,
            subscribing,
            archive.articles,
            catalogue=config.tracks,
            sources=[source for source, _ in feeds],
            language="en",
        )
    )
    await archive.aclose()


async def test_brief_tells_the_last_day(channel: Channel) -> None:
    """Without words it is everything of 24 hours; with a track and a time, that track since then."""
    everything = await channel.say("brief")
    assert "strikes down" in everything
    assert "Geneva" not in everything.partition("2 ·")[0]
    since = await channel.say("brief us-china since 2025-05-12")
    assert "US-China" in since
    assert "Geneva" in since


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("brief us-chnia", "us-china"),
        ("brief since=someday", "24h, 3d"),
        ("brief since=2030-01-01", "lies ahead"),
        ("brief since=2020-01-01", "31 days"),
        ("subscribe at=25:00", "08:00"),
        ("subscribe at=08:00 zone=Mars/Olympus", "Mars/Olympus"),
        ("subscribe on=someday", "weekday"),
    ],
)
async def test_what_cannot_be_read_is_answered_with_how_to_write_it(
    channel: Channel, line: str, hint: str
) -> None:
    """Each mistake gets a sentence that shows the right form."""
    with pytest.raises(CommandError) as caught:
        await channel.say(line)
    assert hint in str(caught.value)


async def test_a_subscription_is_made_shown_and_ended(channel: Channel) -> None:
    """The next times are shown before anything is posted, in the subscriber's zone."""
    assert "Nothing is posted" in await channel.say("subscriptions")
    made = await channel.say("subscribe us-china,us-eu at 08:00 on weekdays zone Europe/Brussels")
    assert "US-China, US-EU" in made
    assert "Europe/Brussels" in made
    assert "US-China" in await channel.say("subscriptions")
    assert "will not be posted" in await channel.say("unsubscribe")
    assert "Nothing was posted" in await channel.say("unsubscribe")


async def test_help_and_sources_answer(channel: Channel) -> None:
    """Help names every command with an example; sources says how each is doing."""
    shown = await channel.say("help")
    assert "/trade brief us-china since 3d" in shown
    assert "Demo Wire: never tried" in await channel.say("sources")


def test_days_are_the_asker_s_own() -> None:
    """Yesterday begins at midnight in the asker's zone, over a change of clocks as well."""
    now = datetime(2025, 3, 10, 3, 0, tzinfo=UTC)  # 9 March, 23:00 in New York, an hour short
    assert since_of("today", now, "America/New_York") == datetime(2025, 3, 9, 5, 0, tzinfo=UTC)
    assert since_of("yesterday", now, "Asia/Tokyo") == datetime(2025, 3, 8, 15, 0, tzinfo=UTC)
    assert since_of("2025-03-09", now, "UTC") == datetime(2025, 3, 9, tzinfo=UTC)


def test_a_time_and_days_become_a_cron_line() -> None:
    """The words that people type are a standard line."""
    assert cron_of("7:30", "daily") == "30 7 * * *"
    assert cron_of("08.05", "mon,wed") == "5 8 * * mon,wed"
