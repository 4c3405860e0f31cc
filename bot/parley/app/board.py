"""What was posted to one tenant, read back for the pages of a platform of our own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parley.app.approving import drafts
from parley.app.compose import Composer
from parley.app.compose_shown import briefing, compose_with
from parley.app.ports import Archive, Clock, Posted
from parley.domain.model import (
    Archived,
    Delivery,
    Desk,
    Layout,
    Message,
    PollState,
    Source,
    Subscription,
)
from parley.domain.redaction import shown

# An address of an edition is good for so many briefings of a tenant: some years of mornings.
_REMEMBERED = 1000
# One delivery in so many is a briefing, at the worst: slots are missed, and quiet days skipped.
_PER_BRIEFING = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveBoard:
    """A ``Board`` over the archive: nothing is stored twice, so a restart changes no page.

    A message is composed anew from its edition, which never changes, without what was dropped or
    retracted since, in its subscription's zone and layout; a subscription that is gone leaves its
    briefings in UTC.
    """

    tenant_id: str
    archive: Archive
    composer: Composer
    catalogue: Iterable[Source]
    clock: Clock

    async def posted(self, *, limit: int) -> Sequence[Posted]:
        """See the port."""
        deliveries = await self._deliveries(limit * _PER_BRIEFING)
        orders = await self._orders()
        found = [await self._posted(delivery, orders) for delivery in deliveries[:limit]]
        return [one for one in found if one is not None]

    async def edition(self, edition_id: str) -> Posted | None:
        """See the port."""
        for delivery in await self._deliveries(_REMEMBERED):
            if delivery.edition_id == edition_id:
                return await self._posted(delivery, await self._orders())
        return None

    async def story(self, story_id: str) -> Sequence[Archived]:
        """See the port."""
        return await self.archive.articles.stories([story_id], self.clock.now())

    async def waiting(self) -> Sequence[Message]:
        """See the port."""
        return await drafts(self.archive, self.tenant_id, compose_with(self.composer))

    async def sources(self) -> Sequence[tuple[Source, PollState | None]]:
        """See the port."""
        polls = await self.archive.articles.polls()
        return [(one, polls.get(one.id)) for one in self.catalogue if one.enabled]

    async def _deliveries(self, most: int) -> list[Delivery]:
        """Of so many deliveries those of which something is on the page, the newest first."""
        recent = await self.archive.deliveries.recent(self.tenant_id, limit=most)
        there = [one for one in recent if one.posted and one.edition_id is not None]
        return sorted(there, key=lambda one: one.slot, reverse=True)

    async def _orders(self) -> dict[str, Subscription]:
        orders = await self.archive.tenants.subscriptions(self.tenant_id)
        return {order.id: order for order in orders}

    async def _posted(self, delivery: Delivery, orders: dict[str, Subscription]) -> Posted | None:
        edition = await self.archive.editions.edition(delivery.edition_id or "")
        if edition is None:
            return None
        order = orders.get(delivery.subscription_id)
        desk = order.desk if order else await self.archive.editions.desk(edition.desk_id) or Desk()
        decisions = await self.archive.decisions.of(self.tenant_id, delivery.id)
        left = shown(edition, decisions)
        message = briefing(
            self.composer,
            left,
            desk,
            slot=delivery.slot,
            zone=order.schedule.zone if order else "UTC",
            layout=order.layout if order else Layout.WHOLE,
        )
        return Posted(
            delivery=delivery, edition=left.edition, message=message, amended_at=left.amended_at
        )
