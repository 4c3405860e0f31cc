"""The terminal as a channel: every message printed once, with rich."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.rule import Rule as Line

from parley.app.ports import ChannelCheck, Dispatch, Part, Pressed
from parley.domain.model import (
    Actions,
    Block,
    Citation,
    Heading,
    Link,
    Listing,
    Message,
    Note,
    Paragraph,
    Picture,
    Place,
    Platform,
    PostedPart,
    Rule,
    Span,
    Style,
    Text,
)

_STYLES = {Style.STRONG: "bold", Style.EMPHASIS: "italic", Style.CODE: "cyan"}
_LINE = "\f"  # stands for a rule in a payload; control characters of articles never get that far


class ConsoleChat:
    """Posts to the terminal. Nothing can be asked here: the command line itself is the place."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @property
    def platform(self) -> Platform:
        """Which one it is."""
        return Platform.CONSOLE

    async def start(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        """Nothing to connect to."""

    async def stop(self) -> None:
        """Nothing to disconnect from."""

    def render(self, message: Message) -> Sequence[Part]:
        """One part, in rich's console markup with everything from outside escaped."""
        blocks = (*message.blocks, *message.thread)
        printed = (_block(block) for block in blocks if not isinstance(block, Actions))
        return [Part(0, "\n".join(printed))]

    async def post(
        self, place: Place, part: Part, *, key: str, thread: str | None = None
    ) -> PostedPart:
        """Print it."""
        first, *rest = part.payload.split(_LINE)
        self._console.print(first.strip("\n"), highlight=False)
        for piece in rest:
            self._console.print(Line(style="dim"))
            self._console.print(piece.strip("\n"), highlight=False)
        return PostedPart(part.index, key)

    async def find(self, place: Place, key: str, after: datetime) -> PostedPart | None:
        """What was printed is gone; a print is never ambiguous."""
        return None

    async def replace(self, place: Place, message_id: str, part: Part, *, key: str) -> None:
        """Print it again: what was printed stays printed."""
        self._console.print(Line("amended", style="dim"))
        await self.post(place, part, key=key)

    async def remove(self, place: Place, message_id: str) -> None:
        """Nothing can be taken from a terminal."""

    async def check(self, place: Place | None) -> ChannelCheck:
        """A terminal can always be written to."""
        return ChannelCheck(channel=place.channel if place else None)


def open_chat(console: Console | None = None) -> ConsoleChat:
    """The terminal; ``console`` for tests and files."""
    return ConsoleChat(console or Console(soft_wrap=False))


def _block(block: Block) -> str:
    match block:
        case Heading(spans, 1):
            return f"[bold reverse] {_spans(spans)} [/]\n"
        case Heading(spans):
            return f"[bold]{_spans(spans)}[/]"
        case Paragraph(spans):
            return _spans(spans) + "\n"
        case Listing(lines):
            return "\n".join(f"  {_spans(line)}" for line in lines) + "\n"
        case Picture(_, _, alt):
            return f"[dim]{escape(_printable(alt))}[/]\n"
        case Note(spans):
            return f"[dim italic]{_spans(spans)}[/]"
        case Rule():
            return _LINE
        case Actions():
            return ""


def _spans(spans: Sequence[Span]) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    match span:
        case Text(text, style):
            safe = escape(_printable(text))
            return f"[{_STYLES[style]}]{safe}[/]" if style in _STYLES else safe
        case Link(text, url):
            return f"[link={_address(url)}]{escape(_printable(text))}[/link]"
        case Citation(number, url):
            return f"[blue][link={_address(url)}]\\[{number}][/link][/]"
        case moment:
            return escape(moment.fallback)


def _printable(text: str) -> str:
    """Without control characters: an article may not move the cursor or ring the bell."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c)[0] != "C")


def _address(url: str) -> str:
    """An address that cannot end rich's link tag."""
    return _printable(url).replace("[", "%5B").replace("]", "%5D").replace(" ", "%20")
