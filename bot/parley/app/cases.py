"""What a press by a manager is about, and whether whoever pressed may decide on it."""

from dataclasses import dataclass

from parley.app.owing import order_of
from parley.app.ports import Archive
from parley.domain import identity
from parley.domain.errors import CommandError
from parley.domain.model import Delivery, Edition, Item, Platform, Press, Subscription

NOT_YOURS = (
    "Only managers of this workspace or server decide on briefings; ask one of them to press this."
)
GONE = "This briefing is no longer in the archive."


@dataclass(frozen=True, slots=True)
class Case:
    """A delivery with what stands behind it; ``item`` is set where a button is about one story."""

    delivery: Delivery
    edition: Edition
    order: Subscription | None
    number: int = 0
    item: Item | None = None


async def case_of(archive: Archive, press: Press) -> Case:
    """What a button with a delivery's reference means.

    A private message of Discord belongs to no server: there, whoever the managers chose to be told
    is known by their id. Raises ``CommandError`` for what is gone, is another tenant's, or is not
    for whoever pressed.
    """
    key, number = identity.split_story_ref(press.ref) or (press.ref, 0)
    delivery = await archive.deliveries.delivery(None, key)
    if delivery is None or Platform.of(delivery.tenant_id) is not press.platform:
        raise CommandError(GONE)
    here = delivery.tenant_id == press.tenant_id
    if not (here and press.manager) and not await _is_told(archive, delivery.tenant_id, press):
        raise CommandError(NOT_YOURS if here else GONE)
    case = await found(archive, delivery)
    if case is None or number > len(case.edition.items):
        raise CommandError(GONE)
    if not number:
        return case
    item = case.edition.items[number - 1]
    return Case(delivery, case.edition, case.order, number, item)


async def found(archive: Archive, delivery: Delivery) -> Case | None:
    """A delivery's edition and order; none while it has no edition."""
    edition = await archive.editions.edition(delivery.edition_id or "")
    order = await order_of(archive.tenants, delivery.tenant_id, delivery.subscription_id)
    return None if edition is None else Case(delivery, edition, order)


async def _is_told(archive: Archive, tenant_id: str, press: Press) -> bool:
    return (await archive.tenants.settings(tenant_id)).managers == f"@{press.user}"
