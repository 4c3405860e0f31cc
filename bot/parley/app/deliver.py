"""Deliveries: each channel gets each briefing once, whatever dies and whenever.

Every step is idempotent and ends in one commit, and answers with the jobs that come next, so that a
step that died is simply done again. What is owed to a reader hangs on the cursor: it moves with a
briefing that was sent in full, and with nothing else (``docs/decisions/0041-what-moves-the-cursor.md``).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from parley.app.jobs import amend_job, next_job, send_job, write_job
from parley.app.managers import Paused, unheard
from parley.app.owing import order_of, overdue, owed, slots_between, ticks_with
from parley.app.ports import Chat, Clock, Decisions, Deliveries, Editions, Job, Tenants
from parley.app.posting import AGAIN, LEASE, REFUSED, Posting, wait_after
from parley.domain import identity
from parley.domain.approval import Ruling, Standing, ruling
from parley.domain.errors import (
    ChatError,
    MessageRejected,
    SendAmbiguous,
)
from parley.domain.model import (
    Approval,
    Delivery,
    DeliveryState,
    Desk,
    Edition,
    Message,
    Place,
    Platform,
    QuietPolicy,
    Schedule,
    Subscription,
)
from parley.domain.redaction import Shown, shown

_log = structlog.get_logger(__name__)

MakeEdition = Callable[[Desk, datetime | None, datetime], Awaitable[Edition]]
Compose = Callable[[Shown, Desk, Subscription, datetime], Message]
AskManagers = Callable[[Delivery, Subscription], Awaitable[Sequence[Job]]]
"""Puts the draft of a delivery before the tenant's managers, once; answers with the job for it."""


async def nobody(_delivery: Delivery, _subscription: Subscription) -> Sequence[Job]:
    """Where there are no managers to ask."""
    return ()


