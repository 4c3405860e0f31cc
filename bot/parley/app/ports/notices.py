"""What is sent outside the timetable, and who follows what."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from parley.domain.model import DeliveryState, Follow, Notice, NoticeKind, PostedPart


class Notices(Protocol):
    """The outbox: what makes a notice go out once. They go when their tenant goes."""

    async def put(self, notice: Notice) -> Notice:
        """Keep a notice unless one with its id is there; returns the one that is kept."""
        ...

    async def claim(self, notice_id: str, now: datetime, lease: timedelta) -> Notice | None:
        """Take the lease and raise the fence; none if it is final or another worker holds it.

        Its state stays: ``SENDING`` says that a predecessor may have posted something of it.
        """
        ...

    async def begin(self, notice: Notice) -> Notice:
        """It becomes ``SENDING``: from now on it may be on the platform. Raises ``LeaseLost``."""
        ...

    async def record(self, notice: Notice, part: PostedPart) -> Notice:
        """Note that a part is on the platform. Raises ``LeaseLost`` under an old fence."""
        ...

    async def finish(
        self, notice: Notice, state: DeliveryState, *, detail: str | None = None
    ) -> Notice:
        """Set the final state. Raises ``LeaseLost`` under an old fence."""
        ...

    async def release(
        self,
        notice: Notice,
        state: DeliveryState,
        detail: str | None = None,
        *,
        not_before: datetime | None = None,
    ) -> Notice:
        """Give the lease back, to be tried again, from ``not_before`` on if given. Raises ``LeaseLost``.

        ``state`` is ``SENDING`` if something may be on the platform that is not recorded, else ``OPEN``.
        """
        ...

    async def unfinished(self, now: datetime) -> Sequence[Notice]:
        """Those that are not final and whose lease, if any, has run out; due or not, oldest first."""
        ...

    async def recent(
        self,
        tenant_id: str | None,
        *,
        limit: int,
        kind: NoticeKind | None = None,
        channel: str | None = None,
    ) -> Sequence[Notice]:
        """A tenant's newest notices, of a kind or to a place; ``None`` is the operator's view of all."""
        ...


class Follows(Protocol):
    """Who wants to hear of which thread. They go when their tenant goes."""

    async def follow(self, follow: Follow, most: int) -> bool:
        """Keep one, key: its id; one that is there stays as it is.

        False, and nothing kept, if the person follows ``most`` others already.
        """
        ...

    async def unfollow(self, tenant_id: str, user: str, follow_id: str) -> Follow | None:
        """End one of a person's; the one that was there."""
        ...

    async def find(self, tenant_id: str, follow_id: str) -> Follow | None:
        """One of a tenant's, by its id."""
        ...

    async def of(self, tenant_id: str, user: str) -> Sequence[Follow]:
        """What a person follows, the newest first."""
        ...

    async def all(self) -> Sequence[Follow]:
        """Every follow of every tenant: the look-out's own query."""
        ...

    async def told(self, tenant_id: str, follow_id: str, until: datetime) -> None:
        """The person has been told everything up to ``until`` (UTC); it never moves back."""
        ...

    async def forget(self, before: datetime) -> int:
        """End those of which nothing was told since ``before`` (UTC); how many they were."""
        ...
