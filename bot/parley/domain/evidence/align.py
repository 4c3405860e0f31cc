"""Where in the source a place of the claim stands: how well two neighbourhoods agree."""

from collections.abc import Callable, Iterable
from math import log

from parley.domain.evidence import geography
from parley.domain.evidence.opposites import synonyms
from parley.domain.evidence.text import Context, Passage

_DECAY = (1.0, 0.85, 0.7, 0.55, 0.45, 0.35)
_CROSSED = 0.35  # a word found on the other side of the place counts for less
_SYNONYM = 0.8
_NEIGHBOUR = 0.35  # weight of the very next word, function words included
_NONE: frozenset[str] = frozenset()
Span = tuple[int, int]
"""First and last token of a place, both inclusive."""


def _weight(passage: Passage, key: str) -> float:
    """A word that is everywhere in the article says little about where we are."""
    return 1.0 / (1.0 + log(1 + len(passage.where.get(key, ()))))


def affinity(source: Passage, claimed: Context, found: Context) -> float:
    """0 to 1: how much of the claimed place's neighbourhood the found place has, side by side."""
    same = synonyms()
    total = score = 0.0
    for side in (0, 1):
        here, other = found[side], found[1 - side]
        for distance, key in enumerate(claimed[side]):
            weight = _weight(source, key) * _DECAY[distance]
            total += weight
            if key in here:
                score += weight * (1 - 0.06 * abs(here.index(key) - distance))
            elif key in other:
                score += weight * _CROSSED
            elif (near := same.get(key, _NONE)) and any(k in near for k in here):
                score += weight * _SYNONYM
    for at in (2, 3):
        if claimed[at]:
            total += _NEIGHBOUR
            score += _NEIGHBOUR if claimed[at] == found[at] else 0.0
    return score / total if total else 0.0


def best(
    claim: Passage, span: Span, source: Passage, places: Iterable[Span]
) -> tuple[float, Span | None]:
    """The place of the source that agrees best with the claim's place, and how well."""
    claimed = claim.context(*span)
    top, where = 0.0, None
    for place in places:
        value = affinity(source, claimed, source.context(*place))
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


def listed_together(passage: Passage, at: int, accept: Callable[[str], bool]) -> bool:
    """Whether a neighbour in the same enumeration ("Japan and the US") is accepted.

    The order within an enumeration says nothing about who did what.
    """
    tokens = passage.tokens
    links = {"and", "or", "the", "with", "as", "well", "between"}
    for step in (-1, 1):
        near = at + step
        while 0 <= near < len(tokens) and abs(near - at) < REACH_OF_LIST:
            token = tokens[near]
            if token.key[0] == "@":
                if accept(token.key):
                    return True
            elif token.word not in links:
                break
            near += step
    return False


REACH_OF_LIST = 8


def seat(passage: Passage, at: int) -> bool:
    """Whether the country is named by its seat of government only ("Beijing")."""
    return passage.tokens[at].word in geography.SEATS