# What was sent in full and is being changed is owed to nobody.
_SETTLED = frozenset(DeliveryState) - {
    DeliveryState.OPEN,
    DeliveryState.WRITTEN,
    DeliveryState.SENDING,
}
FINAL = _SETTLED - {DeliveryState.AMENDING}
# Nobody reads a longer list of what was missed.
_MOST_MISSED = 50
_GONE = "The subscription was removed or paused before the briefing was sent."


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivering:
    """Plans, writes and sends briefings; each method answers with the jobs that follow from it.

    ``write`` and ``send`` are named by jobs of those names, with their arguments as text.
    """

    tenants: Tenants
    deliveries: Deliveries
    decisions: Decisions
    editions: Editions
    chats: Mapping[Platform, Chat]
    make: MakeEdition
    compose: Compose
    clock: Clock
    ask: AskManagers = nobody
    paused: Paused = unheard

    async def plan(self, schedule: Schedule, slot: datetime) -> Sequence[Job]:
        """Open the deliveries of a slot, for every subscription in force with this line, zone and lead."""
        jobs = []
        for subscription in await self.tenants.due():
            if ticks_with(subscription.schedule, schedule) and owed(subscription, slot):
                delivery = await self.deliveries.open(subscription, slot)
                if delivery.state not in FINAL:
                    jobs.append(next_job(delivery))
        return jobs

    async def catch_up(self) -> Sequence[Job]:
        """Find the slots that passed while nobody ticked.

        The newest within its grace still goes out; older ones are closed as missed, and their news
        is in it. A subscription without a cursor is owed nothing yet, but for a slot just ahead.
        """
        now = self.clock.now()
        jobs: list[Job] = []
        for subscription in await self.tenants.due():
            schedule, cursor = subscription.schedule, subscription.cursor
            start = now if cursor is None else max(cursor + schedule.lead, now - timedelta(days=31))
            found = slots_between(subscription, start, now + schedule.lead)
            past = [slot for slot in found if slot <= now]
            for slot in past[-_MOST_MISSED:-1]:
                await self._miss(subscription, slot, past[-1])
            for slot in past[-1:] + found[len(past) :]:
                delivery = await self.deliveries.open(subscription, slot)
                if delivery.state not in FINAL:
                    jobs.append(next_job(delivery))
        return jobs

    async def sweep(self) -> Sequence[Job]:
        """What is unfinished and past its lease, as jobs; they themselves see whether it is too late."""
        return [next_job(found) for found in await self.deliveries.unfinished(self.clock.now())]

    async def write(self, tenant_id: str, subscription_id: str, slot: datetime) -> Sequence[Job]:
        """Make the edition of a delivery and assign it. Raises ``StoreError``.

        While an earlier briefing of the channel is still on its way it waits, for only then is it
        known what the channel has received.
        """
        subscription = await order_of(self.tenants, tenant_id, subscription_id)
        if subscription is None or subscription.paused is not None:
            return await self._close(
                identity.delivery_id(subscription_id, slot), DeliveryState.SKIPPED, _GONE
            )
        now = self.clock.now()
        delivery = await self.deliveries.open(subscription, slot)
        if delivery.state in FINAL:
            return []
        if delivery.edition_id is not None:
            return [next_job(delivery)]
        if now > slot + subscription.schedule.grace:
            return await self._close(
                delivery.id, DeliveryState.MISSED, overdue(delivery, subscription)
            )
        if await self._earlier_is_pending(delivery):
            return [write_job(delivery, not_before=max(slot, now + AGAIN))]
        until = slot - subscription.schedule.lead
        since = subscription.cursor
        if since is not None and since >= until:
            told = f"The channel has been told everything up to {since:%Y-%m-%d %H:%M} UTC."
            return await self._close(delivery.id, DeliveryState.SKIPPED, told)
        edition = await self.make(subscription.desk, since, until)
        written = await self.deliveries.assign(delivery, edition.id)
        # A day without movement tells nothing that could be approved.
        asked = edition.items and subscription.options.approval is not Approval.NONE
        return [next_job(written), *(await self.ask(written, subscription) if asked else ())]

    async def send(self, delivery_id: str, settled: int = 0) -> Sequence[Job]:
        """Post what is not posted yet, each part once, and finish.

        ``settled`` is the last fence under which nothing was left in doubt: a claim that follows it
        directly need not look for parts of a predecessor. Raises ``LeaseLost``, ``StoreError``.
        """
        now = self.clock.now()
        waiting = await self.deliveries.delivery(None, delivery_id)
        if waiting is None or waiting.state in FINAL:
            return []
        if waiting.state is DeliveryState.AMENDING:
            return [amend_job(waiting)]
        # Before the claim, so that whoever waits for a manager leaves nothing in doubt behind.
        if (held := await self._held(waiting, now)) is not None:
            return held
        delivery = await self.deliveries.claim(delivery_id, now, LEASE)
        if delivery is None:
            return []
        subscription = await order_of(self.tenants, delivery.tenant_id, delivery.subscription_id)
        if subscription is None or subscription.paused is not None:
            return await self._finish(delivery, DeliveryState.SKIPPED, _GONE)
        if now < delivery.slot or delivery.edition_id is None:
            return [next_job(await self.deliveries.release(delivery))]
        in_doubt = delivery.fence != settled + 1
        begun = in_doubt or delivery.posted
        if not begun and await self._waiting(delivery, subscription) is not None:
            released = await self.deliveries.release(delivery)  # it was held a moment ago
            return [send_job(released, settled=released.fence, not_before=now + AGAIN)]
        return await self._ready(delivery, subscription, in_doubt=in_doubt)

    async def _held(self, delivery: Delivery, now: datetime) -> Sequence[Job] | None:
        """What follows for a briefing that waits for a manager, at each sweep; none if it may go."""
        if delivery.edition_id is None or delivery.posted or now < delivery.slot:
            return None
        subscription = await order_of(self.tenants, delivery.tenant_id, delivery.subscription_id)
        if subscription is None or subscription.paused is not None:
            return None
        stands = await self._waiting(delivery, subscription)
        if stands is None:
            return None
        if now <= delivery.slot + subscription.schedule.grace:
            return await self.ask(delivery, subscription)
        return await self._close(delivery.id, DeliveryState.MISSED, stands.reason)

    async def _waiting(self, delivery: Delivery, subscription: Subscription) -> Standing | None:
        """How it stands with the managers; none if it may go."""
        decisions = await self.decisions.of(delivery.tenant_id, delivery.id)
        stands = ruling(subscription.options.approval, decisions)
        edition = await self.editions.edition(delivery.edition_id or "")
        if stands.ruling is Ruling.SEND or edition is None or not edition.items:
            return None
        return stands

    async def _ready(
        self, delivery: Delivery, subscription: Subscription, *, in_doubt: bool
    ) -> Sequence[Job]:
        assert delivery.edition_id is not None
        edition = await self.editions.edition(delivery.edition_id)
        if edition is None:
            why = "Its edition is no longer in the archive."
            return await self._finish(delivery, DeliveryState.FAILED, why)
        if subscription.quiet is QuietPolicy.SKIP and not edition.items and not delivery.posted:
            return await self._finish(delivery, DeliveryState.SKIPPED, "There was no movement.")
        platform = Platform.of(delivery.tenant_id)
        if (chat := self.chats.get(platform)) is not None:
            place = Place(subscription.tenant_id, subscription.channel)
            posting = Posting(self.deliveries, self.clock, chat, place, delivery, in_doubt)
            return await self._send(posting, subscription, edition)
        if self.clock.now() > delivery.slot + subscription.schedule.grace:
            state = DeliveryState.AMBIGUOUS if in_doubt else DeliveryState.MISSED
            return await self._finish(delivery, state, overdue(delivery, subscription))
        await self.deliveries.release(delivery, f"Parley is not connected to {platform}.")
        return []

    async def _send(
        self, posting: Posting[Delivery], subscription: Subscription, edition: Edition
    ) -> Sequence[Job]:
        delivery = posting.delivery
        left = shown(edition, await self.decisions.of(delivery.tenant_id, delivery.id))
        message = self.compose(left, subscription.desk, subscription, delivery.slot)
        parts = posting.chat.render(message)
        late = self.clock.now() > delivery.slot + subscription.schedule.grace
        try:
            done = await (posting.adopt(parts) if late else posting.post(parts))
        except asyncio.CancelledError:  # asked to end: the next start need not wait for the lease
            await self.deliveries.release(posting.delivery, "Parley was stopped while sending.")
            raise
        except ChatError as error:
            if late:
                doubtful = isinstance(error, SendAmbiguous) or posting.in_doubt
                state = DeliveryState.AMBIGUOUS if doubtful else DeliveryState.MISSED
                return await self._finish(posting.delivery, state, str(error))
            return await self._refused(posting, error)
        if done:
            await self.deliveries.finish(posting.delivery, DeliveryState.SENT, cursor=edition.until)
            _log.info("briefing sent", delivery=delivery.id, parts=len(parts))
            return []
        if late:
            why = overdue(posting.delivery, subscription)
            return await self._finish(posting.delivery, DeliveryState.MISSED, why)
        released = await self.deliveries.release(posting.delivery)
        return [send_job(released, settled=posting.settled)]

    async def _refused(self, posting: Posting[Delivery], error: ChatError) -> Sequence[Job]:
        delivery, why = posting.delivery, str(error)
        if isinstance(error, REFUSED):
            jobs: Sequence[Job] = []
            if not isinstance(error, MessageRejected):
                whose = (delivery.tenant_id, delivery.subscription_id)
                jobs = await self.paused(*whose, delivery.id)
                await self.tenants.pause(*whose, why)
            await self._finish(delivery, DeliveryState.FAILED, why)
            return jobs
        wait = wait_after(error)
        released = await self.deliveries.release(delivery, why)
        _log.warning("briefing put off", delivery=delivery.id, why=why)
        return [send_job(released, settled=posting.settled, not_before=self.clock.now() + wait)]

    async def _finish(self, delivery: Delivery, state: DeliveryState, why: str) -> Sequence[Job]:
        """Finish without moving the cursor."""
        await self.deliveries.finish(delivery, state, detail=why)
        _log.warning("briefing not sent", delivery=delivery.id, state=str(state), why=why)
        return []

    async def _close(self, delivery_id: str, state: DeliveryState, why: str) -> Sequence[Job]:
        """Finish a delivery that nobody has claimed yet."""
        claimed = await self.deliveries.claim(delivery_id, self.clock.now(), LEASE)
        return [] if claimed is None else await self._finish(claimed, state, why)

    async def _miss(self, subscription: Subscription, slot: datetime, newest: datetime) -> None:
        delivery = await self.deliveries.open(subscription, slot)
        if delivery.state in _SETTLED or delivery.attempts:
            return  # what was begun is the sweep's to settle
        why = (
            "Parley was not running or the subscription was paused; its news is in the briefing of "
            f"{newest:%Y-%m-%d %H:%M} UTC."
        )
        await self._close(delivery.id, DeliveryState.MISSED, why)

    async def _earlier_is_pending(self, delivery: Delivery) -> bool:
        return any(
            other.subscription_id == delivery.subscription_id
            and other.slot < delivery.slot
            and other.state not in _SETTLED
            for other in await self.deliveries.recent(delivery.tenant_id, limit=500)
        )
