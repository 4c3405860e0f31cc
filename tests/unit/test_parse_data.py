"""The readers on the evaluation data: every entry found, every hostile file refused, text extracted."""

import os
from collections import Counter
from pathlib import Path

import pytest
from bench import extract as articles
from bench import torture

from parley.domain.errors import NotAFeed
from parley_adapters.sources.extract import extract
from parley_adapters.sources.feed import parse

DATA = Path(os.environ.get("PARLEY_DATA", "/nowhere"))
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="PARLEY_DATA names no evaluation data"),
]


@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")  # feedparser's own, asked for "updated"
def test_every_entry_that_feedparser_finds_is_found() -> None:
    """Over all fixtures: the same number of entries, and nearly every title, link and date alike."""
    found: Counter[str] = Counter()
    for name, body in torture.fixtures(DATA):
        one = torture.compare(body)
        assert one["entries"] == one["of entries"], name
        found += one
    assert found["entries"] > 1000
    for what in ("titles", "links", "dates"):
        assert found[what] >= 0.95 * found[f"of {what}"], what


def test_hostile_files_are_refused() -> None:
    """Entity bombs, outside entities and DTDs: all refused, none a feed."""
    files = sorted((DATA / "hostile_xml").glob("*.xml"))
    assert files
    for path in files:
        with pytest.raises(NotAFeed):
            parse(path.read_bytes(), source_id="s")


@pytest.mark.slow
def test_article_text_is_extracted_well_enough() -> None:
    """F1 of four-word shingles over the pages is at the goal."""
    pages = articles.load(DATA)
    scores = [
        articles.score(page["text"], extract(page["html"], page["url"]).text) for page in pages
    ]
    assert articles.f1_of(scores) >= articles.GOAL
