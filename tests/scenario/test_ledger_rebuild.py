"""``parley db rebuild-ledger``, as it is typed."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parley import settings, wiring
from parley.cli.main import app
from parley.domain.model import Authority, Entry, Rights
from parley.wiring.pipeline import open_pipeline

RUN = CliRunner()
WORDS = "Canada imposed tariffs of 25% on American cars on Monday, the finance ministry said."


def typed(*words: str) -> str:
    result = RUN.invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


async def filled(url: str, *, forget: bool) -> None:
    """An archive with an article of a configured source, its ledger lost if ``forget``."""
    config = settings.load()
    source = next(
        one
        for one in config.sources
        if one.authority is not Authority.OTHER and one.rights is Rights.FULL_TEXT
    )
    archive = await wiring.open_archive(url)
    pipeline = await open_pipeline(config, archive)
    now = wiring.SystemClock().now()
    link = f"{source.url}/cars"
    entry = Entry(
        source_id=source.id, title="Canada hits US cars", url=link, body=WORDS, published_at=now
    )
    await pipeline.intake.take([(source, [entry])], now)
    if forget:
        await archive.developments.replace([], [], now)
    await archive.aclose()


@pytest.mark.parametrize("forget", [True, False])
def test_the_ledger_is_recorded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forget: bool
) -> None:
    """Whether it was lost or is whole: afterwards it says what the articles say, once."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    asyncio.run(filled(url, forget=forget))
    assert json.loads(typed("db", "rebuild-ledger", "--json")) == {"developments": 2}
    assert "2 developments of the last 26 weeks" in typed("db", "rebuild-ledger")
    known = json.loads(typed("timeline", "us-canada", "--json"))["developments"]
    assert [item["kind"] for item in known] == ["tariff_imposed"]
