"""The whole job on a bundled feed: two mornings of May 2025, on a clock of their own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from parley.app.deliver import Delivering
from parley.app.intake import Intake
from parley.app.jobs import SEND
from parley.app.ports import Job, Tenants
from parley.domain import identity
from parley.domain.model import Entry, Platform, Schedule, Source, Subscription, Tenant

MORNINGS = (
    datetime(2025, 5, 29, 12, 0, tzinfo=UTC),
    datetime(2025, 5, 30, 12, 0, tzinfo=UTC),
)
SCHEDULE = Schedule(cron="0 8 * * mon-fri", zone="America/New_York")
# Before the first item of the feed. The reader is new: the first morning has the story so far.
_START = datetime(2025, 5, 10, tzinfo=UTC)


class SetClock:
    """A clock that stands where it is put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Where it was put."""
        return self.at


@dataclass(frozen=True, slots=True)
class Demo:
    """Tells one morning after the other on every platform that subscribed."""

    intake: Intake
    delivering: Delivering
    tenants: Tenants
    clock: SetClock
    feeds: Sequence[tuple[Source, Sequence[Entry]]]

    async def subscribe(self, platforms: Iterable[Platform]) -> None:
        """A standing order on each platform, for the demo's one channel."""
        for platform in platforms:
            tenant = f"{platform}:demo"
            await self.tenants.join(Tenant(id=tenant, platform=platform, name="Demo"))
            await self.tenants.subscribe(
                Subscription(
                    id=identity.subscription_id(tenant, "demo", "morning"),
                    tenant_id=tenant,
                    channel="demo",
                    name="morning",
                    desk=identity.make_desk(),
                    schedule=SCHEDULE,
                )
            )

    async def morning(self, slot: datetime) -> None:
        """Take in what was published up to the cut-off, write the edition, send it at the slot."""
        cut_off = slot - SCHEDULE.lead
        timed = [
            (entry.published_at, source, entry)
            for source, entries in self.feeds
            for entry in entries
            if entry.published_at is not None and self.clock.at < entry.published_at <= cut_off
        ]
        for at, source, entry in sorted(timed, key=lambda row: row[0]):
            await self.intake.take([(source, [entry])], at)
        self.clock.at = cut_off
        jobs = list(await self.delivering.plan(SCHEDULE, slot))
        while jobs:
            job = jobs.pop(0)
            self.clock.at = max(self.clock.at, job.not_before or self.clock.at)
            jobs += await self._do(job)

    async def _do(self, job: Job) -> Sequence[Job]:
        if job.name == SEND:
            delivery, settled = job.args
            return await self.delivering.send(delivery, int(settled))
        tenant, subscription, slot = job.args
        return await self.delivering.write(tenant, subscription, datetime.fromisoformat(slot))


def start() -> SetClock:
    """A clock that stands before the first item of the feed."""
    return SetClock(_START)
