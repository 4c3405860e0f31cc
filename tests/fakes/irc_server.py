"""A small IRC server that keeps to the protocol's limits: lines of 512 bytes, channels joined first."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class FakeIrc:
    """What was said, by channel or nick; ``password`` is what a bot has to give."""

    password: str | None = None
    closed: frozenset[str] = frozenset({"#closed"})
    operators: tuple[str, ...] = ("boss",)
    said: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    port: int = 0
    drop: bool = False
    """Whether the next PING after a post is met by a closed connection."""
    writer: asyncio.StreamWriter | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer, given, joined = writer, None, set[str]()
        while raw := await reader.readline():
            assert len(raw) <= 512, "a line is 512 bytes at most"
            assert raw.endswith(b"\r\n")
            words, _, trailing = raw.decode().rstrip("\r\n").partition(" :")
            command, *rest = words.split()
            if command == "PASS":
                given = rest[0]
            elif command == "USER":
                good = self.password is None or given == self.password
                self.tell(":irc 001 parley :Welcome" if good else ":irc 464 parley :Wrong password")
            elif command == "JOIN":
                name = rest[0]
                if name in self.closed:
                    self.tell(f":irc 473 parley {name} :Invite only")
                    continue
                joined.add(name)
                people = " ".join(f"@{one}" for one in self.operators)
                self.tell(f":irc 353 parley = {name} :parley anna {people}")
                self.tell(f":irc 366 parley {name} :End of names")
            elif command in {"PRIVMSG", "NOTICE"}:
                target = rest[0]
                if target.startswith("#") and target not in joined:
                    self.tell(f":irc 404 parley {target} :Cannot send")
                    continue
                self.said[target].append(trailing)
                self.changed.set()
            elif command == "PING" and self.drop:
                self.drop = False
                writer.close()
                return
            elif command == "PING":
                self.tell(f":irc PONG irc :{trailing}")
        writer.close()

    def tell(self, line: str) -> None:
        assert self.writer is not None
        self.writer.write(line.encode() + b"\r\n")

    async def ask(self, line: str, nick: str = "anna", *, until: str = "") -> list[str]:
        """Somebody types in #trade; what the person alone is told, up to the line with these words.

        An answer is several lines, and nothing in IRC says which is its last.
        """
        before = len(self.said[nick])
        self.tell(f":{nick}!~{nick}@example.org PRIVMSG #trade :!trade {line}")
        async with asyncio.timeout(60):  # generous: nothing is measured by it
            while not any(until in told for told in self.said[nick][before:]):
                self.changed.clear()
                await self.changed.wait()
        return self.said[nick][before:]


@asynccontextmanager
async def running(password: str | None = None) -> AsyncIterator[FakeIrc]:
    """A server on a free port of this machine."""
    fake = FakeIrc(password=password)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.port = server.sockets[0].getsockname()[1]
    try:
        yield fake
    finally:
        server.close()
        if fake.writer is not None:
            fake.writer.close()
