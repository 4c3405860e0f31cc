"""The service's jobs: their names, keys, lanes, and arguments that are ids and times only."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from parley.app.ports import Job
from parley.domain.model import Delivery, DeliveryState, Notice, Platform, Schedule

COLLECT, PLAN, CATCH_UP, SWEEP, WRITE, SEND, AMEND, CORRECT, NOTIFY, CONNECT = (
    "collect",
    "plan",
    "catch_up",
    "sweep",
    "write",
    "send",
    "amend",
    "correct",
    "notify",
    "connect",
)


def collect_job() -> Job:
    """Poll the sources that are due."""
    return Job(name=COLLECT, key=COLLECT, lane=COLLECT)


def catch_up_job() -> Job:
    """Find what passed while nobody ticked."""
    return Job(name=CATCH_UP, key=CATCH_UP, lane=SWEEP)


def sweep_job() -> Job:
    """Find what is unfinished."""
    return Job(name=SWEEP, key=SWEEP, lane=SWEEP)


def correct_job() -> Job:
    """Read again what was cited."""
    return Job(name=CORRECT, key=CORRECT, lane=CORRECT)


def plan_job(schedule: Schedule, slot: datetime) -> Job:
    """Open the deliveries of one slot of a (line, zone, lead)."""
    lead = f"{schedule.lead.total_seconds():.0f}"
    args = (schedule.cron, schedule.zone, lead, slot.isoformat())
    return Job(name=PLAN, key="|".join((PLAN, *args)), args=args)


def planned(args: Sequence[str]) -> tuple[Schedule, datetime]:
    """The arguments of ``plan_job``, read back."""
    cron, zone, lead, slot = args
    schedule = Schedule(cron=cron, zone=zone, lead=timedelta(seconds=float(lead)))
    return schedule, datetime.fromisoformat(slot)


def next_job(delivery: Delivery) -> Job:
    """What an unfinished delivery needs next."""
    if delivery.state is DeliveryState.AMENDING:
        return amend_job(delivery)
    return write_job(delivery) if delivery.edition_id is None else send_job(delivery)


def write_job(delivery: Delivery, *, not_before: datetime | None = None) -> Job:
    """Make the edition of a delivery."""
    return Job(
        name=WRITE,
        key=f"{WRITE}:{delivery.id}",
        args=(delivery.tenant_id, delivery.subscription_id, delivery.slot.isoformat()),
        lane=WRITE,  # one after another, so that the second desk finds what the first one paid for
        not_before=not_before,
    )


def send_job(delivery: Delivery, *, settled: int = 0, not_before: datetime | None = None) -> Job:
    """Send a delivery at its slot, or later; for ``settled`` see ``Delivering.send``."""
    return Job(
        name=SEND,
        key=f"{SEND}:{delivery.id}",
        args=(delivery.id, str(settled)),
        lane=delivery.tenant_id,
        not_before=max(not_before or delivery.slot, delivery.slot),
    )


def amend_job(delivery: Delivery, *, not_before: datetime | None = None) -> Job:
    """Change what was posted of a delivery."""
    return Job(
        name=AMEND,
        key=f"{AMEND}:{delivery.id}",
        args=(delivery.id,),
        lane=delivery.tenant_id,
        not_before=not_before,
    )


def notify_job(notice: Notice) -> Job:
    """Send a notice when it is due, beside the briefings: a slow one must not hold up a slot."""
    return Job(
        name=NOTIFY,
        key=f"{NOTIFY}:{notice.id}",
        args=(notice.id,),
        lane=f"{NOTIFY}:{notice.tenant_id}",
        not_before=notice.not_before,
    )


def connect_job(platform: Platform, tries: int, not_before: datetime) -> Job:
    """Try once more to connect a platform that could not be reached ``tries`` times."""
    return Job(
        name=CONNECT,
        key=f"{CONNECT}:{platform}",
        args=(platform, str(tries)),
        lane=f"{CONNECT}:{platform}",
        not_before=not_before,
    )
