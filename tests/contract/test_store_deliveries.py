"""The port ``Deliveries``: each slot once, one worker at a time, and a cursor that only advances."""

import asyncio
import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract.store_world import HOUR, NOON, opened, subscription
from parley.app.ports import Archive
from parley.domain.errors import LeaseLost, StoreError
from parley.domain.model import Delivery, DeliveryState, PostedPart

LEASE = timedelta(minutes=5)


async def opening(archive: Archive) -> Delivery:
    await archive.tenants.subscribe(subscription(cursor=NOON - HOUR))
    return await archive.deliveries.open(subscription(), NOON)


async def claimed(archive: Archive, delivery: Delivery, now: datetime = NOON) -> Delivery:
    held = await archive.deliveries.claim(delivery.id, now, LEASE)
    assert held is not None
    return held


async def cursor(archive: Archive) -> datetime | None:
    return (await archive.tenants.subscriptions("slack:T1"))[0].cursor


async def test_a_slot_has_one_delivery(archive: Archive) -> None:
    """Opening again finds the same; another slot is another."""
    first = await opening(archive)
    assert first.state is DeliveryState.OPEN
    assert await archive.deliveries.open(subscription(), NOON) == first
    assert (await archive.deliveries.open(subscription(), NOON + HOUR)).id != first.id


async def test_nothing_is_opened_for_a_subscription_that_is_gone(archive: Archive) -> None:
    """A tick that comes after the end leaves no row behind."""
    with pytest.raises(StoreError, match="was ended"):
        await archive.deliveries.open(subscription(), NOON)
    assert await archive.deliveries.recent(None, limit=9) == []


async def test_the_first_edition_stays(archive: Archive) -> None:
    """Assigning makes it written, and assigning again changes nothing."""
    delivery = await opening(archive)
    written = await archive.deliveries.assign(delivery, "e1")
    assert (written.state, written.edition_id) == (DeliveryState.WRITTEN, "e1")
    assert await archive.deliveries.assign(delivery, "e2") == written


async def test_a_claim_holds_until_its_lease_runs_out(archive: Archive) -> None:
    """Nobody else gets it before; after it the fence has grown and the first worker is refused."""
    delivery = await archive.deliveries.assign(await opening(archive), "e1")
    first = await claimed(archive, delivery)
    assert (first.fence, first.attempts, first.lease_until) == (1, 1, NOON + LEASE)
    assert first.state is DeliveryState.SENDING
    assert await archive.deliveries.claim(delivery.id, NOON + LEASE / 2, LEASE) is None
    assert await archive.deliveries.unfinished(NOON + LEASE / 2) == []
    assert await archive.deliveries.unfinished(NOON + LEASE) == [first]
    second = await claimed(archive, delivery, NOON + LEASE)
    assert (second.fence, second.attempts) == (2, 2)
    for work in (
        archive.deliveries.record(first, PostedPart(0, "late")),
        archive.deliveries.finish(first, DeliveryState.SENT, cursor=NOON),
        archive.deliveries.release(first),
    ):
        with pytest.raises(LeaseLost, match="must stop"):
            await work
    assert await cursor(archive) == NOON - HOUR
    assert (await archive.deliveries.record(second, PostedPart(0, "m1"))).posted == (
        PostedPart(0, "m1"),
    )


async def test_an_assignment_gives_no_worker_anothers_fence(archive: Archive) -> None:
    """Who opened before the other claimed still acts under the old fence, and is refused."""
    delivery = await opening(archive)
    await claimed(archive, delivery)
    assigned = await archive.deliveries.assign(delivery, "e1")
    with pytest.raises(LeaseLost):
        await archive.deliveries.record(assigned, PostedPart(0, "m1"))


async def test_parts_are_kept_in_order_and_once(archive: Archive) -> None:
    """The first message id of a part stays."""
    held = await claimed(archive, await opening(archive))
    for part in (PostedPart(1, "m2"), PostedPart(0, "m1"), PostedPart(1, "m3")):
        held = await archive.deliveries.record(held, part)
    assert held.posted == (PostedPart(0, "m1"), PostedPart(1, "m2"))
    assert (await archive.deliveries.recent("slack:T1", limit=1))[0] == held


