"""Discord's gateway through the real client: commands told once, drops survived, refusals explained."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from fakes.discord_gateway import INVALID, RECONNECT
from fakes.discord_server import Fault, running
from parley.domain.errors import ChatAuthError, ChatError
from parley.domain.model import Command, Reply
from scenario.discord_world import chat_of, connected, echo


async def test_commands_are_told_once_until_they_change(tmp_path: Path) -> None:
    """Two starts with a state directory: one registration; another version's commands: one more."""
    async with running() as server:
        for _ in range(2):
            chat = chat_of(server, state_dir=tmp_path)
            await chat.start(echo)
            await chat.stop()
        assert server.world.registrations == 1
        _forget(tmp_path)
        await chat.start(echo)
        await chat.stop()
        assert server.world.registrations == 2


def _forget(folder: Path) -> None:
    [file] = folder.iterdir()
    file.write_text("of an earlier version")


async def test_a_reconnect_does_not_tell_the_commands_again() -> None:
    """Registration belongs to a start, never to becoming ready."""
    async with connected() as (server, _):
        server.gateway.drop()
        await server.gateway.until(resumed=1)
        assert server.world.registrations == 1


async def test_a_dropped_connection_is_resumed() -> None:
    """A command typed while the line was cut is answered when it is back."""
    async with connected() as (server, _):
        server.gateway.drop()
        asked = await server.slash("brief", {"track": "us-china"})
        assert "brief: {'track': 'us-china'}" in asked.said[0]
        assert (server.gateway.identified, server.gateway.resumed) == (1, 1)


async def test_a_requested_reconnect_is_followed() -> None:
    """Op 7: the session goes on."""
    async with connected() as (server, _):
        await server.gateway.send(RECONNECT)
        await server.gateway.until(resumed=1)
        assert "help" in (await server.slash("help")).said[0]


async def test_an_invalid_session_is_begun_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Op 9: a new session, on the same gateway."""

    async def at_once(*_: Any, **__: Any) -> None:
        """Discord wants five seconds between two sessions; the local one does not."""

    monkeypatch.setattr("discord.Client.before_identify_hook", at_once)
    async with connected() as (server, _):
        await server.gateway.send(INVALID, False)
        await server.gateway.until(identified=2)
        assert "help" in (await server.slash("help")).said[0]


async def test_a_wrong_token_is_told() -> None:
    """The login's 401 becomes a sentence, and the chat may be tried again."""
    async with running() as server:
        chat = chat_of(server)
        token, server.world.token = server.world.token, "another"
        with pytest.raises(ChatAuthError, match="DISCORD_TOKEN"):
            await chat.start(echo)
        server.world.token = token
        await chat.start(echo)
        await chat.stop()


@pytest.mark.parametrize(
    ("code", "error", "words"),
    [
        (4004, ChatAuthError, "DISCORD_TOKEN"),
        (4014, ChatAuthError, "intents"),
        (4013, ChatError, "4013"),
    ],
)
async def test_a_gateway_that_refuses_is_told(
    code: int, error: type[ChatError], words: str
) -> None:
    """Each close code that ends a connection for good has its sentence."""
    async with running() as server:
        server.gateway.refuse = code
        chat = chat_of(server)
        with pytest.raises(error, match=words):
            await chat.start(echo)


async def test_a_gateway_that_cannot_be_reached_is_told() -> None:
    """Within the timeout, not for ever."""
    async with running() as server:
        server.gateway_url = "ws://127.0.0.1:9/gateway"
        chat = chat_of(server, ready_timeout=0.1)
        with pytest.raises(ChatError, match="gateway_url"):
            await chat.start(echo)


async def test_an_api_that_cannot_be_reached_is_told() -> None:
    """Nothing answers at the address."""
    async with running() as server:
        server.api_url = "http://127.0.0.1:9/api/v10"
        with pytest.raises(ChatError, match="could not be reached"):
            await chat_of(server).start(echo)


async def test_refused_commands_are_told() -> None:
    """A registration that fails ends the start with a sentence."""
    async with running() as server:
        server.faults.append(Fault("/commands$", status=429, retry_after=3_600.0))
        with pytest.raises(ChatError, match="3600 s"):
            await chat_of(server).start(echo)


async def test_discords_own_addresses_are_put_back() -> None:
    """Other addresses hold while a chat is open, and not after it."""
    before = (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)
    async with connected() as (server, _):
        assert server.api_url == Route.BASE
    assert before == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


async def test_a_server_that_removes_the_bot_is_told_of() -> None:
    """The callback gets the tenant; a mere outage of the server does not count."""
    gone: asyncio.Queue[str] = asyncio.Queue()
    async with connected(left=gone.put) as (server, _):
        guild = str(server.world.guild)
        await server.gateway.dispatch("GUILD_DELETE", {"id": guild, "unavailable": True})
        await server.gateway.dispatch("GUILD_CREATE", server.world.created_guild())
        await server.gateway.dispatch("GUILD_DELETE", {"id": guild})
        assert await asyncio.wait_for(gone.get(), 10) == f"discord:{guild}"
        assert gone.empty()


async def test_an_end_waits_for_the_answer_in_hand() -> None:
    """What was asked before the end is answered; what comes after is told to come again."""
    asked, go = asyncio.Event(), asyncio.Event()

    async def slowly(command: Command) -> Reply:
        asked.set()
        await go.wait()
        return await echo(command)

    async with running() as server:
        chat = chat_of(server)
        await chat.start(slowly)
        first = asyncio.create_task(server.slash("help"))
        await asked.wait()
        ending = asyncio.create_task(chat.stop())
        late = await server.slash("help")
        go.set()
        await ending
        assert "help: {}" in (await first).said[0]
        assert "restarted" in late.said[0]
