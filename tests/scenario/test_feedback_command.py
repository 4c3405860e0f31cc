"""``parley feedback list``: what readers reported, for whoever runs Parley."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contract.store_world import NOON, opened
from parley.cli.main import app
from parley.domain.model import Claim, Evidence, Feedback, FeedbackKind


def word(kind: FeedbackKind, tenant: str) -> Feedback:
    return Feedback(
        id=f"w-{kind}-{tenant}",
        tenant_id=tenant,
        user="U1",
        at=NOON,
        kind=kind,
        edition_id="e1",
        story_id="a1",
        claims=(
            Claim("Talks resume", (Evidence("a1", "Talks resume"),)),
            Claim("The duty is 30%.", (Evidence("a1", "the duty stays at\x1b[2J 30%"),)),
        ),
    )


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a report, and somebody else's opinion."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}"
    monkeypatch.setenv("DATABASE_URL", url)

    async def fill() -> None:
        async with opened(url) as archive:
            await archive.feedback.save(word(FeedbackKind.ERROR, "slack:T1"))
            await archive.feedback.save(word(FeedbackKind.USEFUL, "discord:9"))

    asyncio.run(fill())
    return tmp_path


def listed(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["feedback", "list", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_report_shows_what_was_said_and_on_which_words(here: Path) -> None:
    """The claim, the article and its words, and nothing of theirs acts on the terminal."""
    said = listed()
    assert "error  slack:T1  U1: Talks resume" in said
    assert "    The duty is 30%." in said
    assert "a1: the duty stays at [2J 30%" in said
    assert "\x1b" not in said
    assert "1 error" in said


def test_it_is_read_by_a_program(here: Path) -> None:
    """JSON with each claim's evidence; of one tenant alone where it is named."""
    (row,) = json.loads(listed("--tenant", "slack:T1", "--json"))
    assert row["kind"] == "error"
    assert row["claims"][1]["evidence"] == [
        {"article": "a1", "quote": "the duty stays at\x1b[2J 30%"}
    ]


def test_no_word_is_said_to_be_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty list is a sentence."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}")
    assert "Nobody has said anything yet." in listed()
