"""How common each term is in the articles of a moving window."""

import math
from collections import Counter, deque
from collections.abc import Iterable
from datetime import datetime, timedelta

# Before the stream has said how common a term is, it counts as seen in one article in 500 of 50.
_PRIOR_ARTICLES = 50
_PRIOR_SHARE = 0.002


class Frequencies:
    """Document frequencies over a window, counted by the day so that a day can be forgotten."""

    def __init__(self, window: timedelta) -> None:
        self._window = window
        self._days: deque[tuple[datetime, Counter[int]]] = deque()
        self._total: Counter[int] = Counter()
        self._articles = 0
        self._day_articles: deque[int] = deque()

    def add(self, terms: Iterable[int], at: datetime) -> None:
        """Count one article; ``at`` (UTC) never goes back between two calls."""
        if not self._days or at - self._days[-1][0] >= timedelta(days=1):
            self._days.append((at, Counter()))
            self._day_articles.append(0)
        while at - self._days[0][0] > self._window:
            _, gone = self._days.popleft()
            self._articles -= self._day_articles.popleft()
            for term, count in gone.items():
                left = self._total[term] - count
                if left > 0:
                    self._total[term] = left
                else:
                    del self._total[term]
        day = self._days[-1][1]
        for term in terms:
            day[term] += 1
            self._total[term] += 1
        self._articles += 1
        self._day_articles[-1] += 1

    def idf(self, term: int) -> float:
        """Inverse document frequency, with a prior that stands in for articles not yet seen."""
        seen = self._articles + _PRIOR_ARTICLES + 1
        return math.log(seen / (self._total.get(term, 0) + _PRIOR_ARTICLES * _PRIOR_SHARE))
