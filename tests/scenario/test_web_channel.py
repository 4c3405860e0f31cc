"""The web channel over the real pipeline, archive and server: a morning as people meet it."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import httpx
import pytest

from fakes.fake_board import SLOT, FakeBoard
from fakes.fake_clock import FakeClock
from fakes.places import at
from fakes.web_demo import demo_site
from parley import settings, wiring
from parley.app.demo import start
from parley.app.ports import Chat, Part
from parley.domain.errors import ChatError
from parley.domain.model import Command, Message, Paragraph, Platform, Reply, Text
from parley.wiring.demo import open_demo
from parley.wiring.pipeline import open_pipeline
from parley.wiring.web import board_of, open_web, token_file
from parley_adapters.chat.web import open_chat
from parley_adapters.chat.web.channel import WebChat

_KEY = re.compile(r'name="csrf" value="([0-9a-f]+)"')


@asynccontextmanager
async def _browser(base: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=base, trust_env=False) as browser:
        yield browser


async def _ask(browser: httpx.AsyncClient, line: str) -> str:
    key = _KEY.search((await browser.get("/")).text)
    assert key is not None
    answer = await browser.post("/ask", data={"line": line, "csrf": key[1]})
    assert answer.status_code == 200
    return answer.text


async def test_the_page_shows_what_was_posted_and_nothing_else() -> None:
    """Title, sentences and coverage on the page are those of the message, also of older mornings."""
    async with demo_site() as site, _browser(site.address) as browser:
        page = (await browser.get("/")).text
        newest, older = await site.board.posted(limit=5)
        for posted, shown in (
            (newest, page),
            (older, (await browser.get(f"/edition/{older.edition.id}")).text),
        ):
            numbers = re.search(r"(\d+) seen: [^<]+", shown)
            assert numbers is not None
            assert int(numbers[1]) == posted.edition.coverage.seen
            for item in posted.edition.items:
                assert f"/story/{item.story_id}" in shown
        assert f"/edition/{older.edition.id}" in page
        for item in newest.edition.items:
            assert (await browser.get(f"/story/{item.story_id}")).status_code == 200


async def test_subscribe_then_look_then_stop() -> None:
    """A conversation: subscribe, see when the next ones come, unsubscribe, see that they do not."""
    async with demo_site() as site, _browser(site.address) as browser:
        assert "Europe/Brussels" in await _ask(
            browser, "subscribe us-china at 07:30 on weekdays zone Europe/Brussels"
        )
        assert "next:" in await _ask(browser, "subscriptions")
        assert "not be posted here any more" in await _ask(browser, "unsubscribe")
        assert "Nothing is posted here" in await _ask(browser, "subscriptions")
        assert "is no time of day" in await _ask(browser, "subscribe at 99:99")


async def test_a_restart_changes_no_page(tmp_path: Path) -> None:
    """What was posted is in the archive: another process shows the same page at the same address."""
    config = settings.load(env={"PARLEY_WEB__PORT": "0"})
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    async with demo_site(url) as site, _browser(site.address) as browser:
        [newest, *_] = await site.board.posted(limit=1)
        path = f"/edition/{newest.edition.id}"
        before = _KEY.sub("", (await browser.get(path)).text)
    archive = await wiring.open_archive(url)
    try:
        pipeline = await open_pipeline(config, archive, clock=FakeClock(SLOT))
        names = {track.id: track.name for track in pipeline.tracks.values()}
        chat = _open(board=board_of("web:demo", pipeline, FakeClock(SLOT)), tracks=names)
        await chat.start(_nobody)
        async with _browser(chat.address) as browser:
            assert _KEY.sub("", (await browser.get(path)).text) == before
        await chat.stop()
    finally:
        await archive.aclose()


async def test_one_tenants_briefings_are_not_anothers() -> None:
    """The board of another tenant has neither the briefings nor their addresses."""
    async with demo_site() as site:
        [newest, *_] = await site.board.posted(limit=1)
        stranger = board_of("web:local", site.pipeline, FakeClock(SLOT))
        assert await stranger.posted(limit=5) == []
        assert await stranger.edition(newest.edition.id) is None


async def test_an_open_page_hears_of_a_new_briefing() -> None:
    """A line from the server names the post; a page opened after it hears of it at once."""
    chat = _open()
    await chat.start(_nobody)
    async with _browser(chat.address) as browser:
        async with browser.stream("GET", "/events") as events:
            lines = events.aiter_lines()
            assert await anext(lines) == ": connected"
            posted = await chat.post(at("trade"), Part(0, "<h1>x</h1>"), key="delivery-0")
            assert await _next_data(lines) == "delivery-0"
        async with browser.stream("GET", "/events") as events:
            assert await _next_data(events.aiter_lines()) == "delivery-0"
            # The end does not wait for pages that are left open.
            await asyncio.wait_for(chat.stop(), 5)
    assert await chat.find(at("trade"), "delivery-0", SLOT) == posted
    assert await chat.find(at("trade"), "another", SLOT) is None


async def test_what_is_no_briefing_stands_as_a_notice() -> None:
    """A post of no delivery is shown once, whatever its key's history; a delivery's is its briefing."""
    chat = _open()
    await chat.start(_nobody)
    notice = Message(title="x", blocks=(Paragraph((Text("The channel was paused."),)),))
    [part] = chat.render(notice)
    for key in ("notice-0", "notice-0", "delivery0-0"):
        await chat.post(at("trade"), part, key=key)
    async with _browser(chat.address) as browser:
        page = (await browser.get("/")).text
    await chat.stop()
    assert page.count("The channel was paused.") == 1


async def test_a_taken_port_is_named() -> None:
    """The sentence says which port and what to set; the free port 0 always works."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ChatError, match=f"port {port} of 127.0.0.1.*PARLEY_WEB__PORT"):
            await _open(port=port).start(_nobody)
    with pytest.raises(ChatError, match="PARLEY_WEB__PORT"):
        await _open(host="192.0.2.1", token="x" * 16).start(_nobody)


