"""The web channel as people meet it, in a real browser: wide and narrow, light and dark."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, Page, expect

from fakes.places import at
from fakes.web_demo import DemoSite
from parley.app.ports import Part

pytestmark = pytest.mark.asyncio(loop_scope="module")

WIDTHS = [360, 1280]
Scheme = Literal["light", "dark"]


@asynccontextmanager
async def _page(
    browser: Browser,
    width: int,
    *,
    scheme: Scheme = "light",
    script: bool = True,
    expected: str = "no complaint",
) -> AsyncIterator[Page]:
    """A page whose every complaint (a script's error, a blocked resource) fails the test."""
    context = await browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        locale="en-GB",
        timezone_id="Europe/Brussels",
        java_script_enabled=script,
        bypass_csp=False,
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    await context.close()
    assert [one for one in complaints if expected not in one] == []


async def _fits(page: Page) -> None:
    """Nothing runs over the edge: no scrolling sideways."""
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", WIDTHS)
async def test_ask_open_sources_and_go_back(chromium: Browser, site: DemoSite, width: int) -> None:
    """Ask, see the answer in place; open a story's sources; follow it; go back to where one was."""
    async with _page(chromium, width) as page:
        await page.goto(site.address)
        await page.get_by_label("Ask, or give a command").fill("/trade help")
        await page.keyboard.press("Enter")
        answer = page.locator("#answers .answer")
        await expect(answer).to_contain_text("What you can ask for")
        await expect(page.get_by_label("Ask, or give a command")).to_have_value("")
        sources = page.locator("details.sources").first
        await expect(sources.locator("blockquote").first).to_be_hidden()
        await sources.locator("summary").click()
        await expect(sources.locator("blockquote").first).to_be_visible()
        await _fits(page)
        await page.get_by_role("link", name="The whole story").first.click()
        await expect(page.get_by_role("heading", name="Told in")).to_be_visible()
        await _fits(page)
        await page.go_back()
        await expect(page.locator("h1")).to_contain_text("Friday 30 May 2025")


@pytest.mark.parametrize("width", WIDTHS)
async def test_earlier_briefings_and_sources(chromium: Browser, site: DemoSite, width: int) -> None:
    """From the newest to an older one and to the sources' health, by links alone."""
    async with _page(chromium, width) as page:
        await page.goto(site.address)
        await page.get_by_role("navigation", name="Earlier briefings").get_by_role("link").click()
        await expect(page.locator("h1")).to_contain_text("Thursday 29 May 2025")
        await _fits(page)
        await (
            page.get_by_role("navigation", name="Pages").get_by_role("link", name="Sources").click()
        )
        await expect(page.locator(".health")).to_contain_text("Demo Wire")
        await _fits(page)


@pytest.mark.parametrize("width", WIDTHS)
async def test_subscribe_and_stop(chromium: Browser, site: DemoSite, width: int) -> None:
    """The form shows the next three times in the reader's own zone, then saves; a line ends it."""
    async with _page(chromium, width) as page:
        await page.goto(site.address)
        await page.get_by_role("link", name="subscribe").click()
        await page.get_by_label("US-China", exact=True).check()
        await expect(page.get_by_label("Time zone")).to_have_value("Europe/Brussels")
        await page.get_by_label("Time", exact=True).fill("07:30")
        await _fits(page)
        await page.get_by_role("button", name="Show the next times").click()
        coming = page.locator("section.answer")
        await expect(coming.locator("time")).to_have_count(3)
        await expect(coming.locator("time").first).to_contain_text("07:30")
        await _fits(page)
        await coming.get_by_role("button", name="Subscribe").click()
        newest = page.locator("#answers .answer").first
        await expect(newest).to_contain_text("Europe/Brussels time, next:")
        box = page.get_by_label("Ask, or give a command")
        await box.fill("unsubscribe")
        await page.get_by_role("button", name="Ask").click()
        await expect(newest).to_contain_text("not be posted here any more")


async def test_without_script_everything_works(chromium: Browser, site: DemoSite) -> None:
    """The form answers by itself, and the sources open."""
    async with _page(chromium, 360, script=False) as page:
        await page.goto(site.address)
        await page.get_by_role("button", name="help").click()
        await expect(page.locator("#answers .answer")).to_contain_text("What you can ask for")
        await page.locator("summary").first.click()
        await expect(page.locator("details blockquote").first).to_be_visible()


async def test_by_keyboard_alone(chromium: Browser, site: DemoSite) -> None:
    """The first stop skips to the content; the focus is seen; Enter opens a story's sources."""
    async with _page(chromium, 1280) as page:
        await page.goto(site.address)
        await page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the content")
        await expect(skip).to_be_focused()
        await expect(skip).to_be_in_viewport()
        await page.keyboard.press("Enter")
        for _ in range(20):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.localName") == "summary":
                break
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert await page.evaluate(outline) == "solid"
        await page.keyboard.press("Enter")
        await expect(page.locator("details[open] blockquote").first).to_be_visible()


async def test_a_server_that_is_gone_is_told_and_nothing_typed_is_lost(
    chromium: Browser, site: DemoSite
) -> None:
    """The question stays in its box, and a sentence says to try again."""
    async with _page(chromium, 360, expected="status of 502") as page:
        await page.goto(site.address)
        await page.route("**/ask", lambda route: route.fulfill(status=502, body="<h1>Proxy</h1>"))
        box = page.get_by_label("Ask, or give a command")
        await box.fill("When does it end?")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).to_contain_text("Try again in a moment")
        await expect(box).to_have_value("When does it end?")


async def test_a_new_briefing_is_announced(chromium: Browser, site: DemoSite) -> None:
    """An open page says that there is something new, in a live region, and moves nothing."""
    async with _page(chromium, 1280) as page:
        async with page.expect_response("**/events"):
            await page.goto(site.address)
        await site.chat.post(at("demo"), Part(0, ""), key="a-later-delivery-0")
        await expect(page.get_by_role("status")).to_contain_text("Something new was posted")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
async def test_readers_with_disabilities_find_no_serious_obstacle(
    chromium: Browser, site: DemoSite, axe: str, width: int, scheme: Scheme
) -> None:
    """axe-core has nothing serious to say of any page, with its sources and an answer open."""
    [newest, *_] = await site.board.posted(limit=1)
    story = newest.edition.items[0].story_id
    async with _page(chromium, width, scheme=scheme) as page:
        for path in (
            "",
            f"edition/{newest.edition.id}",
            f"story/{story}",
            "sources",
            "subscribe?at=08:00&on=mon",
        ):
            await page.goto(site.address + path)
            await page.get_by_role("button", name="help").click()
            await expect(page.locator("#answers .answer")).to_be_visible()
            for summary in await page.locator("summary").all():
                await summary.click()
            assert await _obstacles(page, axe) == [], path or "home"


async def _obstacles(page: Page, axe: str) -> list[Any]:
    await page.evaluate(axe)  # by the debugger, since the page itself lets no script in
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        json.dumps([one["id"], one["help"], [node["html"][:120] for node in one["nodes"][:3]]])
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
