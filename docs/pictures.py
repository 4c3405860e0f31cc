"""Makes the README's pictures from the demo: ``python docs/pictures.py`` writes docs/pictures/*.png.

Needs Debian's chromium and the development requirements. The demo's feed and clock are fixed, so the
same code gives the same pictures.
"""

import asyncio
import shutil
from pathlib import Path

from playwright.async_api import Page, async_playwright

from parley import settings, wiring
from parley.app import demo
from parley.domain.model import Platform
from parley.wiring.demo import open_demo

_OUT = Path(__file__).resolve().parent / "pictures"
_WIDTH, _TALLEST, _MARGIN = 860, 1040, 12  # CSS pixels
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
_CONVERSATION = ("timeline us-china", "When does the Geneva pause end?", "subscriptions")


async def main() -> None:
    """Tell both mornings, then photograph the page."""
    _OUT.mkdir(exist_ok=True)
    config = settings.load(env={"PARLEY_WEB__PORT": "0"})
    archive = await wiring.open_archive("sqlite+aiosqlite://")
    demonstration, web = await open_demo(config, archive, demo.start(), serve=True)
    assert web is not None
    await demonstration.subscribe([Platform.WEB])
    for morning in demo.MORNINGS:
        await demonstration.morning(morning)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=_FLAGS
        )
        context = await browser.new_context(
            viewport={"width": _WIDTH, "height": 800},
            device_scale_factor=1.5,
            color_scheme="light",
            locale="en-GB",
            timezone_id="America/New_York",
        )
        page = await context.new_page()
        await page.goto(web.address)
        await page.locator("summary").first.click()
        await _photograph(page, "briefing.png")
        await page.goto(web.address)
        story = page.locator(".story").first
        await story.get_by_role("button", name="Follow this").click()
        await story.locator(".answer").wait_for()
        for number, line in enumerate(_CONVERSATION):
            await page.get_by_label("Ask, or give a command").fill(line)
            await page.keyboard.press("Enter")
            await page.locator("#answers .answer").nth(number).wait_for()
        await _photograph(page, "conversation.png", last="#answers img")
        await page.goto(web.address + "track/us-china")
        await _photograph(page, "track.png", last="section.rest:nth-of-type(2)")
        await browser.close()
    await web.chat.stop()
    await archive.aclose()


async def _photograph(page: Page, name: str, last: str = "") -> None:
    """The top of the page: down to the end of ``last``, else of the last story that fits whole."""
    await page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    await page.mouse.move(0, 0)
    ends = f"""[...document.querySelectorAll({(last or ".story")!r})]
        .map(one => one.getBoundingClientRect().bottom)"""
    found = await page.evaluate(ends)
    height = found[0] if last else max(bottom for bottom in found if bottom <= _TALLEST)
    await page.set_viewport_size({"width": _WIDTH, "height": round(height) + _MARGIN})
    await page.screenshot(path=_OUT / name, animations="disabled", caret="hide")
    await page.set_viewport_size({"width": _WIDTH, "height": 800})


if __name__ == "__main__":
    asyncio.run(main())
