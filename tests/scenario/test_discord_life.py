"""Parley in one Discord server, from the first join to the removal, read as a conversation."""

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from fakes import discord_rules
from fakes.discord_server import running
from parley import settings
from parley.app.front import FrontDesk
from parley.app.ports import Chat
from parley.domain.model import Command, DeliveryState, NoticeKind, Platform, Reply, Tenant
from parley.domain.model import TenantSettings as Settings
from parley.wiring import open_archive
from parley.wiring.conversation import front_desk
from parley.wiring.pipeline import Pipeline, open_pipeline
from parley_adapters.sources.fetcher import Fetcher
from parley_adapters.sources.http import public_transport
from parley_adapters.sources.manners import Manners
from parley_adapters.sources.reader import HttpSources
from scenario.approval_world import CUT_OFF, SLOT, desk
from scenario.discord_world import chat_of, connected
from scenario.newsroom_world import CURBS, HOUR, OFFICE
from scenario.pressing_world import database
from scenario.test_following import discord_newsroom

EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


async def test_from_the_first_join_to_the_removal(tmp_path: Path) -> None:
    """Joined, asked for help, subscribed by form, tried, saved; a morning, questions about it, what is
    under it, an item taken back, where the talks stand, a pause, and the end."""
    async with running() as server:
        world = server.world
        anna, ben, trade = world.anna, world.ben, world.trade
        tenant = f"discord:{world.guild}"
        gone = asyncio.Event()
        server.gateway.inside = False
        world.clock.move_to(CUT_OFF - timedelta(minutes=5))

        def opened(pipeline: Pipeline) -> Chat:
            tenants = pipeline.archive.tenants

            async def joined(tenant_id: str, name: str) -> None:
                now = world.clock.now()
                await tenants.join(
                    Tenant(id=tenant_id, platform=Platform.DISCORD, name=name, joined_at=now)
                )

            async def group_of(tenant_id: str) -> str | None:
                return (await tenants.settings(tenant_id)).group

            async def left(tenant_id: str) -> None:
                await tenants.remove(tenant_id)
                gone.set()

            return chat_of(server, joined=joined, left=left, group_of=group_of)

        async with desk(database(tmp_path), opened, world.clock, tenant, str(trade.id)) as it:
            # The server takes Parley in, and somebody looks around.
            await server.gateway.invite()
            (hello,) = await server.say(f"<@{world.bot.id}>")
            assert "/trade ask" in discord_rules.read(hello)

            # Anna, who manages the server, subscribes the channel by form.
            assert "Only managers" in (await server.slash("subscribe", by=ben)).said[0]
            form = await server.form("subscribe", by=anna)
            shown = await server.submit(form, {"at": f"{SLOT:%H:%M}", "on": EVERY_DAY}, by=anna)
            assert "UTC time, next:" in shown.said[0]
            tried = await server.press(shown.answers[0], "Post a trial here now", by=anna)
            assert tried.said == ["Posted in this channel, for everybody in it."]
            assert "Trade talks" in world.said()[-1]
            await server.press(shown.answers[0], "Save", by=anna)
            await server.slash("settings", {"name": "detail", "value": "thread"}, by=anna)
            (order,) = await it.archive.tenants.subscriptions(tenant)

            # The morning's briefing comes.
            count = len(trade.messages)
            it.clock.move_to(CUT_OFF)
            it.queue += await it.delivering.plan(order.schedule, SLOT)
            await it.at(SLOT)
            briefing = trade.messages[count]
            assert (await it.delivery()).state is DeliveryState.SENT
            edition = await it.archive.editions.edition((await it.delivery()).edition_id or "")
            assert edition is not None
            first = edition.items[0]
            assert first.headline in discord_rules.read(briefing)
            ours = [one for one in trade.messages if one["author"]["bot"]]
            assert all(discord_rules.alerts(one) == [] for one in ours)

            # Ben asks about it in its thread, and in a reply; what is told leads to its sources.
            thread = world.channels[int(briefing["id"])]
            (told,) = await server.say(
                f"<@{world.bot.id}> {first.headline}?", by=ben, channel=thread
            )
            assert discord_rules.links(told)
            replied = await server.say(f"{first.headline}?", by=ben, reply_to=briefing)
            assert discord_rules.links(replied[0])

            # He looks behind the first story, follows it, thanks, and reports an error.
            story = (await server.press(briefing, "1 · ", by=ben)).answers[-1]
            for button, words in (
                ("Sources", first.headline[:20]),
                ("More", "From the archive, as of"),
                ("Follow this", "told privately"),
                ("Useful", "Noted as useful"),
                ("Report an error", "Reported"),
            ):
                answer = await server.press(story, button, by=ben)
                assert words in "\n".join(answer.said), button
                assert all(one["ephemeral"] for one in answer.answers)

            # Anna agrees, and takes the item back where it was posted.
            mine = await server.press(story, "Report an error", by=anna)
            taken = await server.press(mine.answers[-1], "Retract this item", by=anna)
            assert "Retracted:" in "\n".join(taken.said)
            await it.work()
            assert first.headline not in discord_rules.read(briefing)

            # Where the talks stand, and how they came there.
            status = await server.slash("status", {"track": "us-china"}, by=ben)
            assert "US-China" in status.said[0]
            timeline = await server.slash("timeline", {"track": "us-china"}, by=ben)
            images = [e["image"] for one in timeline.answers for e in one["embeds"] if "image" in e]
            assert images

            # A holiday, and back; a pause is a manager's.
            assert "Only managers" in (await server.slash("pause", by=ben)).said[0]
            assert "paused" in (await server.slash("pause", by=anna)).said[0]
            resumed = await server.slash("pause", {"until": "off"}, by=anna)
            assert "next:" in resumed.said[0]

            # The server removes Parley: nothing of it is kept.
            await server.gateway.expel()
            await asyncio.wait_for(gone.wait(), 10)
            assert await it.archive.tenants.subscriptions(tenant) == []