async def test_the_demo_finds_a_free_port_where_its_own_is_taken() -> None:
    """Two demos side by side both have a page."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = settings.load(env={"PARLEY_WEB__PORT": str(taken.getsockname()[1])})
        archive = await wiring.open_archive("sqlite+aiosqlite://")
        _, web = await open_demo(config, archive, start(), serve=True)
        assert web is not None
        async with _browser(web.address) as browser:
            assert (await browser.get("/health")).status_code == 200
        await web.chat.stop()
        await archive.aclose()


async def test_the_service_opens_it_from_the_settings(tmp_path: Path) -> None:
    """On by default; off when switched off; beside the database is where a made token is kept."""
    database = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    assert token_file(database) == tmp_path / "parley-web-token"
    assert token_file("postgresql+psycopg://db/parley") == Path("parley-web-token")
    archive = await wiring.open_archive(database)
    try:
        env = {"PARLEY_WEB__HOST": "0.0.0.0", "DATABASE_URL": database}
        config = settings.load(env=env)
        pipeline = await open_pipeline(config, archive)
        chat = cast("Chat", open_web(config, pipeline, FakeClock(SLOT)))
        assert chat.platform is Platform.WEB
        assert token_file(database).is_file()
        config = settings.load(env={"PARLEY_WEB__ENABLED": "false"})
        assert open_web(config, pipeline, FakeClock(SLOT)) is None
    finally:
        await archive.aclose()


def _open(
    *,
    board: object | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str | None = None,
    tracks: dict[str, str] | None = None,
) -> WebChat:
    return open_chat(
        board=board or FakeBoard(),  # type: ignore[arg-type] # a board either way
        clock=FakeClock(SLOT),
        host=host,
        port=port,
        token=token,
        tracks=tracks,
    )


async def _nobody(_command: Command) -> Reply:
    raise AssertionError("nobody asks here")


async def _next_data(lines: AsyncIterator[str]) -> str:
    async for line in lines:
        if line.startswith("data: "):
            return line.removeprefix("data: ")
    raise AssertionError("the stream ended")
