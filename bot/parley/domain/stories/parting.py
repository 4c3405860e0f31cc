"""When what was told as one story turns out to be two: how its articles fall apart."""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

_MEMBERS = 16  # the newest articles of a story that are looked at
_FEWEST = 5  # articles before anything can be said
_SMALLER = 0.25  # of the articles at least, and two of them, are the other event's
_APART = 0.4  # likeness across the two, as a share of the likeness within them

Vector = bytes  # an article's terms and, behind them, their weights: four bytes each
Likeness = list[list[float]]


class Members:
    """The newest articles of each story, as they are compared (vectors of length one)."""

    def __init__(self) -> None:
        self._of: dict[str, list[Vector]] = {}

    def add(self, story: str, weights: Mapping[int, float]) -> None:
        """Add an article to a story, which is made if it is not there."""
        members = self._of.setdefault(story, [])
        members.append(_packed(weights))
        del members[:-_MEMBERS]

    def forget(self, story: str) -> None:
        """Drop a story."""
        del self._of[story]

    def of(self, story: str) -> list[dict[int, float]]:
        """Its articles, oldest first."""
        return [_unpacked(vector) for vector in self._of[story]]

    def part(self, story: str, founder: str, weights: Mapping[int, float]) -> bool:
        """Give the articles that tell what a newcomer tells, and no other, to the story it founds.

        The newcomer itself is not added. Whether there was anything to part is returned.
        """
        vectors = self._of[story]
        if len(vectors) + 1 < _FEWEST:
            return False
        apart = _apart([*self.of(story), weights])
        if not apart:
            return False
        self._of[founder] = [vectors[i] for i in sorted(apart)]
        self._of[story] = [vector for i, vector in enumerate(vectors) if i not in apart]
        return True


def _packed(weights: Mapping[int, float]) -> Vector:
    return array("I", weights).tobytes() + array("f", weights.values()).tobytes()


def _unpacked(vector: Vector) -> dict[int, float]:
    packed, half = memoryview(vector), len(vector) // 2
    return dict(zip(packed[:half].cast("I"), packed[half:].cast("f"), strict=True))


def _apart(vectors: Sequence[Mapping[int, float]]) -> frozenset[int]:
    """Which of the others go with the last, if it belongs to the smaller of two events.

    The articles are cut in two by average linkage on what not all of them say: their common subject
    is what hid the second event.
    """
    count = len(vectors)
    having = _having(vectors)
    first, second = _halves(_telling(having, count))
    larger, smaller = sorted((first, second), key=lambda half: (-len(half), min(half)))
    last = count - 1
    if last not in smaller or len(smaller) < max(2, _SMALLER * count):
        return frozenset()
    plain = _plain(having, count)
    within = (_within(plain, larger) + _within(plain, smaller)) / 2
    across = sum(plain[i][j] for i in larger for j in smaller) / (len(larger) * len(smaller))
    return frozenset(smaller) - {last} if across < _APART * within else frozenset()


def _having(vectors: Sequence[Mapping[int, float]]) -> list[list[tuple[int, float]]]:
    """For each term that two articles or more have: which have it, and its weight there."""
    having: dict[int, list[tuple[int, float]]] = {}
    for number, vector in enumerate(vectors):
        for term, weight in vector.items():
            having.setdefault(term, []).append((number, weight))
    return [those for those in having.values() if len(those) > 1]


def _plain(having: Iterable[Sequence[tuple[int, float]]], count: int) -> Likeness:
    """The cosines of all terms; the diagonal is empty."""
    plain = [[0.0] * count for _ in range(count)]
    for those in having:
        for (i, mine), (j, other) in combinations(those, 2):
            plain[i][j] += mine * other
    for i, j in combinations(range(count), 2):
        plain[j][i] = plain[i][j]
    return plain


def _telling(having: Iterable[Sequence[tuple[int, float]]], count: int) -> Likeness:
    """The cosines of terms weighed down by how many of the articles have them."""
    telling = [[0.0] * count for _ in range(count)]
    for those in having:
        rarity = (math.log((count + 1) / len(those)) / math.log(count + 1)) ** 2
        for at, (i, mine) in enumerate(those):
            row, rare = telling[i], rarity * mine
            for j, other in those[at:]:  # itself first
                row[j] += rare * other
    for i, j in combinations(range(count), 2):
        length = math.sqrt(telling[i][i] * telling[j][j])
        telling[i][j] = telling[j][i] = telling[i][j] / length if length else 0.0
    return telling


def _halves(likeness: Likeness) -> tuple[list[int], list[int]]:
    """Average linkage down to two groups."""
    groups = {number: [number] for number in range(len(likeness))}
    sums = {(i, j): likeness[i][j] for i, j in combinations(groups, 2)}
    while len(groups) > 2:
        near, far = max(
            sums, key=lambda pair: sums[pair] / (len(groups[pair[0]]) * len(groups[pair[1]]))
        )
        groups[near] += groups.pop(far)
        del sums[near, far]
        for other in groups:
            if other != near:
                pair = (min(near, other), max(near, other))
                sums[pair] += sums.pop((min(far, other), max(far, other)))
    first, second = groups.values()
    return first, second


def _within(likeness: Likeness, group: Sequence[int]) -> float:
    pairs = [likeness[i][j] for i, j in combinations(group, 2)]
    return sum(pairs) / max(1, len(pairs))
