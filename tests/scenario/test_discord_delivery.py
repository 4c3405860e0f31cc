"""A briefing's whole way to Discord, by a process that dies anywhere: each part stands there once."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from fakes import discord_people
from fakes.discord_server import DiscordServer, Fault
from parley.app.deliver import Delivering
from parley.app.ports import Chat
from parley.domain.model import DeliveryState, Platform, Subscription
from scenario.delivery_world import LEAD, SLOT, Killed, Life, Mortal, World, subscription
from scenario.discord_world import connected


@dataclass
class Newsroom(World):
    """The world of deliveries with Discord as its platform."""

    discord: Chat | None = None

    def worker(self, life: Life | None = None) -> Delivering:
        life = life or Life()
        made = super().worker(life)
        chats: Any = {Platform.DISCORD: Mortal(self.discord, life)}
        return replace(made, chats=chats)


def _order(server: DiscordServer) -> Subscription:
    tenant = f"discord:{server.world.guild}"
    return subscription(str(server.world.trade.id), tenant_id=tenant)


def _newsroom(server: DiscordServer, chat: Chat) -> Newsroom:
    server.world.clock.move_to(SLOT - LEAD)
    return Newsroom(clock=server.world.clock, discord=chat)


def _told(server: DiscordServer) -> list[str]:
    """What stands in the channel and in the threads of its messages, without the small print."""
    world = server.world
    places = [c for c in world.channels.values() if world.trade.id in {c.id, c.parent}]
    return [text.rpartition("\n")[0] for place in places for text in world.said(place)]


WHOLE = ["Briefing 12 May 06:00\nStory 0\nStory 1", "Detail"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_process_that_dies_anywhere_posts_each_part_once(after: bool) -> None:
    """The next start comes when Discord has forgotten the nonce: what was posted is found by sight."""
    fatal = 0
    while True:
        fatal += 1
        async with connected() as (server, chat):
            world, order = _newsroom(server, chat), _order(server)
            await world.subscribe(order)
            life = Life(fatal=fatal, after=after)
            try:
                await world.morning(world.worker(life))
            except Killed:
                await world.recover(world.worker())
            assert _told(server) == WHOLE, fatal
            assert (await world.delivery(order)).state is DeliveryState.SENT
        if life.calls < fatal:
            break
    assert fatal > 12


@pytest.mark.parametrize("lost", ["/channels/[0-9]+/messages$", "/threads$"])
async def test_a_lost_answer_makes_no_second_message(lost: str) -> None:
    """The message, or the thread, was made and nobody was told."""
    async with connected() as (server, chat):
        world, order = _newsroom(server, chat), _order(server)
        await world.subscribe(order)
        server.faults.append(Fault(lost, lost=True))
        await world.morning(world.worker())
        assert _told(server) == WHOLE
        assert (await world.delivery(order)).state is DeliveryState.SENT


async def test_a_channel_that_lost_its_permission_is_paused() -> None:
    """The order says why, and nothing is tried again until somebody has granted it."""
    async with connected() as (server, chat):
        world, order = _newsroom(server, chat), _order(server)
        await world.subscribe(order)
        server.world.trade.denied = discord_people.SEND
        await world.morning(world.worker())
        assert (await world.delivery(order)).state is DeliveryState.FAILED
        assert "Send Messages" in ((await world.stored(order)).paused or "")
        assert _told(server) == []
