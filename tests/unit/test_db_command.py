"""``parley db`` and ``parley export``, as they are typed."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parley.cli.main import app
from parley.domain.errors import InputError, StoreError
from parley_adapters.store.migrate import HEAD

RUN = CliRunner()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'parley.db'}")
    return tmp_path


def typed(*words: str) -> str:
    result = RUN.invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_database_is_made_looked_at_checked_and_copied(here: Path) -> None:
    """From nothing to a backup that is itself a whole database."""
    with pytest.raises(StoreError, match=r"There is no database .* run: parley db upgrade"):
        typed("db", "info")
    assert f"is up to date (schema {HEAD})" in typed("db", "upgrade")
    assert json.loads(typed("db", "info", "--json"))["rows"]["revision"] == 0
    assert f"Schema    {HEAD}" in typed("db", "info")
    assert json.loads(typed("db", "check", "--json")) == {"ok": True, "faults": []}
    copy = here / "copy.db"
    assert f"Copied to {copy}" in typed("db", "backup", str(copy))
    with pytest.raises(StoreError, match="exists already; name a file that does not"):
        typed("db", "backup", str(copy))
    copy.replace(here / "parley.db")
    assert "whole and up to date" in typed("db", "check")


def test_a_fault_is_named_and_ends_with_one(here: Path) -> None:
    """An empty file is a database without a schema."""
    (here / "parley.db").touch()
    result = RUN.invoke(app, ["db", "check"])
    assert result.exit_code == 1
    assert f"The schema is empty and not {HEAD}; run: parley db upgrade" in result.output


def test_an_export_is_whole_or_not_there(here: Path) -> None:
    """JSON Lines, plain or gzip; a place that cannot be written is named."""
    typed("db", "upgrade")
    assert "Wrote 0 rows" in typed("export", "--out", str(here / "all.jsonl.gz"))
    assert (here / "all.jsonl.gz").exists()
    with pytest.raises(InputError, match="nowhere"):
        typed("export", "--out", str(here / "nowhere" / "all.jsonl"))
