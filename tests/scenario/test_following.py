"""Somebody follows a story in Slack, Discord or on the page, and is told privately when it moves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from fakes import discord_rules
from fakes.discord_server import DiscordServer
from fakes.discord_server import running as running_discord
from fakes.slack_rules import buttons, links, mentions
from fakes.slack_server import FakeSlack
from fakes.slack_server import running as running_slack
from parley import settings
from parley.app.following import named
from parley.app.ports import Chat
from parley.domain.model import ActionKind, NoticeKind, Platform, Press, Reply
from parley.domain.model.message import Actions
from parley.wiring.conversation import front_desk
from parley.wiring.outside import open_outside
from parley_adapters.chat.slack import open_chat
from scenario.discord_world import chat_of
from scenario.newsroom_world import (
    AGAIN,
    BLOG,
    CURBS,
    DAY,
    HOUR,
    MINUTE,
    NOON,
    OFFICE,
    PAPER,
    WIRE,
    Newsroom,
    newsroom,
)

MORE = (
    "The halt of chip software sales to China hits $5 billion of trade a year, the US Commerce "
    "Department said on Wednesday of its order to software makers."
)
FURTHER = (
    "Chip software makers lost 12% on Wednesday after the US Commerce Department ordered them to "
    "halt sales to China."
)


def slack_of(slack: FakeSlack) -> Chat:
    """Parley in a workspace, over Socket Mode."""
    space = slack.workspace
    return open_chat(
        bot_token=space.bot_token,
        app_token=space.app_token,
        base_url=slack.base_url,
        clock=space.clock,
    )


@asynccontextmanager
async def slack_newsroom() -> AsyncIterator[tuple[FakeSlack, Newsroom]]:
    """A workspace, and a newsroom that is connected to it."""
    async with running_slack() as slack, newsroom(slack_of(slack), slack.workspace.clock) as room:
        front = front_desk(
            settings.load(env={}),
            room.pipeline,
            [room.chat],
            clock=room.clock,
            outside=room.outside,
        )
        await room.chat.start(front, front.press)
        try:
            yield slack, room
        finally:
            await room.chat.stop()


@asynccontextmanager
async def discord_newsroom() -> AsyncIterator[tuple[DiscordServer, Newsroom]]:
    """A server, and a newsroom that is connected to it."""
    async with running_discord() as server, newsroom(chat_of(server), server.world.clock) as room:
        front = front_desk(
            settings.load(env={}),
            room.pipeline,
            [room.chat],
            clock=room.clock,
            outside=room.outside,
        )
        await room.chat.start(front, front.press)
        try:
            yield server, room
        finally:
            await room.chat.stop()


async def test_a_story_is_followed_in_slack() -> None:
    """Pressed under a briefing; told in a direct message of what is new, at most once an hour; ended
    by the button there. Copies and unvetted blogs are no movement."""
    async with slack_newsroom() as (slack, room):
        space = slack.workspace
        direct = space.direct("UANNA").id

        async def push(label: str, channel: str = "C0TRADE") -> str:
            count = len(space.told("UANNA", channel))
            await slack.deliver("interactive", slack.press(label, 1, "UANNA", channel))
            return (await slack.until(count + 1, lambda: space.told("UANNA", channel)))[-1]

        await room.publish(WIRE, CURBS)
        room.clock.advance(MINUTE)
        await slack.type("brief us-china")
        await slack.until(1, lambda: space.told("UANNA"))
        assert "told privately, once an hour at most" in await push("Follow this")

        room.clock.advance(MINUTE)
        await room.publish(PAPER, CURBS)
        await room.publish(BLOG, MORE)
        await room.pass_time(5 * MINUTE)
        assert space.said(direct) == []

        await room.publish(PAPER, MORE)
        await room.pass_time(2 * MINUTE)
        (told,) = space.said(direct)
        assert told.startswith("You follow this · ")
        assert "$5 billion" in told
        assert "Paper" in told
        (message,) = space.channels[direct].messages
        assert [label for label, _ in buttons(message)] == ["Stop following"]
        assert {url for url, _ in links(message)} >= {"https://paper.example/5"}
        assert mentions(message) == []

        await room.publish(OFFICE, FURTHER)
        await room.pass_time(30 * MINUTE)
        assert len(space.said(direct)) == 1
        await room.pass_time(HOUR)
        assert len(space.said(direct)) == 2
        assert "12%" in space.said(direct)[-1]

        await slack.type("subscriptions")
        listed = (await slack.until(3, lambda: space.told("UANNA")))[-1]
        assert "You follow" in listed
        assert "do not follow this any more" in await push("Stop following", direct)
        assert "You do not follow this" in await push("Stop following", direct)
        await room.publish(PAPER, AGAIN)
        await room.pass_time(2 * HOUR)
        assert len(space.said(direct)) == 2
        assert slack.refused == []


async def test_a_story_is_followed_on_discord() -> None:
    """From the menu to the private message; one who takes none is not told, and nothing breaks."""
    async with discord_newsroom() as (server, room):
        world = server.world
        await room.publish(WIRE, CURBS)
        room.clock.advance(MINUTE)
        asked = await server.slash("brief", {"track": "us-china"})
        briefing = asked.answers[-1]
        for person in (world.ben, world.anna):
            pressed = await server.press(briefing, "Follow this", by=person)
            assert "told privately" in pressed.said[-1]
        world.closed.add(world.anna.id)
        room.clock.advance(MINUTE)
        await room.publish(PAPER, MORE)
        await room.pass_time(2 * MINUTE)
        direct = world.direct(world.ben.id)
        (told,) = world.said(direct)
        assert "$5 billion" in told
        assert world.said(world.direct(world.anna.id)) == []
        assert sorted(await room.states(NoticeKind.FOLLOWED)) == ["failed", "sent"]
        assert discord_rules.alerts(direct.messages[0]) == []
        listed = await server.slash("subscriptions", by=world.ben)
        assert "You follow" in listed.said[-1]
        stopped = await server.press(direct.messages[0], "Stop following", by=world.ben)
        assert "do not follow this any more" in stopped.said[-1]
        assert [one.user for one in await room.archive.follows.all()] == [str(world.anna.id)]


async def pressed(room: Newsroom, ref: str, kind: ActionKind = ActionKind.FOLLOW) -> Reply:
    """Somebody on the page presses a button."""
    front = front_desk(
        settings.load(env={}), room.pipeline, [room.chat], clock=room.clock, outside=room.outside
    )
    return await front.press(
        Press(
            kind=kind,
            ref=ref,
            platform=Platform.WEB,
            tenant_id="web:local",
            channel="trade",
            user="anna",
            pressed_at=room.clock.now(),
        )
    )


async def test_pressing_again_ends_it_and_a_menu_offers_the_end() -> None:
    """The same button, or the choice of a followed thread from a menu."""
    async with newsroom() as room:
        story = await room.publish(WIRE, CURBS)
        assert "You follow this" in (await pressed(room, story)).message.title
        (follow,) = await room.archive.follows.all()
        offered = await pressed(room, named(follow), ActionKind.OPEN)
        (stop,) = (one for one in offered.message.blocks if isinstance(one, Actions))
        assert stop.actions[0].kind is ActionKind.UNFOLLOW
        assert "not follow this any more" in (await pressed(room, story)).message.title
        assert await room.archive.follows.all() == []


async def test_two_replicas_tell_a_person_once_and_a_stale_follow_ends() -> None:
    """Both look at the same archive; after ninety days without a word nothing is followed any more."""
    async with newsroom() as room:
        story = await room.publish(WIRE, CURBS)
        await pressed(room, story)
        room.clock.advance(MINUTE)
        await room.publish(PAPER, MORE)
        one, two = room.process(), room.process()
        for _ in range(4):
            await room.work(one)
            await room.work(two)
            room.clock.advance(MINUTE)
        assert len(room.told("@anna")) == 1
        room.clock.advance(timedelta(days=91))
        await room.work(room.outside)
        assert await room.archive.follows.all() == []
        assert room.clock.now() > NOON + 90 * DAY


async def test_a_person_who_could_not_be_told_is_told_of_what_moves_next() -> None:
    """Two days without the platform: what was missed is old news, and the follow goes on."""
    async with newsroom() as room:
        story = await room.publish(WIRE, CURBS)
        await pressed(room, story)
        room.clock.advance(MINUTE)
        await room.publish(PAPER, MORE)
        alone = open_outside(settings.load(env={}), room.pipeline, {}, room.clock)
        await room.pass_time(2 * DAY, alone)
        assert await room.states(NoticeKind.FOLLOWED) == ["missed"]
        assert room.told("@anna") == []
        await room.publish(OFFICE, FURTHER)
        await room.pass_time(5 * MINUTE)
        (told,) = room.told("@anna")
        assert "12%" in told
        assert await room.states(NoticeKind.FOLLOWED) == ["sent", "missed"]
