"""Subscribing by form on Discord: opened, filled in, sent twice; who may, whose zone, what is offered."""

import asyncio
from pathlib import Path
from typing import Any

from fakes import discord_rules
from fakes.discord_guild import MANAGE_GUILD, Role, World
from fakes.discord_people import Person
from fakes.discord_server import DiscordServer, running
from parley.domain.errors import ChatError
from parley.domain.model import Command, CommandName, Press, Reply
from scenario.discord_world import chat_of, connected, echo, note
from scenario.pressing_world import database, shift
from scenario.test_discord_conversation import newsroom
from scenario.test_discord_natural import Listener

GROUP = 400_000_000_000_000_001


def _pressable(message: dict[str, Any]) -> list[str]:
    return [one["label"] for one in discord_rules.components(message)]


async def test_the_form_shows_the_order_before_it_is_saved() -> None:
    """Filled in as most people want it; the answer is private, with three buttons."""
    async with newsroom() as (server, _):
        world = server.world
        opened = await server.form("subscribe", by=world.anna)
        assert opened.modal is not None
        labels = [one["label"] for one in opened.modal["components"]]
        assert labels == ["Tracks", "Time of day", "Days", "Time zone"]
        shown = await server.submit(
            opened, {"tracks": ["us-china"], "at": "07:30", "zone": "Asia/Tokyo"}
        )
        assert "Asia/Tokyo time, next:" in shown.said[0]
        assert "follows the clock of Asia/Tokyo" in shown.said[0]
        (answer,) = shown.answers
        assert answer["ephemeral"]
        assert _pressable(answer) == ["Save", "Post a trial here now", "Discard"]
        saved = await server.press(answer, "Save", by=world.anna)
        again = await server.press(answer, "Save", by=world.anna)
        assert "Subscribed" in saved.said[0]
        assert "Subscribed" in again.said[0]
        listed = await server.slash("subscriptions")
        assert listed.said[0].count("Asia/Tokyo") == 1


async def test_the_form_remembers_the_zone_of_a_person() -> None:
    """Discord tells no zone: UTC at first, later that of the last order, for this person alone."""
    async with newsroom() as (server, _):
        world = server.world
        boss = Person(world.ben.id, "Ben", world.anna.permissions)

        async def zone(by: Person) -> str:
            opened = await server.form("subscribe", by=by)
            assert opened.modal is not None
            return str(opened.modal["components"][-1]["component"]["value"])

        assert await zone(world.anna) == "UTC"
        await server.slash("subscribe", {"zone": "America/New_York"}, by=world.anna)
        wrong = await server.slash("subscribe", {"zone": "Mars/Olympus"}, by=world.anna)
        assert "Mars/Olympus" in wrong.said[0]
        assert await zone(world.anna) == "America/New_York"
        assert await zone(boss) == "UTC"
        given = await server.slash("subscribe", {"at": "09:00"}, by=world.anna)
        assert "follows the clock of America/New_York" in given.said[0]


async def test_a_form_that_is_sent_twice_is_one_order() -> None:
    """The second time somebody is told so; a form that is opened anew is another."""
    listener = Listener()
    async with connected(listener) as (server, _):
        opened = await server.form("subscribe", by=server.world.anna)
        await server.submit(opened, {"at": "07:30"})
        twice = await server.submit(opened, {"at": "07:30"})
        assert "was sent before" in twice.said[0]
        await server.submit(await server.form("subscribe", by=server.world.anna), {})
    assert [one.args["at"] for one in listener.heard] == ["07:30", "08:00"]
    assert listener.heard[0].args == {
        "at": "07:30",
        "on": "mon,tue,wed,thu,fri",
        "zone": "UTC",
    }


async def test_a_wrong_time_in_the_form_is_a_sentence() -> None:
    """Nothing is stored of it."""
    async with newsroom() as (server, _):
        opened = await server.form("subscribe", by=server.world.anna)
        told = await server.submit(opened, {"at": "25:00"})
        assert "25:00" in told.said[0]
        assert "Nothing is posted here" in (await server.slash("subscriptions")).said[0]


