"""The evidence check over real news and over any text at all."""

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.app.evaluate import Tools
from parley.app.evaluate.verify import run
from parley.domain.evidence.check import check, verify
from parley.domain.evidence.text import fold, sentences
from parley.domain.model import Claim, Evidence, SourceText


def _wire() -> list[SourceText]:
    data = os.environ.get("PARLEY_DATA")
    path = Path(data or "") / "reuters21578" / "trade_train.jsonl.gz"
    if not data or not path.is_file():
        pytest.skip("the trade wire is not here: set PARLEY_DATA")
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
    return [
        SourceText(
            row["id"], row["title"], row["body"], datetime.fromisoformat(row["published_at"])
        )
        for row in rows
    ]


@pytest.mark.data
def test_every_sentence_of_the_wire_stands_on_itself() -> None:
    """No verbatim sentence of a real article fails its own evidence check."""
    failed = []
    for source in _wire():
        for start, end in sentences(fold(source.text)):
            text = source.text[start:end]
            verdict = check(
                Claim(text, (Evidence(source.article_id, text),)), {source.article_id: source}
            )
            failed += [(text, reason.detail) for reason in verdict.reasons]
    assert failed == []


@given(text=st.text(max_size=200), source=st.text(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_gets_a_verdict_with_spans_inside_it(text: str, source: str) -> None:
    """Whatever comes in: a score of 0 to 1, spans within the claim, nothing raised."""
    verdict = verify(text, [SourceText("a", "", source, datetime(2025, 5, 30, tzinfo=UTC))])
    assert 0.0 <= verdict.score <= 1.0
    assert all(0 <= r.start <= r.end <= len(text) for r in verdict.reasons)
    assert verdict.supported == (verdict.reasons == ())


_TEXT = """The US Japan said it would not raise tariffs on steel by 25 pct from April 1 but officials of
GATT may reject 300 mln dlrs in exports, and imports fell to $1.2 billion in May 1987. Mr. Baldrige "never"
agreed; China's surplus rose 3.5% (from 2.9) last Tuesday. Nobody"""
_WORDS = st.sampled_from(_TEXT.split())


@given(words=st.lists(_WORDS, min_size=4, max_size=60), data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_sentence_of_the_source_always_stands(words: list[str], data: st.DataObject) -> None:
    """Verbatim sentences pass, however odd the article."""
    text = " ".join(words)
    spans = sentences(text)
    start, end = data.draw(st.sampled_from(spans))
    assert verify(text[start:end], [SourceText("a", "", text)]).reasons == ()


def test_eval_verify_keeps_its_contract(eval_rows: list[dict[str, Any]]) -> None:
    """A row out for each row in: reasons with kind and span, empty exactly if supported."""
    out = list(run(iter(eval_rows), _no_tools()))
    assert [row["id"] for row in out] == ["true", "false", "none"]
    assert out[0]["supported"] is True
    assert out[0]["reasons"] == []
    assert out[1]["supported"] is False
    assert out[1]["reasons"] == [{"kind": "figure", "span": [22, 25]}]
    assert out[2]["reasons"][0]["kind"] == "no_evidence"
    json.dumps(out)


@pytest.fixture
def eval_rows() -> list[dict[str, Any]]:
    """Three rows of the task."""
    source = {"id": "s", "text": "Japan cut its duty on steel to 5% on Monday.", "extra": 1}
    return [
        {"id": "true", "claim": "Japan cut its steel duty to 5 pct.", "sources": [source]},
        {"id": "false", "claim": "Japan cut its duty to 15%.", "sources": [source]},
        {"id": "none", "claim": "Japan cut its duty.", "sources": []},
    ]


def _no_tools() -> Tools:
    def unused(*_: object) -> Any:
        raise AssertionError("the task needs nothing from outside")

    return Tools(parse_feed=unused, extract_page=unused, tracks=unused, open_archive=unused)
