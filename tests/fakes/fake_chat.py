"""A chat platform in memory: channels, threads, keys that can be looked up, faults on demand."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from fakes.fake_clock import FakeClock
from parley.app.ports import ChannelCheck, Dispatch, Part, Pressed
from parley.domain.errors import MessageGone, ParleyError, SendAmbiguous
from parley.domain.model import (
    Actions,
    Citation,
    Heading,
    Link,
    Listing,
    Message,
    Moment,
    Note,
    Paragraph,
    Picture,
    Place,
    Platform,
    PostedPart,
    Span,
    Text,
)
from parley.domain.model.message import Block


@dataclass(frozen=True)
class Posted:
    """What stands in a channel."""

    id: str
    key: str
    payload: str
    thread: str | None
    at: datetime


@dataclass(frozen=True)
class Fault:
    """What the next post meets; ``landed`` says that the message is there all the same."""

    error: ParleyError
    landed: bool = False


@dataclass
class FakeChat:
    """The port ``Chat``, one block a part. Like Slack it makes a second message for a second post.

    It holds its callers to the port: a key of at most 25 characters, a thread only under a message
    that is there, connected before it is posted to.
    """

    clock: FakeClock
    platform: Platform = Platform.WEB
    blind: bool = False
    """Whether it forbids looking."""
    channels: dict[str, list[Posted]] = field(default_factory=lambda: defaultdict(list))
    faults: list[Fault] = field(default_factory=list)
    looks: int = 0
    connected: bool = False
    changes: int = 0
    posts: int = 0

    async def start(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        self.connected = True

    async def stop(self) -> None:
        self.connected = False

    def render(self, message: Message) -> Sequence[Part]:
        blocks: list[tuple[Block, bool]] = [
            (block, False) for block in message.blocks if not isinstance(block, Actions)
        ]
        blocks += [(block, True) for block in message.thread]
        return [
            Part(index, _plain(block), in_thread=below)
            for index, (block, below) in enumerate(blocks)
        ]

    async def post(
        self, place: Place, part: Part, *, key: str, thread: str | None = None
    ) -> PostedPart:
        channel = place.channel
        assert len(key) <= 25, "Discord's nonce is no longer"
        assert (thread is not None) == part.in_thread
        assert thread is None or thread in {posted.id for posted in self.channels[channel]}
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None and not fault.landed:
            raise fault.error
        self.posts += 1
        posted = Posted(f"m{self.posts - 1}", key, part.payload, thread, self.clock.now())
        self.channels[channel].append(posted)
        if fault is not None:
            raise fault.error
        return PostedPart(part.index, posted.id)

    async def find(self, place: Place, key: str, after: datetime) -> PostedPart | None:
        self.looks += 1
        if self.blind:
            raise SendAmbiguous("The platform does not let us look; grant history.")
        for posted in self.channels[place.channel]:
            if posted.key == key and posted.at > after:
                return PostedPart(int(key.rpartition("-")[2]), posted.id)
        return None

    async def replace(self, place: Place, message_id: str, part: Part, *, key: str) -> None:
        posts = self.channels[place.channel]
        at = next((n for n, posted in enumerate(posts) if posted.id == message_id), None)
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None and not fault.landed:
            raise fault.error
        if at is None:
            raise MessageGone("The message was deleted there.")
        posts[at] = replace(posts[at], key=key, payload=part.payload)
        self.changes += 1

    async def remove(self, place: Place, message_id: str) -> None:
        posts = self.channels[place.channel]
        self.channels[place.channel] = [one for one in posts if one.id != message_id]
        self.changes += 1

    async def check(self, place: Place | None) -> ChannelCheck:
        return ChannelCheck(channel=place.channel if place else None)

    def said(self, channel: str) -> list[str]:
        """The words in a channel, in order."""
        return [posted.payload for posted in self.channels[channel]]


def _plain(block: Block) -> str:
    match block:
        case Heading(spans=spans) | Paragraph(spans=spans) | Note(spans=spans):
            return "".join(map(_words, spans))
        case Listing(lines=lines):
            return "\n".join("".join(map(_words, line)) for line in lines)
        case Picture(alt=alt):
            return alt
        case _:
            return "—"


def _words(span: Span) -> str:
    match span:
        case Text(text=text) | Link(text=text) | Moment(fallback=text):
            return text
        case Citation(number=number):
            return f"[{number}]"
