"""``parley sources``, as an operator types it, with a catalogue of their own and a server to ask."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner

from parley.cli.main import app
from parley.domain.errors import ConfigError, FetchError

FEED = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><guid>1</guid>'
    "<title>Tariff talks between China and the United States resume in Geneva</title>"
    "<link>https://news.example/1</link></item></channel></rss>"
)
Parley = Callable[..., Any]


@pytest.fixture
def parley(httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Parley:
    """Runs ``parley sources …`` over two sources, one good and one broken."""
    httpserver.expect_request("/good").respond_with_data(FEED, content_type="text/xml")
    httpserver.expect_request("/bad").respond_with_data("", status=500)
    host = f"{httpserver.host}:{httpserver.port}"
    (tmp_path / "parley.toml").write_text(
        f'[http]\nexempt_hosts = ["{host}"]\nper_host_seconds = 0\n', encoding="utf-8"
    )
    rows = [
        f'[[source]]\nid = "{name}"\nname = "{name}"\nkind = "feed"\nurl = "http://{host}/{name}"\n'
        f'family = "{name}"\nauthority = "press"\nrights = "excerpt"\n'
        for name in ("good", "bad")
    ]
    (tmp_path / "sources.toml").write_text("\n".join(rows), encoding="utf-8")
    monkeypatch.setenv("PARLEY_CONFIG", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/parley.db")
    runner = CliRunner()

    def run(*words: str) -> Any:
        result = runner.invoke(app, ["sources", *words, "--json"])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return json.loads(result.stdout)

    return run


def test_check_shows_health_and_leaves_the_items(parley: Parley) -> None:
    """Last success, last error, items and next try; then a poll still finds everything new."""
    good, bad = parley("check", "good", "bad")
    assert (good["health"], good["items"], good["last_error"]) == ("healthy", 1, None)
    assert (bad["health"], bad["last_success"]) == ("failing", None)
    assert "answers 500" in bad["last_error"]
    assert bad["next_try"] > bad["last_try"]
    report = parley("poll", "good", "bad")
    assert report["taken"]["new"] == 1
    assert [fault["source_id"] for fault in report["faults"]] == ["bad"]
    assert parley("poll", "good")["taken"] == {"new": 0, "revised": 0, "known": 1, "relevant": 0}
    listed = {row["id"]: row for row in parley("list")}
    assert listed["good"]["health"] == "healthy"
    assert listed["ustr"]["health"] == "never tried"


def test_nothing_that_answers_is_a_failure(parley: Parley) -> None:
    """A script can tell by the exit code that no source could be read."""
    with pytest.raises(FetchError):
        parley("check", "bad")
    with pytest.raises(FetchError):
        parley("poll", "bad")


def test_an_unknown_source_is_named_with_the_nearest(parley: Parley) -> None:
    """A slip of the finger costs one sentence."""
    with pytest.raises(ConfigError, match='did you mean "good"'):
        parley("check", "goood")
