"""The gateway of a fake Discord: hello, identify, heartbeats, dispatches, resume, op 7 and op 9."""

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from fakes.discord_guild import Body, World
from fakes.discord_people import user

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
# What a client has to ask for to hear of messages.
_GUILD_MESSAGES, _DIRECT_MESSAGES = 1 << 9, 1 << 12
# Members, presences and message content have to be granted first.
_PRIVILEGED = (1 << 1) | (1 << 8) | (1 << 15)


@dataclass
class Session:
    """What a client is told, kept so that it can be told again."""

    id: str
    intents: int = 0
    events: list[Body] = field(default_factory=list)
    socket: "Socket | None" = None

    def event(self, name: str, data: Any) -> Body:
        body = {"op": DISPATCH, "t": name, "s": len(self.events) + 1, "d": data}
        self.events.append(body)
        return body


class Socket:
    """One connection, compressed as the client asks for."""

    def __init__(self, ws: web.WebSocketResponse, compress: str) -> None:
        self.ws = ws
        self._zlib = zlib.compressobj() if compress == "zlib-stream" else None

    async def send(self, body: Body) -> None:
        text = json.dumps(body)
        if self._zlib is None:
            await self.ws.send_str(text)
            return
        packed = self._zlib.compress(text.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
        await self.ws.send_bytes(packed)


@dataclass
class Gateway:
    """``identified`` and ``resumed`` count; ``refuse`` is a close code for whoever connects;
    ``inside`` says whether the server has the bot."""

    world: World
    url: str = ""
    refuse: int | None = None
    inside: bool = True
    identified: int = 0
    resumed: int = 0
    sessions: dict[str, Session] = field(default_factory=dict)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse(autoping=True)
        await ws.prepare(request)
        socket = Socket(ws, request.query.get("compress", ""))
        await socket.send({"op": HELLO, "d": {"heartbeat_interval": 41_250}})
        session: Session | None = None
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                break
            session = await self._heard(socket, json.loads(message.data), session)
        if session is not None and session.socket is socket:
            session.socket = None
        return ws

    async def dispatch(self, name: str, data: Any) -> None:
        """Tell the newest session; while it is away, it hears of it when it resumes."""
        session = next(reversed(self.sessions.values()))
        event = session.event(name, data)
        if session.socket is not None and not session.socket.ws.closed:
            await session.socket.send(event)

    async def heard(self, name: str, data: Any) -> None:
        """Tell the newest session, if there is any."""
        if self.sessions:
            await self.dispatch(name, data)

    async def said(self, message: Body) -> None:
        """Tell of a message as far as the client asked for it; its words where Discord gives them.

        Without the privileged intent these are messages that mention the bot, its own, and direct ones.
        """
        session = next(reversed(self.sessions.values()))
        direct = "guild_id" not in message
        if not session.intents & (_DIRECT_MESSAGES if direct else _GUILD_MESSAGES):
            return
        ours = str(self.world.bot.id)
        meant = any(one["id"] == ours for one in [message["author"], *message["mentions"]])
        bare = {"content": "", "embeds": [], "attachments": [], "components": []}
        await self.dispatch("MESSAGE_CREATE", message if direct or meant else message | bare)

    async def send(self, op: int, data: Any = None) -> None:
        """Tell the connection itself something: op 7, op 9."""
        session = next(reversed(self.sessions.values()))
        assert session.socket is not None
        await session.socket.send({"op": op, "d": data})

    async def invite(self) -> None:
        """The server takes the bot in."""
        self.inside = True
        created = self.world.created_guild()
        created.pop("unavailable")
        await self.dispatch("GUILD_CREATE", created)

    async def expel(self) -> None:
        """The server removes the bot."""
        self.inside = False
        await self.dispatch("GUILD_DELETE", {"id": str(self.world.guild)})

    async def lose(self) -> None:
        """Discord cannot reach the server for a while, which removes nobody."""
        await self.dispatch("GUILD_DELETE", {"id": str(self.world.guild), "unavailable": True})

    async def regain(self) -> None:
        """It can again."""
        await self.dispatch("GUILD_CREATE", self.world.created_guild())

    def drop(self) -> None:
        """Cut every connection without a word."""
        for session in self.sessions.values():
            socket, session.socket = session.socket, None
            if socket is not None and socket.ws._req is not None:
                transport = socket.ws._req.transport
                if transport is not None:
                    transport.abort()

    async def until(self, identified: int = 0, resumed: int = 0) -> None:
        """Wait until so many have identified and resumed."""
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(
                lambda: self.identified >= identified and self.resumed >= resumed
            )

    async def _heard(self, socket: Socket, body: Body, session: Session | None) -> Session | None:
        match body["op"]:
            case 1:
                await socket.send({"op": ACK})
            case 2:
                return await self._identify(socket, body["d"])
            case 6:
                return await self._resume(socket, body["d"])
        return session

    async def _identify(self, socket: Socket, data: Body) -> Session | None:
        code = self.refuse
        if data["token"] != self.world.token:
            code = 4004
        elif data["intents"] & _PRIVILEGED:
            code = 4014
        if code is not None:
            await socket.ws.close(code=code)
            return None
        session = Session(f"session-{len(self.sessions) + 1}", data["intents"], socket=socket)
        self.sessions[session.id] = session
        ready = {
            "v": 10,
            "user": user(self.world.bot),
            "guilds": [{"id": str(self.world.guild), "unavailable": True}] if self.inside else [],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": data.get("shard", [0, 1]),
            "application": {"id": str(self.world.application), "flags": 0},
        }
        await socket.send(session.event("READY", ready))
        if self.inside:
            await socket.send(session.event("GUILD_CREATE", self.world.created_guild()))
        await self._count(identified=1)
        return session

    async def _resume(self, socket: Socket, data: Body) -> Session | None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != self.world.token:
            await socket.send({"op": INVALID, "d": False})
            return None
        session.socket = socket
        missed = session.events[data["seq"] :]
        for event in missed:
            await socket.send(event)
        await socket.send(session.event("RESUMED", {}))
        await self._count(resumed=1)
        return session

    async def _count(self, identified: int = 0, resumed: int = 0) -> None:
        async with self.changed:
            self.identified += identified
            self.resumed += resumed
            self.changed.notify_all()
