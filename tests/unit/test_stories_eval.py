"""``parley eval cluster``: every row is placed, in order, as decided on arrival; and the real wire."""

import gzip
import json
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from parley.cli.main import app
from parley.domain.model import Archived, ChangeKind, Reading, Revision, Story
from parley.domain.stories.change import change
from parley.domain.stories.placing import StoryIndex

ROWS = [
    {
        "id": "a",
        "title": "Court blocks Liberation Day tariffs",
        "text": "Judges in Manhattan ruled.",
    },
    {"id": "b", "title": "", "text": ""},
    {"id": "c", "title": "", "text": "Steel talks in Osaka: Goyal met Muto.", "published_at": "x"},
    {
        "id": "d",
        "title": "Liberation Day tariffs blocked by court",
        "text": "Judges in Manhattan ruled.",
        "published_at": "2025-05-28T20:00:00-04:00",
    },
    {"id": "a", "title": "Piano contest opens in Leeds", "text": "Ninety players came."},
]


def evaluate(folder: Path, rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    source, out = folder / "in.jsonl", folder / "out.jsonl.gz"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = CliRunner().invoke(app, ["eval", "cluster", "--in", str(source), "--out", str(out)])
    assert done.exit_code == 0, done.output
    with gzip.open(out, "rt") as lines:
        return [json.loads(line) for line in lines]


def data(name: str) -> Path:
    if not os.environ.get("PARLEY_DATA"):
        pytest.skip("PARLEY_DATA is not set")
    path = Path(os.environ["PARLEY_DATA"]) / name
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return path


def test_one_row_out_for_each_row_in(tmp_path: Path) -> None:
    """Same order, same ids; stories and threads are named after the rows that founded them."""
    found = evaluate(tmp_path, ROWS)
    assert [row["id"] for row in found] == ["a", "b", "c", "d", "a"]
    assert [row["story"] for row in found] == ["a", "b", "c", "a", "a"]
    assert all(set(row) == {"id", "story", "thread"} for row in found)


def test_a_prefix_gives_the_same_ids(tmp_path: Path) -> None:
    """Whatever follows, a row's story and thread stay."""
    assert evaluate(tmp_path, ROWS)[:3] == evaluate(tmp_path, ROWS[:3])


@pytest.mark.data
def test_twin_events_are_mostly_told_apart() -> None:
    """On shuffled ECB+ dev, few stories mix two events, and most reports find their story."""
    rows = [json.loads(line) for line in data("ecbplus_docs/docs.jsonl").read_text().splitlines()]
    rows = [row for row in rows if row["split"] == "dev"]
    random.Random(0).shuffle(rows)
    index, events = StoryIndex(), dict[str, list[str]]()
    for number, row in enumerate(rows):
        first, *rest = row["sentences"]
        item = _revision(str(number), first, " ".join(rest), datetime(2025, 1, 1, tzinfo=UTC))
        events.setdefault(index.place(item).story_id, []).append(row["story"])
    pure = sum(max(map(told.count, told)) for told in events.values()) / len(rows)
    assert pure > 0.8
    assert len(events) < 2 * len({row["story"] for row in rows})


@pytest.mark.data
def test_the_wire_told_twice_brings_nothing_new() -> None:
    """Every story of the 1987 trade wire, re-posted a day later under new addresses, is unchanged."""
    stories: dict[str, list[Archived]] = {}
    index = StoryIndex()
    for one in _wire():
        placed = index.place(one)
        archived = Archived(
            revision=one, reading=Reading(relevant=True, score=1.0), placement=placed
        )
        stories.setdefault(placed.story_id, []).append(archived)
    for key, articles in stories.items():
        since = articles[-1].revision.first_seen
        again = [_reposted(one, since + timedelta(days=1)) for one in articles]
        story = Story(id=key, thread_id=key, articles=(*articles, *again))
        assert change(story, since).kind is ChangeKind.UNCHANGED, articles[0].revision.title


def _wire() -> Iterator[Revision]:
    with gzip.open(data("reuters21578/trade_train.jsonl.gz"), "rt") as lines:
        for row in map(json.loads, lines):
            at = datetime.fromisoformat(row["published_at"])
            yield _revision(row["id"], row["title"], row["body"], at)


def _reposted(one: Archived, at: datetime) -> Archived:
    revision = one.revision
    return replace(
        one,
        revision=replace(
            revision, id="x" + revision.id, article_id="x" + revision.article_id, first_seen=at
        ),
    )


def _revision(key: str, title: str, text: str, at: datetime) -> Revision:
    return Revision(
        id="r" + key,
        article_id=key,
        source_id="wire",
        url=f"https://example.org/{key}",
        title=title,
        text=text,
        published_at=at,
        first_seen=at,
        content=key,
        family="wire",
    )
