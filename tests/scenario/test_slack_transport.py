"""How Slack reaches Parley: Socket Mode that survives what sockets do, and signed HTTP requests."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from structlog.testing import capture_logs

from fakes.places import at
from fakes.slack_payloads import SIGNING_SECRET, signed
from fakes.slack_server import FakeSlack, running
from parley.domain.errors import ChatError
from parley.domain.model import Command, Reply
from parley_adapters.chat.slack import SlackChat, open_chat
from parley_adapters.chat.slack.door import PATH
from scenario.slack_world import echo, message, office, open_slack


async def test_a_slow_answer_never_delays_the_acknowledgement() -> None:
    """Fifty people ask at once and nothing is answered yet: every envelope is acknowledged, and every
    answer comes in the end."""
    gate = asyncio.Event()

    async def dispatch(command: Command) -> Reply:
        await gate.wait()
        return await echo(command)

    async with office(dispatch) as it:
        await asyncio.gather(*(it.slack.type(f"ask why {n} times?") for n in range(50)))
        assert len(it.slack.acks) == 50
        assert it.slack.workspace.told("UANNA") == []
        gate.set()
        assert len(await it.slack.until(50, lambda: it.slack.workspace.told("UANNA"))) == 50


async def test_an_end_waits_for_the_answer_in_hand() -> None:
    """Stopped while a question is being answered: the answer still goes out."""
    gate, begun = asyncio.Event(), asyncio.Event()

    async def dispatch(command: Command) -> Reply:
        begun.set()
        await gate.wait()
        return await echo(command)

    async with office(dispatch) as it:
        await it.slack.type("help")
        await begun.wait()
        ending = asyncio.create_task(it.chat.stop())
        await it.slack.until(1, lambda: [] if it.slack.sockets else ["closed"])
        gate.set()
        await ending
        assert it.slack.workspace.told("UANNA") == ["help()"]


async def test_slack_moves_the_connection() -> None:
    """Slack asks to connect anew before it closes a socket; commands go on over the next one."""
    async with office() as it:
        first = it.slack.sockets[0]
        it.slack.opened.clear()
        await first.send_json({"type": "disconnect", "reason": "refresh_requested"})
        await asyncio.wait_for(it.slack.opened.wait(), 10)
        await it.slack.until(1, lambda: [] if first in it.slack.sockets else ["closed"])
        assert await it.ask("help") == "help()"


async def test_a_socket_that_stays_dead_is_replaced() -> None:
    """The library's own monitor has stopped; the watchdog finds the socket dead twice and connects."""
    async with running() as slack:
        naps: asyncio.Queue[None] = asyncio.Queue()

        async def nap(_: float) -> None:
            await naps.get()

        chat = SlackChat(
            bot_token=slack.workspace.bot_token,
            app_token=slack.workspace.app_token,
            signing_secret=None,
            base_url=slack.base_url,
            clock=slack.workspace.clock,
            sleep=nap,
        )
        await chat.start(echo)
        client: Any = chat._doors[0]._handler.client  # type: ignore[union-attr] # nothing public breaks it
        client.auto_reconnect_enabled = False
        client.current_session_monitor.cancel()
        await client.current_session.close()
        slack.opened.clear()
        with capture_logs() as logs:
            naps.put_nowait(None)
            naps.put_nowait(None)
            await asyncio.wait_for(slack.opened.wait(), 10)
        assert "connecting anew" in str(logs)
        await slack.type("help")
        assert await slack.until(1, lambda: slack.workspace.told("UANNA")) == ["help()"]
        await chat.stop()


async def test_a_socket_that_does_not_open_holds_up_nothing() -> None:
    """Slack's sockets are down: the start goes on, briefings are posted, and the end is clean."""

    async def nap(seconds: float) -> None:
        if seconds >= 30:  # the watchdog's
            await asyncio.Event().wait()

    async with running() as slack:
        slack.shut = True
        chat = SlackChat(
            bot_token=slack.workspace.bot_token,
            app_token=slack.workspace.app_token,
            signing_secret=None,
            base_url=slack.base_url,
            clock=slack.workspace.clock,
            sleep=nap,
        )
        with capture_logs() as logs:
            await chat.start(echo)
        assert "not open yet" in str(logs)
        await chat.post(at("C0TRADE"), chat.render(message("Still here"))[0], key="d0-0")
        assert slack.workspace.said() == ["Still here"]
        await chat.stop()


