"""Tenants, deliveries and editions in memory: what a database would hold when a process has died."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from parley.domain import identity
from parley.domain.errors import LeaseLost
from parley.domain.model import (
    BEFORE,
    Decision,
    DecisionKind,
    Delivery,
    DeliveryState,
    Desk,
    Draft,
    Edition,
    PostedPart,
    Subscription,
    Tenant,
    TenantSettings,
    Usage,
)

_EARLY, _LATE = {"open", "written", "sending"}, {"sent", "amending"}
_FINAL = {"sent", "skipped", "missed", "failed", "ambiguous"}


@dataclass
class FakeTenants:
    """The port ``Tenants``."""

    rows: dict[str, Subscription] = field(default_factory=dict)
    kept: dict[str, TenantSettings] = field(default_factory=dict)

    async def join(self, tenant: Tenant) -> None: ...

    async def settings(self, tenant_id: str) -> TenantSettings:
        return self.kept.get(tenant_id, TenantSettings())

    async def configure(self, tenant_id: str, settings: TenantSettings) -> None:
        self.kept[tenant_id] = settings

    async def remove(self, tenant_id: str) -> None:
        self.rows = {key: row for key, row in self.rows.items() if row.tenant_id != tenant_id}

    async def subscriptions(self, tenant_id: str) -> Sequence[Subscription]:
        own = [row for row in self.rows.values() if row.tenant_id == tenant_id]
        return sorted(own, key=lambda row: (row.channel, row.name))

    async def due(self) -> Sequence[Subscription]:
        return [row for row in self.rows.values() if row.paused is None]

    async def subscribe(self, subscription: Subscription) -> None:
        known = self.rows.get(subscription.id)
        cursor = known.cursor if known else subscription.cursor
        self.rows[subscription.id] = replace(subscription, cursor=cursor)

    async def unsubscribe(self, tenant_id: str, subscription_id: str) -> bool:
        return self.rows.pop(subscription_id, None) is not None

    async def pause(self, tenant_id: str, subscription_id: str, reason: str | None) -> None:
        self.rows[subscription_id] = replace(self.rows[subscription_id], paused=reason)

    async def spend(self, tenant_id: str | None, day: date, usage: Usage) -> None: ...

    async def spent(self, tenant_id: str | None, day: date) -> Usage:
        return Usage()


@dataclass
class FakeDeliveries:
    """The port ``Deliveries``, over the same subscriptions."""

    tenants: FakeTenants
    rows: dict[str, Delivery] = field(default_factory=dict)

    async def open(self, subscription: Subscription, slot: datetime) -> Delivery:
        key = identity.delivery_id(subscription.id, slot)
        new = Delivery(
            id=key, subscription_id=subscription.id, tenant_id=subscription.tenant_id, slot=slot
        )
        return self.rows.setdefault(key, new)

    async def assign(self, delivery: Delivery, edition_id: str) -> Delivery:
        row = self.rows[delivery.id]
        if row.state is DeliveryState.OPEN:
            row = replace(row, edition_id=edition_id, state=DeliveryState.WRITTEN)
        return self._put(row)

    async def claim(self, delivery_id: str, now: datetime, lease: timedelta) -> Delivery | None:
        row = self.rows.get(delivery_id)
        if row is None or row.state in _FINAL:
            return None
        if row.lease_until is not None and row.lease_until > now:
            return None
        return self._put(
            replace(
                row,
                state=DeliveryState.SENDING if row.state == "written" else row.state,
                fence=row.fence + 1,
                attempts=row.attempts + 1,
                lease_until=now + lease,
            )
        )

    async def record(self, delivery: Delivery, part: PostedPart) -> Delivery:
        row = self._held(delivery)
        kept = tuple(posted for posted in row.posted if posted.index != part.index)
        return self._put(replace(row, posted=(*kept, part)))

    async def forget(self, delivery: Delivery, index: int) -> Delivery:
        row = self._held(delivery)
        kept = tuple(posted for posted in row.posted if posted.index != index)
        return self._put(replace(row, posted=kept))

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        cursor: datetime | None = None,
        detail: str | None = None,
    ) -> Delivery:
        row = self._held(delivery)
        owner = self.tenants.rows.get(row.subscription_id)
        if cursor is not None and owner is not None:
            self.tenants.rows[owner.id] = replace(owner, cursor=cursor)
        return self._put(replace(row, state=state, detail=detail, lease_until=None))

    async def release(self, delivery: Delivery, detail: str | None = None) -> Delivery:
        row = self._held(delivery)
        return self._put(replace(row, lease_until=None, detail=detail))

    async def unfinished(self, now: datetime) -> Sequence[Delivery]:
        return [
            row
            for row in self.rows.values()
            if row.state not in _FINAL and (row.lease_until is None or row.lease_until <= now)
        ]

    async def delivery(self, tenant_id: str | None, delivery_id: str) -> Delivery | None:
        row = self.rows.get(delivery_id)
        return row if row is not None and tenant_id in {None, row.tenant_id} else None

    async def posted_as(self, tenant_id: str, message_id: str) -> Delivery | None:
        for row in self.rows.values():
            ids = {part.message_id for part in row.posted}
            if row.tenant_id == tenant_id and message_id in ids:
                return row
        return None

    async def of_edition(self, tenant_id: str, edition_id: str) -> Sequence[Delivery]:
        own = await self.recent(tenant_id, limit=len(self.rows))
        return [row for row in own if row.edition_id == edition_id]

    async def recent(self, tenant_id: str | None, *, limit: int) -> Sequence[Delivery]:
        own = [row for row in self.rows.values() if tenant_id in {None, row.tenant_id}]
        return sorted(own, key=lambda row: row.slot, reverse=True)[:limit]

    def _held(self, delivery: Delivery) -> Delivery:
        row = self.rows[delivery.id]
        if row.fence != delivery.fence or row.state in _FINAL:
            raise LeaseLost("Another worker has taken this delivery over.")
        return row

    def _put(self, row: Delivery) -> Delivery:
        self.rows[row.id] = row
        return row


@dataclass
class FakeDecisions:
    """The port ``Decisions``, on the same deliveries."""

    deliveries: FakeDeliveries
    rows: dict[tuple[str, str, int | None], Decision] = field(default_factory=dict)

    async def decide(self, decision: Decision) -> bool:
        row = await self.deliveries.delivery(decision.tenant_id, decision.delivery_id)
        if row is None or row.state not in (_EARLY if decision.kind in BEFORE else _LATE):
            return False
        held = row.lease_until is not None and row.lease_until > decision.at
        if decision.kind in BEFORE and (row.posted or held):
            return False
        key = (decision.delivery_id, decision.story_id, decision.claim)
        known = self.rows.get(key)
        if known is None or known.kind is not DecisionKind.RETRACT:
            self.rows[key] = decision
        if decision.kind not in BEFORE:
            fence = row.fence + (row.state == "amending")
            state = DeliveryState.AMENDING
            self.deliveries.rows[row.id] = replace(row, state=state, fence=fence, lease_until=None)
        return True

    async def of(self, tenant_id: str, delivery_id: str) -> Sequence[Decision]:
        found = [
            row
            for row in self.rows.values()
            if (row.tenant_id, row.delivery_id) == (tenant_id, delivery_id)
        ]
        return sorted(found, key=lambda row: row.at)


@dataclass
class FakeEditions:
    """The port ``Editions``."""

    rows: dict[str, Edition] = field(default_factory=dict)
    desks: dict[str, Desk] = field(default_factory=dict)

    async def draft(self, key: str) -> Draft | None:
        return None

    async def save_draft(self, draft: Draft) -> Draft:
        return draft

    async def edition(self, edition_id: str) -> Edition | None:
        return self.rows.get(edition_id)

    async def save_edition(self, edition: Edition, desk: Desk) -> Edition:
        self.desks[edition.desk_id] = desk
        return self.rows.setdefault(edition.id, edition)

    async def desk(self, desk_id: str) -> Desk | None:
        return self.desks.get(desk_id)

    async def recent(self, *, limit: int) -> Sequence[Edition]:
        return sorted(self.rows.values(), key=lambda row: row.until, reverse=True)[:limit]
