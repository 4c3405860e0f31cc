"""Chromium for the tests of this folder; without it they are skipped with a reason, never in CI."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from fakes.web_demo import DemoSite, demo_site

_AXE = Path(__file__).resolve().parents[1] / "npm" / "node_modules" / "axe-core" / "axe.min.js"
# Nothing of the browser's own may leave the machine.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def _absent(reason: str) -> None:
    if os.environ.get("PARLEY_CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """A browser with an empty profile."""
    path = shutil.which("chromium")
    if path is None:
        _absent("chromium is not installed; see .ci/run")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site() -> AsyncIterator[DemoSite]:
    """The demo's page, up."""
    async with demo_site() as running:
        yield running


@pytest.fixture
def axe() -> str:
    """axe-core's script."""
    if not _AXE.is_file():
        _absent("axe-core is not installed; run: npm ci --prefix tests/npm")
    return _AXE.read_text(encoding="utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of this folder needs the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
