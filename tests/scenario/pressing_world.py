"""A service that starts, posts a briefing and stops, over an archive on disk: for buttons that last."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Table, delete

from fakes.fake_clock import FakeClock
from fakes.places import at
from parley import settings
from parley.app.demo import MORNINGS
from parley.app.ports import Chat
from parley.domain.identity import make_desk, split_story_ref
from parley.domain.model import Actions, Edition, Feedback, Layout
from parley.wiring import open_archive
from parley.wiring.conversation import front_desk
from parley.wiring.demo import demo_feeds
from parley.wiring.pipeline import Pipeline, open_pipeline
from parley_adapters.store.database import Database

NOW = MORNINGS[0]


@dataclass
class Shift:
    """The service while it runs."""

    pipeline: Pipeline
    chat: Chat
    clock: FakeClock

    async def post(self, channel: str, name: str = "d0a1b2c3") -> Edition:
        """Post the briefing of the last three days to a channel, as a delivery does."""
        desk = make_desk()
        edition = await self.pipeline.briefing.edition(desk, NOW - timedelta(days=3), NOW)
        message = self.pipeline.composer.briefing(
            edition, desk, slot=NOW, zone="UTC", layout=Layout.THREADED
        )
        refs = [a.actions[0].ref for a in message.blocks if isinstance(a, Actions)]
        assert [split_story_ref(ref) for ref in refs] == [
            (edition.id, number) for number in range(1, len(edition.items) + 1)
        ]
        first = None
        for part in self.chat.render(message):
            posted = await self.chat.post(
                at(channel),
                part,
                key=f"{name}-{part.index}",
                thread=first if part.in_thread else None,
            )
            first = first or posted.message_id
        return edition

    async def feedback(self) -> Sequence[Feedback]:
        return await self.pipeline.archive.feedback.recent(None, limit=99)


def database(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'parley.db'}"


@asynccontextmanager
async def shift(url: str, chat: Chat, clock: FakeClock) -> AsyncIterator[Shift]:
    """One run of the service; what the demo's feeds had by now is in the archive."""
    clock.move_to(NOW)
    config = settings.load(None, {})
    archive = await open_archive(url)
    try:
        feeds = demo_feeds()
        pipeline = await open_pipeline(config, archive, clock=clock, sources=[s for s, _ in feeds])
        for source, entries in feeds:
            for entry in entries:
                at = entry.published_at or datetime.max.replace(tzinfo=UTC)
                if at <= NOW:
                    await pipeline.intake.take([(source, [entry])], at)
        front = front_desk(config, pipeline, [chat], clock=clock)
        await chat.start(front, front.press)
        try:
            yield Shift(pipeline, chat, clock)
        finally:
            await chat.stop()
    finally:
        await archive.aclose()


async def emptied(url: str, *tables: Table) -> None:
    """Somebody deletes what the archive holds there."""
    store = Database(url)
    async with store.writing() as connection:
        for table in tables:
            await connection.execute(delete(table))
    await store.aclose()
