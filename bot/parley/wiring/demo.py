"""The demo's own feeds and channels, put together."""

import tomllib
from pathlib import Path

from parley.app.deliver import Delivering
from parley.app.demo import Demo, SetClock
from parley.app.ports import Archive, Chat
from parley.domain.model import Entry, Platform, Source
from parley.settings import Config, parse_sources
from parley.wiring import plug
from parley.wiring.pipeline import open_pipeline
from parley.wiring.service import compose_with

_FEEDS = Path(__file__).resolve().parents[1] / "demo_feeds"


def demo_feeds() -> list[tuple[Source, list[Entry]]]:
    """The bundled feeds, read by the same reader as everybody else's."""
    parse = plug("readers", "feed")
    text = (_FEEDS / "sources.toml").read_text(encoding="utf-8")
    sources = parse_sources(tomllib.loads(text), "the demo's sources.toml")
    return [(s, parse((_FEEDS / s.url).read_bytes(), source_id=s.id)) for s in sources]


async def open_demo(
    config: Config, archive: Archive, clock: SetClock, *, serve: bool
) -> tuple[Demo, None]:
    """The demo over an empty archive; with ``serve``, its web page as well."""
    feeds = demo_feeds()
    pipeline = await open_pipeline(
        config, archive, clock=clock, sources=[source for source, _ in feeds]
    )

    chats: dict[Platform, Chat] = {Platform.CONSOLE: plug("chats", "console")()}
    delivering = Delivering(
        tenants=archive.tenants,
        deliveries=archive.deliveries,
        editions=archive.editions,
        chats=chats,
        make=pipeline.briefing.edition,
        compose=compose_with(pipeline.composer),
        clock=clock,
    )
    return Demo(pipeline.intake, delivering, archive.tenants, clock, feeds), None
