"""The page as a manager's desk: what stands on it is in the archive, and is changed by the commands."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from selectolax.lexbor import LexborHTMLParser

from fakes.fake_clock import FakeClock
from parley import settings
from parley.domain.model import Approval, Breaking, DeliveryState
from parley.wiring.pipeline import Pipeline
from parley.wiring.web import again_of, board_of
from parley_adapters.chat.web import open_chat
from parley_adapters.chat.web.channel import WebChat
from parley_adapters.chat.web.security import VISITOR
from scenario.approval_world import CUT_OFF, SLOT, Desk, desk
from scenario.pressing_world import database

TENANT, CHANNEL = "web:local", "trade"
_KEY = re.compile(r'name="csrf" value="([0-9a-f]+)"')
_MINUTE = timedelta(minutes=1)


class Visitor:
    """Somebody with a browser that runs no script."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def page(self, path: str = "/") -> LexborHTMLParser:
        return LexborHTMLParser((await self.client.get(path)).text)

    async def text(self, path: str = "/") -> str:
        return _words((await self.client.get(path)).text)

    async def send(self, path: str, **fields: str) -> httpx.Response:
        key = _KEY.search((await self.client.get("/")).text)
        assert key is not None
        return await self.client.post(path, data={"csrf": key[1], **fields})

    async def change(self, do: str, **fields: str) -> str:
        """Send one of the forms of the settings page; the page that follows."""
        return _words((await self.send("/settings", channel=CHANNEL, do=do, **fields)).text)

    async def press(self, label: str, path: str = "/") -> str:
        """Press the first button of that label; what is answered."""
        for button in (await self.page(path)).css("form.actions button"):
            if (button.text() or "").startswith(label):
                sent = await self.send("/press", press=button.attributes["value"] or "", here=path)
                return _words(sent.text, ".answer")
        raise AssertionError(f"no button {label}")


def _words(html: str, selector: str = "body") -> str:
    found = LexborHTMLParser(html).css_first(selector)
    assert found is not None
    return " ".join(found.text().split())


@asynccontextmanager
async def opened(folder: Path, clock: FakeClock) -> AsyncIterator[tuple[Desk, Visitor]]:
    config = settings.load(env={})

    def chat_of(pipeline: Pipeline) -> WebChat:
        again = again_of(config, pipeline, clock)
        tracks = {track.id: track.name for track in pipeline.tracks.values()}
        board = board_of(TENANT, pipeline, clock, again)
        return open_chat(board=board, clock=clock, port=0, tracks=tracks)

    async with desk(database(folder), chat_of, clock, TENANT, CHANNEL) as it:
        assert isinstance(it.chat, WebChat)
        async with _browser(it.chat.address) as client:
            yield it, Visitor(client)


def _browser(address: str) -> httpx.AsyncClient:
    """The same person's, whenever it is opened."""
    return httpx.AsyncClient(base_url=address, trust_env=False, cookies={VISITOR: "one-browser"})


async def test_what_is_set_is_set_by_the_commands(tmp_path: Path) -> None:
    """The page's forms change what the commands change, and show it; a mistake changes nothing."""
    async with opened(tmp_path, FakeClock(CUT_OFF)) as (it, visitor):
        assert "Nothing is posted here on a schedule" in await visitor.text("/settings")
        await it.subscribe(Approval.NONE, None)
        said = await visitor.change("set", breaking="always", approval="hold", managers="here")
        assert "breaking: always" in said
        assert "approval: hold" in said
        (order,) = await it.archive.tenants.subscriptions(TENANT)
        assert order.options.breaking is Breaking.ALWAYS
        assert order.options.approval is Approval.ELSE_HOLD
        assert (await it.archive.tenants.settings(TENANT)).managers == CHANNEL
        page = await visitor.page("/settings")
        ticked = {one.attributes["value"] for one in page.css("input[checked]")}
        assert {"always", "hold", "here"} <= ticked
        assert "are no hours I know" in await visitor.change("set", **{"quiet-hours": "late"})
        assert "Nothing was changed" in await visitor.change("set", breaking="always")
        assert await it.archive.tenants.subscriptions(TENANT) == [order]


