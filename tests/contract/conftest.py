"""Fixtures of the contract suites."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.store_world import STORES, opened
from parley.app.ports import Archive


@pytest.fixture(params=STORES)
async def archive(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Archive]:
    """An empty archive, in every store there is."""
    async with opened(STORES[request.param](tmp_path)) as archive:
        yield archive
