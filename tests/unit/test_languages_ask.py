"""Questions over an archive in several languages: a Chinese word in one finds what has it."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from parley.app.evaluate.ask import run
from parley.wiring import eval_tools

_EVENTS = Path(__file__).parents[1] / "data" / "languages" / "events.toml"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every report of every event, one row each."""
    rows = []
    for event in tomllib.loads(_EVENTS.read_text(encoding="utf-8"))["event"]:
        for language in ("en", "zh", "ja", "es", "fr", "de"):
            if language in event:
                title, _, text = event[language].partition("\n")
                name = f"{event['id']}/{language}"
                rows.append(
                    {"id": name, "title": title, "text": text, "source": f"Wire {language}"}
                )
    path = tmp_path_factory.mktemp("ask") / "index.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _asked(index: Path, query: str) -> Mapping[str, Any]:
    tools = eval_tools(index.parent / "in.jsonl", index)
    return next(iter(run(iter([{"id": "q", "query": query}]), tools)))


@pytest.mark.parametrize(
    ("query", "found", "words"),
    [
        ("What did China decide on 油菜籽?", "china-canada-canola/zh", "75.8%"),
        ("反倾销保证金", "china-canada-canola/zh", "反倾销保证金"),
        ("稀土", "china-rare-earths/zh", "稀土"),
        ("レアアース", "china-rare-earths/ja", "レアアース"),
    ],
)
def test_a_word_in_another_script_is_found_and_quoted(
    index: Path, query: str, found: str, words: str
) -> None:
    """Whether it stands alone or in an English question."""
    answer = _asked(index, query)
    assert answer["ranked"][0] == found
    assert found in answer["cites"]
    assert words in answer["answer"]


def test_an_english_question_is_answered_in_english(index: Path) -> None:
    """Reports in other languages beside it do no harm."""
    answer = _asked(index, "What did the Court of International Trade rule on Trump's tariffs?")
    assert "court-ieepa/en" in answer["cites"]
    assert all(cited.endswith("/en") for cited in answer["cites"])