async def test_a_pause_its_end_and_the_end(tmp_path: Path) -> None:
    """Until a day, without a day, and on again; then nothing is posted here any more."""
    async with opened(tmp_path, FakeClock(CUT_OFF)) as (it, visitor):
        await it.subscribe(Approval.NONE, None)
        assert "Paused until 3 June 2025" in await visitor.change("pause", until="2025-06-03")
        resumed = await visitor.change("resume")
        assert "Paused" not in resumed
        assert "Go on" not in resumed
        assert "Paused: A manager paused it." in await visitor.change("pause", until="")
        assert "A pause ends after today" in await visitor.change("pause", until="2025-05-01")
        assert "will not be posted here any more" in await visitor.change("stop")
        assert await it.archive.tenants.subscriptions(TENANT) == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"csrf": "0" * 64, "channel": CHANNEL, "do": "stop"}, 403),
        ({"channel": "elsewhere", "do": "stop"}, 400),
        ({"channel": CHANNEL, "do": "conquer"}, 400),
    ],
)
async def test_no_other_form_changes_anything(
    tmp_path: Path, fields: dict[str, str], status: int
) -> None:
    """Without the key, for a channel that is not the page's, or with a button that is not there."""
    async with opened(tmp_path, FakeClock(CUT_OFF)) as (it, visitor):
        await it.subscribe(Approval.NONE, None)
        await visitor.client.get("/")
        assert (await visitor.send("/settings", **fields)).status_code == status
        assert len(await it.archive.tenants.subscriptions(TENANT)) == 1


async def test_no_other_site_changes_anything(tmp_path: Path) -> None:
    """With the right key but another page's origin."""
    async with opened(tmp_path, FakeClock(CUT_OFF)) as (it, visitor):
        await it.subscribe(Approval.NONE, None)
        key = _KEY.search((await visitor.client.get("/settings")).text)
        assert key is not None
        fields = {"csrf": key[1], "channel": CHANNEL, "do": "stop"}
        evil = {"Origin": "https://evil.example"}
        answer = await visitor.client.post("/settings", data=fields, headers=evil)
        assert answer.status_code == 403
        assert len(await it.archive.tenants.subscriptions(TENANT)) == 1


async def test_a_notice_outlives_the_process_and_ends_with_its_cause(tmp_path: Path) -> None:
    """A reported error stands on the page once, after a restart as well; retracted from there."""
    clock = FakeClock(CUT_OFF)
    async with opened(tmp_path, clock) as (it, visitor):
        await it.subscribe(Approval.NONE, CHANNEL)
        await it.cut_off()
        await it.at(SLOT)
        assert "Reported" in await visitor.press("Report an error")
        await it.at(SLOT + _MINUTE)
        before = (await visitor.text()).count("An error was reported")
        assert before == 1
    async with opened(tmp_path, clock) as (it, visitor):
        assert (await visitor.text()).count("An error was reported") == before
        assert (await it.delivery()).state is DeliveryState.SENT
        clock.move_to(SLOT + timedelta(days=8))
        assert "An error was reported" not in await visitor.text()


async def test_what_one_follows_is_ones_own(tmp_path: Path) -> None:
    """Listed and stopped by whoever asked, over a restart; another browser sees nothing of it."""
    clock = FakeClock(CUT_OFF)
    async with opened(tmp_path, clock) as (it, visitor):
        await it.subscribe(Approval.NONE, None)
        edition = await it.cut_off()
        await it.at(SLOT)
        await visitor.press("Follow this", f"/story/{edition.items[0].story_id}")
    async with opened(tmp_path, clock) as (it, visitor):
        assert edition.items[0].headline in await visitor.text("/settings")
        assert isinstance(it.chat, WebChat)
        async with httpx.AsyncClient(base_url=it.chat.address, trust_env=False) as stranger:
            assert "Nothing yet" in await Visitor(stranger).text("/settings")
        assert "do not follow this any more" in await visitor.press("Stop following", "/settings")
        assert "Nothing yet" in await visitor.text("/settings")


async def test_a_question_under_a_briefing_is_about_it(tmp_path: Path) -> None:
    """The form below it names the post; the answer stands above that very briefing."""
    async with opened(tmp_path, FakeClock(CUT_OFF)) as (it, visitor):
        await it.subscribe(Approval.NONE, None)
        edition = await it.cut_off()
        await it.at(SLOT)
        path = f"/edition/{edition.id}"
        about = (await visitor.page(path)).css_first('form.about input[name="about"]')
        assert about is not None
        key = about.attributes["value"] or ""
        found = await it.archive.deliveries.posted_as(TENANT, key)
        assert found is not None
        assert found.edition_id == edition.id
        answer = await visitor.send("/ask", line="What did the court do?", about=key, here=path)
        assert "As of" in _words(answer.text) or "as of" in _words(answer.text, ".answer")
        assert f'value="{path}"' in answer.text
