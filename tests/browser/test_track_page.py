"""A track's page in a real browser: wide and narrow, light and dark, by keyboard, against axe-core."""

import json
from typing import Literal

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from fakes.web_demo import DemoSite

pytestmark = pytest.mark.asyncio(loop_scope="module")

WIDTHS = [360, 1280]
Scheme = Literal["light", "dark"]


async def opened(chromium: Browser, width: int, scheme: Scheme = "light") -> BrowserContext:
    return await chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale="en-GB"
    )


@pytest.mark.parametrize("width", WIDTHS)
async def test_from_a_label_to_the_track_and_on(
    chromium: Browser, site: DemoSite, width: int
) -> None:
    """A story's label leads to its track; the picture is there and fits; a story leads back."""
    context = await opened(chromium, width)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    await page.goto(site.address)
    await page.locator(".chips a", has_text="US-China").first.click()
    await expect(page.locator("h1")).to_contain_text("stalled since 29 May 2025")
    image = page.get_by_role("img", name="Timeline of US-China")
    await expect(image).to_be_visible()
    shown = await image.evaluate("i => [i.complete, i.naturalWidth, i.clientWidth]")
    assert shown[:2] == [True, 1_080]
    assert 300 <= shown[2] <= 362
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("heading", name="Stories").scroll_into_view_if_needed()
    await page.locator("section.rest").last.get_by_role("link").first.click()
    await expect(page.locator("h1")).to_contain_text("Story")
    await context.close()
    assert complaints == []


async def test_a_picture_in_an_answer(chromium: Browser, site: DemoSite) -> None:
    """Asked in the box, answered in place, with the picture."""
    context = await opened(chromium, 360)
    page = await context.new_page()
    await page.goto(site.address)
    await page.get_by_label("Ask, or give a command").fill("timeline us-china")
    await page.keyboard.press("Enter")
    image = page.locator("#answers .answer img")
    await expect(image).to_be_visible()
    assert await image.evaluate("i => i.naturalWidth") == 1_080
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await context.close()


async def test_tracks_by_keyboard(chromium: Browser, site: DemoSite) -> None:
    """From the masthead to a track without a mouse."""
    context = await opened(chromium, 1280)
    page = await context.new_page()
    await page.goto(site.address)
    tracks = page.get_by_role("navigation", name="Pages").get_by_role("link", name="Tracks")
    await tracks.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("Where the talks stand")
    await expect(tracks).to_have_attribute("aria-current", "page")
    await page.locator(".standing a").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_contain_text("US-China")
    await context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
async def test_no_serious_obstacle(
    chromium: Browser, site: DemoSite, axe: str, width: int, scheme: Scheme
) -> None:
    """axe-core has nothing serious to say of the tracks' pages."""
    context = await opened(chromium, width, scheme)
    page = await context.new_page()
    for path in ("tracks", "track/us-china", "track/us-korea"):
        await page.goto(site.address + path)
        await page.evaluate(axe)
        found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [
            json.dumps([one["id"], one["help"], [n["html"][:120] for n in one["nodes"][:3]]])
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        assert serious == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await context.close()
