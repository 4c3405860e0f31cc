"""A manager sees the draft on Discord, cuts and approves it, and takes an item back once it is posted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from fakes import discord_rules
from fakes.discord_guild import Channel
from fakes.discord_server import DiscordServer, running
from parley.domain.model import Approval, DeliveryState
from scenario.approval_world import SLOT, Desk, desk
from scenario.discord_world import chat_of
from scenario.pressing_world import database

_MINUTE = timedelta(minutes=1)


@asynccontextmanager
async def opened(server: DiscordServer, folder: Path) -> AsyncIterator[Desk]:
    world = server.world
    tenant, channel = f"discord:{world.guild}", str(world.trade.id)
    chat = chat_of(server)
    async with desk(database(folder), lambda _: chat, world.clock, tenant, channel) as it:
        yield it


def managers(server: DiscordServer) -> Channel:
    known = [one for one in server.world.channels.values() if one.name == "managers"]
    return known[0] if known else server.world.add_channel("managers")


async def push(server: DiscordServer, message: dict[str, Any], label: str, **who: Any) -> str:
    """Press a button, as Anna, who manages the server, by default; what she alone is told."""
    asked = await server.press(message, label, **{"by": server.world.anna, **who})
    assert all(answer["ephemeral"] for answer in asked.answers)
    return "\n".join(asked.said)


async def chosen(
    server: DiscordServer, message: dict[str, Any], story: int, **who: Any
) -> dict[str, Any]:
    """The private answer to a choice in a message's menu."""
    by = {"by": server.world.anna, **who}
    return (await server.press(message, f"{story} · ", **by)).answers[-1]


def said(server: DiscordServer) -> str:
    return "\n".join(server.world.said())


async def test_a_draft_is_cut_and_approved(tmp_path: Path) -> None:
    """Approve and hold stand above the menu; an item is chosen and dropped, and after a restart the
    rest is approved."""
    async with running() as server:
        place = managers(server)
        async with opened(server, tmp_path) as it:
            await it.subscribe(Approval.ELSE_HOLD, str(place.id))
            edition = await it.cut_off()
            draft = place.messages[0]
            assert "Draft · Trade talks" in discord_rules.read(draft)
            labels = [one.get("label") for one in discord_rules.components(draft)]
            assert labels[:2] == ["Approve", "Hold"]
            story = await chosen(server, draft, 2)
            assert "Only managers" in await push(
                server, story, "Drop this item", by=server.world.ben
            )
            assert "Dropped:" in await push(server, story, "Drop this item")
        async with opened(server, tmp_path) as it:
            assert "It is posted at" in await push(server, draft, "Approve")
            await it.at(SLOT)
            posted = said(server)
            assert edition.items[1].headline not in posted
            assert edition.items[0].headline in posted
            assert "1 item was dropped by a manager." in posted
            assert (await it.delivery()).state is DeliveryState.SENT


async def test_a_manager_who_is_told_privately_may_decide(tmp_path: Path) -> None:
    """A private message belongs to no server: who was named to be told is known by their id."""
    async with running() as server:
        world = server.world
        async with opened(server, tmp_path) as it:
            await it.subscribe(Approval.ELSE_HOLD, f"@{world.anna.id}")
            await it.cut_off()
            (direct,) = [one for one in world.channels.values() if one.guild is None]
            assert "no longer" in await push(server, direct.messages[0], "Approve", by=world.ben)
            assert "It is posted at" in await push(server, direct.messages[0], "Approve")
            await it.at(SLOT)
            assert (await it.delivery()).state is DeliveryState.SENT


async def test_an_item_is_taken_back_where_it_was_posted(tmp_path: Path) -> None:
    """A day later, when its thread is archived: the message and its thread change in their places."""
    async with running() as server:
        world = server.world
        async with opened(server, tmp_path) as it:
            await it.subscribe(Approval.NONE, None)
            edition = await it.cut_off()
            await it.at(SLOT)
            (thread,) = [one for one in world.channels.values() if one.parent == world.trade.id]
            before = [m["id"] for m in (*world.trade.messages, *thread.messages)]
            story = await chosen(server, world.trade.messages[0], 1)
            reported = await server.press(story, "Report an error", by=world.anna)
            thread.archived = True
            it.clock.move_to(SLOT + timedelta(days=1))
            answer = reported.answers[-1]
            assert "Retracted:" in await push(server, answer, "Retract this item")
            await it.work()
            shown = said(server)
            assert edition.items[0].headline not in shown
            assert "An item was retracted at" in shown
            assert [m["id"] for m in (*world.trade.messages, *thread.messages)] == before
            assert "was retracted" in await push(server, story, "Sources")
            done = await it.delivery()
            assert (done.state, done.detail) == (DeliveryState.SENT, "It was amended.")


async def test_a_briefing_is_taken_back_whole(tmp_path: Path) -> None:
    """One line is left of it, without a menu, and nothing in its thread."""
    async with running() as server:
        world = server.world
        async with opened(server, tmp_path) as it:
            await it.subscribe(Approval.NONE, None)
            await it.cut_off()
            await it.at(SLOT)
            (thread,) = [one for one in world.channels.values() if one.parent == world.trade.id]
            story = await chosen(server, world.trade.messages[0], 1)
            reported = await server.press(story, "Report an error", by=world.anna)
            asked = await server.press(reported.answers[-1], "Retract the briefing", by=world.anna)
            assert "cannot be undone" in "\n".join(asked.said)
            assert "Retracted" in await push(server, asked.answers[-1], "Yes, retract it")
            await it.at(SLOT + _MINUTE)
            (left,) = world.trade.messages
            assert "This briefing was retracted at" in discord_rules.read(left)
            assert list(discord_rules.components(left)) == []
            assert thread.messages == []
