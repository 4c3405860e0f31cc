"""The demo's own feeds and channels, put together."""

import asyncio
import signal
import tomllib
from dataclasses import dataclass
from pathlib import Path

from parley.app.compose_shown import compose_with
from parley.app.deliver import Delivering
from parley.app.demo import Demo, SetClock
from parley.app.ports import Archive, Chat
from parley.domain.errors import ChatError
from parley.domain.model import Entry, Platform, Source
from parley.settings import Config, parse_sources
from parley.wiring import SystemClock, plug
from parley.wiring.conversation import front_desk
from parley.wiring.pipeline import Pipeline, open_pipeline
from parley.wiring.web import again_of, board_of, ledger_of

_FEEDS = Path(__file__).resolve().parents[1] / "demo_feeds"
# As ``Demo.subscribe`` names them.
_TENANT, _CHANNEL = "web:demo", "demo"


def demo_feeds() -> list[tuple[Source, list[Entry]]]:
    """The bundled feeds, read by the same reader as everybody else's."""
    parse = plug("readers", "feed")
    text = (_FEEDS / "sources.toml").read_text(encoding="utf-8")
    sources = parse_sources(tomllib.loads(text), "the demo's sources.toml")
    return [(s, parse((_FEEDS / s.url).read_bytes(), source_id=s.id)) for s in sources]


@dataclass(frozen=True, slots=True)
class DemoWeb:
    """The demo's web page, while it is up."""

    address: str
    chat: Chat

    async def until_interrupted(self) -> None:
        """Leave the page up until Ctrl-C or SIGTERM, then close it."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for asked in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(asked, stop.set)
        await stop.wait()
        await self.chat.stop()


async def open_demo(
    config: Config, archive: Archive, clock: SetClock, *, serve: bool
) -> tuple[Demo, DemoWeb | None]:
    """The demo over an empty archive; with ``serve``, its web page as well, already up."""
    feeds = demo_feeds()
    pipeline = await open_pipeline(
        config, archive, clock=clock, sources=[source for source, _ in feeds]
    )
    web = await _serve(config, pipeline, clock) if serve else None
    chats: dict[Platform, Chat] = {Platform.CONSOLE: plug("chats", "console")()}
    if web is not None:
        chats[Platform.WEB] = web.chat
    delivering = Delivering(
        tenants=archive.tenants,
        deliveries=archive.deliveries,
        decisions=archive.decisions,
        editions=archive.editions,
        chats=chats,
        make=pipeline.briefing.edition,
        compose=compose_with(pipeline.composer),
        clock=clock,
    )
    return Demo(pipeline.intake, delivering, archive.tenants, clock, feeds), web


async def _serve(config: Config, pipeline: Pipeline, clock: SetClock) -> DemoWeb:
    """The page on the configured port of this machine, or on a free one where that is taken."""
    try:
        return await _serve_on(config.settings.web.port, config, pipeline, clock)
    except ChatError:
        return await _serve_on(0, config, pipeline, clock)


async def _serve_on(port: int, config: Config, pipeline: Pipeline, clock: SetClock) -> DemoWeb:
    said: list[str] = []
    chat: Chat = plug("chats", "web")(
        board=board_of(_TENANT, pipeline, clock, again_of(config, pipeline, clock)),
        clock=clock,
        port=port,
        tenant_id=_TENANT,
        tracks={track.id: track.name for track in pipeline.tracks.values()},
        ledger=ledger_of(config, pipeline, clock),
        channel=_CHANNEL,
        announce=said.append,
    )
    # The demo's clock stands still after its mornings; those who ask too often are told by a real one.
    front = front_desk(config, pipeline, [chat], clock=clock, patience=SystemClock())
    await chat.start(front, front.press)
    return DemoWeb(said[0], chat)
