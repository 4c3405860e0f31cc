"""A world for delivery scenarios: ledger, platform and clock survive, the worker process may die."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from fakes.fake_chat import FakeChat
from fakes.fake_clock import FakeClock
from fakes.fake_ledger import FakeDecisions, FakeDeliveries, FakeEditions, FakeTenants
from parley.app.amend import Amending
from parley.app.brief import BACKGROUND
from parley.app.deliver import Delivering
from parley.app.ports import Decisions, Deliveries, Editions, Job, Tenants
from parley.domain import identity
from parley.domain.model import (
    Change,
    ChangeKind,
    Claim,
    Coverage,
    Delivery,
    Desk,
    Edition,
    Heading,
    Item,
    Message,
    Paragraph,
    Platform,
    Schedule,
    Subscription,
    Text,
)
from parley.domain.redaction import Shown

SLOT = datetime(2025, 5, 12, 6, 0, tzinfo=UTC)  # 08:00 in Brussels, a Monday
SCHEDULE = Schedule(cron="0 8 * * mon-fri", zone="Europe/Brussels")
LEAD = SCHEDULE.lead
TENANT = "web:local"


class Killed(BaseException):
    """The process dies here; nothing of it runs on."""


@dataclass
class Mortal:
    """A port whose ``fatal``-th call, counted over all ports, kills before or after it took effect."""

    port: Any
    life: "Life"

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self.port, name)
        if not callable(attribute) or name == "render":
            return attribute

        async def call(*args: Any, **kwargs: Any) -> Any:
            return await self.life.around(attribute, args, kwargs)

        return call


@dataclass
class Life:
    """How many calls a process has left; without a limit it lives on."""

    calls: int = 0
    fatal: int | None = None
    after: bool = False

    async def around(self, call: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        self.calls += 1
        if self.calls == self.fatal and not self.after:
            raise Killed
        result = await call(*args, **kwargs)
        if self.calls == self.fatal:
            raise Killed
        return result


def subscription(channel: str = "trade", **changes: Any) -> Subscription:
    """A standing order for 08:00 in Brussels, last served on Friday."""
    given: dict[str, Any] = {
        "desk": Desk(),
        "schedule": SCHEDULE,
        "cursor": SLOT - timedelta(days=3) - LEAD,
    }
    tenant = changes.pop("tenant_id", TENANT)
    return Subscription(
        id=identity.subscription_id(tenant, channel, "daily"),
        tenant_id=tenant,
        channel=channel,
        name="daily",
        **(given | changes),
    )


@dataclass
class World:
    """What outlives a process, and the ways to run one."""

    clock: FakeClock = field(default_factory=lambda: FakeClock(SLOT - LEAD))
    tenants: Tenants = field(default_factory=FakeTenants)
    editions: Editions = field(default_factory=FakeEditions)
    deliveries: Deliveries | None = None
    decided: Decisions | None = None
    items: int = 2
    made: list[tuple[datetime | None, datetime]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        if isinstance(self.tenants, FakeTenants):
            self.deliveries = FakeDeliveries(self.tenants)
            self.decided = FakeDecisions(self.deliveries)
        assert self.deliveries is not None
        assert self.decided is not None
        self.decisions: Decisions = self.decided
        self.ledger: Deliveries = self.deliveries
        self.chat = FakeChat(self.clock)

    async def subscribe(self, *orders: Subscription) -> None:
        for order in orders:
            await self.tenants.subscribe(order)

    def worker(self, life: Life | None = None) -> Delivering:
        """A new process over the same world."""
        life = life or Life()
        return Delivering(
            tenants=Mortal(self.tenants, life),
            deliveries=Mortal(self.ledger, life),
            decisions=Mortal(self.decisions, life),
            editions=Mortal(self.editions, life),
            chats={Platform.WEB: Mortal(self.chat, life)},
            make=Mortal(self, life).edition,
            compose=compose,
            clock=self.clock,
            ask=self.ask,
        )

    def amender(self, life: Life | None = None) -> Amending:
        """The same, for what was posted."""
        life = life or Life()
        return Amending(
            tenants=Mortal(self.tenants, life),
            deliveries=Mortal(self.ledger, life),
            decisions=Mortal(self.decisions, life),
            editions=Mortal(self.editions, life),
            chats={Platform.WEB: Mortal(self.chat, life)},
            compose=compose,
            clock=self.clock,
        )

    async def ask(self, delivery: Delivery, order: Subscription) -> Sequence[Job]:
        self.asked.append(delivery.id)
        return ()

    async def edition(self, desk: Desk, since: datetime | None, until: datetime) -> Edition:
        self.made.append((since, until))
        made = edition_of(desk, since or until - BACKGROUND, until, self.items)
        return await self.editions.save_edition(made, desk)

    async def run(self, worker: Delivering, jobs: Iterable[Job]) -> None:
        """Do jobs in the order in which they are due, moving the clock, until none is left."""
        queue = list(jobs)
        for _ in range(500):
            if not queue:
                return
            queue.sort(key=lambda job: job.not_before or self.clock.now())
            job = queue.pop(0)
            if job.not_before is not None and job.not_before > self.clock.now():
                self.clock.move_to(job.not_before)
            more = await do(worker, job)
            queue += [new for new in more if new.key not in {waiting.key for waiting in queue}]
        raise AssertionError("the jobs never end")

    async def morning(self, worker: Delivering, slot: datetime = SLOT) -> None:
        """What the timetable's tick leads to."""
        await self.run(worker, await worker.plan(SCHEDULE, slot))

    async def recover(self, worker: Delivering) -> None:
        """A new start: catch up, and sweep once the leases of the dead have run out."""
        await self.run(worker, await worker.catch_up())
        self.clock.advance(timedelta(minutes=6))
        await self.run(worker, await worker.sweep())

    async def sent(self) -> list[Delivery]:
        """Every delivery there is, the newest slot first."""
        return list(await self.ledger.recent(None, limit=500))

    async def delivery(self, order: Subscription, slot: datetime = SLOT) -> Delivery:
        key = identity.delivery_id(order.id, slot)
        return next(one for one in await self.sent() if one.id == key)

    async def stored(self, order: Subscription) -> Subscription:
        known = await self.tenants.subscriptions(order.tenant_id)
        return next(one for one in known if one.id == order.id)

    async def cursor(self, order: Subscription) -> datetime | None:
        return (await self.stored(order)).cursor


