"""Groups of articles that can be found by their rarest terms, at a cost that a window bounds."""

import math
from array import array
from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import compress
from operator import neg

_SCANNED = 2000  # postings read for one article

Weights = Mapping[int, float]


@dataclass(slots=True)
class Group:
    """A story or a thread as it is compared: its heaviest terms, packed, and their length.

    ``last`` is when its newest article became known (UTC).
    """

    id: str
    keys: "array[int]"
    weights: "array[float]"
    norm: float
    last: datetime

    def items(self) -> Iterator[tuple[int, float]]:
        """Its terms with their weights."""
        return zip(self.keys, self.weights, strict=True)

    def among(self, weights: Weights) -> Iterator[tuple[int, float]]:
        """Those of its terms that an article has, with the group's weights, in its own order."""
        return compress(self.items(), map(weights.__contains__, self.keys))


class Groups:
    """An inverted index over groups; those without an article for ``window`` are forgotten.

    A group keeps its ``terms`` heaviest terms.
    """

    def __init__(self, window: timedelta, *, terms: int) -> None:
        self._window = window
        self._terms = terms
        self._groups: OrderedDict[int, Group] = OrderedDict()  # by their newest article
        self._serials: dict[str, int] = {}
        self._postings: dict[int, array[int]] = {}  # by term, the groups' serials in order
        self._next = 0

    def __len__(self) -> int:
        return len(self._groups)

    def forget(self, at: datetime) -> list[str]:
        """Drop the groups that had no article for the window before ``at`` (UTC); their ids."""
        dropped = []
        while self._groups:
            serial, group = next(iter(self._groups.items()))
            if at - group.last <= self._window:
                break
            for term in group.keys:
                self._unlink(term, serial)
            del self._groups[serial]
            del self._serials[group.id]
            dropped.append(group.id)
        return dropped

    def candidates(self, weights: Weights, limit: int) -> list[Group]:
        """The groups that share the most of the article's weight, best first.

        They are looked up by its heaviest terms until enough postings were read: what is found only
        by its common terms would not be like it.
        """
        shared: dict[int, float] = {}
        known = shared.get
        budget = _SCANNED
        for less, term in sorted(zip(map(neg, weights.values()), weights, strict=True)):
            postings = self._postings.get(term)
            if postings is None:
                continue
            if len(postings) > budget:
                if shared:
                    break
                postings = postings[-budget:]  # the newest
            budget -= len(postings)
            square = less * less
            for serial in postings:
                shared[serial] = known(serial, 0.0) + square
        if not shared:
            return []
        least = nlargest(limit, shared.values())[-1]
        best = sorted((-value, serial) for serial, value in shared.items() if value >= least)
        return [self._groups[serial] for _, serial in best[:limit]]

    def add(self, group_id: str, weights: Weights, at: datetime) -> None:
        """Add an article to a group, which is made if it is not there."""
        serial = self._serials.get(group_id)
        if serial is None:
            serial = self._serials[group_id] = self._next
            self._next += 1
            before = Group(group_id, array("I"), array("f"), 0.0, at)
        else:
            before = self._groups[serial]
        self._set(serial, before, _sum(dict(before.items()), [weights]), at)
        self._groups.move_to_end(serial)

    def renew(self, group_id: str, articles: Iterable[Weights]) -> None:
        """Let a group that is there consist of these articles."""
        serial = self._serials[group_id]
        before = self._groups[serial]
        self._set(serial, before, _sum({}, articles), before.last)

    def _set(self, serial: int, before: Group, total: Weights, at: datetime) -> None:
        if len(total) > self._terms:
            heaviest = sorted(zip(map(neg, total.values()), total, strict=True))
            total = {term: -less for less, term in heaviest[: self._terms]}
        known = set(before.keys)
        for term in known - total.keys():
            self._unlink(term, serial)
        for term in total.keys() - known:
            postings = self._postings.get(term)
            if postings is None:
                self._postings[term] = array("I", (serial,))
            else:
                insort(postings, serial)
        self._groups[serial] = Group(
            id=before.id,
            keys=array("I", total),
            weights=array("f", total.values()),
            norm=math.sqrt(sum(weight * weight for weight in total.values())),
            last=at,
        )

    def _unlink(self, term: int, serial: int) -> None:
        postings = self._postings[term]
        del postings[bisect_left(postings, serial)]
        if not postings:
            del self._postings[term]


def _sum(total: dict[int, float], articles: Iterable[Weights]) -> Weights:
    for weights in articles:
        for term, weight in weights.items():
            total[term] = total.get(term, 0.0) + weight
    return total
