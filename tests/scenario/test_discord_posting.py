"""Posting to Discord through the real client: once, or with a sentence that says why not."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from fakes import discord_guild, discord_people, discord_rules
from fakes.discord_server import DiscordServer, Fault
from fakes.places import at
from parley.domain.errors import (
    ChannelUnavailable,
    ChatAuthError,
    MessageRejected,
    MissingPermission,
    RateLimited,
    SendAmbiguous,
)
from parley.domain.model import Citation, Heading, Message, Paragraph, Place, PostedPart, Text
from parley_adapters.chat.discord.client import DiscordChat
from scenario.discord_world import before, chat_of, connected, hurry, note, post

KEY = "d0a1b2c3-0"


@pytest.fixture
async def discord() -> AsyncIterator[tuple[DiscordServer, DiscordChat]]:
    """A connected chat with its server."""
    async with connected() as both:
        yield both


Discord = tuple[DiscordServer, DiscordChat]


async def test_a_briefing_stands_in_the_channel(discord: Discord) -> None:
    """Title above, story with its source in an embed, and the reference in small print."""
    server, chat = discord
    await post(chat, str(server.world.trade.id), chat.render(note()))
    assert server.world.said() == [
        "Trade talks\n1 · Talks resume\nTalks resume. [1]\nref d0a1b2c3-0"
    ]
    [message] = server.world.trade.messages
    assert discord_rules.links(message) == [("https://example.org/1", "[1]")]
    assert message["allowed_mentions"] == {"parse": []}
    assert server.world.posts[0]["enforce_nonce"] is True


async def test_a_repeated_post_returns_the_first_message(discord: Discord) -> None:
    """The key is Discord's nonce: the same post again makes no second message."""
    server, chat = discord
    channel, [part] = str(server.world.trade.id), chat.render(note())
    first = await chat.post(at(channel), part, key=KEY)
    assert await chat.post(at(channel), part, key=KEY) == first
    assert len(server.world.said()) == 1


async def test_an_old_post_is_found_by_its_reference(discord: Discord) -> None:
    """Discord forgets a nonce within minutes; what stands in the channel tells all the same."""
    server, chat = discord
    channel, [part] = str(server.world.trade.id), chat.render(note())
    posted = await chat.post(at(channel), part, key=KEY)
    since = before(server)
    server.world.clock.advance(timedelta(hours=1))
    assert await chat.find(at(channel), KEY, since) == posted
    assert await chat.find(at(channel), "d0a1b2c3-1", since) is None


async def test_a_restarted_process_finds_what_it_had_posted(discord: Discord) -> None:
    """Nothing is remembered in memory: another process, without a gateway, finds it as well."""
    server, chat = discord
    channel, [part] = str(server.world.trade.id), chat.render(note())
    posted = await chat.post(at(channel), part, key=KEY)
    other = chat_of(server)
    assert await other.find(at(channel), KEY, before(server)) == posted
    await other.stop()
    assert server.gateway.identified == 1


async def test_somebody_elses_reference_is_not_ours(discord: Discord) -> None:
    """A member who writes the same words is not taken for the bot."""
    server, chat = discord
    channel, [part] = str(server.world.trade.id), chat.render(note())
    await chat.post(at(channel), part, key=KEY)
    server.world.trade.messages[0]["author"] = discord_people.user(server.world.ben)
    assert await chat.find(at(channel), KEY, before(server)) is None


async def test_a_lost_answer_is_ambiguous_and_settled_by_looking(discord: Discord) -> None:
    """The post landed, the answer did not come: said so, then found."""
    server, chat = discord
    channel, [part] = str(server.world.trade.id), chat.render(note())
    server.faults.append(Fault("/messages$", lost=True))
    with pytest.raises(SendAmbiguous, match="looked up before anything is sent again"):
        await chat.post(at(channel), part, key=KEY)
    found = await chat.find(at(channel), KEY, before(server))
    assert found == PostedPart(0, server.world.trade.messages[0]["id"])


async def test_without_history_nothing_can_be_settled(discord: Discord) -> None:
    """Discord then answers with an empty list, which is not taken for "not sent"."""
    server, chat = discord
    server.world.trade.denied = discord_guild.HISTORY
    with pytest.raises(SendAmbiguous, match="Read Message History"):
        await chat.find(at(str(server.world.trade.id)), KEY, before(server))


async def test_a_crowded_channel_is_paged_through(discord: Discord) -> None:
    """Two hundred messages of others in between do not hide ours."""
    server, chat = discord
    world, [part] = server.world, chat.render(note())
    since = before(server)
    for number in range(200):
        chatter = world.message(world.trade.id, {"content": f"chatter {number}"})
        chatter["author"] = discord_people.user(world.anna)
        world.trade.messages.append(chatter)
    posted = await chat.post(at(str(world.trade.id)), part, key=KEY)
    assert await chat.find(at(str(world.trade.id)), KEY, since) == posted
    assert server.counted("GET", "/messages$") >= 3


