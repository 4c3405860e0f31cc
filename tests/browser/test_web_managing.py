"""What a manager does at the page in a real browser: settings, a draft, taking back, following."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from fakes.fake_clock import FakeClock
from parley import settings
from parley.domain.model import Approval
from parley.wiring.pipeline import Pipeline
from parley.wiring.web import again_of, board_of, ledger_of
from parley_adapters.chat.web import open_chat
from parley_adapters.chat.web.channel import WebChat
from scenario.approval_world import CUT_OFF, SLOT, Desk, desk

pytestmark = pytest.mark.asyncio(loop_scope="module")

TENANT, CHANNEL = "web:local", "trade"
WIDTHS = [360, 1280]
Scheme = Literal["light", "dark"]


@asynccontextmanager
async def _office(approval: Approval) -> AsyncIterator[tuple[Desk, str]]:
    """A service over an empty archive, a subscription in it, and the page's address."""
    clock, config = FakeClock(CUT_OFF), settings.load(env={})

    def chat_of(pipeline: Pipeline) -> WebChat:
        return open_chat(
            board=board_of(TENANT, pipeline, clock, again_of(config, pipeline, clock)),
            clock=clock,
            port=0,
            tracks={track.id: track.name for track in pipeline.tracks.values()},
            ledger=ledger_of(config, pipeline, clock),
        )

    async with desk("sqlite+aiosqlite://", chat_of, clock, TENANT, CHANNEL) as it:
        await it.subscribe(approval, CHANNEL)
        assert isinstance(it.chat, WebChat)
        yield it, it.chat.address


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office() -> AsyncIterator[tuple[Desk, str]]:
    """The morning's briefing was posted."""
    async with _office(Approval.NONE) as (it, address):
        await it.cut_off()
        await it.at(SLOT)
        yield it, address


