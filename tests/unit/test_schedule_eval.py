"""``parley eval schedule``: against the consensus of three libraries, and with rows that are wrong."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from parley.app.evaluate import Tools
from parley.app.evaluate.schedule import run

_NO_TOOLS = cast("Tools", None)  # the task needs none


def _run(*rows: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(
        run(iter([{"id": str(number), **row} for number, row in enumerate(rows)]), _NO_TOOLS)
    )


def _data(name: str) -> list[dict[str, Any]]:
    if not os.environ.get("PARLEY_DATA"):
        pytest.skip("PARLEY_DATA is not set")
    path = Path(os.environ["PARLEY_DATA"]) / "cron_consensus" / name
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.data
def test_every_row_on_which_the_libraries_agree() -> None:
    """Exactly, in order."""
    rows = _data("agree.jsonl")
    found = _run(*rows)
    wrong = [
        row for row, out in zip(rows, found, strict=True) if out.get("next_utc") != row["next_utc"]
    ]
    assert rows
    assert wrong == []


@pytest.mark.data
def test_the_rule_where_they_differ() -> None:
    """cronsim follows the rule on lines that name hours; these rows name some."""
    rows = _data("disagree_dst.jsonl")
    found = _run(*rows)
    assert [out["next_utc"] for out in found] == [row["cronsim"] for row in rows]


def test_after_is_local_or_carries_an_offset() -> None:
    """A bare time is read in the row's zone; one with an offset is taken at its word."""
    row = {"cron": "0 8 * * *", "tz": "Asia/Shanghai"}
    local, aware = _run(
        row | {"after": "2025-05-01T07:00:00"}, row | {"after": "2025-05-01T07:00:00Z"}
    )
    assert local["next_utc"][0] == "2025-05-01T00:00:00+00:00"
    assert aware["next_utc"][0] == "2025-05-02T00:00:00+00:00"


def test_slots_are_strictly_after() -> None:
    """A start on a slot gives the next one."""
    (out,) = _run({"cron": "0 8 * * *", "tz": "UTC", "after": "2025-05-01T08:00:00"})
    assert out["next_utc"][0] == "2025-05-02T08:00:00+00:00"


@pytest.mark.parametrize(
    "fault",
    [
        {"cron": "61 * * * *"},
        {"cron": "30 2 30 2 *"},
        {"cron": 5},
        {"tz": "Mars/Phobos"},
        {"after": "tomorrow"},
        {"after": "9999-12-31T23:00:00"},
        {"after": "0001-01-01T00:00:00", "tz": "Asia/Shanghai"},
    ],
)
def test_a_row_that_cannot_be_done_gives_its_error(fault: dict[str, Any]) -> None:
    """One sentence beside the id, and the rows after it are done."""
    good = {"cron": "0 8 * * *", "tz": "UTC", "after": "2025-05-01T00:00:00"}
    bad, fine = _run(good | fault, good)
    assert set(bad) == {"id", "error"}
    assert len(fine["next_utc"]) == 3