async def test_a_busy_gateway_is_tried_again(
    discord: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """502, then an answer: one message."""
    server, chat = discord
    hurried = hurry(monkeypatch)
    server.faults.append(Fault("/messages$", status=502))
    [posted] = await post(chat, str(server.world.trade.id), chat.render(note()))
    assert [message["id"] for message in server.world.trade.messages] == [posted.message_id]
    assert hurried.slept == [1]


async def test_a_server_that_stays_broken_is_ambiguous(
    discord: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five tries, then the truth: it is not known whether the message is there."""
    server, chat = discord
    hurry(monkeypatch)
    server.faults += [Fault("/messages$", status=502) for _ in range(5)]
    with pytest.raises(SendAmbiguous, match="HTTP 502"):
        await chat.post(at(str(server.world.trade.id)), chat.render(note())[0], key=KEY)


async def test_a_short_rate_limit_is_waited_for(
    discord: Discord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """429 with two seconds: discord.py waits them and posts."""
    server, chat = discord
    hurried = hurry(monkeypatch)
    server.faults.append(Fault("/messages$", status=429, retry_after=2.0))
    await post(chat, str(server.world.trade.id), chat.render(note()))
    assert hurried.slept == [2.0]
    assert len(server.world.said()) == 1


@pytest.mark.parametrize("via", [True, False], ids=["discord", "cloudflare"])
async def test_a_long_rate_limit_is_the_callers(discord: Discord, via: bool) -> None:
    """Ten minutes are not waited inside a post, whoever asks for them: when to try again is told."""
    server, chat = discord
    server.faults.append(Fault("/messages$", status=429, retry_after=600.0, via=via))
    with pytest.raises(RateLimited) as raised:
        await chat.post(at(str(server.world.trade.id)), chat.render(note())[0], key=KEY)
    assert raised.value.retry_after == timedelta(minutes=10)


async def test_a_revoked_token_is_told(discord: Discord) -> None:
    """The sentence names the variable and the page."""
    server, chat = discord
    server.world.token = "another"
    with pytest.raises(ChatAuthError, match=r"DISCORD_TOKEN.*discord\.com/developers"):
        await chat.post(at(str(server.world.trade.id)), chat.render(note())[0], key=KEY)


@pytest.mark.parametrize(
    ("bit", "name"),
    [(discord_people.SEND, "Send Messages"), (discord_guild.EMBED, "Embed Links")],
)
async def test_the_missing_permission_is_named(discord: Discord, bit: int, name: str) -> None:
    """Discord says "Missing Permissions" and no more; the sentence says which to allow."""
    server, chat = discord
    server.world.trade.denied = bit
    with pytest.raises(MissingPermission) as raised:
        await chat.post(at(str(server.world.trade.id)), chat.render(note())[0], key=KEY)
    assert raised.value.permission == name
    assert name in str(raised.value)
    assert (await chat.check(at(str(server.world.trade.id)))).problems == (str(raised.value),)


async def test_a_hidden_channel_is_told(discord: Discord) -> None:
    """A channel that the bot cannot see any more is unavailable, with what to click."""
    server, chat = discord
    server.world.trade.denied = discord_people.VIEW
    with pytest.raises(ChannelUnavailable, match="View Channel"):
        await chat.post(at(str(server.world.trade.id)), chat.render(note())[0], key=KEY)
    assert "View Channel" in (await chat.check(at(str(server.world.trade.id)))).problems[0]


async def test_a_deleted_channel_is_told(discord: Discord) -> None:
    """Unknown Channel, in a sentence."""
    server, chat = discord
    channel = str(server.world.trade.id)
    del server.world.channels[server.world.trade.id]
    with pytest.raises(ChannelUnavailable, match="deleted"):
        await chat.post(at(channel), chat.render(note())[0], key=KEY)


async def test_a_forum_takes_no_briefing(discord: Discord) -> None:
    """The check says so before anybody subscribes it."""
    server, chat = discord
    forum = server.world.add_channel("forum", discord_guild.FORUM)
    assert "forum" in (await chat.check(at(str(forum.id)))).problems[0]
    with pytest.raises(ChannelUnavailable):
        await chat.post(at(str(forum.id)), chat.render(note())[0], key=KEY)


async def test_an_archived_thread_is_told(discord: Discord) -> None:
    """A thread as a channel of its own: posted to while it is open, unavailable afterwards."""
    server, chat = discord
    thread = server.world.add_channel("talks", discord_guild.THREAD, server.world.trade.id)
    assert (await chat.check(at(str(thread.id)))).problems == ()
    await post(chat, str(thread.id), chat.render(note()))
    thread.archived = True
    with pytest.raises(ChannelUnavailable, match="archived"):
        await chat.post(at(str(thread.id)), chat.render(note())[0], key="d9-0")


async def test_a_direct_message_needs_no_permission(discord: Discord) -> None:
    """A channel of one person has no settings to check."""
    server, chat = discord
    direct = server.world.add_channel("dm", discord_guild.DM)
    own = Place(f"discord:dm-{server.world.anna.id}", str(direct.id))
    assert (await chat.check(own)).problems == ()


async def test_a_message_deleted_by_a_reader_is_not_posted_again(discord: Discord) -> None:
    """Under the same nonce Discord answers "Unknown Message": it was read, and taken away."""
    server, chat = discord
    channel, [part] = str(server.world.trade.id), chat.render(note())
    await chat.post(at(channel), part, key=KEY)
    server.world.trade.messages.clear()
    with pytest.raises(MessageRejected, match="deleted"):
        await chat.post(at(channel), part, key=KEY)
    assert server.world.said() == []


async def test_details_go_into_a_thread(discord: Discord) -> None:
    """Made from the first message, once, and the parts in it are found again."""
    server, chat = discord
    channel = str(server.world.trade.id)
    message = note(thread="More of it. " * 700)
    posted = await post(chat, channel, chat.render(message))
    assert len(posted) == 3
    thread = server.world.channels[int(posted[0].message_id)]
    assert len(server.world.said()) == 1
    assert len(server.world.said(thread)) == 2
    assert await chat.find(at(channel), "d0a1b2c3-2", before(server)) == posted[2]


async def test_without_threads_details_stand_below(discord: Discord) -> None:
    """Where threads may not be made, nothing is lost: it is the next message of the channel."""
    server, chat = discord
    server.world.trade.denied = discord_guild.PUBLIC_THREADS
    await post(chat, str(server.world.trade.id), chat.render(note(thread="Sources.")))
    assert len(server.world.said()) == 2


async def test_a_long_briefing_is_several_messages_with_every_citation(discord: Discord) -> None:
    """Forty long stories: each message within Discord's limits, each source still led to."""
    server, chat = discord
    words = "Negotiators spoke of tariffs, quotas and rare earths until late. " * 15
    blocks = [
        block
        for number in range(40)
        for block in (
            Heading((Text(f"{number} · A story"),)),
            Paragraph(
                (Text(f"{number}: {words}"), Citation(number, f"https://example.org/{number}"))
            ),
        )
    ]
    parts = chat.render(Message(title="Long", blocks=tuple(blocks)))
    await post(chat, str(server.world.trade.id), parts)
    led = [url for m in server.world.trade.messages for url, _ in discord_rules.links(m)]
    assert led == [f"https://example.org/{number}" for number in range(40)]
    assert len(parts) == len(server.world.said()) > 5


async def test_what_an_article_says_notifies_nobody(discord: Discord) -> None:
    """Everyone, roles, links that lie, code fences: shown as they stand."""
    server, chat = discord
    text = (
        "@everyone <@&123> <@1> [gov](https://evil.example) ```` ```x``` https://evil.example # a"
    )
    message = Message(
        title=text,
        blocks=(Heading((Text(text),), level=1), Paragraph((Text(text), Citation(1, "ftp://x")))),
    )
    await post(chat, str(server.world.trade.id), chat.render(message))
    [sent] = server.world.trade.messages
    assert discord_rules.alerts(sent) == []
    assert discord_rules.links(sent) == []
    assert discord_rules.notified(sent) == []
    assert discord_rules.read(sent).replace("\u200b", "").count(text) == 2


async def test_posts_at_the_same_time_do_not_mix(discord: Discord) -> None:
    """Ten channels at once: one message each."""
    server, chat = discord
    channels = [server.world.add_channel(f"c{n}") for n in range(10)]
    [part] = chat.render(note())
    await asyncio.gather(
        *(chat.post(at(str(c.id)), part, key=f"d{n}-0") for n, c in enumerate(channels))
    )
    assert [len(server.world.said(channel)) for channel in channels] == [1] * 10


async def test_a_part_is_plain_json(discord: Discord) -> None:
    """What is kept between rendering and posting is Discord's own form."""
    _, chat = discord
    [part] = chat.render(note())
    body = json.loads(part.payload)
    assert body["content"] == "**Trade talks**"
    assert body["embeds"][0]["title"] == "1 · Talks resume"


async def test_a_server_names_its_own_channels_and_people_alone() -> None:
    """One token serves all servers: a channel or a person of another is refused, whoever asks."""
    async with connected() as (server, chat):
        world = server.world
        trade, ben = str(world.trade.id), str(world.ben.id)
        mine, other = f"discord:{world.guild}", "discord:200000000000000009"
        own = f"discord:dm-{ben}"
        direct = str(world.direct(world.ben.id).id)
        for tenant, channel in ((mine, trade), (mine, f"@{ben}"), (own, f"@{ben}"), (own, direct)):
            assert (await chat.check(Place(tenant, channel))).problems == (), (tenant, channel)
        for tenant, channel in (
            (other, trade),
            (own, trade),
            (mine, direct),
            (mine, "@300000000000000099"),
            (own, f"@{world.anna.id}"),
            (f"discord:dm-{world.anna.id}", direct),
        ):
            (why,) = (await chat.check(Place(tenant, channel))).problems
            assert "server" in why, (tenant, channel)
