"""The platforms of ``bench ack``: Parley behind each one's fake, and the bare client with an empty handler.

Everything runs in one process and on one core, so that the fake's own work counts against Parley's.
"""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import aiohttp
import discord
from discord import app_commands
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from fakes.discord_people import Person
from fakes.discord_server import DiscordServer
from fakes.discord_server import running as running_discord
from fakes.fake_board import FakeBoard
from fakes.fake_clock import FakeClock
from fakes.slack_server import FakeSlack
from fakes.slack_server import running as running_slack
from fakes.slack_workspace import Member
from parley import settings, wiring
from parley.app.demo import MORNINGS, SetClock
from parley.wiring.conversation import front_desk
from parley.wiring.demo import demo_feeds
from parley.wiring.pipeline import open_pipeline
from parley_adapters.chat.discord.connection import Addresses, Connection
from parley_adapters.chat.web import open_chat as open_web
from parley_adapters.chat.web.security import VISITOR, Keys
from parley_adapters.chat.web.server import Server
from scenario import slack_world, test_discord_conversation

DEADLINE = 3.0  # seconds; a platform shows a failure after them
_TOKEN = "of the bench alone, on loopback"
_FIRST = 10_000_000_000_000_000  # ids of people on Discord


@dataclass(frozen=True, slots=True)
class Desk:
    """Where commands are given.

    ``ask`` gives one (its words, the person's number) and returns the seconds until it was
    acknowledged; it raises where that took over three. ``answered`` counts the answers so far.
    """

    ask: Callable[[str, int], Coroutine[object, object, float]]
    answered: Callable[[], int]


Door = Callable[[], AbstractAsyncContextManager[Desk]]


# ── Slack, over Socket Mode ──────────────────────────────────────────────────────────────────


@asynccontextmanager
async def slack() -> AsyncIterator[Desk]:
    """Parley over the bundled feeds."""
    async with slack_world.newsroom() as office:
        yield _slack_desk(office.slack)


@asynccontextmanager
async def bare_slack() -> AsyncIterator[Desk]:
    """Bolt over Socket Mode with an empty handler."""
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    async with running_slack() as server:
        client = AsyncWebClient(token=server.workspace.bot_token, base_url=server.base_url)
        app = AsyncApp(client=client, signing_secret="unused")

        async def handler(ack: Callable[[], Awaitable[None]]) -> None:
            await ack()

        app.command("/trade")(handler)
        socket = AsyncSocketModeHandler(app, server.workspace.app_token)
        await socket.connect_async()  # type: ignore[no-untyped-call] # the library has no types here
        yield _slack_desk(server)
        await socket.close_async()  # type: ignore[no-untyped-call] # nor here


def _slack_desk(server: FakeSlack) -> Desk:
    people = server.workspace.people

    async def ask(line: str, person: int) -> float:
        user = f"U{person}"
        if user not in people:
            people[user] = Member(user)
        begun = time.perf_counter()
        await server.type(line, user)
        return time.perf_counter() - begun

    return Desk(ask, lambda: sum(map(len, server.workspace.private.values())))


# ── Discord, over the gateway ────────────────────────────────────────────────────────────────


@asynccontextmanager
async def discord_() -> AsyncIterator[Desk]:
    """Parley over the bundled feeds."""
    async with test_discord_conversation.newsroom() as (server, _):
        yield _discord_desk(server)


@asynccontextmanager
async def bare_discord() -> AsyncIterator[Desk]:
    """discord.py with a command tree whose handler defers and does nothing."""
    async with running_discord() as server:
        connection = Connection(
            server.world.token, Addresses(server.api_url, server.gateway_url), ready_timeout=10
        )
        client = await connection.login()
        tree = app_commands.CommandTree(client)
        group = app_commands.Group(name="trade", description="Empty.")

        @group.command(name="subscriptions", description="Empty.")
        async def empty(interaction: discord.Interaction[discord.AutoShardedClient]) -> None:
            await interaction.response.defer(ephemeral=True)

        tree.add_command(group)
        await tree.sync()
        await connection.connect()
        yield _discord_desk(server)
        await connection.close()


