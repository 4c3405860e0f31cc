"""``parley status`` and ``parley timeline`` over an archive that a replay has kept."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from parley.cli.main import app
from parley.domain.identity import article_id

WIRE = [
    (
        "2025-05-12",
        "US and China agree to cut tariffs for 90 days",
        (
            "The United States and China agreed on Monday to cut their tariffs for 90 days. "
            "The tariff pause with China expires on August 12 unless the US extends it."
        ),
    ),
    (
        "2025-05-28",
        "US orders chip firms to halt sales to China",
        "The US Commerce Department ordered chip software makers on Wednesday to halt sales to China.",
    ),
    (
        "2025-05-29",
        "US-China trade talks stalled, Bessent says",
        "US trade talks with China are a bit stalled, Bessent said on Thursday.",
    ),
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("status")
    wire = folder / "wire.jsonl"
    rows = (
        {
            "id": str(number),
            "title": title,
            "body": body,
            "source": "wire",
            "published_at": f"{day}T12:00:00Z",
        }
        for number, (day, title, body) in enumerate(WIRE)
    )
    wire.write_text("".join(json.dumps(row) + "\n" for row in rows))
    url = f"sqlite+aiosqlite:///{folder / 'archive.db'}"
    _call("replay", "--articles", str(wire), "--out", str(folder / "out.jsonl"), "--database", url)
    return url


def _call(*words: str | Path) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done.stdout


def _status(database: str, day: str) -> dict[str, Any]:
    said = _call("status", "us-china", "--as-of", day, "--database", database, "--json")
    answer: dict[str, Any] = json.loads(said)
    return answer


def test_a_state_is_told_as_of_a_day_with_its_words(database: str) -> None:
    """Truce, escalating, stalled: each as it was known on its day, on whose word."""
    days = ("2025-05-11", "2025-05-20", "2025-05-28", "2025-05-29")
    answers = [_status(database, day) for day in days]
    assert [answer["state"] for answer in answers] == ["quiet", "truce", "escalating", "stalled"]
    assert (answers[0]["quote"], answers[0]["since"]) == (None, None)
    assert answers[3]["since"] == "2025-05-29"
    assert "stalled" in answers[3]["quote"]
    assert [item["date"] for item in answers[1]["next_dates"]] == ["2025-08-12"]


def test_a_timeline_has_every_development_once_in_order(database: str) -> None:
    """The oldest first, each with its state and its words; for people as well."""
    said = _call("timeline", "us-china", "--as-of", "2025-06-01", "--database", database, "--json")
    told = json.loads(said)["developments"]
    assert [item["date"] for item in told] == ["2025-05-12", "2025-05-28", "2025-05-29"]
    assert [item["kind"] for item in told][:2] == ["deal", "export_control"]
    words = _call("timeline", "us-china", "--as-of", "2025-06-01", "--database", database)
    places = [words.index(f"{day} May 2025 ", words.index("How it came")) for day in (12, 28, 29)]
    assert places == sorted(places)
    assert "US-China · stalled since 29 May 2025" in _call(
        "status", "US-China", "--as-of", "2025-06-01", "--database", database
    )


def test_all_tracks_that_moved_are_told(database: str) -> None:
    """Without a track: those that are not quiet, for people and for programs."""
    words = _call("status", "--as-of", "2025-05-29", "--database", database)
    assert "US-China (us-china): stalled since 29 May 2025" in words
    rows = json.loads(_call("status", "--as-of", "2025-05-29", "--database", database, "--json"))
    assert rows[0].keys() == {"track", "state", "since", "quote", "article"}
    assert ("us-china", "stalled") in {(row["track"], row["state"]) for row in rows}
    nothing = _call("status", "--as-of", "2020-01-01", "--database", database)
    assert "No track has moved" in nothing


def test_a_timeline_is_drawn_into_a_file(database: str, tmp_path: Path) -> None:
    """A PNG beside the words, which say what it shows."""
    out = tmp_path / "us-china.png"
    asked = ("timeline", "us-china", "--as-of", "2025-06-01", "--database", database)
    said = " ".join(_call(*asked, "--picture", out).split())
    assert "It is stalled since 29 May 2025." in said
    assert out.read_bytes().startswith(b"\x89PNG")


def test_articles_go_by_the_archive_s_ids(database: str) -> None:
    """What is cited can be looked up: the article of the words is one of the archive's."""
    answer = _status(database, "2025-05-29")
    url = "urn:parley:replay:2"
    assert answer["article"] == article_id(url)
    assert answer["developments"][-1]["article"] == article_id(url)
    assert answer.keys() == {
        *("track", "state", "since", "quote", "article", "developments", "next_dates"),
    }


def test_an_archive_without_a_ledger_is_read_again(database: str, tmp_path: Path) -> None:
    """Of articles that were stored before developments were, the answer is the same."""
    older = tmp_path / "older.db"
    shutil.copy(database.removeprefix("sqlite+aiosqlite:///"), older)
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("DELETE FROM development")
        connection.execute("DELETE FROM date_ahead")
        connection.commit()
    again = _status(f"sqlite+aiosqlite:///{older}", "2025-05-29")
    assert again == _status(database, "2025-05-29")
