"""Parley with managers: a subscription that asks them, over a real archive and a platform's client.

Everything but the engine is real: the jobs that the service would queue are done here in turn, on
the platform's own clock, so that a test reads as a morning.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from fakes.fake_clock import FakeClock
from parley import settings
from parley.app.amend import Amending
from parley.app.compose_shown import compose_with
from parley.app.deliver import Delivering
from parley.app.demo import MORNINGS
from parley.app.ports import Archive, Chat, Job
from parley.domain import identity
from parley.domain.model import (
    Approval,
    Delivery,
    Edition,
    Layout,
    Options,
    Platform,
    Schedule,
    Subscription,
    Tenant,
    TenantSettings,
)
from parley.wiring import open_archive
from parley.wiring.conversation import front_desk
from parley.wiring.demo import demo_feeds
from parley.wiring.outside import open_outside
from parley.wiring.pipeline import Pipeline, open_pipeline

CUT_OFF = MORNINGS[0]
SCHEDULE = Schedule(
    cron=f"{CUT_OFF.minute + 15} {CUT_OFF.hour} * * *", zone="UTC", lead=timedelta(minutes=15)
)
SLOT = CUT_OFF + SCHEDULE.lead


@dataclass
class Desk:
    """One run of the service; ``queue`` is what it has yet to do."""

    archive: Archive
    pipeline: Pipeline
    clock: FakeClock
    chat: Chat
    tenant_id: str
    channel: str
    queue: list[Job] = field(default_factory=list)

    def __post_init__(self) -> None:
        config, archive, clock = settings.load(None, {}), self.archive, self.clock
        chats = {self.chat.platform: self.chat}
        compose = compose_with(self.pipeline.composer)
        outside = open_outside(config, self.pipeline, chats, clock, self.defer)
        self.notifying = outside.notifying
        self.front = front_desk(config, self.pipeline, [self.chat], clock=clock, outside=outside)
        self.amending = Amending(
            tenants=archive.tenants,
            deliveries=archive.deliveries,
            decisions=archive.decisions,
            editions=archive.editions,
            chats=chats,
            compose=compose,
            clock=clock,
        )
        self.delivering = Delivering(
            tenants=archive.tenants,
            deliveries=archive.deliveries,
            decisions=archive.decisions,
            editions=archive.editions,
            chats=chats,
            make=self.pipeline.briefing.edition,
            compose=compose,
            clock=clock,
            ask=outside.deciding.approving.ask,
        )

    @property
    def order(self) -> Subscription:
        """The standing order, before what its approval is."""
        return Subscription(
            id=identity.subscription_id(self.tenant_id, self.channel, "daily"),
            tenant_id=self.tenant_id,
            channel=self.channel,
            name="daily",
            desk=identity.make_desk(),
            schedule=SCHEDULE,
            layout=Layout.THREADED,
            cursor=CUT_OFF - timedelta(days=3),
        )

    async def subscribe(self, approval: Approval, managers: str | None) -> None:
        """The order, and where the managers are told."""
        platform = Platform.of(self.tenant_id)
        await self.archive.tenants.join(Tenant(id=self.tenant_id, platform=platform))
        await self.archive.tenants.configure(self.tenant_id, TenantSettings(managers=managers))
        order = self.order
        await self.archive.tenants.subscribe(
            Subscription(
                **{name: getattr(order, name) for name in order.__slots__}
                | {"options": Options(approval=approval)}
            )
        )

    async def cut_off(self) -> Edition:
        """The edition is written, and whoever is to see it is told."""
        self.clock.move_to(max(self.clock.now(), CUT_OFF))
        self.queue += await self.delivering.plan(SCHEDULE, SLOT)
        await self.work()
        edition = await self.archive.editions.edition((await self.delivery()).edition_id or "")
        assert edition is not None
        return edition

    async def at(self, when: datetime) -> None:
        """The clock moves on, a sweep looks, and what is due is done."""
        self.clock.move_to(when)
        await self.work()
        self.queue += await self.delivering.sweep()
        self.queue += await self.notifying.sweep()
        await self.work()

    async def work(self) -> None:
        """Do what is due, and what follows from it."""
        for _ in range(100):
            now = self.clock.now()
            due = [job for job in self.queue if job.not_before is None or job.not_before <= now]
            if not due:
                return
            self.queue = [job for job in self.queue if job not in due]
            for job in due:
                more = await self._do(job)
                keys = {waiting.key for waiting in self.queue}
                self.queue += [new for new in more if new.key not in keys]
        raise AssertionError("the jobs never end")

    async def _do(self, job: Job) -> list[Job]:
        match job.name, job.args:
            case "write", (tenant, order, slot):
                at = datetime.fromisoformat(slot)
                return list(await self.delivering.write(tenant, order, at))
            case "send", (delivery, settled):
                return list(await self.delivering.send(delivery, int(settled)))
            case "amend", (delivery,):
                return list(await self.amending.amend(delivery))
            case "notify", (notice,):
                return list(await self.notifying.send(notice))
        raise AssertionError(job)

    async def defer(self, job: Job) -> None:
        """Where presses queue what follows from them."""
        self.queue.append(job)

    async def delivery(self) -> Delivery:
        """The one of the morning."""
        found = await self.archive.deliveries.delivery(
            self.tenant_id, identity.delivery_id(self.order.id, SLOT)
        )
        assert found is not None
        return found


@asynccontextmanager
async def desk(
    url: str, open_chat: Callable[[Pipeline], Chat], clock: FakeClock, tenant_id: str, channel: str
) -> AsyncIterator[Desk]:
    """One run; what the demo's feeds had by the cut-off is in the archive."""
    archive = await open_archive(url)
    try:
        feeds = demo_feeds()
        pipeline = await open_pipeline(
            settings.load(None, {}), archive, clock=clock, sources=[one for one, _ in feeds]
        )
        for source, entries in feeds:
            for entry in entries:
                at = entry.published_at or datetime.max.replace(tzinfo=UTC)
                if at <= CUT_OFF:
                    await pipeline.intake.take([(source, [entry])], at)
        chat = open_chat(pipeline)
        it = Desk(archive, pipeline, clock, chat, tenant_id, channel)
        await chat.start(it.front, it.front.press)
        try:
            yield it
        finally:
            await chat.stop()
    finally:
        await archive.aclose()
