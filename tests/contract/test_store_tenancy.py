"""Nothing crosses tenants: every method of every port that keeps what is a tenant's is walked.

A stranger who knows every id of a workspace asks for them in its own name. A method that is new has to
be listed here: the walk fails for one that it does not know.
"""

import inspect
import re
import typing
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from contract.store_world import HOUR, NOON, subscription, tenant
from parley.app.ports import Archive
from parley.app.ports.store import Archive as Ports
from parley.domain.errors import LeaseLost, StoreError
from parley.domain.model import (
    Claim,
    Delivery,
    DeliveryState,
    Feedback,
    FeedbackKind,
    PostedPart,
    Proposal,
    TenantSettings,
    Usage,
)
from parley.domain.model.decision import Decision, DecisionKind
from parley.domain.model.notice import Follow, Notice, NoticeKind
from parley_adapters.store import open_archive
from parley_adapters.store.tables import TENANT_TABLES

MINE, STRANGER = "slack:T1", "slack:T2"
LEASE = timedelta(minutes=5)
_WITHOUT_TENANTS = {"articles", "search", "developments", "editions", "keeper", "aclose"}

# Methods that no conversation calls, and why they may look over all tenants.
OPERATORS = {
    "tenants.due": "the timetable's own look at what is to be sent",
    "deliveries.unfinished": "the sweep of what died",
    "deliveries.claim": "takes one delivery by its id, a hash that names subscription and slot",
    "notices.unfinished": "the sweep of what died",
    "notices.claim": "takes one notice by its id, a hash that names its tenant",
    "follows.all": "the look at what moved, for all who follow",
    "follows.forget": "drops what nothing has moved for months, whoever's it is",
    "installations.tenants": "whom the operator's own start serves",
    "tenants.join": "makes the tenant that it names",
    "proposals.propose": "sweeps out old ones, whoever's they are",
}


class World:
    """One workspace with one of everything, and a stranger who has learnt every id of it."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.order = subscription(MINE, cursor=NOON - HOUR)
        self.proposal = Proposal(
            id="q1", tenant_id=MINE, user="U1", subscription=self.order, made_at=NOON
        )
        self.feedback = Feedback(
            id="w1",
            tenant_id=MINE,
            user="U1",
            at=NOON,
            kind=FeedbackKind.USEFUL,
            edition_id="e1",
            story_id="a1",
            claims=(Claim("Talks resume.", ()),),
        )
        self.notice = Notice(
            id="n1",
            tenant_id=MINE,
            channel="C1",
            kind=NoticeKind.BREAKING,
            ref="v1",
            made_at=NOON,
            not_before=NOON,
            expires_at=NOON + HOUR,
        )
        self.follow = Follow(
            id="o1",
            tenant_id=MINE,
            user="U1",
            channel="@U1",
            thread_id="t1",
            about="e1.1",
            since=NOON,
        )
        self.delivery: Delivery

    async def fill(self) -> None:
        archive = self.archive
        for one in (tenant("T1"), tenant("T2")):
            await archive.tenants.join(one)
        await archive.tenants.configure(MINE, TenantSettings(managers="C9"))
        await archive.tenants.subscribe(self.order)
        await archive.tenants.spend(MINE, NOON.date(), Usage(tokens_in=3))
        await archive.proposals.propose(self.proposal, NOON - HOUR)
        await archive.installations.keep(MINE, "bot", "xoxb", NOON)
        await archive.feedback.save(self.feedback)
        opened = await archive.deliveries.open(self.order, NOON)
        written = await archive.deliveries.assign(opened, "e1")
        held = await archive.deliveries.claim(written.id, NOON, LEASE)
        assert held is not None
        self.delivery = await archive.deliveries.record(held, PostedPart(0, "m1"))
        await archive.decisions.decide(self.decision(MINE))
        await archive.notices.put(self.notice)
        await archive.follows.follow(self.follow, most=50)

    def decision(self, tenant_id: str, kind: DecisionKind = DecisionKind.APPROVE) -> Decision:
        return Decision(
            tenant_id=tenant_id, delivery_id=self.delivery.id, kind=kind, user="U9", at=NOON
        )

    def known(self) -> Mapping[str, Any]:
        """What the stranger passes for each parameter: its own name, and everybody else's ids."""
        return {
            "tenant_id": STRANGER,
            "delivery_id": self.delivery.id,
            "delivery": replace(self.delivery, tenant_id=STRANGER),
            "edition_id": "e2",
            "message_id": "m1",
            "slot": NOON,
            "index": 0,
            "part": PostedPart(1, "m2"),
            "state": DeliveryState.FAILED,
            "subscription_id": self.order.id,
            "reason": "A stranger's.",
            "settings": TenantSettings(managers="C666"),
            "day": NOON.date(),
            "usage": Usage(tokens_in=1_000),
            "name": "bot",
            "secret": "stolen",
            "now": NOON,
            "proposal_id": self.proposal.id,
            "feedback_id": self.feedback.id,
            "feedback": replace(self.feedback, tenant_id=STRANGER, user="U9"),
            "decision": self.decision(STRANGER, DecisionKind.RETRACT),
            "notice": replace(self.notice, tenant_id=STRANGER, channel="C666"),
            "follow": replace(self.follow, tenant_id=STRANGER, user="U9"),
            "follow_id": self.follow.id,
            "user": "U1",
            "until": NOON + HOUR,
            "most": 50,
            "limit": 100,
            "subscription": replace(self.order, tenant_id=STRANGER, channel="C666"),
        }

    async def rows(self) -> list[tuple[str, Mapping[str, object]]]:
        """Everything that is the workspace's."""
        kept = [row async for row in self.archive.keeper.rows(MINE)]
        assert await self.archive.installations.read(MINE, "bot") == "xoxb"
        return kept


