"""Breaking news, told in a channel: once, when it is confirmed, and not in the night."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from fakes.fake_chat import FakeChat, Fault
from parley.domain.errors import ChannelUnavailable, SendAmbiguous
from parley.domain.model import Breaking, Platform, TenantSettings
from scenario.delivery_world import Killed, Life
from scenario.newsroom_world import (
    AGAIN,
    BLOG,
    CURBS,
    DAY,
    DEAL,
    DEAL_AGAIN,
    HOUR,
    MINUTE,
    NOON,
    OFFICE,
    PAPER,
    TENANT,
    WIRE,
    newsroom,
)


async def test_two_who_do_not_copy_each_other_make_it_news() -> None:
    """One paper is not enough, its copy is not either; the second voice is, and it is told once."""
    async with newsroom() as room:
        await room.subscribe()
        await room.publish(WIRE, CURBS)
        await room.publish(PAPER, CURBS)
        await room.publish(BLOG, AGAIN)
        await room.pass_time(10 * MINUTE)
        assert room.said == []
        await room.publish(PAPER, AGAIN)
        await room.pass_time(HOUR)
        (told,) = room.said
        assert told.startswith("Breaking · US-China: truce → escalating | export control · ")
        assert "2 independent sources" in told
        assert "Wire, 28 May: “The US Commerce Department ordered chip software makers" in told
        assert "[1]" in told
        assert "[2] Paper" in told
        await room.pass_time(DAY)
        assert room.said == [told]


async def test_an_official_source_is_enough_and_is_named_first() -> None:
    """What the office itself says needs nobody else."""
    async with newsroom() as room:
        await room.subscribe()
        await room.publish(OFFICE, CURBS)
        await room.pass_time(10 * MINUTE)
        (told,) = room.said
        assert "official source" in told
        assert "[1] Office" in told


async def test_who_did_not_ask_is_left_alone() -> None:
    """Neither a channel without the setting nor one that follows something else."""
    async with newsroom() as room:
        await room.subscribe(Breaking.OFF)
        other = await room.subscribe(channel="europe")
        await room.archive.tenants.subscribe(
            replace(other, desk=replace(other.desk, tracks=("us-eu",)))
        )
        await room.publish(OFFICE, CURBS)
        await room.pass_time(HOUR)
        assert room.said == room.told("europe") == []


async def test_a_burst_is_told_by_its_last_word() -> None:
    """Curbs at noon and a deal a minute later: one notice, from the truce to the deal."""
    async with newsroom() as room:
        await room.subscribe()
        await room.publish(OFFICE, CURBS)
        await room.work(room.outside)
        room.clock.advance(MINUTE)
        await room.publish(OFFICE, DEAL)
        await room.pass_time(HOUR)
        (told,) = room.said
        assert "truce → agreed" in told
        assert sorted(await room.states()) == ["sent", "skipped"]


async def test_the_next_move_starts_from_the_one_that_was_told() -> None:
    """Curbs at noon, a deal at four: two notices, the second from where the first ended."""
    async with newsroom() as room:
        await room.subscribe()
        await room.publish(OFFICE, CURBS)
        await room.pass_time(4 * HOUR)
        await room.publish(OFFICE, DEAL)
        await room.pass_time(HOUR)
        first, second = room.said
        assert "truce → escalating" in first
        assert "escalating → agreed" in second


async def test_old_news_and_first_news_are_not_broken() -> None:
    """What happened days ago is for the briefing; a new channel hears nothing of before it came."""
    async with newsroom() as room:
        await room.subscribe()
        room.clock.advance(3 * DAY)
        await room.publish(OFFICE, CURBS, ago=3 * DAY)
        await room.pass_time(HOUR)
        assert room.said == []
    async with newsroom() as room:
        await room.publish(OFFICE, CURBS)
        room.clock.advance(MINUTE)
        await room.subscribe(cursor=None)
        await room.pass_time(HOUR)
        assert room.said == []
        await room.publish(OFFICE, DEAL)
        await room.pass_time(HOUR)
        (told,) = room.said
        assert "escalating → agreed" in told


async def test_a_channel_sleeps_unless_it_wants_to_be_woken() -> None:
    """At 23:00 in Brussels one channel is told, the other at 07:00."""
    async with newsroom() as room:
        await room.subscribe(Breaking.WAKING)
        await room.subscribe(Breaking.ALWAYS, channel="night")
        room.clock.move_to(NOON.replace(hour=21))
        await room.publish(OFFICE, CURBS)
        await room.pass_time(HOUR)
        assert room.said == []
        assert len(room.told("night")) == 1
        await room.pass_time(7 * HOUR)
        assert room.clock.now().hour == 5
        assert len(room.said) == 1
        assert len(room.told("night")) == 1


async def test_what_a_briefing_told_is_not_told_again() -> None:
    """The night's news was in the morning's briefing, which came before the quiet hours ended."""
    async with newsroom() as room:
        order = await room.subscribe(Breaking.WAKING)
        room.clock.move_to(NOON.replace(hour=21))
        await room.publish(OFFICE, CURBS)
        await room.pass_time(HOUR)
        await room.brief(order)
        await room.pass_time(DAY)
        assert room.said == []
        assert await room.states() == ["skipped"]


async def test_what_is_not_so_any_more_is_not_told() -> None:
    """Agreed in the evening, back to the truce's tariffs by midnight: nobody is told of the evening."""
    async with newsroom() as room:
        await room.subscribe(Breaking.WAKING)
        room.clock.move_to(NOON.replace(hour=21))
        await room.publish(OFFICE, CURBS)
        await room.pass_time(HOUR)
        await room.publish(OFFICE, DEAL)
        await room.pass_time(DAY / 2)
        (told,) = room.said
        assert "escalating" not in told


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("fatal", [3, 7, 9])
async def test_whenever_it_is_killed_it_is_told_once(fatal: int, after: bool) -> None:
    """The process dies at a call to the outbox or to the platform; ``test_notify`` has them all."""
    async with newsroom() as room:
        await room.subscribe()
        await room.publish(OFFICE, CURBS)
        mortal = room.process(Life(fatal=fatal, after=after))
        with suppress(Killed):
            await room.pass_time(3 * MINUTE, mortal)
        room.clock.advance(10 * MINUTE)  # the lease runs out
        await room.pass_time(30 * MINUTE, room.process())
        assert len(room.said) == 1
        assert isinstance(room.chat, FakeChat)
        keys = [posted.key for posted in room.chat.channels["trade"]]
        assert len(keys) == len(set(keys))


