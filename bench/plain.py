"""The peer of placing: plain TF-IDF over an inverted index."""

import heapq
import math
from collections import Counter, deque
from datetime import datetime

from parley.domain.stories.placing import STORY_WINDOW, Placeable
from parley.domain.stories.vectors import tokens


class Plain:
    """The peer: one pass, cosine of TF-IDF over an inverted index of the same window.

    An article is looked up by its heaviest terms, and joins the story of the one that is likest.
    """

    _TERMS, _LIKENESS = 20, 0.2

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._found: dict[str, deque[tuple[int, float]]] = {}
        self._window: deque[datetime] = deque()
        self._first = 0
        self._stories: list[int] = []

    def place(self, item: Placeable) -> int:
        """The story's number."""
        while self._window and item.first_seen - self._window[0] > STORY_WINDOW:
            self._window.popleft()
            self._first += 1
        counts = Counter(token.lower() for token in tokens(f"{item.title} {item.text}"))
        self._seen.update(counts.keys())
        number = len(self._stories)
        weights = {
            word: (1 + math.log(count)) * math.log((number + 1) / (self._seen[word] + 0.5) + 1)
            for word, count in counts.items()
        }
        length = math.hypot(*weights.values()) or 1.0
        scores: dict[int, float] = {}
        for word in heapq.nlargest(self._TERMS, weights, key=weights.__getitem__):
            weight = weights[word] / length
            found = self._found.setdefault(word, deque())
            while found and found[0][0] < self._first:
                found.popleft()
            for other, value in found:
                scores[other] = scores.get(other, 0.0) + weight * value
            found.append((number, weight))
        likest = max(scores, key=scores.__getitem__, default=None)
        joins = likest is not None and scores[likest] >= self._LIKENESS
        self._stories.append(self._stories[likest] if joins and likest is not None else number)
        self._window.append(item.first_seen)
        return self._stories[-1]
