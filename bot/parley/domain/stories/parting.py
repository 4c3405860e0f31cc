"""When what was told as one story turns out to be two: how its articles fall apart."""

import math
from array import array
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import combinations

_MEMBERS = 16  # the newest articles of a story that are looked at
_FEWEST = 5  # articles before anything can be said
_SMALLER = 0.25  # of the articles at least, and two of them, are the other event's
_APART = 0.4  # likeness across the two, as a share of the likeness within them

Vector = tuple["array[int]", "array[float]"]
Likeness = list[list[float]]


class Members:
    """The newest articles of each story, as they are compared (vectors of length one)."""

    def __init__(self) -> None:
        self._of: dict[str, deque[Vector]] = {}

    def add(self, story: str, weights: Mapping[int, float]) -> None:
        """Add an article to a story, which is made if it is not there."""
        vector = array("I", weights.keys()), array("f", weights.values())
        self._of.setdefault(story, deque(maxlen=_MEMBERS)).append(vector)

    def forget(self, story: str) -> None:
        """Drop a story."""
        del self._of[story]

    def of(self, story: str) -> list[dict[int, float]]:
        """Its articles, oldest first."""
        return [dict(zip(*vector, strict=True)) for vector in self._of[story]]

    def part(self, story: str, founder: str, weights: Mapping[int, float]) -> bool:
        """Give the articles that tell what a newcomer tells, and no other, to the story it founds.

        The newcomer itself is not added. Whether there was anything to part is returned.
        """
        members = self.of(story)
        apart = _apart([*members, weights])
        if not apart:
            return False
        vectors = list(self._of[story])
        self._of[founder] = deque((vectors[i] for i in apart), maxlen=_MEMBERS)
        kept = (vector for i, vector in enumerate(vectors) if i not in apart)
        self._of[story] = deque(kept, maxlen=_MEMBERS)
        return True


def _apart(vectors: Sequence[Mapping[int, float]]) -> frozenset[int]:
    """Which of the others go with the last, if it belongs to the smaller of two events.

    The articles are cut in two by average linkage on what not all of them say: their common subject
    is what hid the second event.
    """
    count = len(vectors)
    if count < _FEWEST:
        return frozenset()
    plain, telling = _likeness(vectors)
    first, second = _halves(telling)
    larger, smaller = sorted((first, second), key=lambda half: (-len(half), min(half)))
    last = count - 1
    if last not in smaller or len(smaller) < max(2, _SMALLER * count):
        return frozenset()
    within = (_within(plain, larger) + _within(plain, smaller)) / 2
    across = sum(plain[i][j] for i in larger for j in smaller) / (len(larger) * len(smaller))
    return frozenset(smaller) - {last} if across < _APART * within else frozenset()


def _likeness(vectors: Sequence[Mapping[int, float]]) -> tuple[Likeness, Likeness]:
    """The cosines of all terms, and of terms weighed down by how many of the articles have them."""
    count = len(vectors)
    plain = [[0.0] * count for _ in range(count)]
    telling = [[0.0] * count for _ in range(count)]
    having: dict[int, list[tuple[int, float]]] = {}
    for number, vector in enumerate(vectors):
        for term, weight in vector.items():
            having.setdefault(term, []).append((number, weight))
    for those in having.values():
        if len(those) == 1:
            continue
        rarity = (math.log((count + 1) / len(those)) / math.log(count + 1)) ** 2
        for i, mine in those:
            telling[i][i] += rarity * mine * mine
        for (i, mine), (j, other) in combinations(those, 2):
            plain[i][j] += mine * other
            telling[i][j] += rarity * mine * other
    for i, j in combinations(range(count), 2):
        length = math.sqrt(telling[i][i] * telling[j][j])
        telling[i][j] = telling[j][i] = telling[i][j] / length if length else 0.0
        plain[j][i] = plain[i][j]
    return plain, telling


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
