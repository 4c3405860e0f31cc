"""The buttons under a story on the page: forms that work without a script, over a restart."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

from fakes.places import at
from fakes.web_demo import demo_site
from parley import settings, wiring
from parley.app.demo import start
from parley.domain.model import FeedbackKind
from parley.domain.quoting import claims_of
from parley.wiring.conversation import front_desk
from parley.wiring.demo import demo_feeds
from parley.wiring.pipeline import open_pipeline
from parley.wiring.web import board_of
from parley_adapters.chat.web import open_chat
from parley_adapters.store.tables import edition, placement
from scenario.pressing_world import database, emptied

LABELS = ["More", "Follow this", "Useful", "Not useful", "Report an error"]


class Reader:
    """Somebody with a browser that runs no script."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.page = LexborHTMLParser("")

    async def open(self, path: str = "/") -> None:
        self.page = LexborHTMLParser((await self.client.get(path)).text)

    def forms(self) -> list[LexborNode]:
        return self.page.css("form.actions")

    def buttons(self, story: int = 1) -> dict[str, str]:
        """The buttons of a story: their words for the eye, and what they send."""
        found = {}
        for button in self.forms()[story - 1].css("button"):
            hidden = button.css_first(".aside")
            assert hidden is not None
            found[button.text().removesuffix(hidden.text())] = button.attributes["value"] or ""
        return found

    async def push(self, label: str, story: int = 1, **more: str) -> str:
        """Press a button; what the page then says above the briefing."""
        value = self.buttons(story)[label]
        key = self.forms()[story - 1].css_first("input[name=csrf]")
        assert key is not None
        fields = {"press": value, "csrf": key.attributes["value"] or "", "zone": "", **more}
        answer = await self.client.post("/press", data=fields)
        return said(answer.text)


def said(html: str) -> str:
    answer = LexborHTMLParser(html).css_first(".answer")
    return "" if answer is None else " ".join(answer.text().split())


@asynccontextmanager
async def reading(address: str) -> AsyncIterator[Reader]:
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        reader = Reader(client)
        await reader.open()
        yield reader


@asynccontextmanager
async def again(url: str) -> AsyncIterator[str]:
    """Another process over the same archive; the address of its page."""
    archive = await wiring.open_archive(url)
    clock = start()
    sources = [source for source, _ in demo_feeds()]
    pipeline = await open_pipeline(settings.load(env={}), archive, clock=clock, sources=sources)
    chat = open_chat(
        board=board_of("web:demo", pipeline, clock), clock=clock, port=0, tenant_id="web:demo"
    )
    front = front_desk(settings.load(env={}), pipeline, [chat], clock=clock)
    await chat.start(front, front.press)
    try:
        yield chat.address
    finally:
        await chat.stop()
        await archive.aclose()


async def test_a_reader_looks_behind_a_story() -> None:
    """The sources stand below a story; more, thanks and a report come back as a page."""
    async with demo_site() as site, reading(site.address) as reader:
        [newest, *_] = await site.board.posted(limit=1)
        items = newest.edition.items
        assert len(reader.page.css(".story form.actions")) == len(items)
        assert list(reader.buttons()) == LABELS

        more = await reader.push("More")
        assert items[0].headline in more
        assert "From the archive, as of" in more
        assert "Noted as useful" in await reader.push("Useful", 2)
        assert "Noted as not useful" in await reader.push("Not useful", 2)
        assert "Reported" in await reader.push("Report an error", 2)

        words = await site.pipeline.archive.feedback.recent("web:demo", limit=9)
        error, opinion = sorted(words, key=lambda word: word.kind)
        assert opinion.kind is FeedbackKind.NOT_USEFUL
        assert error.claims == claims_of(items[1])


async def test_a_briefing_that_was_asked_for_has_its_buttons() -> None:
    """Sources as well, since an answer does not show them; a script is handed the piece alone."""
    async with demo_site() as site, reading(site.address) as reader:
        key = reader.forms()[0].css_first("input[name=csrf]")
        assert key is not None
        csrf = key.attributes["value"] or ""
        ask = {"line": "brief since 3d", "csrf": csrf}
        answer = await reader.client.post("/ask", data=ask, headers={"X-Parley-Fragment": "1"})
        reader.page = LexborHTMLParser(answer.text)
        assert list(reader.buttons()) == ["Sources", *LABELS]
        sources = {"press": reader.buttons()["Sources"], "csrf": csrf}
        piece = await reader.client.post("/press", data=sources, headers={"X-Parley-Fragment": "1"})
        assert "“" in said(piece.text)
        assert "<html" not in piece.text


async def test_a_button_outlives_the_process(tmp_path: Path) -> None:
    """The same page from another process has buttons that work; of a deleted story they say so."""
    url = database(tmp_path)
    async with demo_site(url) as site, reading(site.address) as reader:
        before = await reader.push("More")
        values = reader.buttons()
    async with again(url) as address, reading(address) as reader:
        assert reader.buttons() == values
        assert await reader.push("More") == before
        await emptied(url, placement)
        gone = "This story is no longer in the archive; /trade brief makes a new briefing."
        assert await reader.push("More") == gone
        await emptied(url, edition)
        for label in LABELS:
            assert await reader.push(label) == gone


async def test_no_other_site_presses() -> None:
    """Without the form's own key, or from another origin, nothing is kept."""
    async with demo_site() as site, reading(site.address) as reader:
        assert "out of date" in await reader.push("Useful", csrf="0" * 64)
        value = reader.buttons()["Useful"]
        key = re.search(r'name="csrf" value="([0-9a-f]+)"', (await reader.client.get("/")).text)
        assert key is not None
        foreign = await reader.client.post(
            "/press",
            data={"press": value, "csrf": key[1]},
            headers={"Origin": "https://evil.example"},
        )
        assert foreign.status_code == 403
        odd = await reader.client.post("/press", data={"press": "conquer e1.1", "csrf": key[1]})
        assert odd.status_code == 400
        assert await site.pipeline.archive.feedback.recent(None, limit=9) == []


async def test_a_feed_has_no_buttons_and_a_notice_has_the_visitors_own() -> None:
    """What is read elsewhere cannot be pressed there; what stands on the page can, by its visitor."""
    async with demo_site() as site, reading(site.address) as reader:
        assert "form" not in (await reader.client.get("/feed.atom")).text
        [newest, *_] = await site.board.posted(limit=1)
        (part,) = site.chat.render(newest.message)
        await site.chat.post(at("trade"), part, key="n0-0")
        first, again = [(await reader.client.get("/")).text for _ in range(2)]
        assert "\x01" not in first
        assert first == again
        assert 'aria-label="Notice"' in first
