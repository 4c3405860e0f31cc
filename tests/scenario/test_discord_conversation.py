"""A conversation on Discord, through the real client, with the real front desk over the demo's feeds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fakes import discord_guild, discord_people, discord_rules
from fakes.discord_server import DiscordServer, Fault
from parley import settings, wiring
from parley.app.demo import MORNINGS, SetClock
from parley.app.front import FrontDesk
from parley.app.ports import Chat
from parley.domain.errors import CommandError
from parley.domain.model import Audience, Command, CommandName, Press, Reply
from parley.wiring.conversation import front_desk
from parley.wiring.demo import demo_feeds
from parley.wiring.pipeline import open_pipeline
from scenario.discord_world import connected, echo, note

NOW = MORNINGS[0]


@asynccontextmanager
async def newsroom() -> AsyncIterator[tuple[DiscordServer, Chat]]:
    """A connected Discord over an archive that has read the demo's feeds up to the first morning."""
    config = settings.load(env={})
    archive = await wiring.open_archive("sqlite+aiosqlite://")
    clock = SetClock(NOW)
    feeds = demo_feeds()
    pipeline = await open_pipeline(config, archive, clock=clock, sources=[s for s, _ in feeds])
    for source, entries in feeds:
        for entry in entries:
            if entry.published_at is not None and entry.published_at <= NOW:
                await pipeline.intake.take([(source, [entry])], entry.published_at)
    desks: list[FrontDesk] = []

    async def dispatch(command: Command) -> Reply:
        return await desks[0](replace(command, asked_at=NOW))

    async def pressed(press: Press) -> Reply:
        return await desks[0].press(replace(press, pressed_at=NOW))

    try:
        async with connected(dispatch, pressed) as (server, chat):
            desks.append(front_desk(config, pipeline, [chat], clock=clock))
            yield server, chat
    finally:
        await archive.aclose()


async def test_a_team_subscribes_and_asks() -> None:
    """Help, a briefing, an order refused and taken, its next times, and its end."""
    async with newsroom() as (server, _):
        world = server.world

        told = await server.slash("help")
        assert "/trade brief us-china since 3d" in told.said[0]
        assert told.answers[0]["ephemeral"]

        brief = await server.slash("brief")
        text = "\n".join(brief.said)
        assert " seen: " in text
        assert "[1]" in text
        led = [url for answer in brief.answers for url, _ in discord_rules.links(answer)]
        assert led
        assert all(url.startswith("https://") for url in led)

        refused = await server.slash("subscribe", {"at": "08:00"}, by=world.ben)
        assert "Only managers" in refused.said[0]

        taken = await server.slash(
            "subscribe",
            {"tracks": "us-china", "at": "08:00", "zone": "Europe/Brussels"},
            by=world.anna,
        )
        assert "Europe/Brussels time, next:" in taken.said[0]
        saved = await server.press(taken.answers[0], "Save", by=world.anna)
        assert "Subscribed" in saved.said[0]

        listed = await server.slash("subscriptions")
        assert "Europe/Brussels" in listed.said[0]

        await server.slash("unsubscribe", by=world.anna)
        gone = await server.slash("subscriptions")
        assert "Nothing is posted here" in gone.said[0]
        assert world.said() == []


async def test_a_channel_that_cannot_be_posted_to_is_not_subscribed() -> None:
    """The order is refused with what to click, rather than failing every morning."""
    async with newsroom() as (server, _):
        server.world.trade.denied = discord_people.SEND
        told = await server.slash("subscribe", {"at": "08:00"}, by=server.world.anna)
        assert "Send Messages" in told.said[0]


async def test_mistakes_are_answered_in_a_sentence() -> None:
    """A track that is not known, a time that is none, a question of signs and of many words."""
    async with newsroom() as (server, _):
        assert "mars" in (await server.slash("brief", {"track": "mars"})).said[0]
        told = await server.slash("subscribe", {"at": "25:00"}, by=server.world.anna)
        assert "25:00" in told.said[0]
        for question in ("🦀🦀🦀", "؟ ما هي الرسوم\u202e \u200b\u200d", "why? " * 800):
            asked = await server.slash("ask", {"question": question})
            assert asked.said[0]
            assert discord_rules.alerts(asked.answers[0]) == []


async def test_what_is_typed_arrives_as_it_was_typed() -> None:
    """Options by name, who asked and where, and whether the platform vouches for a manager."""
    heard: list[Command] = []

    async def listen(command: Command) -> Reply:
        heard.append(command)
        return await echo(command)

    async with connected(listen) as (server, _):
        world = server.world
        question = "@everyone *what* `now`\u202e\u200b? " * 130
        await server.slash("ask", {"question": question}, by=world.anna)
        await server.slash("subscribe", {"on": "mon,wed", "at": "9:30"}, by=world.ben)
        direct = world.add_channel("dm", discord_guild.DM)
        await server.slash("help", by=world.anna, channel=direct)
    first, second, third = heard
    assert (first.name, first.args) == (CommandName.ASK, {"question": question})
    assert (first.tenant_id, first.user) == (f"discord:{world.guild}", str(world.anna.id))
    assert (first.channel, first.manager, first.zone) == (str(world.trade.id), True, "UTC")
    assert (second.args, second.manager) == ({"on": "mon,wed", "at": "9:30"}, False)
    assert (third.tenant_id, third.manager) == (f"discord:dm-{world.anna.id}", True)


