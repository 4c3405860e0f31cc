"""What a person who watches is shown while the work goes on, and nobody else."""

import io
import json
import sys
from pathlib import Path

import pytest

from parley.cli import evaluate, terminal


class Screen(io.StringIO):
    """A standard error that a person looks at."""

    def isatty(self) -> bool:
        return True


def test_long_work_shows_that_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar over items, and a mark where the end cannot be seen."""
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    assert list(terminal.progress(iter([1, 2]), "Reading rows", 2)) == [1, 2]
    with terminal.waiting("Copying"):
        pass
    assert "Reading rows" in screen.getvalue()
    assert "Copying" in screen.getvalue()


def test_a_file_is_spared_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where standard error is no screen, nothing is drawn on it."""
    monkeypatch.setattr(sys, "stderr", file := io.StringIO())
    assert list(terminal.progress(iter([1]), "Reading rows")) == [1]
    with terminal.waiting("Copying"):
        pass
    assert file.getvalue() == ""


def test_a_measured_task_shows_how_it_gets_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``parley eval`` may take minutes over a large file."""
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"id": 1, "title": "x", "text": "y"}), encoding="utf-8")
    monkeypatch.setattr(sys, "stderr", screen := Screen())
    evaluate.evaluate(evaluate.EvalTask.RELEVANCE, source, out)
    assert "Measuring relevance" in screen.getvalue()
    assert out.exists()
