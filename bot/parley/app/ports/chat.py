"""Chat platforms, and what one of our own shows."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from parley.domain.model import (
    Actions,
    Archived,
    Command,
    Delivery,
    Edition,
    Message,
    Notice,
    Picture,
    Place,
    Platform,
    PollState,
    PostedPart,
    Press,
    Reply,
    Source,
    Subscription,
    TenantSettings,
)

Dispatch = Callable[[Command], Awaitable[Reply]]
"""Where a chat adapter hands a command; its errors are the adapter's to show (``CommandError``)."""

Pressed = Callable[[Press], Awaitable[Reply]]
"""Where a chat adapter hands a press of a button, under the same rules."""


@dataclass(frozen=True, slots=True)
class Part:
    """One message of the platform, rendered within its limits; ``payload`` is the platform's JSON.

    Parts with ``in_thread`` go under the first part. ``files`` are the pictures that the payload
    shows, by their names.
    """

    index: int
    payload: str
    in_thread: bool = False
    files: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCheck:
    """Whether a channel can be posted to; ``problems`` are sentences that say what to click."""

    channel: str | None
    problems: tuple[str, ...] = ()


class Chat(Protocol):
    """A chat platform."""

    @property
    def platform(self) -> Platform:
        """Which one it is."""
        ...

    async def start(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        """Connect and be ready for commands, presses and posts. Raises ``ChatAuthError``.

        Without ``pressed``, or on a platform without buttons, nothing can be pressed.
        """
        ...

    async def stop(self) -> None:
        """Disconnect; commands in hand are answered first."""
        ...

    def render(self, message: Message) -> Sequence[Part]:
        """Split and render within the platform's limits; pure, the same message gives the same parts.

        ``Actions`` stay with the block before them, or are left out where nothing can be pressed.
        """
        ...

    async def post(
        self, place: Place, part: Part, *, key: str, thread: str | None = None
    ) -> PostedPart:
        """Post a part under an idempotency key (delivery, part); ``thread`` is the first part's id.

        Raises ``ChannelUnavailable``, ``MissingPermission``, ``MessageRejected``, ``RateLimited``,
        ``ChatAuthError``, or ``SendAmbiguous`` where no answer came.
        """
        ...

    async def find(self, place: Place, key: str, after: datetime) -> PostedPart | None:
        """Look for a part that was sent under this key; how an ambiguous send is settled.

        Raises ``SendAmbiguous`` where the platform does not let us look.
        """
        ...

    async def replace(self, place: Place, message_id: str, part: Part, *, key: str) -> None:
        """Put a part in the place of a posted one, whole, keeping the key by which it is found.

        Doing it twice is doing it once, so an answer that was lost is no doubt: it is done again.
        Files of the message stay. Raises ``MessageGone`` and what ``post`` raises but for
        ``SendAmbiguous``; a ``ChatError`` where no answer came.
        """
        ...

    async def remove(self, place: Place, message_id: str) -> None:
        """Take a posted part away; one that is gone already is no error. Raises as ``replace``."""
        ...

    async def check(self, place: Place | None) -> ChannelCheck:
        """Whether the bot may post there; with ``None``, whether its token is good for anything.

        Raises ``ChatAuthError``.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A briefing that a channel received: the edition, and the message as it was composed for it.

    Both are without what was dropped or retracted; ``amended_at`` (UTC) is when that last happened
    after it was posted. ``managing`` is what takes it back, first the whole, then story by story.
    """

    delivery: Delivery
    edition: Edition
    message: Message
    amended_at: datetime | None = None
    managing: tuple[Actions, ...] = ()


class Board(Protocol):
    """What was posted to one tenant, and what stands behind it: the reads of pages of our own."""

    async def posted(self, *, limit: int) -> Sequence[Posted]:
        """The tenant's newest briefings, the newest first."""
        ...

    async def edition(self, edition_id: str) -> Posted | None:
        """A briefing that was posted to the tenant, however long ago; none if it was not."""
        ...

    async def story(self, story_id: str) -> Sequence[Archived]:
        """Every revision of a story known now, in the order of ``first_seen``; empty if unknown."""
        ...

    async def waiting(self) -> Sequence[Message]:
        """The tenant's briefings that wait for a manager's answer, as drafts with their buttons."""
        ...

    async def notices(self, user: str) -> Sequence[tuple[Notice, Message | None]]:
        """What was said to the tenant, or to this person, outside the timetable; the newest first.

        In its words as of now; none for what is over, such as a pause that was ended.
        """
        ...

    async def orders(self) -> Sequence[Subscription]:
        """The tenant's standing orders, by channel and name."""
        ...

    async def settings(self) -> TenantSettings:
        """What is set for all of the tenant."""
        ...

    async def following(self, user: str) -> Message:
        """What a person follows, each with a button to stop; without blocks if it is nothing."""
        ...

    async def sources(self) -> Sequence[tuple[Source, PollState | None]]:
        """The operator's enabled sources, and how each is doing."""
        ...
