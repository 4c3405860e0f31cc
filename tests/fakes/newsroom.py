"""Articles of our own on the talks of May 2025, as assignments, and a drafting desk over a real store."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from fakes.fake_clock import FakeClock
from parley.app.drafting import Drafting
from parley.app.ports import Archive, Writer
from parley.domain.budget import Allowance
from parley.domain.evidence.check import check
from parley.domain.model import (
    AssignedSource,
    Assignment,
    Authority,
    Rights,
    Task,
    Usage,
)
from parley_adapters.llm.extractive import open_writer as open_extractive
from parley_adapters.store import open_archive

STALLED = AssignedSource(
    number=1,
    article_id="a-stalled",
    revision_id="r-stalled",
    publisher="Harbour Wire",
    authority=Authority.WIRE,
    rights=Rights.FULL_TEXT,
    title="Bessent says US-China trade talks are 'a bit stalled'",
    text=(
        "WASHINGTON, May 29 (Harbour Wire) - US Treasury Secretary Scott Bessent said on Thursday "
        'that trade talks with China were "a bit stalled" and needed the two presidents. '
        "Bessent said he expected more talks with China in the next few weeks. "
        "The two sides agreed in Geneva on 12 May to cut additional tariffs for 90 days, the US "
        "duty on Chinese goods falling to 30% from 145%. "
        "He did not name a date for a call. "
        "Photo courtesy of the Treasury. Sign up for our newsletter for more."
    ),
    published_at=datetime(2025, 5, 29, 21, 0, tzinfo=UTC),
)
COURT = AssignedSource(
    number=2,
    article_id="a-court",
    revision_id="r-court",
    publisher="Court Post",
    authority=Authority.PRESS,
    rights=Rights.FULL_TEXT,
    title="Appeals court lets tariffs stand for now",
    text=(
        "A US federal appeals court on Thursday allowed President Donald Trump's tariffs to stay in "
        "effect while it considers an appeal. The Court of International Trade had ruled on "
        "Wednesday that the president exceeded his authority under IEEPA."
    ),
    published_at=datetime(2025, 5, 29, 19, 30, tzinfo=UTC),
)
PAYWALLED = AssignedSource(
    number=3,
    article_id="a-paywalled",
    revision_id="r-paywalled",
    publisher="Closed Ledger",
    authority=Authority.PRESS,
    rights=Rights.HEADLINE_ONLY,
    title="Zanzibar-quality scoop: envoys weigh a June call",
    text="",
    published_at=datetime(2025, 5, 29, 22, 0, tzinfo=UTC),
)


def assignment(*sources: AssignedSource, task: Task = Task.STORY, **more: object) -> Assignment:
    """An assignment on these sources, by default the stalled talks."""
    plain = Assignment(task=task, sources=sources or (STALLED,), tracks=("US-China",))
    return replace(plain, **more)  # type: ignore[arg-type]  # fields by name, as replace takes them


QUOTE = 'trade talks with China were "a bit stalled" and needed the two presidents'
GOOD = {
    "headline": {
        "text": "US-China trade talks stall, Bessent says",
        "evidence": [
            {"source": 1, "quote": "Bessent says US-China trade talks are 'a bit stalled'"}
        ],
    },
    "lead": {
        "text": "Treasury Secretary Scott Bessent says trade talks with China are “a bit stalled”.",
        "evidence": [
            {
                "source": 1,
                "quote": f"US Treasury Secretary Scott Bessent said on Thursday that {QUOTE}",
            }
        ],
    },
    "claims": [
        {
            "text": "Bessent said he expected more talks with China in the next few weeks.",
            "evidence": [
                {
                    "source": 1,
                    "quote": "Bessent said he expected more talks with China in the next few weeks.",
                }
            ],
        }
    ],
}
"""What a good model makes of the stalled talks."""


@dataclass(frozen=True)
class Newsroom:
    """A drafting desk, the store behind it and the clock in front of it."""

    drafting: Drafting
    archive: Archive
    clock: FakeClock

    async def spent(self, tenant_id: str | None = None) -> Usage:
        return await self.archive.tenants.spent(tenant_id, self.clock.now().date())


@asynccontextmanager
async def newsroom(
    writers: Sequence[Writer],
    *,
    tokens: int = 1_000_000,
    usd: str = "100",
    tenant_tokens: int = 1_000_000,
) -> AsyncIterator[Newsroom]:
    """The chain ``writers`` with the extractive one behind it, over a database in memory."""
    archive = await open_archive("sqlite+aiosqlite://")
    clock = FakeClock()
    drafting = Drafting(
        [*writers, open_extractive()],
        archive.editions,
        archive.tenants,
        clock,
        check=check,
        total=Allowance(tokens, Decimal(usd)),
        each=Allowance(tenant_tokens, Decimal(usd)),
    )
    try:
        yield Newsroom(drafting, archive, clock)
    finally:
        await archive.aclose()
