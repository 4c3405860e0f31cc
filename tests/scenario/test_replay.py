"""``parley replay`` and its public contract, from file to file through the command line."""

import gzip
import itertools
import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from parley.cli.main import app

COURT = (
    "The US Court of International Trade ruled that President Donald Trump exceeded his authority "
    "when he put tariffs on goods from nearly every country."
)
TRUCE = (
    "The United States and China agreed in Geneva to lower their additional tariffs for 90 days. The "
    "additional US duty on Chinese goods falls from 145% to 30%."
)


def row(key: str, title: str, body: str, at: str, **more: str) -> dict[str, str]:
    return {
        "id": key,
        "title": title,
        "body": body,
        "source": "reuters",
        "published_at": at,
        "topic": "kept out",
        **more,
    }


CORPUS = [
    row("r1", "US and China cut tariffs", TRUCE, "2025-05-26T06:00:00Z", url="https://a.example/t"),
    row("r2", "US trade court strikes down tariffs", COURT, "2025-05-28T23:30:00Z"),
    row("r3", "Rovers win the cup", "Rovers won the cup after extra time.", "2025-05-28T23:40:00Z"),
    row(
        "r4",
        "US and China cut tariffs",
        TRUCE.replace("30%", "32%"),
        "2025-05-30T06:00:00Z",
        url="https://a.example/t?utm_source=x",
    ),
]


def replay(tmp_path: Path, *more: str, corpus: list[dict[str, str]] | None = None) -> list[Any]:
    source, out = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl"
    with gzip.open(source, "wt", encoding="utf-8") as lines:
        lines.write("\n".join(json.dumps(one) for one in (corpus or CORPUS)))
    result = CliRunner().invoke(
        app, ["replay", "--articles", str(source), "--out", str(out), *more], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_there_is_a_line_for_every_slot(tmp_path: Path) -> None:
    """From the first article to the first slot after the last, news or not, in the slots' zone."""
    editions = replay(tmp_path, "--timezone", "America/New_York")
    assert [e["slot"] for e in editions] == [
        f"2025-05-{day}T08:00:00-04:00" for day in (26, 27, 28, 29, 30)
    ]
    assert [len(e["items"]) for e in editions] == [1, 0, 0, 1, 1]
    for earlier, later in itertools.pairwise(editions):
        assert later["since"] == earlier["until"] == earlier["slot"]


def test_a_line_has_the_contract_s_shape(tmp_path: Path) -> None:
    """Every field that people script against, with articles by the corpus's own ids."""
    first, *_, last = replay(tmp_path)
    assert first.keys() >= {
        *("edition", "desk", "slot", "since", "until", "top_line", "items", "articles"),
        *("coverage", "dropped", "writer"),
    }
    [item] = last["items"]
    assert item["change"] == {"kind": "developed", "old": "30%", "new": "32%"}
    for claim in item["claims"]:
        for evidence in claim["evidence"]:
            assert evidence["article"] == "r4"
            assert evidence["quote"] in CORPUS[3]["body"] + CORPUS[3]["title"]
    assert {a["id"] for a in last["articles"]} == {"r4"}
    for edition in (first, last):
        coverage = edition["coverage"]
        assert coverage["seen"] == coverage["used"] + sum(coverage["left_out"].values())


def test_a_track_that_moved_is_in_its_story(tmp_path: Path) -> None:
    """``state`` has the track, from where to where, and since when; "from" is null at the first."""
    title = "US and China cut tariffs for 90 days"
    stall = "US trade talks with China are a bit stalled, Bessent said on Thursday."
    corpus = [
        row("s1", title, TRUCE, "2025-05-26T06:00:00Z"),
        row("s2", "US-China trade talks stalled, Bessent says", stall, "2025-05-29T20:00:00Z"),
    ]
    moves = [[item.get("state") for item in e["items"]] for e in replay(tmp_path, corpus=corpus)]
    assert [told for told in moves if told] == [
        [{"track": "us-china", "from": None, "to": "truce", "since": "2025-05-26"}],
        [{"track": "us-china", "from": "truce", "to": "stalled", "since": "2025-05-29"}],
    ]
    court = replay(tmp_path)[3]
    assert [item["state"] for item in court["items"]] == [
        {"track": "tariff-litigation", "from": None, "to": "struck_down", "since": "2025-05-28"}
    ]


def test_slots_are_bounded_inclusively(tmp_path: Path) -> None:
    """--from and --to name the first and the last slot; a bare date is the whole day."""
    editions = replay(tmp_path, "--from", "2025-05-28", "--to", "2025-06-02")
    assert [e["slot"][:10] for e in editions] == [
        *("2025-05-28", "2025-05-29", "2025-05-30", "2025-06-02"),
    ]
    assert editions[0]["since"].startswith("2025-05-27")


def test_a_kept_archive_tells_nothing_twice(tmp_path: Path) -> None:
    """Replaying the same corpus into the same database takes in nothing new."""
    url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    once = replay(tmp_path, "--database", url)
    again = replay(tmp_path, "--database", url)
    assert again == once


def test_a_desk_by_alias(tmp_path: Path) -> None:
    """--desk takes ids and aliases, separated by commas."""
    editions = replay(tmp_path, "--desk", "us-ec, us-china")
    told = [item["tracks"][0] for edition in editions for item in edition["items"]]
    assert told == ["us-china", "us-china"]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("{", ["line 1", "JSON"]),
        ('{"id": "x", "title": "t", "body": "b", "source": "s"}', ["line 1", "published_at"]),
        (json.dumps(CORPUS[0] | {"published_at": "soon"}), ["soon", "2025-05-29"]),
    ],
)
def test_a_faulty_corpus_is_named(tmp_path: Path, line: str, parts: list[str]) -> None:
    """A line that cannot be read ends in one sentence, and nothing is written."""
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(line, encoding="utf-8")
    args = ["replay", "--articles", str(source), "--out", str(out)]
    error = str(CliRunner().invoke(app, args).exception)
    assert all(part in error for part in parts)
    assert not out.exists()


@pytest.mark.data
@pytest.mark.slow
def test_the_wire_of_1987(tmp_path: Path) -> None:
    """Real wire: a line for every weekday, nothing told twice, every quote verbatim, sums that close."""
    data = os.environ.get("PARLEY_DATA")
    if not data:
        pytest.skip("PARLEY_DATA does not name the evaluation data")
    path = Path(data) / "reuters21578" / "trade_train.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        corpus = {(one := json.loads(line))["id"]: one for line in lines}
    editions = replay(tmp_path, corpus=list(corpus.values()))
    assert len(editions) >= 28
    with_news = [e for e in editions if e["coverage"]["relevant"]]
    for edition in with_news:  # what is neither told nor named has a reason that says why
        left = edition["coverage"]["left_out"].keys()
        assert edition["items"] or edition["also"] or left & {"nothing new", "too slight to name"}
    for edition in editions:
        stories = [item["story"] for item in edition["items"]]
        assert len(stories) == len(set(stories))
        headlines = [item["headline"] for item in edition["items"]]
        assert len(headlines) == len(set(headlines))
        told = [claim["text"] for item in edition["items"] for claim in item["claims"]]
        assert len(told) == len(set(told))
        assert edition["dropped"] == []
        coverage = edition["coverage"]
        assert coverage["seen"] == coverage["used"] + sum(coverage["left_out"].values())
        for item in edition["items"]:
            for claim in item["claims"]:
                for evidence in claim["evidence"]:
                    article = corpus[evidence["article"]]
                    assert evidence["quote"] in article["title"] + "\n" + article["body"]
