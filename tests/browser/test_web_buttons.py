"""The buttons under a story in a real browser, with a script and without."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from fakes.web_demo import DemoSite

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def _page(browser: Browser, site: DemoSite, *, script: bool, width: int = 360) -> Page:
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, locale="en-GB", java_script_enabled=script
    )
    page = await context.new_page()
    await page.goto(site.address)
    return page


async def _fits(page: Page) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
async def test_an_answer_appears_below_its_story(
    chromium: Browser, site: DemoSite, width: int
) -> None:
    """More, then thanks in its place; the page stays where it was."""
    page = await _page(chromium, site, script=True, width=width)
    story = page.locator(".story").nth(1)
    headline = (await story.locator("h2").inner_text()).partition("· ")[2]
    await story.get_by_role("button", name="More").click()
    answer = story.locator(".answers .answer")
    await expect(answer).to_contain_text("From the archive, as of")
    await expect(answer.locator("h2")).to_have_text(headline)
    await _fits(page)
    await story.get_by_role("button", name="Useful", exact=False).first.click()
    await expect(answer).to_have_count(1)
    await expect(answer).to_contain_text("Noted as useful")
    await expect(page.locator("#answers .answer")).to_have_count(0)
    assert page.url == site.address
    await page.context.close()


async def test_who_hears_a_button_hears_its_story(chromium: Browser, site: DemoSite) -> None:
    """Three stories have a button of the same words; their names differ."""
    page = await _page(chromium, site, script=True)
    headline = await page.locator(".story h2").first.inner_text()
    words = re.compile(rf"^Report an error\s?: {re.escape(headline)}$")
    named = page.get_by_role("button", name=words)
    await expect(named).to_have_count(1)
    await page.context.close()


async def test_without_script_the_answer_is_a_page(chromium: Browser, site: DemoSite) -> None:
    """The form answers by itself, at the top."""
    page = await _page(chromium, site, script=False)
    await page.get_by_role("button", name="Report an error").first.click()
    await expect(page.locator("#answers .answer")).to_contain_text("Reported to those who run")
    await page.context.close()


async def test_an_answer_in_place_passes_axe(chromium: Browser, site: DemoSite, axe: str) -> None:
    """No serious finding with an account open below its story."""
    page = await _page(chromium, site, script=True)
    await page.get_by_role("button", name="More").first.click()
    await expect(page.locator(".story .answer").first).to_be_visible()
    await page.evaluate(axe)
    found = await page.evaluate("axe.run().then(r => r.violations)")
    serious = [one["id"] for one in found if one["impact"] in {"serious", "critical"}]
    assert serious == []
    await page.context.close()
