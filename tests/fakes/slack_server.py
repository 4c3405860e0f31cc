"""Slack on this machine: Web API, Socket Mode and response_url, with its limits and refusals.

A test starts it with ``async with running() as slack``; ``python -m fakes.slack_server --port N``
serves it for a benchmark. Wherever the documentation gives a limit, what passes it is refused.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web

from fakes import slack_payloads
from fakes.slack_methods import METHODS, Refusal
from fakes.slack_oauth import SlackOAuth
from fakes.slack_requests import arguments, basic, token
from fakes.slack_rules import buttons, faults, view_faults
from fakes.slack_workspace import Workspace

DEADLINE = 3.0  # seconds, to acknowledge


@dataclass
class ResponseUrl:
    """Where a command is answered: five times at most, within half an hour."""

    channel: str
    user: str
    until: float
    uses: int = 0


@dataclass
class FakeSlack:
    """The server; ``workspace`` is what it serves."""

    workspace: Workspace = field(default_factory=Workspace)
    others: list[Workspace] = field(default_factory=list)
    """More workspaces, each known by its own bot token."""
    oauth: SlackOAuth | None = None
    """The app that workspaces install, if it is one."""
    faults: list[str] = field(default_factory=list)
    """What the next posts meet: drop (accepted, then no answer), cut (never arrived), 500, html,
    plain, or a number of seconds to wait."""
    broken: set[str] = field(default_factory=set)
    """Methods that Slack fails to answer."""
    shut: bool = False
    """Whether sockets are refused."""
    calls: list[str] = field(default_factory=list)
    """The methods that were called, in order."""
    acks: list[float] = field(default_factory=list)
    """How long each envelope took to be acknowledged, in seconds."""
    refused: list[str] = field(default_factory=list)
    """What was answered at a response_url and refused."""
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    base: str = ""
    _pending: dict[str, asyncio.Future[dict[str, Any] | None]] = field(default_factory=dict)
    _forms: dict[str, str] = field(default_factory=dict)
    _urls: dict[str, ResponseUrl] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def base_url(self) -> str:
        return self.base + "/api/"

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_get("/api/{method}", self._api)
        app.router.add_get("/socket", self._socket)
        app.router.add_post("/respond/{id}", self._respond)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        app.router.add_post("/upload/{id}", self._upload)
        return app

    # ── Web API ──────────────────────────────────────────────────────────────────────────────

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        if method in self.broken:
            return self._hang_up(request)
        fault = self.faults.pop(0) if self.faults and method.startswith("chat.") else None
        if fault is not None and (answer := await self._fault(fault, request)) is not None:
            return answer
        try:
            given = await arguments(request)
            if method == "oauth.v2.access" and self.oauth is not None:
                known = [self.workspace, *self.others]
                data = self.oauth.access({**given, **basic(request)}, known)
            else:
                data = self._called(method, token(request), given)
        except Refusal as refusal:
            headers = {"Retry-After": str(refusal.wait)} if refusal.wait else {}
            status = 429 if refusal.wait else 200
            body = {"ok": False, "error": refusal.code, **refusal.more}
            return web.json_response(body, status=status, headers=self._headers() | headers)
        finally:
            self._wake()
        if fault == "drop":
            return self._hang_up(request)
        if method == "apps.connections.open":
            data["url"] = self.base.replace("http", "ws") + "/socket"
        if method == "files.getUploadURLExternal":
            data["upload_url"] = f"{self.base}/upload/{data['file_id']}"
        return web.json_response({"ok": True, **data}, headers=self._headers())

    def _called(self, method: str, token: str, arguments: dict[str, Any]) -> dict[str, Any]:
        if method not in METHODS:
            raise Refusal("unknown_method")
        kind, scope, function = METHODS[method]
        space = next((one for one in self.others if one.bot_token == token), self.workspace)
        wanted = space.app_token if kind == "app" else space.bot_token
        if not token:
            raise Refusal("not_authed")
        if token != wanted:
            other = token in {space.app_token, space.bot_token}
            raise Refusal("not_allowed_token_type" if other else "invalid_auth")
        if space.revoked:
            raise Refusal("token_revoked")
        scopes = space.scopes.split(",")
        if scope and not any(one in scopes for one in scope.split("|")):
            raise Refusal("missing_scope", needed=scope.split("|")[0], provided=space.scopes)
        return function(space, arguments)

    def _headers(self) -> dict[str, str]:
        return {"x-oauth-scopes": self.workspace.scopes}

    async def _fault(self, fault: str, request: web.Request) -> web.StreamResponse | None:
        match fault:
            case "cut":
                return self._hang_up(request)
            case "500":
                return web.json_response({"ok": False, "error": "fatal_error"}, status=500)
            case "html":
                return web.Response(text="<h1>502</h1>", content_type="text/html", status=502)
            case "plain":
                return web.Response(text="upstream timed out", status=504)
            case "drop":
                return None
            case seconds:
                return web.json_response(
                    {"ok": False, "error": "ratelimited"},
                    status=429,
                    headers={"Retry-After": seconds},
                )

    def _hang_up(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def _upload(self, request: web.Request) -> web.Response:
        """Needs no token: the address is the secret."""
        if "upload" in self.broken:
            return web.Response(status=500)
        taken = self.workspace.files.take(request.match_info["id"], await request.read())
        return web.Response(text="OK", status=200 if taken else 400)

    # ── response_url ─────────────────────────────────────────────────────────────────────────

    def response_url(self, channel: str, user: str) -> str:
        name = f"r{next(self._ids)}"
        until = self.workspace.clock.now().timestamp() + 1800
        self._urls[name] = ResponseUrl(channel, user, until)
        return f"{self.base}/respond/{name}"

    async def _respond(self, request: web.Request) -> web.Response:
        body: dict[str, Any] = await request.json()
        url = self._urls.get(request.match_info["id"])
        if url is None or self.workspace.clock.now().timestamp() > url.until:
            why = "expired_url"
        elif url.uses >= 5:
            why = "used_url"
        else:
            shown = "invalid_blocks" if self.workspace.files.faults(body) else ""
            why = (faults(body) or (shown, []))[0]
        if why or url is None:
            self.refused.append(why)
            self._wake()
            return web.json_response({"ok": False, "error": why}, status=404)
        url.uses += 1
        if body.get("response_type") == "in_channel":
            self.workspace.put(self.workspace.channels[url.channel], body)
        else:
            self.workspace.private[url.channel, url.user].append(body)
        self._wake()
        return web.Response(text="ok")

    # ── Socket Mode ──────────────────────────────────────────────────────────────────────────

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        if self.shut:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self.sockets) + 1})
        self.sockets.append(socket)
        self.opened.set()
        async for message in socket:
            if message.type == WSMsgType.TEXT:
                said = json.loads(message.data)
                waiting = self._pending.pop(said["envelope_id"], None)
                form = self._forms.pop(said["envelope_id"], None)
                if form is not None and (shown := (said.get("payload") or {}).get("view")):
                    assert not view_faults(shown, "modal")
                    self.workspace.show(form, shown)
                if waiting is not None and not waiting.done():
                    waiting.set_result(said.get("payload"))
        self.sockets.remove(socket)
        self._wake()
        return socket

    async def deliver(self, kind: str, payload: dict[str, Any]) -> dict[str, Any] | None:
        """Send an envelope over the newest socket; what its acknowledgement says."""
        envelope = f"e{next(self._ids)}"
        if payload.get("type") == "view_submission":
            self._forms[envelope] = str(payload["view"]["id"])
        waiting = self._pending[envelope] = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        await self.sockets[-1].send_json(
            {
                "envelope_id": envelope,
                "type": kind,
                "payload": payload,
                "accepts_response_payload": kind in {"slash_commands", "interactive"},
            }
        )
        said: dict[str, Any] | None = await asyncio.wait_for(waiting, DEADLINE)
        self.acks.append(time.perf_counter() - begun)
        return said

    def command(
        self, text: str, user: str = "UANNA", channel: str = "C0TRADE", name: str = "/trade"
    ) -> dict[str, Any]:
        """A slash command's payload."""
        return slack_payloads.command(
            self.workspace,
            name,
            text,
            user=user,
            channel=channel,
            trigger_id=self._trigger(),
            response_url=self.response_url(channel, user),
        )

    def event(
        self,
        text: str,
        user: str = "UANNA",
        channel: str = "C0TRADE",
        **more: Any,
    ) -> dict[str, Any]:
        """A mention in a channel, or a direct message, as the Events API sends it."""
        event_id = f"Ev{next(self._ids)}"
        return slack_payloads.event(self.workspace, text, user, channel, event_id=event_id, **more)

    def press(
        self, label: str, story: int = 1, user: str = "UANNA", channel: str = "C0TRADE"
    ) -> dict[str, Any]:
        """The press of the nth button of this label that the person sees, newest message first."""
        message, element = self.workspace.button(label, story, user, channel)
        return slack_payloads.press(
            self.workspace,
            element,
            message,
            user=user,
            channel=channel,
            trigger_id=self._trigger(),
            response_url=self.response_url(channel, user),
        )

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        """Whoever comes here agrees, and is sent back with a code."""
        assert self.oauth is not None
        raise web.HTTPFound(self.oauth.agreed(dict(request.query)))

    async def submit(
        self, values: dict[str, Any], user: str = "UBOSS", form: dict[str, Any] | None = None
    ) -> None:
        """Fill in a form, the newest by default, and send it; the acknowledgement may replace it."""
        view = form or list(self.workspace.views.values())[-1]
        state = {"values": {key: {key: value} for key, value in values.items()}}
        payload = slack_payloads.of_view(
            self.workspace,
            "view_submission",
            {**view, "state": state},
            user=user,
            trigger_id=self._trigger(),
        )
        await self.deliver("interactive", payload)

    async def press_in_view(self, label: str, user: str = "UBOSS") -> None:
        """Press a button of the newest view."""
        view = list(self.workspace.views.values())[-1]
        element = next(one for words, one in buttons(view) if words == label)
        action = {**element, "block_id": "b1", "action_ts": self.workspace.ts()}
        payload = slack_payloads.of_view(
            self.workspace,
            "block_actions",
            view,
            user=user,
            trigger_id=self._trigger(),
            container={"type": "view", "view_id": view["id"]},
            actions=[action],
        )
        await self.deliver("interactive", payload)

    async def shortcut(self, message: dict[str, Any], user: str = "UANNA") -> None:
        """Choose "Summarise this link" on a message."""
        payload = slack_payloads.shortcut(
            self.workspace,
            "summarise_link",
            message,
            user=user,
            channel="C0TRADE",
            trigger_id=self._trigger(),
            response_url=self.response_url("C0TRADE", user),
        )
        await self.deliver("interactive", payload)

    async def notify(self, event: dict[str, Any], space: Workspace | None = None) -> None:
        """Send an event of a workspace that is no message."""
        space = space or self.workspace
        payload = slack_payloads.event(
            space, "", "UANNA", "C0TRADE", event_id=f"E{self._trigger()}"
        )
        space.channels["C0TRADE"].messages.pop()
        await self.deliver("events_api", {**payload, "event": event})

    def _trigger(self) -> str:
        name = f"t{next(self._ids)}"
        self.workspace.triggers[name] = self.workspace.clock.now().timestamp() + DEADLINE
        return name

    # ── For tests ────────────────────────────────────────────────────────────────────────────

    async def type(self, text: str, user: str = "UANNA", channel: str = "C0TRADE") -> None:
        """Somebody types ``/trade …``; returns once it is acknowledged."""
        await self.deliver("slash_commands", self.command(text, user, channel))

    async def say(self, text: str, user: str = "UANNA", channel: str = "C0TRADE") -> None:
        """Somebody mentions the bot in a channel, or writes to it directly."""
        await self.deliver("events_api", self.event(text, user, channel))

    async def until(self, number: int, seen: Any) -> list[str]:
        """Wait until ``seen()`` has so many lines, and return them."""
        async with asyncio.timeout(30):  # generous: nothing is measured by it
            while len(found := seen()) < number:
                self.changed.clear()
                await self.changed.wait()
        return list(found)

    def _wake(self) -> None:
        self.changed.set()


@asynccontextmanager
async def running(slack: FakeSlack | None = None, port: int = 0) -> AsyncIterator[FakeSlack]:
    """A server on 127.0.0.1 until the block ends."""
    slack = slack or FakeSlack()
    runner = web.AppRunner(slack.app(), shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    host, bound = runner.addresses[0][:2]
    slack.base = f"http://{host}:{bound}"
    try:
        yield slack
    finally:
        for socket in list(slack.sockets):
            await socket.close()
        await runner.cleanup()


async def _serve(port: int) -> None:
    async with running(port=port) as slack:
        print(slack.base_url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    asyncio.run(_serve(parser.parse_args().port))
