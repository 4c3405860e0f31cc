"""Changes a briefing that was posted: what was retracted or corrected goes, on the platform itself.

What should stand there is computed from the edition and the decisions, and put in the place of what
does, part by part. Every step does the same twice as once, so whatever dies is simply done again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from parley.app.deliver import Compose
from parley.app.jobs import amend_job
from parley.app.owing import order_of
from parley.app.ports import Chat, Clock, Decisions, Deliveries, Editions, Job, Part, Tenants
from parley.app.posting import CALL, LEASE, REFUSED, Posting, wait_after
from parley.domain.errors import (
    ChatError,
    MessageGone,
)
from parley.domain.model import (
    BEFORE,
    Decision,
    Delivery,
    DeliveryState,
    Edition,
    Place,
    Platform,
    PostedPart,
    Subscription,
)
from parley.domain.redaction import shown

_log = structlog.get_logger(__name__)

# A platform that cannot be reached for so long has lost the message as well.
_PATIENCE = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amending:
    """Amends deliveries; ``amend`` is named by jobs of that name."""

    tenants: Tenants
    deliveries: Deliveries
    decisions: Decisions
    editions: Editions
    chats: Mapping[Platform, Chat]
    compose: Compose
    clock: Clock

    async def amend(self, delivery_id: str) -> Sequence[Job]:
        """Bring what is posted of an ``AMENDING`` delivery in line with what was decided.

        It is then ``SENT`` again, its cursor untouched. Raises ``LeaseLost`` where more was decided
        meanwhile (the sweep begins anew), ``StoreError``.
        """
        waiting = await self.deliveries.delivery(None, delivery_id)
        if waiting is None or waiting.state is not DeliveryState.AMENDING:
            return []
        delivery = await self.deliveries.claim(delivery_id, self.clock.now(), LEASE)
        if delivery is None:
            return []
        subscription = await order_of(self.tenants, delivery.tenant_id, delivery.subscription_id)
        edition = await self.editions.edition(delivery.edition_id or "")
        if subscription is None or edition is None:
            return await self._end(delivery, "Its subscription or edition is gone.")
        chat = self.chats.get(Platform.of(delivery.tenant_id))
        if chat is None:
            await self.deliveries.release(delivery, "Parley is not connected to its platform.")
            return []
        place = Place(delivery.tenant_id, subscription.channel)
        change = _Change(self.deliveries, self.clock, chat, place, delivery)
        decisions = await self.decisions.of(delivery.tenant_id, delivery.id)
        return await self._change(change, subscription, edition, decisions)

    async def _change(
        self,
        change: "_Change",
        order: Subscription,
        edition: Edition,
        decisions: Sequence[Decision],
    ) -> Sequence[Job]:
        slot = change.delivery.slot
        sent = [one for one in decisions if one.kind in BEFORE]
        before = self.compose(shown(edition, sent), order.desk, order, slot)
        after = self.compose(shown(edition, decisions), order.desk, order, slot)
        try:
            done = await change.make(change.chat.render(before), change.chat.render(after))
        except asyncio.CancelledError:
            await self.deliveries.release(change.delivery, "Parley was stopped while amending.")
            raise
        except ChatError as error:
            return await self._refused(change.delivery, error, decisions)
        if not done:
            return [amend_job(await self.deliveries.release(change.delivery))]
        await self.deliveries.finish(change.delivery, DeliveryState.SENT, detail="It was amended.")
        _log.info("briefing amended", delivery=change.delivery.id)
        return []

    async def _refused(
        self, delivery: Delivery, error: ChatError, decisions: Sequence[Decision]
    ) -> Sequence[Job]:
        now, why = self.clock.now(), str(error)
        final = isinstance(error, REFUSED)
        if final or now > max(one.at for one in decisions) + _PATIENCE:
            return await self._end(delivery, why)
        wait = wait_after(error)
        await self.deliveries.release(delivery, why)
        _log.warning("amendment put off", delivery=delivery.id, why=why)
        return [amend_job(delivery, not_before=now + wait)]

    async def _end(self, delivery: Delivery, why: str) -> Sequence[Job]:
        detail = f"What was posted could not be changed; delete it by hand. {why}"
        await self.deliveries.finish(delivery, DeliveryState.SENT, detail=detail)
        _log.error("briefing not amended", delivery=delivery.id, why=why)
        return []


@dataclass(slots=True)
class _Change:
    """One worker's turn at what is posted; ``delivery`` is as last recorded."""

    deliveries: Deliveries
    clock: Clock
    chat: Chat
    place: Place
    delivery: Delivery

    async def make(self, before: Sequence[Part], after: Sequence[Part]) -> bool:
        """Put the new parts in the place of the old ones; false if the lease leaves no time.

        Nothing says of a posted part whether it is in the thread: ``before``, rendered alike, does.
        Raises ``ChatError``, ``LeaseLost``.
        """
        threaded = before[-1].in_thread
        below = {part.index: part.in_thread for part in before}
        posted = sorted(self.delivery.posted, key=lambda one: one.index)
        spare: list[Part] = []
        for in_thread in (False, True):
            there = [one for one in posted if below.get(one.index, threaded) is in_thread]
            wanted = [part for part in after if part.in_thread is in_thread]
            if in_thread:
                wanted, spare = [*wanted, *spare], []
            for one, part in zip(there, wanted, strict=False):
                if not self._time_left():
                    return False
                await self._replace(one, part)
            for one in there[len(wanted) :]:
                if not self._time_left():
                    return False
                await self.chat.remove(self.place, one.message_id)
                self.delivery = await self.deliveries.forget(self.delivery, one.index)
            spare += wanted[len(there) :]
        return await self._post(spare, before, in_thread=threaded)

    async def _replace(self, posted: PostedPart, part: Part) -> None:
        key = f"{self.delivery.id}-{posted.index}"
        try:
            await self.chat.replace(self.place, posted.message_id, part, key=key)
        except MessageGone:  # somebody was quicker; what is not there says nothing wrong
            self.delivery = await self.deliveries.forget(self.delivery, posted.index)

    async def _post(
        self, spare: Sequence[Part], before: Sequence[Part], *, in_thread: bool
    ) -> bool:
        """Parts for which nothing is posted that could be replaced, at the end."""
        if not spare or not self.delivery.posted:
            return True
        start = max(len(before), *(one.index + 1 for one in self.delivery.posted))
        parts = [
            replace(part, index=number, in_thread=in_thread)
            for number, part in enumerate(spare, start)
        ]
        posting = Posting(
            self.deliveries, self.clock, self.chat, self.place, self.delivery, in_doubt=True
        )
        try:
            return await posting.post(parts)
        finally:
            self.delivery = posting.delivery

    def _time_left(self) -> bool:
        lease = self.delivery.lease_until
        return lease is not None and self.clock.now() + CALL <= lease