def methods() -> list[tuple[str, str]]:
    """Every method of every port of the archive that keeps what is a tenant's."""
    return [
        (port, name)
        for port, kind in typing.get_type_hints(Ports).items()
        if port not in _WITHOUT_TENANTS
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_") and inspect.iscoroutinefunction(method)
    ]


async def _asked(world: World, port: str, name: str) -> object:
    """What the stranger is told; an error is telling nothing."""
    call = getattr(getattr(world.archive, port), name)
    known = world.known()
    given = {
        key: known[key]
        for key, parameter in inspect.signature(call).parameters.items()
        if key in known or parameter.default is inspect.Parameter.empty
    }
    try:
        return await call(**given)
    except (StoreError, LeaseLost):
        return None


@pytest.fixture
async def world() -> typing.AsyncIterator[World]:
    """A workspace in a database of its own."""
    archive = await open_archive(
        "sqlite+aiosqlite://", secrets=["of the tests alone, 32 characters"]
    )
    made = World(archive)
    await made.fill()
    yield made
    await archive.aclose()


@pytest.mark.parametrize(("port", "name"), [m for m in methods() if ".".join(m) not in OPERATORS])
async def test_a_stranger_is_told_nothing_and_changes_nothing(
    world: World, port: str, name: str
) -> None:
    """With every id known, in its own name: nothing of the workspace comes out, nothing is touched."""
    before = await world.rows()
    told = await _asked(world, port, name)
    assert await world.rows() == before
    assert "slack:T1" not in repr(told)
    if isinstance(told, Usage):
        assert told == Usage()
    if name in {
        "subscriptions",
        "of",
        "find",
        "read",
        "proposal",
        "posted_as",
        "recent",
        "of_edition",
    }:
        assert not told


@pytest.mark.parametrize("port_method", sorted(OPERATORS))
def test_the_operators_methods_are_there(port_method: str) -> None:
    """The list of exceptions names methods that exist, so that it cannot outlive them."""
    assert tuple(port_method.split(".")) in methods()


@contextmanager
def _statements() -> Iterator[list[str]]:
    """The SQL that is run meanwhile."""
    seen: list[str] = []

    def saw(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: Any) -> None:
        seen.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", saw)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", saw)


@pytest.mark.parametrize(("port", "name"), [m for m in methods() if ".".join(m) not in OPERATORS])
async def test_every_query_on_a_tenants_rows_names_the_tenant(
    world: World, port: str, name: str
) -> None:
    """Each SELECT, UPDATE and DELETE has it among its conditions, each INSERT among its columns."""
    theirs = "|".join(table.name for table in TENANT_TABLES)
    with _statements() as seen:
        await _asked(world, port, name)
    for statement in seen:
        if re.search(rf"\b(FROM|UPDATE|INTO) ({theirs})\b", statement) is None:
            continue
        _, where, conditions = statement.partition(" WHERE ")
        if statement.startswith("INSERT"):
            assert re.search(r"\(([^)]*, )?tenant_id\b", statement), statement
        else:
            assert where, statement
            assert "tenant_id" in conditions, statement


async def test_a_tenant_that_leaves_takes_everything_along(world: World) -> None:
    """No row of any table names it afterwards; what it spent stays in the operator's sum alone."""
    await world.archive.tenants.remove(MINE)
    assert [row async for row in world.archive.keeper.rows(MINE)] == []
    everything = [row async for row in world.archive.keeper.rows(None)]
    assert MINE not in repr(everything)
    assert await world.archive.installations.read(MINE, "bot") is None
    assert await world.archive.tenants.spent(None, NOON.date()) == Usage(tokens_in=3)
