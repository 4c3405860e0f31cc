"""The port ``Chat`` over one connection to an IRC server."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from parley.app.ports import ChannelCheck, Clock, Dispatch, Part, Pressed
from parley.domain.commands import parse_line
from parley.domain.errors import (
    ChannelUnavailable,
    ChatAuthError,
    ChatError,
    CommandError,
    SendAmbiguous,
)
from parley.domain.model import Command, Message, Place, Platform, PostedPart
from parley_irc.lines import parts, sentences

_ANSWER = 15.0  # seconds that a server may take
_PREFIX = "!trade"
_REFUSED = frozenset({"403", "404", "405", "471", "473", "474", "475"})


class IrcChat:
    """One bot on one network, in the channels that it is told to join.

    IRC keeps no history and changes nothing that was said: what is ambiguous stays so, and a
    correction is said as a line of its own.
    """

    def __init__(
        self,
        address: tuple[str, int],
        channels: Sequence[str],
        clock: Clock,
        *,
        nick: str,
        password: str | None,
    ) -> None:
        self._address = address
        self._nick = nick
        self._password = password
        self._channels = tuple(channels)
        self._clock = clock
        self._writer: asyncio.StreamWriter | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._operators: defaultdict[str, set[str]] = defaultdict(set)
        self._dispatch: Dispatch | None = None
        self._number = 0

    @property
    def platform(self) -> Platform:
        """Which one it is."""
        return Platform("irc")

    async def start(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        """Connect, register and join. Raises ``ChatAuthError``, ``ChatError``."""
        self._dispatch = dispatch
        try:
            reader, self._writer = await asyncio.open_connection(*self._address)
        except OSError as error:
            raise ChatError(f"The IRC server cannot be reached ({error}).") from error
        welcome = self._expect("001")
        self._begin(self._listen(reader))
        if self._password:
            self._say(f"PASS {self._password}")
        self._say(f"NICK {self._nick}")
        self._say(f"USER {self._nick} 0 * :Parley")
        if await self._answer(welcome) != "001":
            await self.stop()
            raise ChatAuthError("The IRC server refused the password or the nick; change them.")
        for channel in self._channels:
            await self._join(channel)

    async def stop(self) -> None:
        """Leave."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        for task in tuple(self._tasks):
            if task is not asyncio.current_task():
                task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def render(self, message: Message) -> Sequence[Part]:
        """Lines of plain words; nothing can be pressed here."""
        return parts(message)

    async def post(
        self, place: Place, part: Part, *, key: str, thread: str | None = None
    ) -> PostedPart:
        """Say the lines; the server's pong after them tells that they arrived."""
        self._number += 1
        mark = f"{key}.{self._number}"
        answer = self._expect(mark)
        for line in json.loads(part.payload):
            self._say(f"PRIVMSG {place.channel.removeprefix('@')} :{line}")
        self._say(f"PING :{mark}")
        told = await self._answer(answer)
        if told in _REFUSED:
            raise ChannelUnavailable(f"Parley cannot speak in {place.channel}; invite it there.")
        if told != mark:
            raise SendAmbiguous(f"The IRC server did not say whether {place.channel} was told.")
        return PostedPart(part.index, mark)

    async def find(self, place: Place, key: str, after: datetime) -> PostedPart | None:
        """There is no history to look in. Raises ``SendAmbiguous``."""
        raise SendAmbiguous(f"IRC keeps no history of {place.channel} to look in.")

    async def replace(self, place: Place, message_id: str, part: Part, *, key: str) -> None:
        """Say it again, as corrected: what was said stays said."""
        lines = ["Corrected:", *json.loads(part.payload)]
        again = Part(part.index, json.dumps(lines))
        try:
            await self.post(place, again, key=key)
        except SendAmbiguous as error:
            raise ChatError(str(error)) from error

    async def remove(self, place: Place, message_id: str) -> None:
        """Nothing can be taken back."""

    async def check(self, place: Place | None) -> ChannelCheck:
        """Whether the channel can be joined; a person can always be written to."""
        if self._writer is None:
            raise ChatAuthError("Parley is not connected to the IRC server.")
        if place is None or place.channel.startswith("@"):
            return ChannelCheck(channel=place.channel if place else None)
        try:
            await self._join(place.channel)
        except ChannelUnavailable as error:
            return ChannelCheck(channel=place.channel, problems=(str(error),))
        return ChannelCheck(channel=place.channel)

    async def _join(self, channel: str) -> None:
        answer = self._expect(channel)
        self._say(f"JOIN {channel}")
        if await self._answer(answer) != channel:
            raise ChannelUnavailable(f"Parley may not join {channel}; invite it there.")

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        try:
            while raw := await reader.readline():
                self._heard(raw.decode(errors="replace").rstrip("\r\n"))
        finally:  # whoever waits for an answer gets none
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_result("")

    def _heard(self, line: str) -> None:
        prefix, line = line[1:].split(" ", 1) if line.startswith(":") else ("", line)
        words, _, trailing = line.partition(" :")
        command, *rest = words.split()
        if command == "PING":
            self._say(f"PONG :{trailing}")
        elif command == "PONG":
            self._told(trailing, trailing)
        elif command == "353":  # who is there, operators marked by "@"
            names = {name[1:] for name in trailing.split() if name.startswith("@")}
            self._operators[rest[-1]] = names
        elif command == "366":
            self._told(rest[1], rest[1])
        elif command in _REFUSED:
            self._told(rest[1], command)
            for mark in [mark for mark in self._waiting if "." in mark]:
                self._told(mark, command)
        elif command in {"001", "433", "464"}:
            self._told("001", command)
        elif command == "PRIVMSG":
            self._asked(prefix.partition("!")[0], rest[0], trailing)

    def _asked(self, nick: str, where: str, text: str) -> None:
        direct = where == self._nick
        first, _, line = text.partition(" ")
        if not direct and first.lower() != _PREFIX:
            return
        self._begin(self._reply(nick, nick if direct else where, text if direct else line))

    async def _reply(self, nick: str, channel: str, line: str) -> None:
        name, args = parse_line(line.removeprefix(_PREFIX).strip())
        command = Command(
            name=name,
            args=args,
            platform=self.platform,
            tenant_id=f"irc:{self._address[0]}",
            channel=channel,
            user=nick,
            asked_at=self._clock.now(),
            manager=nick in self._operators[channel],
        )
        assert self._dispatch is not None
        try:
            said = sentences((await self._dispatch(command)).message)
        except CommandError as error:
            said = [" ".join(str(error).split())]
        except Exception:  # noqa: BLE001 - the last line before a person
            said = ["That did not work; the operator finds why in the log."]
        for one in said:
            self._say(f"NOTICE {nick} :{one}")

    def _say(self, line: str) -> None:
        if self._writer is not None and not self._writer.is_closing():
            self._writer.write(line.encode() + b"\r\n")

    def _begin(self, work: "asyncio._CoroutineLike[None]") -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _expect(self, mark: str) -> "asyncio.Future[str]":
        waiting = self._waiting[mark] = asyncio.get_running_loop().create_future()
        if self._writer is None and mark != "001":
            waiting.set_result("")
        return waiting

    async def _answer(self, waiting: "asyncio.Future[str]") -> str:
        try:
            return await asyncio.wait_for(waiting, _ANSWER)
        except TimeoutError:
            return ""
        finally:
            self._waiting = {m: w for m, w in self._waiting.items() if w is not waiting}

    def _told(self, mark: str, what: str) -> None:
        waiting = self._waiting.get(mark)
        if waiting is not None and not waiting.done():
            waiting.set_result(what)


def open_chat(
    *,
    clock: Clock,
    host: str,
    port: int = 6667,
    nick: str = "parley",
    password: str | None = None,
    channels: Sequence[str] = (),
) -> IrcChat:
    """IRC as ``[chats.irc]`` describes it."""
    return IrcChat((host, port), channels, clock, nick=nick, password=password)
