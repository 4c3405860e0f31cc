"""Mistakes on the command line end in one sentence that names what is wrong, never in a traceback."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from parley.cli.main import app
from parley.domain.errors import ConfigError, InputError, StoreError

ROW = {
    "id": 1,
    "title": "US and China cut tariffs",
    "body": "The United States and China agreed to cut tariffs.",
    "source": "wire",
    "published_at": "2025-05-12T08:00:00Z",
}


def parley(*words: str) -> str:
    return CliRunner().invoke(app, list(words), catch_exceptions=False).output


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PARLEY_CONFIG", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    file = tmp_path / "in.jsonl"
    file.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///parley.db",
        "mysql://user:hidden@host/name",
        "postgresql+nothing://user:hidden@host/name",
        "nonsense",
    ],
)
def test_a_database_that_no_driver_reaches_is_a_mistake_in_the_settings(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """A driver that is missing or cannot wait, or no URL at all; a password in it is not shown."""
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ConfigError, match=r"write sqlite\+aiosqlite") as caught:
        parley("brief")
    assert "hidden" not in str(caught.value)


def test_a_backup_of_what_is_no_database_names_the_database(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is the database's, not the copy's that was asked for."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite+aiosqlite:///{corpus}")
    with pytest.raises(StoreError, match=r"in\.jsonl.* is not a database"):
        parley("db", "backup", "copy.db")


def test_a_stretch_of_time_that_ends_before_it_begins_is_refused(corpus: Path) -> None:
    """It would read like a day on which nothing came in."""
    with pytest.raises(InputError, match="--since must lie before --until"):
        parley("brief", "--since", "2025-05-30", "--until", "2025-05-29")


def test_a_date_in_a_corpus_that_cannot_be_read_is_named_by_its_line(corpus: Path) -> None:
    """Blank lines count, as an editor counts them."""
    bad = json.dumps({**ROW, "published_at": "soon"})
    corpus.write_text(f"{json.dumps(ROW)}\n\n{bad}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r'in\.jsonl, line 3: "soon" is not an ISO date'):
        parley("replay", "--articles", str(corpus), "--out", "out.jsonl")


@pytest.mark.parametrize(
    "words",
    [("replay", "--articles", "in.jsonl"), ("eval", "relevance", "--in", "in.jsonl")],
    ids=["replay", "eval"],
)
def test_a_place_that_cannot_be_written_is_named_in_words(
    corpus: Path, words: tuple[str, ...]
) -> None:
    """Neither the system's error number nor the name of the file half written is of use."""
    with pytest.raises(InputError) as caught:
        parley(*words, "--out", "nowhere/out.jsonl")
    assert str(caught.value) == "nowhere/out.jsonl cannot be written: No such file or directory."


@pytest.mark.parametrize("value", [5, ["a list"], {"an": "object"}, True])
def test_a_field_of_another_type_is_read_as_its_text(corpus: Path, value: object) -> None:
    """A row that is odd but whole still gets its answer."""
    corpus.write_text(json.dumps({"id": [1], "title": value, "text": value}), encoding="utf-8")
    for task in ("relevance", "cluster"):
        parley("eval", task, "--in", "in.jsonl", "--out", "out.jsonl")
        assert json.loads((corpus.parent / "out.jsonl").read_text(encoding="utf-8"))["id"] == [1]


def test_a_question_s_date_that_cannot_be_read_is_named_by_its_row(corpus: Path) -> None:
    """There is no line to answer for it, so the run ends with the row's id and the field."""
    Path("index.jsonl").write_text(json.dumps({**ROW, "text": "x"}), encoding="utf-8")
    corpus.write_text(json.dumps({"id": "q7", "query": "What?", "as_of": "soon"}), encoding="utf-8")
    with pytest.raises(InputError, match=r"id 'q7', field \"as_of\": \"soon\" is not an ISO date"):
        parley("eval", "ask", "--in", "in.jsonl", "--out", "out.jsonl", "--index", "index.jsonl")