def _discord_desk(server: DiscordServer) -> Desk:
    asked = server.interactions.asked

    async def ask(line: str, person: int) -> float:
        name, _, rest = line.partition(" since ")
        by = Person(_FIRST + person, f"reader{person}")
        given = server.interactions.command(name, {"since": rest} if rest else {}, by=by)
        begun = time.perf_counter()
        await server.gateway.dispatch("INTERACTION_CREATE", given.payload)
        await given.acknowledged(DEADLINE)
        return time.perf_counter() - begun

    return Desk(ask, lambda: sum(bool(one.answers) for one in asked.values()))


# ── The web channel: what a browser waits for is the answer itself ───────────────────────────


@asynccontextmanager
async def web() -> AsyncIterator[Desk]:
    """Parley over the bundled feeds, behind its own pages."""
    config = settings.load(env={})
    archive = await wiring.open_archive("sqlite+aiosqlite://")
    clock = SetClock(MORNINGS[0])
    feeds = demo_feeds()
    pipeline = await open_pipeline(config, archive, clock=clock, sources=[s for s, _ in feeds])
    for source, entries in feeds:
        for entry in entries:
            if entry.published_at is not None and entry.published_at <= clock.at:
                await pipeline.intake.take([(source, [entry])], entry.published_at)
    chat = open_web(board=FakeBoard([]), clock=FakeClock(MORNINGS[0]), port=0, token=_TOKEN)
    front = front_desk(config, pipeline, [chat], clock=clock)
    await chat.start(front, front.press)
    try:
        async with _browsers(chat.address + "ask") as desk:
            yield desk
    finally:
        await chat.stop()
        await archive.aclose()


@asynccontextmanager
async def bare_web() -> AsyncIterator[Desk]:
    """Starlette on the same server with an empty handler that reads the form."""

    async def empty(request: Request) -> PlainTextResponse:
        await request.body()
        return PlainTextResponse("")

    server = Server(Starlette(routes=[Route("/ask", empty, methods=["POST"])]), "127.0.0.1", 0)
    await server.start()
    try:
        async with _browsers(f"http://127.0.0.1:{server.port}/ask") as desk:
            yield desk
    finally:
        await server.stop()


@asynccontextmanager
async def _browsers(address: str) -> AsyncIterator[Desk]:
    keys, answered = Keys(_TOKEN), 0
    limit = aiohttp.ClientTimeout(total=DEADLINE)
    headers = {"Authorization": f"Bearer {_TOKEN}", "X-Parley-Fragment": "1"}
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        timeout=limit, headers=headers, connector=connector, cookie_jar=aiohttp.DummyCookieJar()
    ) as session:

        async def ask(line: str, person: int) -> float:
            nonlocal answered
            visitor = f"visitor{person}"
            form = {"line": line, "csrf": keys.form_key(visitor)}
            begun = time.perf_counter()
            cookies = {"Cookie": f"{VISITOR}={visitor}"}
            async with session.post(address, data=form, headers=cookies) as answer:
                if answer.status != 200:
                    raise RuntimeError(f"HTTP {answer.status}")
                await answer.read()
            answered += 1
            return time.perf_counter() - begun

        yield Desk(ask, lambda: answered)


def written(door: Door) -> Door:
    """The same, with somebody who asks for one briefing after the other."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Desk]:
        async with door() as desk:
            writing = asyncio.create_task(_write(desk))
            yield desk
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)

    return opened


async def _write(desk: Desk) -> None:
    for number in range(100_000):
        before = desk.answered()
        await asyncio.gather(
            desk.ask(f"brief since {number % 700 + 1}h", 1_000_000 + number),
            return_exceptions=True,
        )
        while desk.answered() == before:  # noqa: ASYNC110 - looks on from outside
            await asyncio.sleep(0.01)