@asynccontextmanager
async def _page(
    browser: Browser, address: str, width: int, *, scheme: Scheme = "light", script: bool = True
) -> AsyncIterator[Page]:
    """A page whose every complaint fails the test."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="en-GB",
        timezone_id="Europe/Brussels",
        java_script_enabled=script,
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(address)
    yield page
    await context.close()
    assert complaints == []


async def _fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
async def test_a_draft_is_cut_and_approved(chromium: Browser, width: int, script: bool) -> None:
    """A story is dropped and the rest approved; the page shows each as it then is."""
    async with _office(Approval.ELSE_HOLD) as (it, address):
        edition = await it.cut_off()
        async with _page(chromium, address, width, script=script) as page:
            draft = page.get_by_role("region", name="Draft")
            await expect(draft).to_contain_text("Draft · Trade talks")
            await _fits(page)
            await draft.get_by_role("button", name="Drop this item").first.click()
            answer = page.locator("#answers .answer")
            await expect(answer).to_contain_text("Dropped:")
            await expect(answer).to_be_focused()
            await expect(draft.get_by_role("button", name="Put it back")).to_be_visible()
            await draft.get_by_role("button", name="Approve").click()
            await expect(answer).to_contain_text("Approved")
            await _fits(page)
            await it.at(SLOT)
            await page.goto(address)
            await expect(draft).to_have_count(0)
            await expect(page.locator(".story h2")).to_have_count(len(edition.items) - 1)


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_story_is_taken_back(chromium: Browser, width: int) -> None:
    """From below the briefing: the story goes, and the page says so."""
    async with _office(Approval.NONE) as (it, address):
        edition = await it.cut_off()
        await it.at(SLOT)
        async with _page(chromium, address, width) as page:
            await page.get_by_text("Take something back").click()
            await _fits(page)
            taking = page.locator(".managing")
            await taking.get_by_role("button", name="Retract this item").first.click()
            await expect(page.locator("#answers .answer")).to_contain_text("Retracted:")
            await it.work()
            await page.goto(address)
            await expect(page.locator(".top")).to_contain_text("An item was retracted at")
            await expect(page.locator(".story h2")).to_have_count(len(edition.items) - 1)
            await page.get_by_text("Take something back").click()
            await taking.get_by_role("button", name="Retract the briefing").click()
            sure = taking.locator(".answer")
            await expect(sure).to_contain_text("Retract the briefing?")
            await sure.get_by_role("button", name="Yes, retract it").click()
            await expect(page.locator("#answers .answer")).to_contain_text("Retracted")
            await it.work()
            await page.goto(address)
            await expect(page.locator(".top")).to_contain_text("This briefing was retracted at")


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
async def test_settings_are_changed(
    chromium: Browser, office: tuple[Desk, str], width: int, script: bool
) -> None:
    """Ticked, saved, there when the page is loaded again; what cannot be is said in a sentence."""
    async with _page(chromium, office[1] + "settings", width, script=script) as page:
        always = page.get_by_label("at any hour")
        await always.check()
        await page.get_by_role("button", name="Save").click()
        answer = page.locator("#answers .answer")
        await expect(answer).to_contain_text("breaking: always")
        await expect(answer).to_be_focused()
        await expect(always).to_be_checked()
        await page.get_by_label("Quiet hours", exact=True).fill("late")
        await page.get_by_role("button", name="Save").click()
        await expect(page.get_by_role("alert")).to_contain_text("are no hours I know")
        await page.get_by_label("never", exact=True).check()
        await page.get_by_role("button", name="Save").click()
        await expect(answer).to_contain_text("breaking: off")
        await _fits(page)


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_pause_and_its_end(chromium: Browser, office: tuple[Desk, str], width: int) -> None:
    """Until a day that is chosen; the page says until when, and goes on by a button."""
    async with _page(chromium, office[1] + "settings", width) as page:
        await page.get_by_label("Pause until").fill("2025-06-03")
        await page.get_by_role("button", name="Pause").click()
        orders = page.get_by_role("region", name="Briefings")
        await expect(orders).to_contain_text("Paused until 3 June 2025")
        await _fits(page)
        await orders.get_by_role("button", name="Go on").click()
        await expect(orders).not_to_contain_text("Paused")
        await expect(orders.locator("time").first).to_contain_text("CEST")


@pytest.mark.parametrize("width", WIDTHS)
async def test_following_and_stopping(
    chromium: Browser, office: tuple[Desk, str], width: int
) -> None:
    """Followed under a story, listed among what one follows, stopped there."""
    async with _page(chromium, office[1], width) as page:
        story = page.locator(".story").first
        headline = (await story.locator("h2").inner_text()).partition("· ")[2].replace("\n", " ")
        await story.get_by_role("button", name="Follow this").click()
        await expect(story.locator(".answer")).to_contain_text("You follow this")
        await page.get_by_role("link", name="Settings").click()
        follows = page.get_by_role("region", name="You follow")
        await expect(follows).to_contain_text(headline)
        await _fits(page)
        await follows.get_by_role("button", name="Stop following").click()
        await expect(page.locator("#answers .answer")).to_contain_text(
            "do not follow this any more"
        )
        await expect(page.get_by_role("region", name="You follow")).to_contain_text("Nothing yet")
        await page.go_back()
        await expect(page.locator("h1")).to_have_text("Settings")


@pytest.mark.parametrize("width", WIDTHS)
async def test_a_question_about_a_briefing(
    chromium: Browser, office: tuple[Desk, str], width: int
) -> None:
    """Asked below it, answered there, in the place of the answer before; times name their zone."""
    async with _page(chromium, office[1], width) as page:
        await page.get_by_role("link", name="Link to this briefing").click()
        box = page.get_by_label("Ask about this briefing")
        answer = page.locator(".about + .answers .answer")
        for question in ("When does the Geneva pause end?", "What did the court strike down?"):
            await box.fill(question)
            await page.keyboard.press("Enter")
            await expect(answer).to_contain_text(question)
            await expect(answer).to_have_count(1)
            await expect(box).to_have_value("")
            await expect(box).to_be_focused()
        await expect(page.locator(".rest time").first).to_contain_text("CEST")
        await _fits(page)


async def test_without_script_an_answer_stands_on_the_page_it_was_asked_on(
    chromium: Browser, office: tuple[Desk, str]
) -> None:
    """A question under an edition is answered above that edition."""
    async with _page(chromium, office[1], 360, script=False) as page:
        await page.get_by_role("link", name="Link to this briefing").click()
        heading = await page.locator("main h1").text_content() or ""
        await page.get_by_label("Ask about this briefing").fill("When does the pause end?")
        await page.keyboard.press("Enter")
        await expect(page.locator("#answers .answer")).to_be_focused()
        await expect(page.locator("main h1")).to_have_text(heading)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
async def test_no_serious_obstacle(
    chromium: Browser, office: tuple[Desk, str], axe: str, width: int, scheme: Scheme
) -> None:
    """axe-core on what managers see: notices, taking back, settings with a follow, a story."""
    it, address = office
    edition = await it.archive.editions.edition((await it.delivery()).edition_id or "")
    assert edition is not None
    async with _page(chromium, address, width, scheme=scheme) as page:
        story = page.locator(".story").first
        await story.get_by_role("button", name="Follow this").click()
        await expect(story.locator(".answer")).to_be_visible()
        await story.get_by_role("button", name="Report an error").click()
        await expect(story.locator(".answer")).to_contain_text("Reported")
        await it.work()
        for path in ("", "settings", f"edition/{edition.id}", f"story/{edition.items[0].story_id}"):
            await page.goto(address + path)
            for summary in await page.locator("summary").all():
                await summary.click()
            assert await _obstacles(page, axe) == [], path or "home"
            await _fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_draft_is_no_obstacle(chromium: Browser, axe: str, scheme: Scheme) -> None:
    """axe-core on a draft with a story that was dropped."""
    async with _office(Approval.ELSE_HOLD) as (it, address):
        await it.cut_off()
        async with _page(chromium, address, 360, scheme=scheme) as page:
            await page.get_by_role("button", name="Drop this item").first.click()
            await expect(page.get_by_role("button", name="Put it back").last).to_be_visible()
            assert await _obstacles(page, axe) == []


async def _obstacles(page: Page, axe: str) -> list[str]:
    await page.evaluate(axe)
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        json.dumps([one["id"], one["help"], [node["html"][:120] for node in one["nodes"][:3]]])
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
