"""From a form to an answer: what was typed or pressed, handed to the bot as somebody at the page."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field

import structlog
from starlette.exceptions import HTTPException

from parley.app.ports import Clock, Dispatch, Pressed
from parley.domain.commands import parse_line
from parley.domain.errors import CommandError
from parley.domain.model import (
    ActionKind,
    Command,
    CommandName,
    Heading,
    Message,
    Platform,
    Press,
    Reply,
    Text,
)

_log = structlog.get_logger(__name__)

# So many are answered at a time; a rush is served in the order in which it came.
_LINES = 16
_LONGEST_LINE = 4_000  # characters
_PREFIX = "/trade"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, and what came of it: a message, or the sentence why there is none.

    ``line`` is what was typed, and empty for a button.
    """

    line: str
    message: Message | None = None
    problem: str | None = None

    @property
    def asked(self) -> str:
        """The line, unless the answer begins with it anyway."""
        first = self._heading
        return "" if first is not None and first.spans == (Text(self.line),) else self.line

    @property
    def level(self) -> int:
        """The level of a title, such that the answer's first heading is one below the page's own."""
        return 2 if self._heading is None else 3 - self._heading.level

    @property
    def _heading(self) -> Heading | None:
        first = self.message.blocks[0] if self.message and self.message.blocks else None
        return first if isinstance(first, Heading) else None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: the same browser is the same person, in its own time zone (IANA)."""

    user: str
    zone: str


@dataclass(slots=True, kw_only=True)
class Asking:
    """Everybody at the page is a manager: they are on this machine, or hold its token.

    ``dispatch`` and ``pressed`` are handed over when the channel starts.
    """

    clock: Clock
    tenant_id: str
    channel: str
    dispatch: Dispatch | None = None
    pressed: Pressed | None = None
    lines: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LINES))
    """Held while an answer is worked out."""

    async def line(self, line: str, visitor: Visitor, about: str | None = None) -> Answer:
        """Answer what was typed, perhaps under the post that has the id ``about``."""
        words = line.removeprefix(_PREFIX).strip() if line.lower().startswith(_PREFIX) else line
        if len(line) > _LONGEST_LINE:
            many = f"{_LONGEST_LINE:,}"
            return Answer(line[:80] + "…", problem=f"That is over {many} characters; ask in fewer.")
        name, args = parse_line(words)
        if about and name is not CommandName.ASK:  # in a box for questions every line is one
            name, args = CommandName.ASK, {"question": words}
        return await self._told(line, self._command(name, args, visitor, about=about))

    async def command(
        self, name: CommandName, args: Mapping[str, str], visitor: Visitor, channel: str
    ) -> Answer:
        """Answer a form that stands for a command in one of the page's channels."""
        return await self._told("", self._command(name, args, visitor, channel=channel))

    async def press(self, value: str, visitor: Visitor) -> Answer:
        """Answer a button by its value: its kind, and what it is about."""
        kind, _, ref = value.partition(" ")
        if kind not in set(ActionKind):
            raise HTTPException(400, "That is no button of this page.")
        press = Press(
            kind=ActionKind(kind),
            ref=ref,
            platform=Platform.WEB,
            tenant_id=self.tenant_id,
            channel=self.channel,
            user=visitor.user,
            pressed_at=self.clock.now(),
            manager=True,
            zone=visitor.zone,
        )
        return await self._told("", self.pressed and self.pressed(press))

    def _command(
        self,
        name: CommandName,
        args: Mapping[str, str],
        visitor: Visitor,
        *,
        channel: str | None = None,
        about: str | None = None,
    ) -> Awaitable[Reply] | None:
        command = Command(
            name=name,
            args=args,
            platform=Platform.WEB,
            tenant_id=self.tenant_id,
            channel=channel or self.channel,
            user=visitor.user,
            asked_at=self.clock.now(),
            manager=True,
            zone=visitor.zone,
            about=about,
        )
        return self.dispatch and self.dispatch(command)

    async def _told(self, line: str, reply: Awaitable[Reply] | None) -> Answer:
        """A reply as the page shows it; every failure is a sentence."""
        if reply is None:
            return Answer(line, problem="Parley is still starting; try again in a moment.")
        try:
            async with self.lines:
                return Answer(line, (await reply).message)
        except CommandError as error:
            return Answer(line, problem=str(error))
        except Exception as error:  # noqa: BLE001 - the last line before a person
            _log.error("answer broke", asked=line[:80], exc_info=error)
            return Answer(line, problem="That did not work; the operator finds why in the log.")