async def test_every_command_is_registered_with_its_options() -> None:
    """Names, descriptions and what is required come from the one table of commands."""
    async with connected() as (server, _):
        group, menu = server.world.commands
        assert (menu["name"], menu["type"]) == ("Summarise this link", 3)
        assert {option["name"] for option in group["options"]} == set(CommandName)
        subcommands = {option["name"]: option for option in group["options"]}
        [question] = subcommands["ask"]["options"]
        assert question["required"] is True
        assert group["contexts"] == [0, 1]


async def test_options_are_completed_while_they_are_typed() -> None:
    """Tracks by id or name, zones by city, days and hours."""
    async with connected() as (server, _):

        async def offered(command: str, option: str, typed: str) -> list[Any]:
            return [c["value"] for c in await server.complete(command, option, typed)]

        assert await offered("brief", "track", "chi") == ["us-china"]
        assert await offered("brief", "track", "") == ["us-china", "us-eu", "wto"]
        assert await offered("subscribe", "tracks", "wto, us") == ["wto,us-china", "wto,us-eu"]
        assert (await offered("subscribe", "zone", "new york"))[0] == "America/New_York"
        assert len(await offered("subscribe", "zone", "")) == 25
        assert await offered("subscribe", "on", "week") == ["weekdays"]
        assert await offered("subscribe", "at", "08") == ["08:00", "08:30"]
        assert await offered("brief", "track", "@everyone") == []


async def test_a_failure_is_a_sentence_and_no_more() -> None:
    """A ``CommandError`` is shown as it stands, inert; anything else says nothing of the inside."""

    async def fail(command: Command) -> Reply:
        if command.name is CommandName.HELP:
            raise CommandError("No such <@123> track; @everyone knows **that**.")
        raise RuntimeError("secret of the inside")

    async with connected(fail) as (server, _):
        told = await server.slash("help")
        assert (
            told.said[0].replace("\u200b", "") == "No such <@123> track; @everyone knows **that**."
        )
        assert discord_rules.alerts(told.answers[0]) == []
        broken = await server.slash("sources")
        assert broken.said == ["That did not work; please try again in a few minutes."]
        assert told.answers[0]["ephemeral"]
        assert broken.answers[0]["ephemeral"]


async def test_a_long_answer_comes_in_parts() -> None:
    """More than one message holds, all for the asker alone."""

    async def long(_: Command) -> Reply:
        return Reply(message=note("A sentence about duties. " * 600))

    async with connected(long) as (server, _):
        asked = await server.slash("brief", replies=3)
        assert len(asked.answers) == 3
        assert all(answer["ephemeral"] for answer in asked.answers)
        assert server.world.said() == []


async def test_an_answer_for_all_is_open() -> None:
    """The acknowledgement is private by then; the answer follows where everybody reads it."""

    async def openly(_: Command) -> Reply:
        return Reply(message=note(), audience=Audience.CHANNEL)

    async with connected(openly) as (server, _):
        asked = await server.slash("brief")
        assert [answer["ephemeral"] for answer in asked.answers] == [True]
        assert asked.said == ["Posted in this channel, for everybody in it."]
        assert server.world.said() == ["Trade talks\n1 · Talks resume\nTalks resume. [1]"]


async def test_the_acknowledgement_does_not_wait_for_the_answer() -> None:
    """Discord gives three seconds to acknowledge; an answer that takes a minute arrives."""
    asked, go = asyncio.Event(), asyncio.Event()

    async def slowly(command: Command) -> Reply:
        asked.set()
        await go.wait()
        return await echo(command)

    async with connected(slowly) as (server, _):
        answer = asyncio.create_task(server.slash("help"))
        await asked.wait()
        server.world.clock.advance(timedelta(minutes=1))
        go.set()
        assert "help: {}" in (await answer).said[0]


async def test_an_answer_after_the_token_has_ended_harms_nothing() -> None:
    """After 15 minutes nobody can be told; the next command is answered all the same."""

    late = asyncio.Event()

    async def for_ever(command: Command) -> Reply:
        if command.name is CommandName.SOURCES:
            server.world.clock.advance(timedelta(minutes=16))
            late.set()
        return await echo(command)

    async with connected(for_ever) as (server, _):
        asked = await server.slash("sources", replies=0)
        await late.wait()
        assert "help: {}" in (await server.slash("help")).said[0]
        assert asked.answers == []


async def test_a_broken_acknowledgement_harms_nothing() -> None:
    """An interaction that Discord no longer knows is let go."""
    async with connected() as (server, _):
        server.faults.append(Fault("/callback$", status=404))
        await server.slash("sources", replies=0)
        assert "help: {}" in (await server.slash("help")).said[0]


async def test_a_command_of_an_earlier_version_is_explained() -> None:
    """Discord's client may still show what is registered no more."""
    async with connected() as (server, _):
        group, _ = server.world.commands
        group["options"].append({"name": "stance", "type": 1, "options": []})
        told = await server.slash("stance")
        assert "has changed" in told.said[0]


@pytest.mark.parametrize("name", ["brief", "help", "sources"])
async def test_a_person_of_the_channel_may_ask(name: str) -> None:
    """No permission beyond seeing the channel is needed to read."""
    async with connected() as (server, _):
        assert f"{name}: {{}} manager=False" in (await server.slash(name)).said[0]
