"""How common each term is in the articles of late."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

# Before the stream has said how common a term is, it counts as seen in one article in 500 of 50.
_PRIOR_ARTICLES = 50
_PRIOR_SHARE = 0.002


class Frequencies:
    """Document frequencies that fade: every count is halved once in each ``half_life``.

    A term that was seen once since is forgotten, which bounds the memory.
    """

    def __init__(self, half_life: timedelta) -> None:
        self._half_life = half_life
        self._counts: Counter[int] = Counter()
        self._articles = 0.0
        self._since: datetime | None = None

    def add(self, terms: Iterable[int], at: datetime) -> None:
        """Count one article; ``at`` (UTC) never goes back between two calls."""
        if self._since is None:
            self._since = at
        halvings = (at - self._since) // self._half_life
        if halvings > 0:
            self._since += halvings * self._half_life
            self._articles /= 2**halvings
            kept = {term: n >> halvings for term, n in self._counts.items() if n >> halvings}
            self._counts = Counter(kept)
        self._counts.update(iter(terms))  # an iterator's items are counted without Python
        self._articles += 1

    def rarities(
        self, terms: Iterable[int], common: frozenset[int], share: float
    ) -> Iterator[float]:
        """The inverse document frequency of each term, in order.

        Of the articles not yet seen, ``share`` are taken to have a term that is ``common``.
        """
        articles = self._articles + _PRIOR_ARTICLES + 1
        seen, log = self._counts.get, math.log
        rarely, often = _PRIOR_ARTICLES * _PRIOR_SHARE, _PRIOR_ARTICLES * share
        return (
            log(articles / (seen(term, 0) + (often if term in common else rarely)))
            for term in terms
        )
