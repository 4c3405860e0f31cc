"""Rows in and out: errors that name file, line and field, and files that appear whole or not at all."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.app import jsonl
from parley.domain.errors import InputError


@pytest.mark.parametrize(
    ("text", "required", "parts"),
    [
        ("{}\n{oops", (), ["line 2", "JSON"]),
        ("[1]", (), ["line 1", "object"]),
        ('{"id": 1}\n\n{"id": null}', ("id",), ["line 3", '"id"']),
        ('{"s": [{"t": "x"}, {}]}', ("s[].t",), ["line 1", '"s[].t"']),
        ('{"s": "x"}', ("s[].t",), ["line 1", '"s[].t"']),
    ],
)
def test_a_faulty_row_is_named(
    tmp_path: Path, text: str, required: tuple[str, ...], parts: list[str]
) -> None:
    """The sentence says which file, which line, and which field."""
    path = tmp_path / "rows.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        list(jsonl.read(path, required))
    assert all(part in str(caught.value) for part in [*parts, "rows.jsonl"])


@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_what_is_written_is_read_back(tmp_path: Path, name: str) -> None:
    """Plain or gzip by name, with any text, half a surrogate pair included."""
    rows: list[dict[str, object]] = [{"id": 1, "text": "é\u2028中 \ud83d"}, {"id": "b"}]
    assert jsonl.write(tmp_path / name, rows) == 2
    assert list(jsonl.read(tmp_path / name, ("id",))) == rows


def test_a_truncated_gzip_is_an_input_error(tmp_path: Path) -> None:
    """A file that was cut off is named as unreadable."""
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id": 1}\n' * 1000)[:40])
    with pytest.raises(InputError, match=r"cut\.jsonl\.gz cannot be read"):
        list(jsonl.read(path))


def test_a_fault_on_the_way_leaves_no_file(tmp_path: Path) -> None:
    """Half an output is worse than none."""

    def rows() -> Iterator[dict[str, int]]:
        yield {"id": 1}
        raise InputError("It broke.")

    with pytest.raises(InputError, match="broke"):
        jsonl.write(tmp_path / "out.jsonl", rows())
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A folder that is not there is a sentence."""
    with pytest.raises(InputError, match="cannot be written"):
        jsonl.write(tmp_path / "no" / "out.jsonl", [])
