"""What managers are told without having asked: reported errors, and briefings that were paused."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

import structlog

from parley.app import compose_notices as compose
from parley.app.notify import Later, Never, Notifying, Verdict
from parley.app.owing import order_of
from parley.app.ports import Editions, Feedbacks, Job, Tenants
from parley.domain.errors import ChatError
from parley.domain.model import Feedback, Notice, NoticeKind, Place

_log = structlog.get_logger(__name__)

# What nobody could be told in a week is found by looking: parley feedback, parley subscriptions.
_KEPT = timedelta(days=7)
# A pause is written a moment after it is announced; one that is not there by then was taken back.
_MOMENT, _WHILE = timedelta(minutes=1), timedelta(minutes=15)


Paused = Callable[[str, str, str], Awaitable[Sequence[Job]]]
"""Told that a subscription (tenant, id) is being paused, and by what; answers with what follows."""


async def unheard(_tenant_id: str, _subscription_id: str, _cause: str) -> Sequence[Job]:
    """Nobody is told."""
    return []


class Managers:
    """Tells a tenant's managers, in the place that they have set for it, each thing once."""

    def __init__(self, tenants: Tenants, outbox: Notifying) -> None:
        self._tenants = tenants
        self._outbox = outbox

    async def tell(self, tenant_id: str, kind: NoticeKind, ref: str) -> Sequence[Job]:
        """Put a notice to the managers; where they have set no place, it is only logged.

        Raises ``StoreError``.
        """
        settings = await self._tenants.settings(tenant_id)
        if settings.managers is None:
            _log.warning("managers not told", tenant=tenant_id, kind=str(kind), ref=ref)
            return []
        place = Place(tenant_id, settings.managers)
        until = self._outbox.clock.now() + _KEPT
        return await self._outbox.put(place, kind, ref, expires_at=until)

    async def reported(self, feedback: Feedback) -> Sequence[Job]:
        """Somebody says that a story is wrong. Raises ``StoreError``."""
        return await self.tell(feedback.tenant_id, NoticeKind.REPORT, feedback.id)

    async def paused(self, tenant_id: str, subscription_id: str, cause: str) -> Sequence[Job]:
        """A subscription is being paused; ``cause`` is the id of what could not be sent.

        Raises ``StoreError``.
        """
        return await self.tell(tenant_id, NoticeKind.PAUSED, f"{subscription_id}/{cause}")


class _Quietly:
    """Nothing follows from the end of such a notice."""

    async def sent(self, notice: Notice) -> None:
        """Nothing."""

    async def refused(self, notice: Notice, why: ChatError) -> Sequence[Job]:
        """Nothing but the log: whom to tell that the managers cannot be told?"""
        return []


class Reports(_Quietly):
    """The words of a report; its reference is the feedback's id."""

    def __init__(self, feedback: Feedbacks, editions: Editions) -> None:
        self._feedback = feedback
        self._editions = editions

    async def compose(self, notice: Notice) -> Verdict:
        """The sentences with their evidence, as the person read them."""
        found = await self._feedback.find(notice.tenant_id, notice.ref)
        if found is None:
            return Never("The report was deleted.")
        return compose.report(found, await self._editions.edition(found.edition_id))


class Pauses(_Quietly):
    """The words of a pause; its reference is the subscription's id and what could not be sent."""

    def __init__(self, tenants: Tenants, outbox: Notifying) -> None:
        self._tenants = tenants
        self._clock = outbox.clock

    async def compose(self, notice: Notice) -> Verdict:
        """Channel, reason, and how to go on."""
        subscription = await order_of(self._tenants, notice.tenant_id, notice.ref.partition("/")[0])
        if subscription is None:
            return Never("The subscription was ended.")
        if subscription.paused is None:
            if (now := self._clock.now()) < notice.made_at + _WHILE:
                return Later(now + _MOMENT, "The subscription is not paused yet.")
            return Never("The subscription is not paused any more.")
        return compose.paused(subscription)
