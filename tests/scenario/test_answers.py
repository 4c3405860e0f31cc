"""What the bot answers to brief, subscribe and their kin, over a real archive."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from parley import settings, wiring
from parley.app.answers import since_of
from parley.app.demo import MORNINGS, SetClock
from parley.app.front import FrontDesk
from parley.app.orders import cron_of
from parley.domain.commands import parse_line
from parley.domain.errors import CommandError
from parley.domain.model import (
    Action,
    Actions,
    Command,
    Heading,
    Link,
    Listing,
    Moment,
    Note,
    Paragraph,
    Platform,
    PostedPart,
    Press,
    Reply,
    Text,
)
from parley.wiring.conversation import front_desk
from parley.wiring.demo import demo_feeds
from parley.wiring.pipeline import Pipeline, open_pipeline

NOW = MORNINGS[0]


class Channel:
    """A channel in which lines are typed."""

    def __init__(self, front: FrontDesk, pipeline: Pipeline) -> None:
        self.front = front
        self.pipeline = pipeline
        self.offered: Sequence[Action] = ()
        self.platform = Platform.WEB

    async def say(self, line: str, zone: str = "America/New_York", about: str | None = None) -> str:
        name, args = parse_line(line)
        command = Command(
            name=name,
            args=args,
            platform=self.platform,
            tenant_id=f"{self.platform}:local",
            channel="trade" if self.platform is Platform.WEB else "C024BE91L",
            user="U1",
            asked_at=NOW,
            manager=True,
            zone=zone,
            about=about,
        )
        return self._heard(await self.front(command))

    async def press(self, label: str, *, manager: bool = True) -> str:
        """Press a button of the newest answer that had any."""
        action = next(one for one in self.offered if one.label == label)
        press = Press(
            kind=action.kind,
            ref=action.ref,
            platform=self.platform,
            tenant_id=f"{self.platform}:local",
            channel="trade" if self.platform is Platform.WEB else "C024BE91L",
            user="U1",
            pressed_at=NOW,
            manager=manager,
        )
        return self._heard(await self.front.press(press))

    def _heard(self, reply: Reply) -> str:
        for block in reply.message.blocks:
            if isinstance(block, Actions):
                self.offered = block.actions
        return words(reply)


def words(reply: Reply) -> str:
    lines = []
    for block in reply.message.blocks:
        match block:
            case Heading(spans) | Paragraph(spans) | Note(spans):
                rows: tuple[tuple[object, ...], ...] = (spans,)
            case Listing(found):
                rows = found
            case _:
                continue
        lines += ["".join(map(_word, row)) for row in rows]
    return "\n".join(lines)


def _word(span: object) -> str:
    match span:
        case Text(text) | Link(text) | Moment(fallback=text):
            return text
        case _:
            return ""


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
    yield Channel(front_desk(config, pipeline, [], clock=clock), pipeline)
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


async def test_a_subscription_is_shown_before_it_is_saved(channel: Channel) -> None:
    """The next times come first; it is saved by a button, and then listed until it is ended."""
    assert "Nothing is posted" in await channel.say("subscriptions")
    shown = await channel.say("subscribe us-china,us-eu at 08:00 on weekdays zone Europe/Brussels")
    assert "US-China, US-EU" in shown
    assert "Europe/Brussels" in shown
    assert "Nothing is posted" in await channel.say("subscriptions")
    for _ in range(2):  # pressed twice, it is saved once
        assert "Subscribed" in await channel.press("Save")
    assert (await channel.say("subscriptions")).count("US-China") == 1
    assert "will not be posted" in await channel.say("unsubscribe")
    assert "Nothing was posted" in await channel.say("unsubscribe")


async def test_a_trial_is_posted_and_counts_as_none(channel: Channel) -> None:
    """The channel sees what it would get, and nothing is saved by that."""
    await channel.say("subscribe at 08:00 zone Europe/Brussels")
    assert "strikes down" in await channel.press("Post a trial here now")
    assert "Nothing is posted" in await channel.say("subscriptions")


async def test_what_was_discarded_cannot_be_saved(channel: Channel) -> None:
    """Discarded, or of another time: a sentence says how to begin again."""
    await channel.say("subscribe at 08:00 zone Europe/Brussels")
    assert "Nothing was saved" in await channel.press("Discard")
    with pytest.raises(CommandError, match="/trade subscribe again"):
        await channel.press("Save")


async def test_only_managers_save(channel: Channel) -> None:
    """Whoever else sees the buttons is told who can press them."""
    await channel.say("subscribe at 08:00 zone Europe/Brussels")
    for label in ("Save", "Post a trial here now", "Discard"):
        with pytest.raises(CommandError, match="managers"):
            await channel.press(label, manager=False)


async def test_an_order_in_words_alone_needs_no_button(channel: Channel) -> None:
    """Where nothing can be pressed, "save yes" saves."""
    assert "Subscribed" in await channel.say("subscribe us-china at 08:00 save yes")
    assert "US-China" in await channel.say("subscriptions")


async def test_a_pause_ends_by_itself_or_when_it_is_said(channel: Channel) -> None:
    """For days the next times jump over them; without an end it lasts until "resume"."""
    await channel.say("subscribe at 08:00 on daily zone UTC save yes")
    first = await channel.say("subscriptions")
    assert "Wed 04 Jun" in await channel.say("pause until 2025-06-04")
    assert await channel.say("resume") == first
    assert "A manager paused it" in await channel.say("pause")
    assert await channel.say("pause off") == first
    with pytest.raises(CommandError, match="3d, 2w"):
        await channel.say("pause someday")
    with pytest.raises(CommandError, match="after today"):
        await channel.say("pause 2020-01-01")


async def test_who_saves_an_order_hears_what_becomes_of_it(channel: Channel) -> None:
    """Unless a place for managers is set; a page shows it by itself, and needs none."""
    channel.platform = Platform.SLACK
    assert "told you privately" in await channel.say("subscribe at 08:00 save yes")
    assert "managers: the person U1" in await channel.say("settings managers")
    await channel.say("settings managers here")
    assert "told you privately" not in await channel.say("subscribe at 09:00 save yes")
    assert "managers: the channel C024BE91L" in await channel.say("settings managers")


async def test_settings_are_shown_and_changed(channel: Channel) -> None:
    """A channel's apply to its orders and outlive a new one; a workspace's need none."""
    with pytest.raises(CommandError, match="/trade subscribe"):
        await channel.say("settings breaking on")
    await channel.say("subscribe at 08:00 save yes")
    assert "breaking: off" in await channel.say("settings")
    assert "breaking: on" in await channel.say("settings breaking on")
    assert "quiet-hours: 21:30-06:00" in await channel.say("settings quiet-hours 21:30-06:00")
    assert "managers: the channel trade" in await channel.say("settings managers here")
    await channel.say("subscribe at 09:00 save yes")
    everything = await channel.say("settings")
    assert "breaking: on" in everything
    assert "managers: the channel trade" in everything


async def test_what_was_set_after_an_order_was_shown_stays_set(channel: Channel) -> None:
    """Saving what was shown before changes the times, and undoes no manager's setting."""
    await channel.say("subscribe at 08:00 save yes")
    await channel.say("subscribe at 09:00")
    offered = channel.offered
    await channel.say("settings approval hold")
    await channel.say("settings no-movement skip")
    channel.offered = offered
    await channel.press("Save")
    assert "approval: hold" in await channel.say("settings")
    assert "no-movement: skip" in await channel.say("settings")
    assert "09:00" in await channel.say("subscriptions")


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("settings colour blue", "breaking"),
        ("settings breaking maybe", "always"),
        ("settings quiet-hours night", "22:00-07:00"),
        ("settings group !", "S0614TZR7"),
    ],
)
async def test_a_setting_that_cannot_be_is_refused(channel: Channel, line: str, hint: str) -> None:
    """The sentence names what can be set."""
    await channel.say("subscribe at 08:00 save yes")
    with pytest.raises(CommandError) as caught:
        await channel.say(line)
    assert hint in str(caught.value)


async def test_a_question_under_a_briefing_is_about_it(channel: Channel) -> None:
    """Asked in its thread, words that fit many articles are answered from its own stories."""
    archive = channel.pipeline.archive
    await channel.say("subscribe us-china at 08:00 save yes")
    [order] = await archive.tenants.subscriptions("web:local")
    edition = await channel.pipeline.briefing.edition(order.desk, NOW - timedelta(days=7), NOW)
    stories = [item.story_id for item in (*edition.items, *edition.also)]
    own = await archive.articles.stories(stories, NOW)
    opened = await archive.deliveries.open(order, NOW)
    held = await archive.deliveries.claim(
        (await archive.deliveries.assign(opened, edition.id)).id, NOW, timedelta(minutes=5)
    )
    assert held is not None
    await archive.deliveries.record(held, PostedPart(0, "m1"))
    question = "ask What was said about chip-design software?"
    anywhere = await channel.say(question)
    here = await channel.say(question, about="m1")
    everything = await archive.articles.window(NOW - timedelta(days=60), NOW)
    cited = {item.revision.title for item in everything if item.revision.title in here}
    assert cited
    assert cited <= {item.revision.title for item in own}
    assert await channel.say(question, about="m2") == anywhere


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