async def test_another_name_for_the_command_is_fine() -> None:
    """Whoever has a /trade already calls it otherwise; unknown events are acknowledged too."""
    async with office() as it:
        await it.slack.deliver("slash_commands", it.slack.command("help", name="/parley"))
        event = it.slack.event("x")
        event["event"]["type"] = "channel_rename"
        await it.slack.deliver("events_api", event)
        assert await it.slack.until(1, lambda: it.slack.workspace.told("UANNA")) == ["help()"]


async def test_without_a_way_in_it_only_posts() -> None:
    """A bot token alone is enough for briefings."""
    async with running() as slack:
        chat = open_slack(slack, app_token=None)
        await chat.start(echo)
        assert chat.http_port is None
        assert slack.sockets == []
        await chat.stop()


# ── HTTP mode ────────────────────────────────────────────────────────────────────────────────


@asynccontextmanager
async def endpoint() -> AsyncIterator[tuple[FakeSlack, httpx.AsyncClient]]:
    """Parley without an app token, behind an HTTP endpoint."""
    async with running() as slack:
        chat = _over_http(slack, port=0)
        await chat.start(echo)
        address = f"http://127.0.0.1:{chat.http_port}"
        async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
            yield slack, http
        await chat.stop()


def _over_http(slack: FakeSlack, port: int) -> SlackChat:
    return open_chat(
        bot_token=slack.workspace.bot_token,
        signing_secret=SIGNING_SECRET,
        base_url=slack.base_url,
        http_port=port,
        clock=slack.workspace.clock,
    )


async def test_a_signed_command_is_answered() -> None:
    """Acknowledged with 200 and an empty body; answered at the response_url."""
    async with endpoint() as (slack, http):
        body = urlencode(slack.command("help"))
        answer = await http.post(PATH, content=body, headers=signed(body, time.time()))
        assert (answer.status_code, answer.text) == (200, "")
        assert await slack.until(1, lambda: slack.workspace.told("UANNA")) == ["help()"]


async def test_a_signed_press_is_answered() -> None:
    """A button's request, a form with JSON in it, is acknowledged and answered likewise."""
    async with endpoint() as (slack, http):
        button = {"action_id": "parley:more", "text": {"text": "More"}, "value": "e1.1"}
        shown = {"ts": "1.0", "blocks": [{"type": "actions", "elements": [button]}]}
        slack.workspace.channels["C0TRADE"].messages.append(shown)
        body = urlencode({"payload": json.dumps(slack.press("More"))})
        refused = await http.post(PATH, content=body, headers=signed(body, 0))
        assert refused.status_code == 401
        answer = await http.post(PATH, content=body, headers=signed(body, time.time()))
        assert (answer.status_code, answer.text) == (200, "")
        (told,) = await slack.until(1, lambda: slack.workspace.told("UANNA"))
        assert "switched off" in told


async def test_a_request_that_slack_did_not_sign_is_refused() -> None:
    """Another secret, no signature, or one that is older than five minutes: 401, and no answer."""
    async with endpoint() as (slack, http):
        body = urlencode(slack.command("help"))
        now = time.time()
        for headers in (
            signed(body, now, secret="guessed"),
            signed(body, now - 301),
            {"content-type": "application/x-www-form-urlencoded"},
        ):
            answer = await http.post(PATH, content=body, headers=headers)
            assert answer.status_code == 401
        assert slack.workspace.told("UANNA") == []


async def test_slack_verifies_the_address() -> None:
    """The challenge that Slack sends when the address is entered is answered; nothing else is there."""
    async with endpoint() as (_, http):
        body = '{"type":"url_verification","challenge":"abc"}'
        headers = signed(body, time.time()) | {"content-type": "application/json"}
        answer = await http.post(PATH, content=body, headers=headers)
        assert "abc" in answer.text
        assert (await http.get("/elsewhere")).status_code == 404


async def test_a_port_that_is_taken_is_named() -> None:
    """The error says which, and which setting to change."""
    async with running() as slack:
        taken = int(slack.base.rpartition(":")[2])
        chat = _over_http(slack, port=taken)
        with pytest.raises(ChatError, match=f"port {taken}.*PARLEY_SLACK__HTTP_PORT"):
            await chat.start(echo)
        await chat.stop()
