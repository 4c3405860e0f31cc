"""Articles out of web pages: 4-gram F1 against plain trafilatura in the same run.

The measure is the article-extraction-benchmark's: shingles of four words as multisets, precision and
recall averaged over pages, and F1 of the two averages.
"""

import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.report import Row, at_least

GOAL = 0.960
_WORD = re.compile(r"\w+")
Score = tuple[float, float]


def run(data: Path | None) -> list[Row]:
    """F1 of ours and of trafilatura's defaults on every page, and how long a page takes."""
    if data is None:
        return []
    import trafilatura

    from parley_adapters.sources.extract import extract

    pages = load(data)
    ours, spent = _timed(lambda html, url: extract(html, url).text, pages)
    theirs, their_time = _timed(
        lambda html, url: trafilatura.extract(html, url=url, include_comments=False) or "", pages
    )
    f1, peer = f1_of(ours), f1_of(theirs)
    precision, recall = means(ours)
    return [
        Row(
            name="article text, F1",
            value=f1,
            **at_least(GOAL, f1),  # type: ignore[arg-type] # a goal and whether it is met
            against=f"trafilatura alone {peer:.4f}",
            note=f"{len(pages)} pages, 4-gram shingles; precision {precision:.3f}, recall {recall:.3f}",
        ),
        Row(
            name="article text, time a page",
            value=1000 * spent / len(pages),
            unit="ms",
            against=f"trafilatura alone {1000 * their_time / len(pages):.1f} ms",
            note="with title and date; trafilatura without",
        ),
    ]


def load(data: Path) -> Sequence[Mapping[str, Any]]:
    """The pages with their true texts."""
    folder = data / "article_extraction"
    with gzip.open(folder / "ground-truth.json.gz", "rt", encoding="utf-8") as file:
        truth = json.load(file)
    return [
        {
            "html": gzip.decompress((folder / "html" / f"{key}.html.gz").read_bytes()).decode(),
            "url": row.get("url"),
            "text": row["articleBody"],
        }
        for key, row in truth.items()
    ]


def _timed(
    extractor: Callable[[str, str | None], str], pages: Sequence[Mapping[str, Any]]
) -> tuple[list[Score], float]:
    extractor(pages[0]["html"], pages[0]["url"])  # what is loaded late is not measured
    start = time.perf_counter()
    texts = [extractor(page["html"], page["url"]) for page in pages]
    spent = time.perf_counter() - start
    return [score(page["text"], text) for page, text in zip(pages, texts, strict=True)], spent


def score(truth: str, found: str) -> Score:
    """Precision and recall of one page."""
    wanted, given = _shingles(truth), _shingles(found)
    both = (wanted & given).total()
    return (
        both / given.total() if given else 0.0,
        both / wanted.total() if wanted else 0.0,
    )


def means(scores: Sequence[Score]) -> Score:
    """The averages; as in the benchmark, a page without any text given counts in recall alone."""
    precisions = [precision for precision, recall in scores if precision or recall]
    return sum(precisions) / len(precisions), sum(recall for _, recall in scores) / len(scores)


def f1_of(scores: Sequence[Score]) -> float:
    """F1 of the averages."""
    precision, recall = means(scores)
    return 2 * precision * recall / (precision + recall)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return (
        Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))
        if words
        else Counter()
    )