async def test_a_deleted_channel_pauses_its_order_and_a_manager_hears_of_it_once() -> None:
    """Deleted between the order and the post: paused with the reason, told in private."""
    async with discord_newsroom() as (server, room):
        world = server.world
        tenant = f"discord:{world.guild}"
        order = await room.subscribe(tenant_id=tenant, channel=str(world.trade.id))
        await room.archive.tenants.configure(tenant, Settings(managers=f"@{world.anna.id}"))
        await room.publish(OFFICE, CURBS)
        del world.channels[world.trade.id]
        await room.pass_time(HOUR)
        (paused,) = await room.archive.tenants.subscriptions(tenant)
        assert paused.id == order.id
        assert "deleted" in (paused.paused or "")
        (heard,) = world.said(world.direct(world.anna.id))
        assert "Briefings are paused" in heard
        await room.publish(
            OFFICE, "The United States and China reached a trade deal on Wednesday, officials said."
        )
        await room.pass_time(HOUR)
        assert len(world.said(world.direct(world.anna.id))) == 1
        assert await room.states(NoticeKind.PAUSED) == ["sent"]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://169.254.169.254/latest/meta-data", "private network"),
        ("http://[::ffff:10.0.0.1]/", "private network"),
        ("http://2130706434/", "spelled as a number"),
        ("file:///etc/passwd", "Only http and https"),
        ("https://news.example/pdf", "PDF"),
        ("https://news.example/account", "login"),
        ("https://news.example/huge", "more than 100,000 bytes"),
    ],
)
async def test_a_page_that_cannot_be_read_is_told_in_a_sentence(url: str, says: str) -> None:
    """A private address and ones that hide it, a file, a PDF, a login, two gigabytes."""
    pages = {
        "/pdf": ("application/pdf", b"%PDF-1.7"),
        "/account": ("text/html", b"<form><input type='password'></form>"),
        "/huge": ("text/html", b"<p>" * 100_000),
    }

    def page(request: httpx.Request) -> httpx.Response:
        kind, body = pages[request.url.path]
        return httpx.Response(200, headers={"content-type": kind}, stream=httpx.ByteStream(body))

    outside = httpx.MockTransport(page)
    fetcher = Fetcher(
        public=outside if "news.example" in url else public_transport(4),
        private=outside,
        user_agent="Parley-test",
        max_bytes=100_000,
        timeout=timedelta(seconds=30),
        manners=Manners(timedelta(0)),
    )
    fronts: list[FrontDesk] = []

    async def dispatch(command: Command) -> Reply:
        return await fronts[0](command)

    archive, config = await open_archive("sqlite+aiosqlite://"), settings.load(env={})
    sources = HttpSources(fetcher, frozenset(), {})
    try:
        async with connected(dispatch) as (server, chat):
            clock = server.world.clock
            pipeline = await open_pipeline(config, archive, clock=clock)
            fronts.append(front_desk(config, pipeline, [chat], sources, clock=clock))
            asked = await server.slash("summarise", {"url": url})
            assert says in asked.said[0]
            assert asked.answers[0]["ephemeral"]
    finally:
        await sources.aclose()
        await archive.aclose()
