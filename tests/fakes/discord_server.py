"""A local Discord: REST v10, gateway and interactions, with its limits, refusals and bad days.

For tests: ``async with running() as server``. By hand: ``python -m fakes.discord_server --port 8890``,
then ``PARLEY_DISCORD__API_URL=http://127.0.0.1:8890/api/v10`` and
``PARLEY_DISCORD__GATEWAY_URL=ws://127.0.0.1:8890/gateway``.
"""

import argparse
import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from fakes import discord_rules as rules
from fakes.discord_files import body_of
from fakes.discord_gateway import Gateway
from fakes.discord_guild import Body, Channel, Refusal, World
from fakes.discord_interactions import Asked, Interactions
from fakes.discord_people import Person, user
from fakes.fake_clock import FakeClock


@dataclass
class Fault:
    """What the next request to a matching path meets.

    ``lost`` does the work and cuts the connection instead of answering; ``cut`` only cuts it.
    """

    path: str
    status: int = 0
    retry_after: float = 0.0
    via: bool = True
    lost: bool = False
    cut: bool = False


@dataclass
class DiscordServer:
    """The server; ``requests`` are (method, path) in the order in which they came.

    ``bodies`` are those with a body, and it.
    """

    world: World
    gateway: Gateway
    interactions: Interactions
    api_url: str = ""
    gateway_url: str = ""
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str]] = field(default_factory=list)
    bodies: list[tuple[str, str, object]] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def slash(
        self,
        name: str,
        options: Mapping[str, str] | None = None,
        *,
        by: Person | None = None,
        channel: Channel | None = None,
        replies: int = 1,
    ) -> Asked:
        """Type ``/trade <name>`` and wait for so many answers."""
        asked = self.interactions.command(name, options or {}, by=by, channel=channel)
        await self.gateway.dispatch("INTERACTION_CREATE", asked.payload)
        await asked.until(replies)
        return asked

    async def press(
        self, message: Body, words: str, *, by: Person | None = None, replies: int = 1
    ) -> Asked:
        """Press a button, or choose an option, of a message; wait for so many answers."""
        asked = self.interactions.press(message, words, by=by)
        await self.gateway.dispatch("INTERACTION_CREATE", asked.payload)
        await asked.until(replies)
        return asked

    async def say(
        self,
        words: str,
        *,
        by: Person | None = None,
        channel: Channel | None = None,
        reply_to: Body | None = None,
        ping: bool = True,
        replies: int = 1,
    ) -> list[Body]:
        """Write a message, and wait for so many of the bot's below it."""
        where = channel or self.world.trade
        message = self.world.say(words, by or self.world.ben, where, reply_to, ping=ping)
        before = len(where.messages)
        await self.gateway.said(message)
        await self.until(lambda: len(where.messages) >= before + replies)
        return where.messages[before:]

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until requests have made something true."""
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(true)

    async def menu(self, name: str, message: Body, *, by: Person | None = None) -> Asked:
        """Choose an entry of a message's menu, and wait for the answer."""
        asked = self.interactions.menu(name, message, by=by)
        await self.gateway.dispatch("INTERACTION_CREATE", asked.payload)
        await asked.until(1)
        return asked

    async def form(
        self, name: str, *, by: Person | None = None, channel: Channel | None = None
    ) -> Asked:
        """Type ``/trade <name>`` and wait for the form that it opens."""
        asked = self.interactions.command(name, {}, by=by, channel=channel)
        await self.gateway.dispatch("INTERACTION_CREATE", asked.payload)
        await asked.form()
        return asked

    async def submit(
        self, opened: Asked, filled: Mapping[str, str | list[str]], *, by: Person | None = None
    ) -> Asked:
        """Send a form, and wait for the answer."""
        asked = self.interactions.submit(opened, filled, by=by)
        await self.gateway.dispatch("INTERACTION_CREATE", asked.payload)
        await asked.until(1)
        return asked

    async def complete(
        self, name: str, option: str, typed: str, others: Mapping[str, str] | None = None
    ) -> list[Body]:
        """Type into an option and see what is offered."""
        asked = self.interactions.typing(name, option, typed, others)
        await self.gateway.dispatch("INTERACTION_CREATE", asked.payload)
        return await asked.choices()

    def counted(self, method: str, path: str) -> int:
        """How many requests there were to paths that match."""
        return sum(m == method and re.search(path, p) is not None for m, p in self.requests)


