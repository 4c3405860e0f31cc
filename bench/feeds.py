"""A thousand feeds, served from a process of their own as fast as Python can, with ETags."""

import asyncio
import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from multiprocessing.connection import Connection

FEEDS, ITEMS = 1_000, 30
# One item in ten is about trade talks, as in a general news feed at most.
_TRADE_EVERY = 10
_START = datetime(2025, 5, 12, tzinfo=UTC)
_WORDS = (
    "about above after again agency airport album analyst answer apartment april artist autumn "
    "award bank battle bridge budget building camera capital career centre charity church "
    "citizen climate coach coast college comedy company concert council country court crowd "
    "culture customer daily danger debate defence degree design doctor drought economy election "
    "energy engine evening factory family farmer festival figure film final fire flight flood "
    "forest future garden goal government ground harbour health history holiday hospital hotel "
    "house hundred industry island january journey judge kitchen language leader league letter "
    "library market match mayor medal meeting member minister morning mountain museum music "
    "nation network novel nurse office opera orchestra parade parliament party patient people "
    "planet player police power president price prison profit project protest province quarter "
    "railway record region report rescue research result river road school science season "
    "secretary series service session singer soldier spring stadium station storm street strike "
    "student summer supply survey teacher team temple tennis theatre ticket tourist tower town "
    "traffic train tunnel union valley victory village visitor vote water weather weekend "
    "winner winter witness worker writer "
)
_TRADE = (
    "Trade talks between the United States and China on tariffs",
    "European Commission weighs retaliation over steel tariffs",
    "Negotiators of Japan and the United States discuss auto tariffs",
)


def feed(number: int) -> bytes:
    """One RSS feed; the same number gives the same bytes."""
    rng = random.Random(number)
    vocabulary = _WORDS.split()
    items = []
    for index in range(ITEMS):
        words = " ".join(rng.choices(vocabulary, k=rng.randint(5, 9))).capitalize()
        title = f"{rng.choice(_TRADE)}: {words}" if index % _TRADE_EVERY == 0 else words
        text = " ".join(rng.choices(vocabulary, k=rng.randint(25, 45))).capitalize()
        moment = format_datetime(_START + timedelta(minutes=number + 37 * index), usegmt=True)
        items.append(
            f"<item><title>{title}</title><link>https://news{number}.example/{index}</link>"
            f'<guid isPermaLink="false">{number}-{index}</guid><pubDate>{moment}</pubDate>'
            f"<description>{text}.</description></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>Feed {number}</title><link>https://news{number}.example/</link>"
        f"<description>A feed.</description>{''.join(items)}</channel></rss>"
    ).encode()


class _Protocol(asyncio.Protocol):
    """GET /N answers feed N, or 304 to its ETag."""

    def __init__(self, feeds: list[bytes]) -> None:
        self._feeds = feeds
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            number = int(head.split(b" ", 2)[1][1:])
            tag = b'"v%d"' % number
            common = b"ETag: " + tag + b"\r\nContent-Type: application/rss+xml\r\n"
            if tag in head:
                self._transport.write(b"HTTP/1.1 304 Not Modified\r\n" + common + b"\r\n")
                continue
            body = self._feeds[number]
            length = b"Content-Length: %d\r\n\r\n" % len(body)
            self._transport.write(b"HTTP/1.1 200 OK\r\n" + common + length + body)


def _serve(pipe: Connection) -> None:
    feeds = [feed(number) for number in range(FEEDS)]

    async def forever() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Protocol(feeds), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(forever())


@contextmanager
def serving() -> Iterator[str]:
    """The host and port of a running server; feed N is at ``/N``."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs,), daemon=True
    )
    process.start()
    try:
        yield f"127.0.0.1:{ours.recv()}"
    finally:
        process.terminate()
        process.join()
