"""Groups of articles that can be found by their rarest terms, at a cost that a window bounds."""

import math
from array import array
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

_SCANNED = 3000  # postings read for one article
_SCORED = 24  # candidates compared in full

Weights = Mapping[int, float]


@dataclass(slots=True)
class Group:
    """A story or a thread as it is compared: its heaviest terms, packed, and their length."""

    id: str
    keys: "array[int]"
    weights: "array[float]"
    norm: float
    size: int
    last: datetime

    def items(self) -> Iterator[tuple[int, float]]:
        """Its terms with their weights."""
        return zip(self.keys, self.weights, strict=True)


class Groups:
    """An inverted index over groups; those without an article for ``window`` are forgotten."""

    def __init__(self, window: timedelta, kept: int) -> None:
        self._window = window
        self._kept = kept
        self._groups: dict[int, Group] = {}
        self._serials: dict[str, int] = {}
        self._postings: dict[int, list[int]] = {}
        self._idle: deque[tuple[datetime, int]] = deque()
        self._next = 0

    def __len__(self) -> int:
        return len(self._groups)

    def get(self, group_id: str) -> Group | None:
        """The group with this id, while it is remembered."""
        serial = self._serials.get(group_id)
        return None if serial is None else self._groups[serial]

    def candidates(self, weights: Weights) -> list[Group]:
        """The groups that share the most of the article's weight, best first, found by its rarest."""
        shared: dict[int, float] = {}
        budget = _SCANNED
        for term, weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
            postings = self._postings.get(term)
            if postings is None:
                continue
            if len(postings) > budget:
                if shared:
                    break
                postings = postings[-budget:]
            budget -= len(postings)
            square = weight * weight
            for serial in postings:
                shared[serial] = shared.get(serial, 0.0) + square
        best = sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_SCORED]
        return [self._groups[serial] for serial, _ in best]

    def add(self, group_id: str, weights: Weights, at: datetime, *, fade: float = 1.0) -> None:
        """Add an article's weights to a group, made if it is not there; what was there fades."""
        self._forget(at)
        serial = self._serials.get(group_id)
        if serial is None:
            serial = self._serials[group_id] = self._next
            self._next += 1
            total = dict(weights)
            size = 1
            before: frozenset[int] = frozenset()
        else:
            group = self._groups[serial]
            total = {term: weight * fade for term, weight in group.items()}
            for term, weight in weights.items():
                total[term] = total.get(term, 0.0) + weight
            size = group.size + 1
            before = frozenset(group.keys)
        heaviest = sorted(total.items(), key=lambda item: (-item[1], item[0]))[: self._kept]
        keys = array("I", (term for term, _ in heaviest))
        for term in before.difference(keys):
            self._unlink(term, serial)
        for term in keys:
            if term not in before:
                insort(self._postings.setdefault(term, []), serial)
        self._groups[serial] = Group(
            group_id,
            keys,
            array("f", (weight for _, weight in heaviest)),
            math.sqrt(sum(weight * weight for _, weight in heaviest)),
            size,
            at,
        )
        self._idle.append((at, serial))

    def _forget(self, at: datetime) -> None:
        while self._idle and at - self._idle[0][0] > self._window:
            touched, serial = self._idle.popleft()
            group = self._groups.get(serial)
            if group is None or group.last != touched:
                continue
            for term in group.keys:
                self._unlink(term, serial)
            del self._groups[serial]
            del self._serials[group.id]

    def _unlink(self, term: int, serial: int) -> None:
        postings = self._postings[term]
        del postings[bisect_left(postings, serial)]
        if not postings:
            del self._postings[term]