@asynccontextmanager
async def running(port: int = 0, world: World | None = None) -> AsyncIterator[DiscordServer]:
    """A server on a port of this machine, a free one by default."""
    world = world or World()
    server = DiscordServer(world, Gateway(world), Interactions(world))
    runner = web.AppRunner(_app(server), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    address = f"127.0.0.1:{runner.addresses[0][1]}"
    server.api_url = f"http://{address}/api/v10"
    server.gateway_url = server.gateway.url = f"ws://{address}/gateway"
    try:
        yield server
    finally:
        server.gateway.drop()
        await runner.cleanup()


def _app(server: DiscordServer) -> web.Application:
    app = web.Application(middlewares=[_manners(server)])
    world, interactions = server.world, server.interactions

    def route(method: str, path: str, answer: Callable[[web.Request, Body], object]) -> None:
        async def handler(request: web.Request) -> web.StreamResponse:
            body = await body_of(request)
            if body:
                server.bodies.append((request.method, request.path, body))
            made = answer(request, body)
            if request.path.endswith("/threads"):  # whoever may see it hears of it
                await server.gateway.heard("THREAD_CREATE", made)
            return _json(made) if made is not None else web.Response(status=204)

        app.router.add_route(method, f"/api/v10{path}", handler)

    def at(request: web.Request, name: str) -> str:
        return request.match_info[name]

    route("GET", "/users/@me", lambda _r, _b: user(world.bot))
    route(
        "POST",
        "/users/@me/channels",
        lambda _r, body: world.channel_object(world.direct(body.get("recipient_id"))),
    )
    route("GET", "/oauth2/applications/@me", lambda _r, _b: _application(world))
    route("GET", "/gateway/bot", lambda _r, _b: _gateway(server))
    route("PUT", "/applications/{app}/commands", lambda _r, body: _register(world, body))
    route("GET", "/guilds/{guild}", lambda _r, _b: world.guild_object())
    route(
        "GET",
        "/guilds/{guild}/members/{user}",
        lambda r, _b: world.member_of(r.match_info["guild"], r.match_info["user"]),
    )
    route("GET", "/channels/{c}", lambda r, _b: world.channel_object(world.seen(at(r, "c"))))
    route("POST", "/channels/{c}/messages", lambda r, body: world.post(at(r, "c"), body))
    one = "/channels/{c}/messages/{m}"
    route("PATCH", one, lambda r, b: world.change(at(r, "c"), at(r, "m"), b))
    route(
        "DELETE", "/channels/{c}/messages/{m}", lambda r, _b: world.delete(at(r, "c"), at(r, "m"))
    )
    route("PATCH", "/channels/{c}", lambda r, body: world.edit_channel(at(r, "c"), body))
    route("GET", "/channels/{c}/messages", lambda r, _b: world.history(at(r, "c"), r.query))
    route(
        "POST",
        "/channels/{c}/messages/{m}/threads",
        lambda r, body: world.open_thread(at(r, "c"), at(r, "m"), body),
    )
    route(
        "POST",
        "/interactions/{id}/{token}/callback",
        lambda r, body: interactions.acknowledge(at(r, "id"), at(r, "token"), body),
    )
    route("POST", "/webhooks/{app}/{token}", lambda r, b: interactions.follow(at(r, "token"), b))
    route(
        "PATCH",
        "/webhooks/{app}/{token}/messages/@original",
        lambda r, body: interactions.edit(at(r, "token"), body),
    )
    app.router.add_get("/gateway", server.gateway.connect)
    app.router.add_get("/gateway/", server.gateway.connect)
    return app


def _manners(server: DiscordServer) -> Middleware:
    """What every request goes through: bad days, the token, refusals, rate limit headers."""

    @web.middleware
    async def manners(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith("/api/"):
            return await handler(request)
        server.requests.append((request.method, request.path))
        fault = _fault(server, request.path)
        if fault is not None and not fault.lost:
            return _bad_day(request, fault)
        try:
            if not request.path.startswith(("/api/v10/interactions", "/api/v10/webhooks")):
                _authorised(server.world, request)
            response = await handler(request)
        except Refusal as refusal:
            response = _json(refusal.body, refusal.status)
        except web.HTTPNotFound:
            response = _json({"message": "404: Not Found", "code": 0}, 404)
        if fault is not None:
            return _cut(request)
        async with server.changed:
            server.changed.notify_all()
        response.headers["X-RateLimit-Limit"] = "100"
        response.headers["X-RateLimit-Remaining"] = "99"
        response.headers["X-RateLimit-Reset-After"] = "1.000"
        response.headers["Via"] = "1.1 google"
        return response

    return manners


def _fault(server: DiscordServer, path: str) -> Fault | None:
    for fault in server.faults:
        if re.search(fault.path, path):
            server.faults.remove(fault)
            return fault
    return None


def _bad_day(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.cut:
        return _cut(request)
    if fault.status != 429:
        return web.Response(status=fault.status, text="upstream connect error")
    body = {
        "message": "You are being rate limited.",
        "retry_after": fault.retry_after,
        "global": False,
    }
    headers = {"Retry-After": str(fault.retry_after)} | ({"Via": "1.1 google"} if fault.via else {})
    return _json(body, 429, headers)


def _cut(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _authorised(world: World, request: web.Request) -> None:
    if request.headers.get("Authorization") != f"Bot {world.token}":
        raise Refusal(401, 0, "401: Unauthorized")


def _json(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    """discord.py reads only what is exactly ``application/json``, without a charset."""
    return web.Response(
        body=json.dumps(body).encode(),
        status=status,
        headers={"Content-Type": "application/json", **(headers or {})},
    )


def _register(world: World, commands: object) -> list[Body]:
    assert isinstance(commands, list)
    if wrong := rules.command_faults(commands):
        raise Refusal(400, 50035, "Invalid Form Body", errors=wrong)
    world.registrations += 1
    world.commands = [
        {
            "id": str(world.snowflake()),
            "application_id": str(world.application),
            "version": "1",
            "default_member_permissions": None,
            "description": "",
            **command,
        }
        for command in commands
    ]
    return list(world.commands)


def _application(world: World) -> Body:
    return {
        "id": str(world.application),
        "name": "Parley",
        "icon": None,
        "description": "",
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "00",
        "owner": user(world.anna),
        "team": None,
        "flags": 0,
    }


def _gateway(server: DiscordServer) -> Body:
    limit = {"total": 1_000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    return {"url": server.gateway_url, "shards": 1, "session_start_limit": limit}


class _WallClock(FakeClock):
    """The machine's own time, for who runs the server by hand."""

    def now(self) -> datetime:
        return datetime.now(UTC)


async def _serve(port: int) -> None:
    async with running(port, World(clock=_WallClock())) as server:
        print(
            json.dumps({"api_url": server.api_url, "gateway_url": server.gateway_url}), flush=True
        )
        print(
            json.dumps({"token": server.world.token, "channel": server.world.trade.id}), flush=True
        )
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8890)
    asyncio.run(_serve(parser.parse_args().port))
