"""Articles in the order in which they help to answer a question: what they cover, part by part.

Each telling word of the question counts by its rarity in the archive and saturates with its
frequency in the article (the form of BM25, Robertson and Zaragoza 2009). An article gains by the
clause that it covers best, and by being of a publisher or a day that the question names.

The order is made one by one, since a question of several parts needs several articles: what the
articles before have covered counts for less, a headline that was met already too, a clause that has
its article wants another less, and from the third on an article gains by the names that the first
have in common, which the question may only describe.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date

from parley.domain.questions.asked import Part, Question, within
from parley.domain.questions.asof import Days
from parley.domain.questions.words import lowered, named, stem


@dataclass(frozen=True, slots=True)
class Passage:
    """An article as it is ranked: its words in lower case, counted. ``publisher`` is a source's id.

    ``headline`` is the title's words sorted, so that the same headline is soon told.
    Words are stemmed only where a question may mean them: stemming all of them is what takes time.
    """

    key: str
    publisher: str
    day: date | None
    tracks: frozenset[str]
    headline: str
    title: Mapping[str, int]
    text: Mapping[str, int]
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
    head, body = lowered(title), lowered(text)
    return Passage(
        key=key,
        publisher=publisher,
        day=day,
        tracks=frozenset(tracks),
        headline=" ".join(sorted(head)),
        title=Counter(head),
        text=Counter(body),
        names=named(title) | named(text),
        size=len(body),
    )


def _counted(words: Mapping[str, int], stems: Set[str], heads: Set[str]) -> dict[str, int]:
    """How often each of the stems occurs among words; ``heads`` are the stems' first letters."""
    found: dict[str, int] = {}
    for word, count in words.items():
        if word[:_HEAD] in heads and (stemmed := stem(word)) in stems:
            found[stemmed] = found.get(stemmed, 0) + count
    return found


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
    headline: float = 0.3


WEIGHTS = Weights()
# So many of the best are put in order one by one; behind them the order is by themselves alone.
_ONE_BY_ONE = 12
# A word and its stem begin with the same letters, so many of them.
_HEAD = 3
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

    ``covered`` is what each word of the question that it has is worth in it, by stem; ``has`` are
    the stems of those, and of the names that the question attributes something to.
    """

    passage: Passage
    whole: float
    parts: tuple[float, ...]
    covered: Mapping[str, float]
    has: frozenset[str]

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
    wanted = frozenset(tracks)
    wanted_stems = question.stems.union(*question.strangers)
    heads = {stem[:_HEAD] for stem in wanted_stems}
    ranked = []
    for entry in passages:
        title = _counted(entry.title, wanted_stems, heads)
        text = _counted(entry.text, wanted_stems, heads)
        covered = _covered(title, text, entry.size / mean, idf, weights)
        worth = sum(covered.values())
        worth += weights.publisher * (entry.publisher in question.publishers)
        worth += weights.day * _dated(entry, question.days)
        worth += weights.track * bool(wanted & entry.tracks)
        parts = (weights.part * _part(entry, covered, part, weights) for part in question.parts)
        ranked.append(Ranked(entry, worth, tuple(parts), covered, frozenset({*title, *text})))
    ranked.sort(key=lambda entry: -entry.worth)
    return (*_one_by_one(ranked[:_POOL], question, weights), *ranked[_POOL:])


def _covered(
    title: Mapping[str, int],
    text: Mapping[str, int],
    length: float,
    idf: Mapping[str, float],
    weights: Weights,
) -> dict[str, float]:
    """What each word of the question is worth in an article; words that it lacks are left out.

    ``length`` is the article's, as a multiple of the mean.
    """
    norm = 1 - weights.length + weights.length * length
    found = {}
    for stemmed, weight in idf.items():
        count = text.get(stemmed, 0) / norm + weights.title * title.get(stemmed, 0)
        if count:
            found[stemmed] = (
                weight * count * (weights.saturation + 1) / (count + weights.saturation)
            )
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
    asked = {word.lower() for word in question.words}
    served: Counter[int] = Counter()
    headlines: set[str] = set()
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
            - weights.headline * (entry.passage.headline in headlines)
            for entry in pool
        ]
        best = pool.pop(max(range(len(pool)), key=lambda at: (gains[at], -at)))
        parts = _parts(best, served, weights)
        if parts:
            served[parts.index(max(parts))] += 1
        chosen.append(best)
        seen.update(best.covered.keys())
        if best.passage.headline:
            headlines.add(best.passage.headline)
        names.update(best.passage.names - asked)
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
