"""Groups of articles that can be found by their rarest terms, at a cost that a window bounds."""

import math
from array import array
from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
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


class Groups:
    """An inverted index over groups; those without an article for ``window`` are forgotten.

    A group keeps its ``terms`` heaviest terms.
    """

    def __init__(self, window: timedelta, *, terms: int) -> None:
        self._window = window
        self._terms = terms
        self._groups: dict[int, Group] = {}
        self._serials: dict[str, int] = {}
        self._postings: dict[int, list[int]] = {}
        self._idle: deque[tuple[datetime, int]] = deque()
        self._next = 0

    def __len__(self) -> int:
        return len(self._groups)

    def forget(self, at: datetime) -> list[str]:
        """Drop the groups that had no article for the window before ``at`` (UTC); their ids."""
        dropped = []
        while self._idle and at - self._idle[0][0] > self._window:
            touched, serial = self._idle.popleft()
            group = self._groups.get(serial)
            if group is None or group.last != touched:
                continue
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
        shared: defaultdict[int, float] = defaultdict(float)
        budget = _SCANNED
        for term, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
            postings = self._postings.get(term)
            if postings is None:
                continue
            if len(postings) > budget:
                if shared:
                    break
                postings = postings[-budget:]  # the newest
            budget -= len(postings)
            square = weight * weight
            for serial in postings:
                shared[serial] += square
        best = nlargest(limit, zip(shared.values(), map(neg, shared), strict=True))
        return [self._groups[-serial] for _, serial in best]

    def add(self, group_id: str, weights: Weights, at: datetime) -> None:
        """Add an article to a group, which is made if it is not there."""
        serial = self._serials.get(group_id)
        if serial is None:
            serial = self._serials[group_id] = self._next
            self._next += 1
            before = Group(group_id, array("I"), array("f"), 0.0, at)
        else:
            before = self._groups[serial]
        total = dict(before.items())
        for term, weight in weights.items():
            total[term] = total.get(term, 0.0) + weight
        self._set(serial, before, total, at)

    def renew(self, group_id: str, articles: Iterable[Weights]) -> None:
        """Let a group that is there consist of these articles."""
        serial = self._serials[group_id]
        before = self._groups[serial]
        total: dict[int, float] = {}
        for weights in articles:
            for term, weight in weights.items():
                total[term] = total.get(term, 0.0) + weight
        self._set(serial, before, total, before.last)

    def _set(self, serial: int, before: Group, total: Weights, at: datetime) -> None:
        heaviest = list(total.items())
        if len(heaviest) > self._terms:
            heaviest = sorted(heaviest, key=lambda item: (-item[1], item[0]))[: self._terms]
        keys = array("I", (term for term, _ in heaviest))
        known, kept = set(before.keys), set(keys)
        for term in known - kept:
            self._unlink(term, serial)
        for term in kept - known:
            insort(self._postings.setdefault(term, []), serial)
        self._groups[serial] = Group(
            id=before.id,
            keys=keys,
            weights=array("f", (weight for _, weight in heaviest)),
            norm=math.sqrt(sum(weight * weight for _, weight in heaviest)),
            last=at,
        )
        self._idle.append((at, serial))

    def _unlink(self, term: int, serial: int) -> None:
        postings = self._postings[term]
        del postings[bisect_left(postings, serial)]
        if not postings:
            del self._postings[term]
