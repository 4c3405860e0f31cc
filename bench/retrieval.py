"""Figures of retrieval, and BM25 as the peer that they are held against."""

import math
import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_RESAMPLES = 500


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question: the ranked ids, a score, and whether it was answered."""

    evidence: frozenset[str]
    ranked: Sequence[str]
    score: float
    answered: bool


def bm25(facts: Sequence[dict[str, Any]], queries: Sequence[dict[str, Any]]) -> list[Outcome]:
    """The peer: BM25 (k1 1.5, b 0.75) over title, source, date and fact; its top score as sign."""
    documents = [
        _words(f"{fact['title']} {fact['source']} {fact['published_at'][:10]} {fact['fact']}")
        for fact in facts
    ]
    counts = [Counter(words) for words in documents]
    mean = sum(map(len, documents)) / len(documents)
    frequency = Counter(word for words in counts for word in words)
    idf = {
        word: math.log(1 + (len(facts) - number + 0.5) / (number + 0.5))
        for word, number in frequency.items()
    }
    outcomes = []
    for query in queries:
        asked = _words(query["query"])
        scores = []
        for words, count in zip(documents, counts, strict=True):
            norm = 1.5 * (0.25 + 0.75 * len(words) / mean)
            found = (word for word in asked if word in count)
            scores.append(sum(idf[w] * count[w] * 2.5 / (count[w] + norm) for w in found))
        order = sorted(range(len(facts)), key=lambda at: -scores[at])
        outcomes.append(
            Outcome(
                frozenset(query["evidence_fact_ids"]),
                [facts[at]["fact_id"] for at in order[:10]],
                max(scores),
                answered=True,
            )
        )
    return outcomes


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def hits(outcomes: Sequence[Outcome], depth: int) -> float:
    """The share of all evidence that is among the first ``depth``."""
    found = sum(len(one.evidence & set(one.ranked[:depth])) for one in outcomes)
    return found / sum(len(one.evidence) for one in outcomes)


def mean_hits(outcomes: Sequence[Outcome], depth: int) -> float:
    """The same, question by question."""
    asked = [one for one in outcomes if one.evidence]
    shares = (len(one.evidence & set(one.ranked[:depth])) / len(one.evidence) for one in asked)
    return sum(shares) / len(asked)


def reciprocal(outcomes: Sequence[Outcome]) -> float:
    """One over the rank of the first evidence within ten, on average."""
    asked = [one for one in outcomes if one.evidence]
    ranks = (
        next((1 / at for at, key in enumerate(one.ranked[:10], 1) if key in one.evidence), 0.0)
        for one in asked
    )
    return sum(ranks) / len(asked)


def area(outcomes: Sequence[Outcome]) -> tuple[float, float, float]:
    """The AUROC of the score, with a 95% interval by bootstrap over the questions."""
    yes = [one.score for one in outcomes if one.evidence]
    no = [one.score for one in outcomes if not one.evidence]

    def value(first: Sequence[float], second: Sequence[float]) -> float:
        wins = sum((a > b) + (a == b) / 2 for a in first for b in second)
        return wins / len(first) / len(second)

    draw = random.Random(0)
    drawn = sorted(
        value(draw.choices(yes, k=len(yes)), draw.choices(no, k=len(no))) for _ in range(_RESAMPLES)
    )
    return value(yes, no), drawn[len(drawn) // 40], drawn[-1 - len(drawn) // 40]
