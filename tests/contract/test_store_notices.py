"""The ports ``Notices`` and ``Follows``: each notice once, by one worker; nothing crosses tenants."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contract.store_world import HOUR, NOON, STORES, opened, tenant
from fakes.fake_notices import FakeFollows, FakeNotices
from parley.app.ports import Archive, Follows, Notices
from parley.domain import identity
from parley.domain.errors import LeaseLost
from parley.domain.model import DeliveryState, Follow, Notice, NoticeKind, PostedPart

LEASE = timedelta(minutes=5)
_ALL = [*STORES, "fake"]


@pytest.fixture(params=_ALL)
async def outbox(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Notices]:
    """An empty outbox, in every store there is and in memory."""
    if request.param == "fake":
        yield FakeNotices()
        return
    async with opened(STORES[request.param](tmp_path)) as archive:
        yield archive.notices


@pytest.fixture(params=_ALL)
async def follows(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Follows]:
    """Nobody follows anything, in every store there is and in memory."""
    if request.param == "fake":
        yield FakeFollows()
        return
    async with opened(STORES[request.param](tmp_path)) as archive:
        yield archive.follows


def notice(ref: str = "s1/us-china/v1", tenant_id: str = "slack:T1", channel: str = "C1") -> Notice:
    kind = NoticeKind.BREAKING
    return Notice(
        id=identity.notice_id(tenant_id, channel, kind, ref),
        tenant_id=tenant_id,
        channel=channel,
        kind=kind,
        ref=ref,
        made_at=NOON,
        not_before=NOON,
        expires_at=NOON + 24 * HOUR,
    )


def follow(thread: str = "t1", user: str = "UANNA", tenant_id: str = "slack:T1") -> Follow:
    return Follow(
        id=identity.follow_id(tenant_id, user, thread),
        tenant_id=tenant_id,
        user=user,
        channel=f"@{user}",
        thread_id=thread,
        about="e1.1",
        since=NOON,
    )


async def claimed(outbox: Notices, one: Notice) -> Notice:
    held = await outbox.claim(one.id, one.not_before, LEASE)
    assert held is not None
    return held


async def test_a_notice_is_kept_once(outbox: Notices) -> None:
    """Put again it stays as it was; of another reference it is another."""
    first = await outbox.put(notice())
    later = replace(notice(), made_at=NOON + HOUR, not_before=NOON + HOUR)
    assert await outbox.put(later) == first == notice()
    await outbox.put(notice("s1/us-china/v2"))
    assert len(await outbox.recent("slack:T1", limit=9)) == 2


async def test_a_claim_holds_until_its_lease_runs_out(outbox: Notices) -> None:
    """Nobody else has it meanwhile; then it is taken over under a higher fence."""
    await outbox.put(notice())
    held = await claimed(outbox, notice())
    assert (held.state, held.fence, held.attempts) == (DeliveryState.OPEN, 1, 1)
    assert await outbox.claim(held.id, NOON + LEASE / 2, LEASE) is None
    assert await outbox.unfinished(NOON + LEASE / 2) == []
    over = await outbox.claim(held.id, NOON + LEASE, LEASE)
    assert over is not None
    assert over.fence == 2
    part = PostedPart(0, "m1")
    for work in (
        outbox.begin(held),
        outbox.record(held, part),
        outbox.finish(held, DeliveryState.SENT),
        outbox.release(held, DeliveryState.OPEN),
    ):
        with pytest.raises(LeaseLost):
            await work


async def test_a_part_is_recorded_once_and_the_end_is_final(outbox: Notices) -> None:
    """The first message id of a part stays; what is finished is claimed by nobody."""
    await outbox.put(notice())
    held = await claimed(outbox, notice())
    held = await outbox.record(held, PostedPart(0, "m1"))
    held = await outbox.record(held, PostedPart(0, "m9"))
    held = await outbox.record(held, PostedPart(1, "m2"))
    assert held.posted == (PostedPart(0, "m1"), PostedPart(1, "m2"))
    done = await outbox.finish(held, DeliveryState.SENT, detail="Done.")
    assert (done.state, done.detail, done.lease_until) == (DeliveryState.SENT, "Done.", None)
    assert await outbox.finish(held, DeliveryState.SENT) == done
    assert await outbox.claim(done.id, NOON + HOUR, LEASE) is None
    assert await outbox.unfinished(NOON + HOUR) == []


async def test_what_was_begun_is_known_to_the_next(outbox: Notices) -> None:
    """Whoever takes it over sees that something may be there; given back unharmed, it is as before."""
    await outbox.put(notice())
    held = await outbox.begin(await claimed(outbox, notice()))
    assert held.state is DeliveryState.SENDING
    over = await outbox.claim(held.id, NOON + LEASE, LEASE)
    assert over is not None
    assert over.state is DeliveryState.SENDING
    assert (await outbox.release(over, DeliveryState.OPEN)).state is DeliveryState.OPEN


async def test_what_is_put_off_is_found_again(outbox: Notices) -> None:
    """Given back it can be taken at once, and says from when it is due."""
    await outbox.put(notice())
    held = await claimed(outbox, notice())
    await outbox.release(held, DeliveryState.OPEN, "Quiet hours.", not_before=NOON + HOUR)
    (waiting,) = await outbox.unfinished(NOON)
    assert (waiting.not_before, waiting.detail) == (NOON + HOUR, "Quiet hours.")
    again = await claimed(outbox, waiting)
    assert (again.fence, again.not_before) == (2, NOON + HOUR)


async def test_the_newest_are_listed_by_place_and_kind(outbox: Notices) -> None:
    """A tenant's own, or everybody's for the operator."""
    await outbox.put(notice())
    other = replace(notice(channel="C2"), made_at=NOON + HOUR)
    await outbox.put(other)
    await outbox.put(notice(tenant_id="slack:T2"))
    assert [one.channel for one in await outbox.recent("slack:T1", limit=9)] == ["C2", "C1"]
    assert await outbox.recent("slack:T1", limit=9, channel="C2") == [other]
    assert await outbox.recent("slack:T1", limit=9, kind=NoticeKind.REPORT) == []
    assert len(await outbox.recent(None, limit=9)) == 3
    assert len(await outbox.recent(None, limit=1)) == 1


async def test_two_workers_never_hold_one_notice(tmp_path: Path) -> None:
    """Two connections to one file race for it: one wins."""
    url = STORES["file"](tmp_path)
    async with opened(url) as one, opened(url) as two:
        await one.notices.put(notice())
        claims = (a.notices.claim(notice().id, NOON, LEASE) for a in (one, two, one, two))
        assert sum(held is not None for held in await asyncio.gather(*claims)) == 1


async def test_a_person_follows_so_many_threads(follows: Follows) -> None:
    """Each once; over the limit nothing is kept, and what is there stays."""
    assert await follows.follow(follow("t1"), 2)
    assert await follows.follow(replace(follow("t1"), since=NOON + HOUR), 2)
    assert await follows.follow(follow("t2"), 2)
    assert not await follows.follow(follow("t3"), 2)
    assert await follows.follow(follow("t2"), 2)
    assert await follows.follow(follow("t3", "UBEN"), 2)
    own = await follows.of("slack:T1", "UANNA")
    assert {(one.thread_id, one.since) for one in own} == {("t1", NOON), ("t2", NOON)}
    assert len(await follows.all()) == 3


async def test_a_follow_is_ended_by_its_person_alone(follows: Follows) -> None:
    """Nobody else's hand, and no other tenant's, ends it."""
    mine = follow()
    await follows.follow(mine, 9)
    assert await follows.unfollow("slack:T1", "UBEN", mine.id) is None
    assert await follows.unfollow("slack:T2", "UANNA", mine.id) is None
    assert await follows.find("slack:T2", mine.id) is None
    assert await follows.find("slack:T1", mine.id) == mine
    assert await follows.unfollow("slack:T1", "UANNA", mine.id) == mine
    assert await follows.all() == []


async def test_what_was_told_only_advances_and_what_is_stale_ends(follows: Follows) -> None:
    """Nothing is told twice; a follow of which nothing was heard for long is forgotten."""
    mine, other = follow(), follow("t2")
    await follows.follow(mine, 9)
    await follows.follow(other, 9)
    await follows.told("slack:T1", mine.id, NOON + 2 * HOUR)
    await follows.told("slack:T1", mine.id, NOON + HOUR)
    await follows.told("slack:T2", other.id, NOON + HOUR)
    assert [one.since for one in await follows.of("slack:T1", "UANNA")] == [NOON + 2 * HOUR, NOON]
    assert await follows.forget(NOON + HOUR) == 1
    assert [one.thread_id for one in await follows.all()] == ["t1"]


async def test_they_go_with_their_tenant(archive: Archive) -> None:
    """Leaving empties both; another tenant's stay."""
    for name in ("T1", "T2"):
        await archive.tenants.join(tenant(name))
        await archive.notices.put(notice(tenant_id=f"slack:{name}"))
        await archive.follows.follow(follow(tenant_id=f"slack:{name}"), 9)
    await archive.tenants.remove("slack:T1")
    assert [one.tenant_id for one in await archive.notices.recent(None, limit=9)] == ["slack:T2"]
    assert [one.tenant_id for one in await archive.follows.all()] == ["slack:T2"]
