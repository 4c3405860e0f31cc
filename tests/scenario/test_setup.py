"""From nothing: ``parley init`` writes what ``parley doctor`` then finds in order."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parley.cli.main import app


def parley(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("PARLEY_CONFIG", "SLACK_BOT_TOKEN", "DISCORD_TOKEN", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/parley.db")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-never-shown")
    return tmp_path


def test_init_writes_a_configuration_that_loads_and_keeps_what_is_there(home: Path) -> None:
    """Every setting is there as a comment; a second call overwrites nothing."""
    assert parley("init", str(home / "own")).exit_code == 0
    changed = home / "own" / "parley.toml"
    text = changed.read_text(encoding="utf-8")
    assert "#port = 8899" in text
    changed.write_text(text.replace("#port = 8899", "port = 9001"), encoding="utf-8")
    again = parley("init", str(home / "own"))
    assert again.output.count("kept") == 4
    assert "port = 9001" in changed.read_text(encoding="utf-8")
    assert parley("doctor", "--config", str(home / "own")).exit_code == 0


def test_the_doctor_names_keys_without_showing_them(home: Path) -> None:
    """What is set is said, never what it is; a month's cost is estimated for what is in force."""
    parley(
        *("subscriptions", "add", "--platform", "console", "--channel", "desk"),
        *("--cron", "0 8 * * *", "--timezone", "UTC", "--tracks", "us-china"),
    )
    found = json.loads(parley("doctor", "--json").output)
    assert "sk-never-shown" not in json.dumps(found)
    by_name = {finding["about"]: finding for finding in found}
    assert by_name["key OPENAI_API_KEY"]["verdict"] == "ok"
    assert by_name["key DISCORD_TOKEN"]["verdict"] == "note"
    assert "30 editions of up to 6 stories" in by_name["cost"]["sentence"]
    assert "US dollars" in by_name["cost"]["sentence"]


def test_the_doctor_says_what_is_at_fault_and_ends_with_1(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that does not open, and a channel whose platform has no token."""
    order = ("--cron", "0 8 * * *", "--timezone", "UTC")
    parley(
        *("subscriptions", "add", "--platform", "discord", "--team", "8812000000000000001"),
        *("--channel", "881200000000000002", *order),
    )
    unconnected = parley("doctor")
    assert unconnected.exit_code == 1
    assert "has no connection" in unconnected.output
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{home}/no/such/folder/parley.db")
    broken = parley("doctor")
    assert broken.exit_code == 1
    assert "FAULT  database" in broken.output


def test_the_page_needs_no_connection(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A subscription of the default platform is in order, unless the page is switched off."""
    parley(
        *("subscriptions", "add", "--channel", "team"),
        *("--cron", "0 8 * * *", "--timezone", "UTC"),
    )
    sound = parley("doctor")
    assert sound.exit_code == 0
    assert 'web:local team: "daily" can be posted there' in sound.output
    monkeypatch.setenv("PARLEY_WEB__ENABLED", "false")
    off = parley("doctor")
    assert off.exit_code == 1
    assert "the page is switched off in [web] enabled" in off.output


def test_a_brief_from_an_empty_archive_does_not_claim_quiet(home: Path) -> None:
    """Nothing was read, and that is what it says; as JSON it has the contract's shape."""
    assert "No source brought an article" in " ".join(parley("brief").output.split())
    row = json.loads(parley("brief", "us-china", "--json").output)
    assert row["items"] == []
    assert row["coverage"]["seen"] == 0


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("brief", "us-chnia"), "us-china"),
        (("brief", "--since", "soon"), "2025-05-29"),
        (("brief", "--timezone", "Mars/Olympus"), "Mars/Olympus"),
        (("doctor", "--config", "nowhere"), "parley init"),
    ],
)
def test_mistakes_end_in_one_sentence(home: Path, words: tuple[str, ...], hint: str) -> None:
    """Whatever is wrong with a call is said in a sentence that shows the right form."""
    result = parley(*words)
    assert result.exit_code != 0
    assert hint in str(result.exception)
