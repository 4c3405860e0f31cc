"""Whoever is at the page sees the draft there, cuts and approves it, and takes an item back."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser
from typer.testing import CliRunner

from fakes.fake_clock import FakeClock
from parley.cli.main import app
from parley.domain.model import Approval, DeliveryState
from parley.wiring.pipeline import Pipeline
from parley.wiring.web import board_of
from parley_adapters.chat.web import open_chat
from parley_adapters.chat.web.channel import WebChat
from scenario.approval_world import CUT_OFF, SLOT, Desk, desk
from scenario.pressing_world import database

TENANT, CHANNEL = "web:local", "trade"
_MINUTE = timedelta(minutes=1)


class Browser:
    """Somebody with a browser that runs no script."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def text(self, path: str = "/") -> str:
        page = LexborHTMLParser((await self.client.get(path)).text).css_first("main")
        assert page is not None
        return " ".join(page.text().split())

    async def push(self, label: str, number: int = 1, page: str | None = None) -> str:
        """Press the nth button of a label on the page, or in an answer; the page that follows."""
        tree = LexborHTMLParser(page or (await self.client.get("/")).text)
        found = [
            (form, button)
            for form in tree.css("form.actions")
            for button in form.css("button")
            if (button.text() or "").startswith(label)
        ]
        form, button = found[number - 1]
        key = form.css_first("input[name=csrf]")
        assert key is not None
        fields = {
            "press": button.attributes["value"] or "",
            "csrf": key.attributes["value"] or "",
            "zone": "",
        }
        return (await self.client.post("/press", data=fields)).text


@asynccontextmanager
async def opened(folder: Path, clock: FakeClock) -> AsyncIterator[tuple[Desk, Browser]]:
    def chat_of(pipeline: Pipeline) -> WebChat:
        return open_chat(board=board_of(TENANT, pipeline, clock), clock=clock, port=0)

    async with desk(database(folder), chat_of, clock, TENANT, CHANNEL) as it:
        assert isinstance(it.chat, WebChat)
        async with httpx.AsyncClient(base_url=it.chat.address, trust_env=False) as client:
            yield it, Browser(client)


async def test_a_draft_is_cut_and_approved(tmp_path: Path) -> None:
    """It stands on the page with its buttons, after a restart as well, until it is posted."""
    clock = FakeClock(CUT_OFF)
    async with opened(tmp_path, clock) as (it, browser):
        await it.subscribe(Approval.ELSE_HOLD, None)
        edition = await it.cut_off()
        first, second = (item.headline for item in edition.items[:2])
        shown = await browser.text()
        assert "Draft · Trade talks" in shown
        assert "Dropped:" in await browser.push("Drop this item", 2)
        assert "Back in" in await browser.push("Put it back")
        assert "Dropped:" in await browser.push("Drop this item", 2)
    async with opened(tmp_path, clock) as (it, browser):
        assert "Approved" in await browser.push("Approve")
        await it.at(SLOT)
        shown = await browser.text()
        assert "Draft" not in shown
        assert first in shown
        assert "1 item was dropped by a manager." in shown
        assert second not in shown


async def test_an_item_is_taken_back(tmp_path: Path) -> None:
    """Page, address of the edition and feed all show what is left, and when that was."""
    clock = FakeClock(CUT_OFF)
    async with opened(tmp_path, clock) as (it, browser):
        await it.subscribe(Approval.NONE, None)
        edition = await it.cut_off()
        await it.at(SLOT)
        headline = edition.items[0].headline
        before = (await browser.client.get("/feed.atom")).text
        assert headline in html.unescape(html.unescape(before))
        reported = await browser.push("Report an error")
        clock.move_to(SLOT + 12 * _MINUTE)
        assert "Retracted" in await browser.push("Retract this item", page=reported)
        await it.work()
        for path in ("/", f"/edition/{edition.id}"):
            shown = await browser.text(path)
            assert headline not in shown
            assert "An item was retracted at" in shown
            assert edition.items[1].headline in shown
        feed = (await browser.client.get("/feed.atom")).text
        entry = re.search(r"<entry>.*?<updated>(.*?)</updated>", feed, re.DOTALL)
        assert entry is not None
        assert entry[1] == (SLOT + 12 * _MINUTE).isoformat()
        assert headline not in html.unescape(html.unescape(feed))
        assert "An item was retracted at" in feed
        assert (await it.delivery()).state is DeliveryState.SENT


async def test_an_operator_takes_back_by_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``parley deliveries retract`` decides; the service changes what was posted when it starts."""
    clock = FakeClock(CUT_OFF)
    async with opened(tmp_path, clock) as (it, _):
        await it.subscribe(Approval.NONE, None)
        edition = await it.cut_off()
        await it.at(SLOT)
        delivery = await it.delivery()
    monkeypatch.setenv("DATABASE_URL", database(tmp_path))

    def run(*words: str) -> str:
        result = CliRunner().invoke(app, ["deliveries", *words])
        return result.stdout + str(result.exception or "")

    assert "Retracted." in await asyncio.to_thread(run, "retract", delivery.id, "--item", "1")
    assert "no item 99" in await asyncio.to_thread(run, "retract", delivery.id, "--item", "99")
    assert "no briefing d0" in await asyncio.to_thread(run, "retract", "d0")
    assert "retracted (item)" in " ".join((await asyncio.to_thread(run)).split())
    async with opened(tmp_path, clock) as (it, browser):
        await it.at(SLOT + _MINUTE)
        assert (await it.delivery()).state is DeliveryState.SENT
        assert edition.items[0].headline not in await browser.text()
