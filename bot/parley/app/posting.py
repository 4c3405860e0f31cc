"""Posts the parts of one send under its lease, each once: look where there is doubt, then send."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from parley.app.ports import Chat, Clock, Part
from parley.domain.errors import (
    ChannelUnavailable,
    ChatError,
    MessageRejected,
    MissingPermission,
    RateLimited,
    SendAmbiguous,
)
from parley.domain.model import Place, PostedPart

LEASE = timedelta(minutes=5)
"""How long a send belongs to the worker that claimed it."""
CALL = timedelta(seconds=60)
"""So long may one call take, with every retry inside a client library: none is begun with less left."""
AGAIN = timedelta(minutes=1)
"""When what a fault stopped is tried again, if the platform names no time."""
REFUSED = (ChannelUnavailable, MissingPermission, MessageRejected)
"""Refusals that trying again does not mend."""

# The platform's clock and ours may differ by so much when a part is looked for.
_SKEW = timedelta(minutes=5)
_TRIES = 2


class Send(Protocol):
    """What is sent under a lease and a fence: a delivery or a notice.

    Before ``slot`` nothing of it can be on the platform.
    """

    @property
    def id(self) -> str:
        """Its key on the platform, before the part's number."""
        ...

    @property
    def slot(self) -> datetime:
        """From when on it may be there (UTC)."""
        ...

    @property
    def fence(self) -> int:
        """How often it was claimed."""
        ...

    @property
    def lease_until(self) -> datetime | None:
        """Until when it is this worker's (UTC)."""
        ...

    @property
    def posted(self) -> tuple[PostedPart, ...]:
        """Its parts that are known to be there."""
        ...


S = TypeVar("S", bound=Send)


def wait_after(error: ChatError) -> timedelta:
    """How long to wait until it is tried again."""
    return error.retry_after if isinstance(error, RateLimited) else AGAIN


class Records(Protocol[S]):
    """Where it is noted what is on the platform."""

    async def record(self, send: S, part: PostedPart, /) -> S:
        """Note a part. Raises ``LeaseLost`` under an old fence."""
        ...


@dataclass(slots=True)
class Posting(Generic[S]):
    """One worker's turn at a send; ``delivery`` is as last recorded.

    ``in_doubt`` says that a part may be on the platform without being recorded: a predecessor died,
    or an answer never came.
    """

    records: Records[S]
    clock: Clock
    chat: Chat
    place: Place
    delivery: S
    in_doubt: bool

    @property
    def settled(self) -> int:
        """The fence after which nothing is in doubt, for whoever is next; see ``Delivering.send``."""
        return 0 if self.in_doubt else self.delivery.fence

    async def post(self, parts: Sequence[Part]) -> bool:
        """Post what is missing; false if the lease leaves no time for all of it.

        Raises ``ChatError`` (``SendAmbiguous`` with ``in_doubt`` set), ``LeaseLost``.
        """
        for part in self._missing(parts):
            lease = self.delivery.lease_until
            if lease is None or self.clock.now() + CALL > lease:
                return False
            await self._record(part, await self._place(part))
        return True

    async def adopt(self, parts: Sequence[Part]) -> bool:
        """Record what is there already and post nothing; whether that is all.

        Raises ``ChatError``, ``LeaseLost``.
        """
        for part in self._missing(parts):
            found = await self._find(part) if self.in_doubt else None
            if found is None:
                return False
            await self._record(part, found)
        return True

    def _missing(self, parts: Sequence[Part]) -> list[Part]:
        done = {posted.index for posted in self.delivery.posted}
        return [part for part in parts if part.index not in done]

    async def _record(self, part: Part, posted: PostedPart) -> None:
        found = PostedPart(part.index, posted.message_id)
        self.delivery = await self.records.record(self.delivery, found)

    async def _place(self, part: Part) -> PostedPart:
        for _ in range(_TRIES):
            if self.in_doubt and (found := await self._find(part)) is not None:
                return found
            try:
                return await self.chat.post(
                    self.place, part, key=self._key(part), thread=self._thread(part)
                )
            except SendAmbiguous:
                self.in_doubt = True
        raise SendAmbiguous(
            f"The platform did not answer for part {part.index + 1} of a message in "
            f"{self.place.channel}; it is looked for again before anything is sent."
        )

    async def _find(self, part: Part) -> PostedPart | None:
        return await self.chat.find(self.place, self._key(part), self.delivery.slot - _SKEW)

    def _key(self, part: Part) -> str:
        return f"{self.delivery.id}-{part.index}"

    def _thread(self, part: Part) -> str | None:
        if not part.in_thread or not self.delivery.posted:
            return None
        return min(self.delivery.posted, key=lambda posted: posted.index).message_id