async def do(worker: Delivering, job: Job) -> list[Job]:
    """One job, as the service's handlers do it."""
    if job.name == "amend":
        return []
    if job.name == "write":
        tenant, order, slot = job.args
        return list(await worker.write(tenant, order, datetime.fromisoformat(slot)))
    assert job.name == "send"
    return list(await worker.send(job.args[0], int(job.args[1])))


def edition_of(desk: Desk, since: datetime, until: datetime, items: int) -> Edition:
    """An edition of so many items."""
    key = identity.desk_id(desk)
    told = tuple(
        Item(
            story_id=f"a{number}",
            thread_id=f"a{number}",
            headline=f"Story {number}",
            headline_evidence=(),
            change=Change(kind=ChangeKind.NEW),
            tracks=(),
            claims=(Claim(f"Story {number} happened.", ()),),
            rank=(),
            writer="extractive",
        )
        for number in range(items)
    )
    return Edition(
        id=identity.edition_id(key, since, until),
        desk_id=key,
        since=since,
        until=until,
        top_line=None,
        items=told,
        articles=(),
        coverage=Coverage(items, items, items, items, items, {}),
        dropped=(),
        writer="extractive",
    )


def compose(left: Shown, desk: Desk, order: Subscription, slot: datetime) -> Message:
    """A heading, a paragraph a story, and one part below in the thread."""
    title = f"Briefing {slot:%d %b %H:%M}"
    if left.retracted_at is not None:
        return Message(title="Briefing", blocks=(Heading((Text(f"{title}: retracted"),), level=1),))
    blocks = [Heading((Text(title),), level=1)]
    stories = [Paragraph((Text(item.headline),)) for item in left.edition.items]
    return Message(
        title="Briefing", blocks=(*blocks, *stories), thread=(Paragraph((Text("Detail"),)),)
    )


WHOLE = ["Briefing 12 May 06:00", "Story 0", "Story 1", "Detail"]


def with_schedule(order: Subscription, **changes: Any) -> Subscription:
    """The same order on another schedule."""
    return replace(order, schedule=replace(order.schedule, **changes))
