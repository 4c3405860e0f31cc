"""``parley eval feed`` and ``parley eval extract``, from file to file."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from parley import wiring
from parley.app.evaluate import extract, feed, rows_of
from parley.domain.errors import InputError

FEEDS = Path(__file__).parents[1] / "data" / "feeds"


def evaluate(task: Any, rows: list[Any], folder: Path) -> list[dict[str, Any]]:
    source, out = folder / "in.jsonl", folder / "out.jsonl.gz"
    source.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    rows_of(task.run, task.REQUIRED, source, out, wiring.eval_tools(source, None))
    with gzip.open(out, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_feed_gives_every_entry_with_null_where_absent(tmp_path: Path) -> None:
    """One row out for each in, in order; a relative path is looked for beside the input."""
    (tmp_path / "named.html").write_bytes((FEEDS / "rss.xml").read_bytes())
    rows = [
        {"id": 1, "path": "named.html", "more": True},
        {"id": "b", "path": str(FEEDS / "feed.json")},
    ]
    first, second = evaluate(feed, rows, tmp_path)
    assert first["entries"][0] == {
        "id": "news-7",
        "url": "https://ministry.example/news/steel?id=7",
        "title": "Talks on steel & aluminium resume",
        "summary": "Envoys meet on Monday. Quotas are on the table.",
        "published_at": "2025-05-29T14:00:00+00:00",
    }
    assert first["entries"][2] == dict.fromkeys(("id", "url", "title", "summary", "published_at"))
    assert second["id"] == "b"
    assert [entry["summary"] for entry in second["entries"]] == [
        "Exporters ask for a truce.",
        "No title, no link.",
    ]


def test_feed_that_is_none_or_is_missing_gives_an_error(tmp_path: Path) -> None:
    """A file that cannot be read, a folder and a web page are errors of their row alone."""
    (tmp_path / "page").write_text("<html>hello</html>")
    rows = [{"id": n, "path": p} for n, p in enumerate(["gone.xml", ".", "page", "a\0b"])]
    found = evaluate(feed, [*rows, {"id": 9, "path": str(FEEDS / "atom.xml")}], tmp_path)
    assert [sorted(row) for row in found] == [["error", "id"]] * 4 + [["entries", "id"]]


def test_extract_gives_text_and_date(tmp_path: Path) -> None:
    """``text`` is never null; the date is ISO or null."""
    words = "Negotiators meet again on Monday to speak about the quota for steel. " * 4
    html = (
        "<html><head><meta property='article:published_time' content='2025-05-29T10:00:00Z'></head>"
        f"<body><article><p>{words}</p></article></body></html>"
    )
    full, empty = evaluate(
        extract,
        [{"id": "a", "html": html, "url": "https://e.com/1"}, {"id": "b", "html": ""}],
        tmp_path,
    )
    assert full == {"id": "a", "text": words.strip(), "published_at": "2025-05-29T10:00:00+00:00"}
    assert empty == {"id": "b", "text": "", "published_at": None}


def test_row_without_its_field_is_named(tmp_path: Path) -> None:
    """Whoever wrote the file learns the line and the field."""
    with pytest.raises(InputError, match='line 2: the field "path"'):
        evaluate(feed, [{"id": 1, "path": "x"}, {"id": 2}], tmp_path)
