"""A web server on 127.0.0.1 that does as it is told: feeds, faults, floods and traps."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus

_REASON = {status.value: status.phrase for status in HTTPStatus}


class Ending(StrEnum):
    """What the server does once the chunks are sent."""

    COMPLETE = "complete"
    CUT = "cut"  # closes the connection whatever length was announced
    HANG = "hang"  # says nothing more and keeps the connection


@dataclass(frozen=True, slots=True)
class Serve:
    """An answer. ``length`` announces another length than the body's; -1 announces none."""

    body: bytes | Sequence[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    ending: Ending = Ending.COMPLETE
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived; header names in lower case."""

    path: str
    headers: Mapping[str, str]


Route = Serve | Callable[[Asked], Serve]


class FeedServer:
    """Serves ``routes`` by path (with query) and remembers what was asked of it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []

    @property
    def host(self) -> str:
        """As an exempt list names it."""
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.host}{path}"

    def serve(self, path: str, route: Route) -> str:
        """Answer a path so from now on; its address."""
        self.routes[path] = route
        return self.url(path)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until the other side has had enough."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                line, *rest = head.split("\r\n")
                pairs = (row.partition(":") for row in rest if row)
                headers = {name.lower(): value.strip() for name, _, value in pairs}
                asked = Asked(line.split(" ")[1], headers)
                self.asked.append(asked)
                route = self.routes.get(asked.path, Serve(status=404))
                reply = route if isinstance(route, Serve) else route(asked)
                await self._send(reply, writer)
                if reply.ending is Ending.HANG:
                    await reader.read()  # until the client gives up
                if reply.ending is not Ending.COMPLETE:
                    break
        writer.close()

    async def _send(self, reply: Serve, writer: asyncio.StreamWriter) -> None:
        chunks: Iterable[bytes] = (
            [reply.body] if isinstance(reply.body, bytes) else list(reply.body)
        )
        length = sum(map(len, chunks)) if reply.length is None else reply.length
        headers = {**reply.headers}
        if length >= 0:
            headers["Content-Length"] = str(length)
        lines = [f"HTTP/1.1 {reply.status} {_REASON.get(reply.status, 'Odd')}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()


@asynccontextmanager
async def feed_server() -> AsyncIterator[FeedServer]:
    """A server on a free port, gone with everything it held at the end."""
    tasks: set[asyncio.Task[None]] = set()

    def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(fake.answer(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    fake = FeedServer(server.sockets[0].getsockname()[1])
    try:
        yield fake
    finally:
        server.close()
        for task in list(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def rss(items: Iterable[str], title: str = "Feed") -> bytes:
    """An RSS 2.0 feed around ready-made ``<item>`` elements."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{title}</title><link>https://news.example/</link><description>d</description>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


def item(number: int, *, date: str = "Mon, 12 May 2025 08:00:00 GMT", more: str = "") -> str:
    """One ordinary item on trade talks."""
    return (
        f"<item><title>Tariff talks, round {number}</title><guid>g{number}</guid>"
        f"<link>https://news.example/{number}</link><pubDate>{date}</pubDate>"
        f"<description>Negotiators met for round {number}.</description>{more}</item>"
    )
