"""Articles in the order in which they help to answer a question: what they cover, part by part.

Each telling word of the question counts by its rarity in the archive and saturates with its
frequency in the article (the form of BM25, Robertson and Zaragoza 2009). An article gains by the
clause that it covers best, by the words that stand side by side as in the question, and by being of
a publisher or a day that the question names.

The order is made one by one, since a question of several parts needs several articles: what the
articles before have covered counts for less, a clause that has its article wants another less, and
from the third on an article gains by the names that the first have in common, which the question may
only describe.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from parley.domain.questions.asked import Part, Question, within
from parley.domain.questions.asof import Days
from parley.domain.questions.words import named, stems


@dataclass(frozen=True, slots=True)
class Passage:
    """An article as it is ranked: its words counted. ``publisher`` is a source's id."""

    key: str
    publisher: str
    day: date | None
    tracks: frozenset[str]
    title: Mapping[str, int]
    text: Mapping[str, int]
    pairs: frozenset[tuple[str, str]]
    names: frozenset[str]
    size: int


def passage(
    key: str,
    title: str,
    text: str,
    *,
    publisher: str = "",
    day: date | None = None,
    tracks: Sequence[str] = (),
) -> Passage:
    """An article read for ranking."""
    head, body = stems(title), stems(text)
    return Passage(
        key=key,
        publisher=publisher,
        day=day,
        tracks=frozenset(tracks),
        title=Counter(head),
        text=Counter(body),
        pairs=frozenset([*pairwise(head), *pairwise(body)]),
        names=named(title) | named(text),
        size=len(body),
    )


@dataclass(frozen=True, slots=True)
class Rarity:
    """How many of ``total`` articles have each word of a question, by stem."""

    total: int
    counts: Mapping[str, int]

    def weight(self, stem: str) -> float:
        """The inverse document frequency as a share of an absent word's: above 0, at most 1."""
        count = min(self.counts.get(stem, 0), self.total)
        most = math.log(2 * self.total + 2)
        return math.log(1 + (self.total - count + 0.5) / (count + 0.5)) / most


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; in units of one rare word."""

    length: float = 0.5
    title: float = 0.5
    saturation: float = 1.2
    pair: float = 0.15
    part: float = 0.7
    publisher: float = 0.9
    part_publisher: float = 0.6
    day: float = 0.9
    part_day: float = 0.9
    track: float = 0.15
    again: float = 0.7
    redundancy: float = 0.6
    served: float = 0.8
    shared: float = 1.0


WEIGHTS = Weights()
# So many of the best are put in order one by one; behind them the order is by themselves alone.
_ONE_BY_ONE = 12
# A publisher's name in a clause is no reason alone: it counts in full with one rare word beside it.
_ONE_WORD = 0.6
_POOL = 60
# Names are shared from so many articles on.
_SHARING = 3
# A text shorter or longer than this is not held against the archive's mean, which nobody counts.
_USUAL_SIZE = 120


@dataclass(frozen=True, slots=True)
class Ranked:
    """An article with its worth to the whole question and to each of its parts.

    ``covered`` is what each word of the question that it has is worth in it, by stem.
    """

    passage: Passage
    whole: float
    parts: tuple[float, ...]
    covered: Mapping[str, float] = field(default_factory=dict)

    @property
    def worth(self) -> float:
        """What it is worth by itself."""
        return self.whole + max(self.parts, default=0.0)


def rank(
    question: Question,
    passages: Sequence[Passage],
    rarity: Rarity,
    *,
    tracks: Sequence[str] = (),
    weights: Weights = WEIGHTS,
) -> tuple[Ranked, ...]:
    """The passages, best first; of equals the one that was given first."""
    idf = {stem: rarity.weight(stem) for stem in question.stems}
    mean = sum(entry.size for entry in passages) / max(1, len(passages)) or _USUAL_SIZE
    pairs = set(pairwise(question.run))
    wanted = frozenset(tracks)
    ranked = []
    for entry in passages:
        covered = _covered(entry, idf, mean, weights)
        worth = sum(covered.values())
        worth += weights.pair * sum(
            min(idf.get(a, 0.0), idf.get(b, 0.0)) for a, b in pairs & entry.pairs
        )
        worth += weights.publisher * (entry.publisher in question.publishers)
        worth += weights.day * _dated(entry, question.days)
        worth += weights.track * bool(wanted & entry.tracks)
        parts = (weights.part * _part(entry, covered, part, weights) for part in question.parts)
        ranked.append(Ranked(entry, worth, tuple(parts), covered))
    ranked.sort(key=lambda entry: -entry.worth)
    return (*_one_by_one(ranked[:_POOL], question, weights), *ranked[_POOL:])


def _covered(
    entry: Passage, idf: Mapping[str, float], mean: float, weights: Weights
) -> dict[str, float]:
    """What each word of the question is worth in this article; words that it lacks are left out."""
    found = {}
    norm = 1 - weights.length + weights.length * entry.size / mean
    for stem, weight in idf.items():
        count = entry.text.get(stem, 0) / norm + weights.title * entry.title.get(stem, 0)
        if count:
            found[stem] = weight * count * (weights.saturation + 1) / (count + weights.saturation)
    return found


def _part(entry: Passage, covered: Mapping[str, float], part: Part, weights: Weights) -> float:
    worth = sum(value for stem, value in covered.items() if stem in part.stems)
    if entry.publisher in part.publishers:
        worth += weights.part_publisher * min(1.0, worth / _ONE_WORD)
    return worth + weights.part_day * _dated(entry, part.days)


def _dated(entry: Passage, spans: tuple[Days, ...]) -> bool:
    return entry.day is not None and within(entry.day, spans)


def _one_by_one(ranked: Sequence[Ranked], question: Question, weights: Weights) -> list[Ranked]:
    pool = list(ranked)
    rarity = Rarity(len(pool), Counter(name for entry in pool for name in entry.passage.names))
    chosen: list[Ranked] = []
    seen: Counter[str] = Counter()
    names: Counter[str] = Counter()
    served: Counter[int] = Counter()
    while pool and len(chosen) < _ONE_BY_ONE:
        common = {
            name: weights.shared * rarity.weight(name) * count / len(chosen)
            for name, count in names.items()
            if count > 1 and len(chosen) >= _SHARING
        }
        gains = [
            _gain(entry, seen, weights)
            + max(_parts(entry, served, weights), default=0.0)
            + sum(worth for name, worth in common.items() if name in entry.passage.names)
            for entry in pool
        ]
        best = pool.pop(max(range(len(pool)), key=lambda at: (gains[at], -at)))
        parts = _parts(best, served, weights)
        if parts:
            served[parts.index(max(parts))] += 1
        chosen.append(best)
        seen.update(best.covered.keys())
        names.update(best.passage.names - question.stems)
    return chosen + pool


def _parts(entry: Ranked, served: Mapping[int, int], weights: Weights) -> list[float]:
    return [worth * weights.served ** served[at] for at, worth in enumerate(entry.parts)]


def _gain(entry: Ranked, seen: Mapping[str, int], weights: Weights) -> float:
    told = sum(
        value * (1 - weights.again ** seen[stem])
        for stem, value in entry.covered.items()
        if stem in seen
    )
    return entry.whole - weights.redundancy * told