async def test_finishing_moves_the_cursor_and_is_final(archive: Archive) -> None:
    """State and cursor in one commit; done again it is the same, done otherwise it is refused."""
    held = await claimed(archive, await opening(archive))
    sent = await archive.deliveries.finish(held, DeliveryState.SENT, cursor=NOON)
    assert (sent.state, sent.lease_until) == (DeliveryState.SENT, None)
    assert await cursor(archive) == NOON
    assert await archive.deliveries.finish(held, DeliveryState.SENT, cursor=NOON) == sent
    with pytest.raises(LeaseLost):
        await archive.deliveries.finish(held, DeliveryState.FAILED)
    assert await archive.deliveries.claim(held.id, NOON + HOUR, LEASE) is None
    assert await archive.deliveries.unfinished(NOON + HOUR) == []


async def test_a_cursor_never_moves_back(archive: Archive) -> None:
    """A late finish of an older slot leaves the newer one's cursor; a skip without one leaves it."""
    await opening(archive)
    for slot, until in ((NOON + HOUR, NOON + HOUR), (NOON, NOON), (NOON + 2 * HOUR, None)):
        delivery = await archive.deliveries.open(subscription(), slot)
        await archive.deliveries.finish(delivery, DeliveryState.SKIPPED, cursor=until, detail="-")
    assert await cursor(archive) == NOON + HOUR


async def test_a_released_delivery_is_tried_again(archive: Archive) -> None:
    """With what went wrong beside it."""
    held = await claimed(archive, await opening(archive))
    freed = await archive.deliveries.release(held, "Rate limited.")
    assert (freed.lease_until, freed.detail) == (None, "Rate limited.")
    assert await archive.deliveries.unfinished(NOON) == [freed]
    assert (await claimed(archive, held)).fence == 2


async def test_recent_shows_the_newest_slots_first(archive: Archive) -> None:
    """As many as asked for."""
    await opening(archive)
    for hours in (2, 1):
        await archive.deliveries.open(subscription(), NOON + hours * HOUR)
    slots = [one.slot for one in await archive.deliveries.recent(None, limit=2)]
    assert slots == [NOON + 2 * HOUR, NOON + HOUR]


async def test_of_many_at_once_one_gets_the_claim(archive: Archive) -> None:
    """Twenty tasks on one archive."""
    delivery = await opening(archive)
    claims = await asyncio.gather(
        *(archive.deliveries.claim(delivery.id, NOON, LEASE) for _ in range(20))
    )
    assert [held.fence for held in claims if held is not None] == [1]


def _claim_all(url: str, ids: list[str], out: "multiprocessing.Queue[list[str]]") -> None:
    async def work() -> list[str]:
        async with opened(url) as archive:
            now = datetime(2025, 5, 12, 12, tzinfo=UTC)
            return [one for one in ids if await archive.deliveries.claim(one, now, LEASE)]

    out.put(asyncio.run(work()))


@pytest.mark.slow
async def test_of_two_processes_one_gets_each_claim(tmp_path: Path) -> None:
    """Two processes go for the same fifty deliveries: each is had once, none by nobody."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    async with opened(url) as archive:
        await opening(archive)
        opened_ids = [
            (await archive.deliveries.open(subscription(), NOON + n * HOUR)).id for n in range(50)
        ]
    context = multiprocessing.get_context("spawn")
    out: multiprocessing.Queue[list[str]] = context.Queue()
    workers = [context.Process(target=_claim_all, args=(url, opened_ids, out)) for _ in range(2)]
    for worker in workers:
        worker.start()
    had = await asyncio.to_thread(lambda: out.get(timeout=60) + out.get(timeout=60))
    for worker in workers:
        await asyncio.to_thread(worker.join, 60)
    assert sorted(had) == sorted(opened_ids)