async def test_a_form_and_its_buttons_work_after_a_restart(tmp_path: Path) -> None:
    """Opened before, sent after, tried and saved after another: everything is known by its id."""
    async with running() as server:
        world = server.world

        def life() -> Any:
            return shift(database(tmp_path), chat_of(server), world.clock)

        async with life():
            opened = await server.form("subscribe", by=world.anna)
        async with life():
            shown = await server.submit(opened, {"zone": "Europe/Brussels"})
        async with life():
            tried = await server.press(shown.answers[0], "Post a trial here now", by=world.anna)
            assert tried.said == ["Posted in this channel, for everybody in it."]
            assert "Trade talks" in "\n".join(world.said())
            refused = await server.press(shown.answers[0], "Save", by=world.ben)
            assert "Only managers" in refused.said[0]
            saved = await server.press(shown.answers[0], "Save", by=world.anna)
            assert "Subscribed" in saved.said[0]
        async with life():
            dropped = await server.press(shown.answers[0], "Discard", by=world.anna)
            assert "Nothing was saved" in dropped.said[0]
            listed = await server.slash("subscriptions")
            assert "Europe/Brussels" in listed.said[0]


async def test_a_trial_that_cannot_be_posted_says_what_to_click() -> None:
    """It goes where briefings go, so that what keeps those away shows at once."""
    async with newsroom() as (server, _):
        world = server.world
        shown = await server.slash("subscribe", {"at": "08:00"}, by=world.anna)
        world.trade.denied = 1 << 11
        tried = await server.press(shown.answers[0], "Post a trial here now", by=world.anna)
        assert "Send Messages" in tried.said[0]
        assert world.said() == []


async def test_who_may_not_subscribe_is_told_in_words() -> None:
    """The form opens for managers alone."""
    async with newsroom() as (server, _):
        told = await server.slash("subscribe", by=server.world.ben)
        assert "Only managers" in told.said[0]


async def grouped(group: str | None) -> tuple[list[Command], list[Press]]:
    """Somebody with a role asks, writes and presses in a server where a group was set."""
    listener, pushed = Listener(), list[Press]()

    async def group_of(tenant_id: str) -> str | None:
        assert tenant_id.startswith("discord:2")
        return group

    async def press(one: Press) -> Reply:
        pushed.append(one)
        return Reply(message=note())

    world = World()
    world.roles.append(Role(GROUP, "Desk"))
    world.ben.roles = (GROUP,)
    async with connected(listener, press, group_of=group_of, world=world) as (server, _):
        await server.slash("settings", by=world.ben)
        await server.say(f"<@{world.bot.id}> settings", by=world.ben)
        button = {"type": 2, "label": "More", "style": 2, "custom_id": "parley:more:e1.1"}
        body = {"content": "Talks", "components": [{"type": 1, "components": [button]}]}
        await server.press(world.message(world.trade.id, body), "More", by=world.ben)
    return listener.heard, pushed


async def test_members_of_the_role_are_managers_too() -> None:
    """In a command, a message and a press; with another role, or none that was set, nobody is."""
    for group, manager in (
        (str(GROUP), True),
        ("400000000000000009", False),
        ("200000000000000001", False),  # the role of everybody
        ("S0614TZR7", False),
        (None, False),
    ):
        commands, presses = await grouped(group)
        said = [one.manager for one in commands] + [one.manager for one in presses]
        assert said == [manager] * 3, group


async def test_manage_server_by_a_role_counts_in_a_message() -> None:
    """With a message Discord sends roles and no permissions: they are worked out."""
    listener, world = Listener(), World()
    world.roles.append(Role(GROUP, "Admins", MANAGE_GUILD))
    world.ben.roles = (GROUP,)
    async with connected(listener, world=world) as (server, _):
        await server.say(f"<@{world.bot.id}> settings", by=world.ben)
        await server.say(f"<@{world.bot.id}> settings", by=world.anna)  # who owns the server
    assert [one.manager for one in listener.heard] == [True, True]


