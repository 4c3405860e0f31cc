"""A subscription, and the slots it is owed; a schedule that cannot be read is logged and owes none."""

from datetime import datetime
from itertools import takewhile

import structlog

from parley.app.ports import Tenants
from parley.domain.errors import ScheduleError
from parley.domain.model import Delivery, Schedule, Subscription
from parley.domain.schedule import is_quiet, slots_of

_log = structlog.get_logger(__name__)


async def order_of(tenants: Tenants, tenant_id: str, subscription_id: str) -> Subscription | None:
    """The tenant's subscription with this id; none if it was ended. Raises ``StoreError``."""
    known = await tenants.subscriptions(tenant_id)
    return next((one for one in known if one.id == subscription_id), None)


def owed(subscription: Subscription, slot: datetime) -> bool:
    """Whether a briefing is due at a slot of its line, which may be a quiet day."""
    try:
        return not is_quiet(subscription.schedule, slot)
    except ScheduleError as error:  # a calendar may be gone after an update: the others go on
        _log.error("schedule unreadable", subscription=subscription.id, why=str(error))
        return False


def slots_between(subscription: Subscription, after: datetime, until: datetime) -> list[datetime]:
    """The slots in (after, until], the oldest first."""
    try:
        return list(takewhile(lambda slot: slot <= until, slots_of(subscription.schedule, after)))
    except ScheduleError as error:
        _log.error("schedule unreadable", subscription=subscription.id, why=str(error))
        return []


def ticks_with(own: Schedule, ticked: Schedule) -> bool:
    """Whether one job of the timetable serves both; quiet days and grace are each one's own."""
    return (own.cron.lower().split(), own.zone, own.lead) == (
        ticked.cron.lower().split(),
        ticked.zone,
        ticked.lead,
    )


def overdue(delivery: Delivery, subscription: Subscription) -> str:
    """Why a delivery was missed, in sentences."""
    hours = subscription.schedule.grace.total_seconds() / 3600
    parts = f" after {len(delivery.posted)} of its parts" if delivery.posted else ""
    why = f" {delivery.detail}" if delivery.detail else ""
    return f"It could not be sent within {hours:g} hours of its slot{parts}.{why}"
