"""A newsroom in which the clock is moved by hand: articles come in, and what is told at once goes out."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from fakes.fake_chat import FakeChat
from fakes.fake_clock import FakeClock
from parley import settings
from parley.app.deliver import Delivering
from parley.app.ports import Archive, Chat, Job
from parley.domain import identity
from parley.domain.model import (
    Authority,
    Breaking,
    Entry,
    NoticeKind,
    Options,
    Platform,
    Rights,
    Schedule,
    Source,
    SourceKind,
    Subscription,
    Tenant,
)
from parley.wiring import open_archive
from parley.wiring.outside import Outside, open_outside
from parley.wiring.pipeline import Pipeline, open_pipeline
from scenario.delivery_world import Life, Mortal

NOON = datetime(2025, 5, 28, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TENANT = "web:local"

TALKS = "US and Chinese negotiators will meet again, the Chinese commerce ministry said on Monday."
PAUSE = "The United States and China agreed on Monday to cut their tariffs for 90 days."
CURBS = (
    "The US Commerce Department ordered chip software makers on Wednesday to halt sales to China."
)
AGAIN = (
    "Washington on Wednesday told designers of chip software to stop shipping to China, the US "
    "Commerce Department confirmed in letters seen by this newspaper."
)
DEAL = "The United States and China reached a trade deal on Wednesday, the White House said."
DEAL_AGAIN = (
    "Washington and Beijing struck a trade agreement late on Wednesday, China's commerce ministry "
    "announced."
)


def source(name: str, authority: Authority = Authority.PRESS, side: str | None = None) -> Source:
    return Source(
        id=name,
        name=name.title(),
        kind=SourceKind.FEED,
        url=f"https://{name}.example/feed",
        family=name,
        authority=authority,
        rights=Rights.FULL_TEXT,
        side=side,
    )


WIRE, PAPER, BLOG = (
    source("wire", Authority.WIRE),
    source("paper"),
    source("blog", Authority.OTHER),
)
OFFICE = source("office", Authority.OFFICIAL, "US")


@dataclass
class Newsroom:
    """An archive with one process over it; others can be started beside it or after it."""

    archive: Archive
    pipeline: Pipeline
    clock: FakeClock
    chat: Chat
    outside: Outside
    jobs: list[Job] = field(default_factory=list)
    count: int = 0

    @property
    def said(self) -> list[str]:
        """What stands in the channel, message by message."""
        return self.told("trade")

    def told(self, channel: str) -> list[str]:
        """What stands in a place of the fake platform; one line a message."""
        assert isinstance(self.chat, FakeChat)
        found: dict[str, list[str]] = {}
        for posted in self.chat.channels[channel]:
            found.setdefault(posted.key.rpartition("-")[0], []).append(posted.payload)
        return [" | ".join(parts) for parts in found.values()]

    def process(self, life: Life | None = None) -> Outside:
        """Another process over the same archive and platform, which may die."""
        life = life or Life()
        chats = {self.chat.platform: Mortal(self.chat, life)}
        archive = replace(self.pipeline.archive, notices=Mortal(self.archive.notices, life))
        pipeline = replace(self.pipeline, archive=archive)
        return open_outside(settings.load(env={}), pipeline, chats, self.clock)

    async def subscribe(
        self, breaking: Breaking = Breaking.ALWAYS, channel: str = "trade", **changes: object
    ) -> Subscription:
        """A standing order for 08:00 in Brussels, served this morning."""
        order = Subscription(
            id=identity.subscription_id(TENANT, channel, "daily"),
            tenant_id=TENANT,
            channel=channel,
            name="daily",
            desk=identity.make_desk(["us-china"]),
            schedule=Schedule(cron="0 8 * * *", zone="Europe/Brussels"),
            options=Options(breaking=breaking),
            cursor=self.clock.now().replace(hour=5, minute=45),
        )
        order = replace(order, **changes)  # type: ignore[arg-type] # a test's own words
        tenant = Tenant(id=order.tenant_id, platform=Platform.of(order.tenant_id))
        await self.archive.tenants.join(tenant)
        await self.archive.tenants.subscribe(order)
        return order

    async def publish(
        self, who: Source, words: str, title: str = "", ago: timedelta = MINUTE
    ) -> str:
        """An article comes in now, published a moment ago; the id of its story."""
        self.count += 1
        now = self.clock.now()
        url = f"https://{who.id}.example/{self.count}"
        entry = Entry(
            source_id=who.id,
            title=title or words.split(",", maxsplit=1)[0].rstrip("."),
            url=url,
            body=words,
            published_at=now - ago,
        )
        await self.pipeline.intake.take([(who, [entry])], now)
        (known,) = await self.archive.articles.named([identity.article_id(url)], now)
        assert known.placement is not None
        return known.placement.story_id

    async def pass_time(self, by: timedelta, outside: Outside | None = None) -> None:
        """Let time pass, minute by minute or in longer steps, as the service does: look, then send."""
        outside = outside or self.outside
        end = self.clock.now() + by
        while self.clock.now() < end:
            await self.work(outside)
            step = max(by / 30, MINUTE)
            self.clock.move_to(min(self.clock.now() + step, end))
        await self.work(outside)

    async def work(self, outside: Outside) -> None:
        """One round of the service."""
        jobs = [*await outside.look(self.clock.now()), *await outside.notifying.sweep()]
        await self.send(outside, jobs)

    async def send(self, outside: Outside, jobs: Iterable[Job]) -> None:
        """Do what is due of these jobs and of what follows from them."""
        due = list(jobs)
        while due:
            job = due.pop(0)
            if job.not_before is None or job.not_before <= self.clock.now():
                due += await outside.notifying.send(job.args[0])

    async def brief(self, order: Subscription) -> None:
        """The channel's briefing up to now is sent."""
        await self.archive.tenants.subscribe(order)
        now = self.clock.now()
        delivery = await self.archive.deliveries.open(order, now)
        held = await self.archive.deliveries.claim(delivery.id, now, HOUR)
        assert held is not None
        state = type(held.state).SENT
        await self.archive.deliveries.finish(held, state, cursor=now)

    def delivering(self) -> Delivering:
        """Who sends briefings here."""
        pipeline, outside = self.pipeline, self.outside
        from parley.app.compose_shown import compose_with

        return Delivering(
            tenants=self.archive.tenants,
            deliveries=self.archive.deliveries,
            decisions=self.archive.decisions,
            editions=self.archive.editions,
            chats={self.chat.platform: self.chat},
            make=pipeline.briefing.edition,
            compose=compose_with(pipeline.composer),
            clock=self.clock,
            paused=outside.managers.paused,
        )

    async def states(self, kind: NoticeKind = NoticeKind.BREAKING) -> list[str]:
        """How the notices stand, the newest first."""
        found = await self.archive.notices.recent(None, limit=99, kind=kind)
        return [str(one.state) for one in found]


@asynccontextmanager
async def newsroom(
    chat: Chat | None = None, clock: FakeClock | None = None
) -> AsyncIterator[Newsroom]:
    """In which the talks stand at a truce since 12 May."""
    clock = clock or FakeClock(NOON)
    chat = chat or FakeChat(clock)
    clock.move_to(datetime(2025, 5, 12, 12, tzinfo=UTC))
    archive = await open_archive("sqlite+aiosqlite://")
    try:
        config = settings.load(env={})
        pipeline = await open_pipeline(
            config, archive, clock=clock, sources=[WIRE, PAPER, BLOG, OFFICE]
        )
        outside = open_outside(config, pipeline, {chat.platform: chat}, clock)
        room = Newsroom(archive, pipeline, clock, chat, outside)
        await room.publish(WIRE, PAUSE)
        clock.move_to(NOON)
        yield room
    finally:
        await archive.aclose()