async def test_values_are_completed_by_what_is_set() -> None:
    """Each setting offers its own; the group the server's roles; nothing for one that is none."""
    world = World()
    world.roles.append(Role(GROUP, "Desk"))
    async with connected(world=world) as (server, _):

        async def offered(name: str, typed: str = "") -> list[str]:
            found = await server.complete("settings", "value", typed, {"name": name})
            return [one["value"] for one in found]

        assert await offered("breaking") == ["off", "on", "always"]
        assert await offered("breaking", "al") == ["always"]
        assert await offered("quiet-hours") == ["22:00-07:00", "off"]
        assert await offered("managers") == ["here", "off"]
        assert await offered("group") == [f"<@&{GROUP}>", "off"]
        assert await offered("nonsense") == []
        bare = await server.complete("settings", "value", "")
        assert bare == []
        until = await server.complete("pause", "until", "")
        assert [one["value"] for one in until] == ["3d", "1w", "2w", "off"]
        tracks = await server.complete("timeline", "track", "wto")
        assert [one["value"] for one in tracks] == ["wto"]
        days = await server.complete("status", "as_of", "yes")
        assert [one["value"] for one in days] == ["yesterday"]


async def test_servers_come_and_go() -> None:
    """Joined at the start, when invited, and under a new name; lost is not left; removed is."""
    told: list[tuple[str, ...]] = []

    async def joined(tenant_id: str, name: str) -> None:
        told.append(("joined", tenant_id, name))

    async def left(tenant_id: str) -> None:
        told.append(("left", tenant_id))

    async with connected(joined=joined, left=left) as (server, _):
        tenant = f"discord:{server.world.guild}"
        await server.slash("help")
        assert told == [("joined", tenant, "Ministry of Test")]
        await server.gateway.lose()
        server.world.name = "Ministry of Trials"
        await server.gateway.regain()
        await server.slash("help")
        assert told[1:] == [("joined", tenant, "Ministry of Trials")]
        await server.gateway.expel()
        await server.slash("help", channel=server.world.direct(server.world.ben.id))
        assert told[2:] == [("left", tenant)]
        await server.gateway.invite()
        await server.slash("help")
        assert told[3:] == [("joined", tenant, "Ministry of Trials")]


async def test_a_store_that_fails_keeps_nobody_out() -> None:
    """Noting a server may fail; its people are answered all the same."""

    async def joined(_tenant_id: str, _name: str) -> None:
        raise ChatError("The archive is busy.")

    async with connected(joined=joined, left=None) as (server, _):
        assert "help" in (await server.slash("help")).said[0]


async def test_an_end_in_the_middle_of_an_answer_leaves_no_trace_of_itself(
    caplog: Any,
) -> None:
    """Who waits for a command, a press or a mention is told to try again; nothing complains."""
    begun, never = asyncio.Semaphore(0), asyncio.Event()

    async def hang(_: object) -> Reply:
        begun.release()
        await never.wait()
        raise AssertionError

    async with running() as server:
        chat, world = chat_of(server), server.world
        await chat.start(hang, hang)
        asked = server.interactions.command("help", {})
        await server.gateway.dispatch("INTERACTION_CREATE", asked.payload)
        await server.say(f"<@{world.bot.id}> help", replies=0)
        for _ in range(2):
            await begun.acquire()
        await chat.stop()
        assert "restarted" in asked.said[0]
        assert "restarted" in world.said()[-1]
    assert [one for one in caplog.records if one.exc_info] == []


async def test_a_form_while_the_service_ends_is_a_sentence() -> None:
    """Nothing is begun that cannot be finished."""
    async with connected() as (server, chat):
        chat._work.dispatch = None
        told = await server.slash("subscribe", by=server.world.anna)
        assert "restarted" in told.said[0]


async def test_after_the_connection_is_closed_an_answer_is_let_go() -> None:
    """aiohttp complains of a closed session in its own way."""

    async def closing(command: Command) -> Reply:
        if command.name is CommandName.SOURCES:
            chat = chats[0]
            client = await chat._connection.login()
            await client.http._HTTPClient__session.close()  # as an end does
        return await echo(command)

    chats: list[Any] = []
    async with running() as server:
        chat = chat_of(server)
        chats.append(chat)
        await chat.start(closing)
        asked = await _asked(server)
        await asyncio.wait_for(_idle(chat), 5)
        await chat.stop()
    assert asked.answers == []


async def _asked(server: DiscordServer) -> Any:
    asked = server.interactions.command("sources", {})
    await server.gateway.dispatch("INTERACTION_CREATE", asked.payload)
    await asked.acknowledged(5)
    return asked


async def _idle(chat: Any) -> None:
    while chat._work._open:
        await asyncio.wait(set(chat._work._open))
