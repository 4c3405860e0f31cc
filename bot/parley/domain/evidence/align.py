"""Where in the source a place of the claim stands: how well two neighbourhoods agree."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from parley.domain.evidence.geography import noun
from parley.domain.evidence.synonyms import synonyms
from parley.domain.evidence.text import Context, Passage

_DECAY = (1.0, 0.85, 0.7, 0.55, 0.45, 0.35)
_CROSSED = 0.35  # a word found on the other side of the place counts for less
_SYNONYM = 0.8
_NEIGHBOUR = 0.35  # weight of the very next word, function words included
_LINKS = frozenset({"and", "or", "the", "with", "as", "well", "between"})
_LIST_REACH = 8
_CONJUNCTIONS = frozenset({"while", "whereas", "but", "and", "as", "although", "though"})
_CLAUSE = 25
_NONE: frozenset[str] = frozenset()
Span = tuple[int, int]
"""First and last token of a place, both inclusive."""


def _weight(passage: Passage, key: str) -> float:
    """A word that is everywhere in the article says little about where we are."""
    return 1.0 / (1.0 + log(1 + len(passage.where.get(key, ()))))


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What a place of the claim has around it, weighed for one source; asked of many places."""

    words: tuple[
        tuple[int, int, str, float, frozenset[str]], ...
    ]  # side, distance, key, weight, synonyms
    before: str
    after: str
    total: float

    def affinity(self, found: Context) -> float:
        """0 to 1: how much of this the found place has around it too, side by side."""
        score = 0.0
        for side, distance, key, weight, near in self.words:
            here = found[side]
            if key in here:
                score += weight * (1 - 0.06 * abs(here.index(key) - distance))
            elif key in found[1 - side]:
                score += weight * _CROSSED
            elif near and not near.isdisjoint(here):
                score += weight * _SYNONYM
        if self.before and self.before == found[2]:
            score += _NEIGHBOUR
        if self.after and self.after == found[3]:
            score += _NEIGHBOUR
        return score / self.total if self.total else 0.0


def neighbourhood(claim: Passage, span: Span, source: Passage) -> Neighbourhood:
    """The surroundings of a place of the claim, rare words of the source weighing more."""
    same = synonyms()
    left, right, before, after = claim.context(*span)
    words = tuple(
        (side, distance, key, _weight(source, key) * _DECAY[distance], same.get(key, _NONE))
        for side, keys in ((0, left), (1, right))
        for distance, key in enumerate(keys)
    )
    total = sum(word[3] for word in words) + _NEIGHBOUR * (bool(before) + bool(after))
    return Neighbourhood(words, before, after, total)


def affinity(claim: Passage, span: Span, source: Passage, place: Span) -> float:
    """0 to 1: how well a place of the claim and a place of the source agree in what is around them."""
    return neighbourhood(claim, span, source).affinity(source.context(*place))


def best(
    claim: Passage, span: Span, source: Passage, places: Iterable[Span]
) -> tuple[float, Span | None]:
    """The place of the source that agrees best with the claim's place, and how well."""
    around = neighbourhood(claim, span, source)
    top, where = 0.0, None
    for place in places:
        value = around.affinity(source.context(*place))
        if value > top:
            top, where = value, place
    return top, where


def outdone(
    claim: Passage,
    span: Span,
    source: Passage,
    own: Iterable[Span],
    rivals: Iterable[Span],
    *,
    margin: float,
    least: float,
) -> Span | None:
    """The rival place that the claim's neighbourhood points to instead of its own, if one does.

    It must agree at ``least`` so well, and better by ``margin`` than any place of the same thing.
    """
    value, where = best(claim, span, source, rivals)
    if where is None or value < least:
        return None
    mine, _ = best(claim, span, source, own)
    return where if value - mine >= margin else None


def singles(positions: Iterable[int]) -> list[Span]:
    """One-token places."""
    return [(at, at) for at in positions]


def countries(passage: Passage) -> dict[str, list[int]]:
    """The places of each country that the passage names."""
    return {key: at for key, at in passage.where.items() if key[0] == "@"}


def listed_together(passage: Passage, at: int) -> frozenset[str]:
    """The countries in the same enumeration ("Japan and the US").

    The order within an enumeration says nothing about who did what.
    """
    tokens = passage.tokens
    found = set()
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(tokens) and abs(near - at) < _LIST_REACH:
            token = tokens[near]
            if token.key[0] == "@":
                found.add(token.key)
            elif token.word not in _LINKS:
                break
            near += step
    return frozenset(found)


def actor(passage: Passage, at: int) -> tuple[str, str] | None:
    """The country that the clause of a place names first, and the first word after it: who does what.

    None where the country is only an adjective ("Chinese goods") or nothing is done.
    """
    tokens = passage.tokens
    first = None
    near = at
    while near > 0:
        near -= 1
        token = tokens[near]
        if token.key[0] == "@":
            first = near
        between = passage.raw[tokens[near - 1].end : token.start] if near else ""
        clause = ";" in between or ("," in between and token.word in _CONJUNCTIONS)
        if token.opens or clause or at - near > _CLAUSE:
            break
    if first is None or not noun(tokens[first].word):
        return None
    does = next((t.key for t in tokens[first + 1 : at] if t.content), None)
    return (tokens[first].key, does) if does else None


def same_act(one: str, other: str) -> bool:
    """Whether two words tell the same act."""
    return one == other or other in synonyms().get(one, _NONE)
