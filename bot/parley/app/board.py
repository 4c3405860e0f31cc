"""What was posted to one tenant, read back for the pages of a platform of our own."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from parley.app import compose_managers
from parley.app.approving import drafts
from parley.app.compose import Composer
from parley.app.compose_shown import briefing, compose_with
from parley.app.following import Following
from parley.app.ports import Archive, Clock, Posted
from parley.domain.model import (
    ActionKind,
    Actions,
    Archived,
    Delivery,
    DeliveryState,
    Desk,
    Layout,
    Message,
    Notice,
    PollState,
    Source,
    Subscription,
    TenantSettings,
)
from parley.domain.redaction import Shown, shown

Again = Callable[[Notice], Awaitable[Message | None]]
"""The words of a notice that was sent, as of now; none where it is over."""

# One delivery in so many is a briefing, at the worst: slots are missed, and quiet days skipped.
_PER_BRIEFING = 4
# What was said outside the timetable is on the page for so long, and so much of it.
_SAID_WITHIN = timedelta(days=7)
_NOTICES, _LOOKED_AT = 5, 100


async def nothing_again(_notice: Notice) -> Message | None:
    """Where nothing is sent outside the timetable."""
    return None


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
    again: Again = nothing_again

    async def posted(self, *, limit: int) -> Sequence[Posted]:
        """See the port."""
        deliveries = await self._deliveries(limit * _PER_BRIEFING)
        orders = await self._orders()
        found = [await self._posted(delivery, orders) for delivery in deliveries[:limit]]
        return [one for one in found if one is not None]

    async def edition(self, edition_id: str) -> Posted | None:
        """See the port."""
        of_it = await self.archive.deliveries.of_edition(self.tenant_id, edition_id)
        there = next((one for one in of_it if one.posted), None)
        return None if there is None else await self._posted(there, await self._orders())

    async def story(self, story_id: str) -> Sequence[Archived]:
        """See the port."""
        return await self.archive.articles.stories([story_id], self.clock.now())

    async def waiting(self) -> Sequence[Message]:
        """See the port."""
        return await drafts(self.archive, self.tenant_id, compose_with(self.composer))

    async def notices(self, user: str) -> Sequence[tuple[Notice, Message | None]]:
        """See the port; those of a week."""
        since = self.clock.now() - _SAID_WITHIN
        known = await self.archive.notices.recent(self.tenant_id, limit=_LOOKED_AT)
        for_them = [
            one
            for one in known
            if one.state is DeliveryState.SENT
            and one.made_at >= since
            and (one.channel == f"@{user}" or not one.channel.startswith("@"))
        ]
        return [(one, await self.again(one)) for one in for_them[:_NOTICES]]

    async def orders(self) -> Sequence[Subscription]:
        """See the port."""
        return await self.archive.tenants.subscriptions(self.tenant_id)

    async def settings(self) -> TenantSettings:
        """See the port."""
        return await self.archive.tenants.settings(self.tenant_id)

    async def following(self, user: str) -> Message:
        """See the port."""
        following = Following(self.archive)
        return await following.listed(self.tenant_id, user, self.clock.now())

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
            delivery=delivery,
            edition=left.edition,
            message=message,
            amended_at=left.amended_at,
            managing=_managing(delivery, left) if order else (),
        )


def _managing(delivery: Delivery, left: Shown) -> tuple[Actions, ...]:
    """What takes back what is left of a briefing: the whole, then story by story."""
    if left.retracted_at is not None or delivery.state is not DeliveryState.SENT:
        return ()
    stories = zip(left.numbers, left.edition.items, strict=True)
    return (
        compose_managers.whole(delivery, ActionKind.RETRACT),
        *(compose_managers.item_retractable(delivery, number, item) for number, item in stories),
    )
