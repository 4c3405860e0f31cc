"""Tenants with what belongs to them, what their people say, and the ledger of sends."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from parley.domain.model import (
    Decision,
    Delivery,
    DeliveryState,
    Feedback,
    PostedPart,
    Proposal,
    Subscription,
    Tenant,
    TenantSettings,
    Usage,
)


class Tenants(Protocol):
    """Workspaces and guilds, and what belongs to them. Every query names the tenant."""

    async def join(self, tenant: Tenant) -> None:
        """Store a tenant; key: its id. One without a name keeps the name that is known."""
        ...

    async def settings(self, tenant_id: str) -> TenantSettings:
        """What a tenant's managers have set; the defaults where they have set nothing."""
        ...

    async def configure(self, tenant_id: str, settings: TenantSettings) -> None:
        """Replace a tenant's settings; without effect on one that never joined."""
        ...

    async def remove(self, tenant_id: str) -> None:
        """Delete a tenant with everything that belongs to it."""
        ...

    async def subscriptions(self, tenant_id: str) -> Sequence[Subscription]:
        """A tenant's standing orders, by channel and name."""
        ...

    async def due(self) -> Sequence[Subscription]:
        """Every subscription of every tenant that is not paused: the timetable's own query."""
        ...

    async def subscribe(self, subscription: Subscription) -> None:
        """Store or replace a subscription; key: its id. The cursor of a stored one is kept."""
        ...

    async def unsubscribe(self, tenant_id: str, subscription_id: str) -> bool:
        """Delete a subscription; whether there was one."""
        ...

    async def pause(self, tenant_id: str, subscription_id: str, reason: str | None) -> None:
        """Pause with a reason, or resume with none."""
        ...

    async def spend(self, tenant_id: str | None, day: date, usage: Usage) -> None:
        """Add to a day's spending; ``None`` is the operator's own (scheduled briefings)."""
        ...

    async def spent(self, tenant_id: str | None, day: date) -> Usage:
        """What a tenant, or with ``None`` everybody together, has spent on a day (UTC)."""
        ...


class Installations(Protocol):
    """What platforms gave us for each tenant: tokens, kept encrypted and left out of exports.

    They go when their tenant goes. Every method raises ``ConfigError`` where there is no key to
    encrypt with, ``StoreError`` for what another key sealed.
    """

    async def keep(self, tenant_id: str, name: str, secret: str, now: datetime) -> None:
        """Store or replace a secret text; key: tenant and name."""
        ...

    async def read(self, tenant_id: str, name: str) -> str | None:
        """A tenant's secret of that name, if there is one."""
        ...

    async def tenants(self, name: str) -> Sequence[str]:
        """The ids of those who have a secret of that name: what the operator's own start needs."""
        ...

    async def forget(self, tenant_id: str, name: str) -> None:
        """Delete one; without effect if it is gone."""
        ...


class Proposals(Protocol):
    """Standing orders that were shown and not saved yet; they go when their tenant goes."""

    async def propose(self, proposal: Proposal, forget: datetime) -> None:
        """Keep one, key: its id; those made before ``forget`` (UTC) are dropped."""
        ...

    async def proposal(self, tenant_id: str, proposal_id: str) -> Proposal | None:
        """One of a tenant's, if it is still there."""
        ...

    async def withdraw(self, tenant_id: str, proposal_id: str) -> None:
        """Forget one; without effect if it is gone."""
        ...


class Feedbacks(Protocol):
    """What readers say of stories; it goes when its tenant goes."""

    async def save(self, feedback: Feedback) -> None:
        """Keep a word on a story; key: its id. The same id again takes the first one's place."""
        ...

    async def find(self, tenant_id: str, feedback_id: str) -> Feedback | None:
        """One of a tenant's, by its id."""
        ...

    async def recent(self, tenant_id: str | None, *, limit: int) -> Sequence[Feedback]:
        """A tenant's newest feedback, the newest first; ``None`` is the operator's view of all."""
        ...


class Decisions(Protocol):
    """What was decided on deliveries; it goes when its tenant goes."""

    async def decide(self, decision: Decision) -> bool:
        """Keep a decision, if it comes in time; key: tenant, delivery, story and claim.

        A kind of ``BEFORE`` is in time while nothing of the delivery is posted or being posted, the
        others once it was sent: in the same commit a ``SENT`` delivery becomes ``AMENDING``, and
        whoever amends it loses the lease, so that nothing is decided past them. A new decision takes
        an old one's place, but for a ``RETRACT``, which stays. False where it was too late or too
        early, or the tenant has no such delivery.
        """
        ...

    async def of(self, tenant_id: str, delivery_id: str) -> Sequence[Decision]:
        """What stands on a tenant's delivery, the oldest first."""
        ...


class Deliveries(Protocol):
    """The ledger of sends: what makes a briefing go out once."""

    async def delivery(self, tenant_id: str | None, delivery_id: str) -> Delivery | None:
        """A tenant's delivery; ``None`` is the operator's and the engine's view of all."""
        ...

    async def open(self, subscription: Subscription, slot: datetime) -> Delivery:
        """The delivery of this slot, made if it is not there; key: subscription and slot."""
        ...

    async def assign(self, delivery: Delivery, edition_id: str) -> Delivery:
        """Name the edition of an ``OPEN`` delivery, which becomes ``WRITTEN``; idempotent."""
        ...

    async def claim(self, delivery_id: str, now: datetime, lease: timedelta) -> Delivery | None:
        """Take the lease and raise the fence; none if it is final or another worker holds it."""
        ...

    async def record(self, delivery: Delivery, part: PostedPart) -> Delivery:
        """Note that a part is on the platform. Raises ``LeaseLost`` under an old fence."""
        ...

    async def forget(self, delivery: Delivery, index: int) -> Delivery:
        """Note that a part is on the platform no longer. Raises ``LeaseLost`` under an old fence."""
        ...

    async def finish(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        cursor: datetime | None = None,
        detail: str | None = None,
    ) -> Delivery:
        """Set the final state and, in the same commit, the subscription's cursor.

        Raises ``LeaseLost`` under an old fence.
        """
        ...

    async def release(self, delivery: Delivery, detail: str | None = None) -> Delivery:
        """Give the lease back so that the sweep tries again. Raises ``LeaseLost``."""
        ...

    async def unfinished(self, now: datetime) -> Sequence[Delivery]:
        """Deliveries that are not final and whose lease, if any, has run out by ``now``."""
        ...

    async def posted_as(self, tenant_id: str, message_id: str) -> Delivery | None:
        """The tenant's delivery of which a message with this id of the platform's is a part."""
        ...

    async def of_edition(self, tenant_id: str, edition_id: str) -> Sequence[Delivery]:
        """The tenant's deliveries of an edition, however old, the newest first."""
        ...

    async def recent(self, tenant_id: str | None, *, limit: int) -> Sequence[Delivery]:
        """A tenant's newest deliveries; ``None`` is the operator's view of all."""
        ...
