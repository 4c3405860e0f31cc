"""Whether the archive answers a question at all: a score that means the same in every archive."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parley.domain.questions.asked import Question
from parley.domain.questions.ranking import Passage, Ranked, Rarity

# From so many of the best an answer is put together.
ANSWERING = 4


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer, each 0 to 1 and a share, so that no archive's size is in it.

    ``covered`` of the question's telling words, by rarity, in the best articles together; ``best``
    in the one that covers most; ``names`` of its names and figures found in the best together;
    ``publishers`` of the publishers that it names are among the best; ``strangers`` of what it
    attributes goes to names that neither a source nor the best articles know.
    """

    covered: float
    best: float
    names: float
    publishers: float
    strangers: float


def signs(question: Question, ranked: Sequence[Ranked], rarity: Rarity) -> Signs:
    """What the best articles say for an answer to the question."""
    best = [entry.passage for entry in ranked[:ANSWERING]]
    shares = [_share(question.stems, [entry], rarity) for entry in best]
    found = {stem for entry in best for stem in (*entry.title, *entry.text)}
    strange = sum(not name <= found for name in question.strangers)
    attributed = len(question.strangers) + len(question.publishers)
    wanted = question.publishers
    return Signs(
        covered=_share(question.stems, best, rarity),
        best=max(shares, default=0.0),
        names=_share(question.names, best, rarity),
        publishers=len(wanted & {entry.publisher for entry in best}) / len(wanted)
        if wanted
        else 0.5,
        strangers=strange / attributed if attributed else 0.0,
    )


def _share(stems: frozenset[str], passages: Sequence[Passage], rarity: Rarity) -> float:
    whole = sum(rarity.weight(stem) for stem in stems)
    if not whole:
        return 0.0
    covered = {s for s in stems if any(s in entry.text or s in entry.title for entry in passages)}
    return sum(rarity.weight(stem) for stem in covered) / whole


# A sum of signs, through the logistic function.
_BIAS, _COVERED, _BEST, _NAMES, _PUBLISHERS, _STRANGERS = -3.0, 3.0, 3.0, 2.0, 1.0, -3.0
THRESHOLD = 0.5
"""Below this score a question is refused."""


def score(seen: Signs) -> float:
    """How well the archive supports an answer, 0 to 1; comparable from archive to archive."""
    total = (
        _BIAS
        + _COVERED * seen.covered
        + _BEST * seen.best
        + _NAMES * seen.names
        + _PUBLISHERS * seen.publishers
        + _STRANGERS * seen.strangers
    )
    return 1.0 / (1.0 + math.exp(-total))
