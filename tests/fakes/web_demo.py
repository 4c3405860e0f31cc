"""The demo's two mornings with its web page up, on a free port; everything in it is real."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from parley import settings, wiring
from parley.app.board import ArchiveBoard
from parley.app.demo import MORNINGS, start
from parley.app.ports import Chat
from parley.domain.model import Platform
from parley.wiring.demo import open_demo
from parley.wiring.pipeline import Pipeline, open_pipeline
from parley.wiring.web import board_of


@dataclass(frozen=True, slots=True)
class DemoSite:
    """Where the page is, the channel and the board behind it."""

    address: str
    chat: Chat
    board: ArchiveBoard
    pipeline: Pipeline


@asynccontextmanager
async def demo_site(database: str = "sqlite+aiosqlite://") -> AsyncIterator[DemoSite]:
    """Both mornings were told; the page is up."""
    config = settings.load(env={"PARLEY_WEB__PORT": "0"})
    archive = await wiring.open_archive(database)
    try:
        clock = start()
        demo, web = await open_demo(config, archive, clock, serve=True)
        assert web is not None
        try:
            await demo.subscribe([Platform.WEB])
            for morning in MORNINGS:
                await demo.morning(morning)
            pipeline = await open_pipeline(config, archive, clock=clock)
            yield DemoSite(web.address, web.chat, board_of("web:demo", pipeline, clock), pipeline)
        finally:
            await web.chat.stop()
    finally:
        await archive.aclose()