async def test_two_replicas_tell_it_once() -> None:
    """Both look, both sweep, both try to send."""
    async with newsroom() as room:
        await room.subscribe()
        one, two = room.process(), room.process()
        await room.publish(OFFICE, CURBS)
        for _ in range(8):
            await room.work(one)
            await room.work(two)
            room.clock.advance(MINUTE)
        assert len(room.said) == 1
        assert await room.states() == ["sent"]


async def test_a_lost_answer_is_looked_for() -> None:
    """The platform took it and its answer was lost: it is found, and stands there once."""
    async with newsroom() as room:
        await room.subscribe()
        assert isinstance(room.chat, FakeChat)
        room.chat.faults.append(Fault(SendAmbiguous("No answer."), landed=True))
        await room.publish(OFFICE, CURBS)
        await room.pass_time(HOUR)
        assert len(room.said) == 1
        assert room.chat.looks > 0


async def test_an_archived_channel_is_paused_and_the_managers_hear_of_it_once() -> None:
    """By a breaking notice as by a briefing; the channel's own words say what to do."""
    async with newsroom() as room:
        await room.subscribe()
        await room.archive.tenants.configure(TENANT, TenantSettings(managers="office"))
        assert isinstance(room.chat, FakeChat)
        room.chat.faults.append(Fault(ChannelUnavailable("The channel trade is archived.")))
        await room.publish(OFFICE, CURBS)
        await room.pass_time(DAY)
        assert room.said == []
        (paused,) = await room.archive.tenants.subscriptions(TENANT)
        assert paused.paused == "The channel trade is archived."
        (told,) = room.told("office")
        assert told.startswith("Briefings are paused | The briefing “daily” in trade is not sent: ")
        assert "/trade resume" in told


async def test_a_briefing_that_meets_an_archived_channel_tells_the_managers_once() -> None:
    """A person who manages is told privately; the same delivery again adds nothing."""
    async with newsroom() as room:
        order = await room.subscribe(Breaking.OFF)
        await room.archive.tenants.configure(TENANT, TenantSettings(managers="@boss"))
        assert isinstance(room.chat, FakeChat)
        delivering = room.delivering()
        slot = NOON + 15 * MINUTE
        await delivering.write(TENANT, order.id, slot)
        room.clock.move_to(slot)
        (job,) = await delivering.sweep()
        room.chat.faults.append(Fault(ChannelUnavailable("The channel trade is archived.")))
        jobs = await delivering.send(job.args[0])
        await room.send(room.outside, jobs)
        await room.pass_time(HOUR)
        assert len(room.told("@boss")) == 1
        assert await delivering.sweep() == []


async def test_nothing_is_left_of_a_tenant_that_left() -> None:
    """Its notices go with it, and nothing is said to it any more."""
    async with newsroom() as room:
        await room.subscribe()
        await room.publish(OFFICE, CURBS)
        await room.work(room.outside)
        await room.archive.tenants.remove(TENANT)
        await room.pass_time(HOUR)
        assert room.said == []
        assert await room.states() == []
        assert room.chat.platform is Platform.WEB


async def test_a_briefing_on_its_way_is_waited_for() -> None:
    """Cut off after the news became known, it tells them; the notice is then not needed."""
    async with newsroom() as room:
        order = await room.subscribe()
        await room.publish(OFFICE, DEAL)
        await room.publish(PAPER, DEAL_AGAIN)
        delivering = room.delivering()
        slot = NOON + timedelta(minutes=16)
        room.clock.advance(MINUTE)
        await delivering.write(TENANT, order.id, slot)
        await room.pass_time(10 * MINUTE)
        assert room.said == []
        room.clock.move_to(slot)
        (job,) = await delivering.sweep()
        await delivering.send(job.args[0])
        await room.pass_time(HOUR)
        assert len(room.said) == 1
        assert not room.said[0].startswith("Breaking")
