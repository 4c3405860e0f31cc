"""Whether the archive answers a question at all: a score that means the same in every archive."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from parley.domain.questions.asked import Question
from parley.domain.questions.ranking import Ranked, Rarity

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
    best = ranked[:ANSWERING]
    known = [_known(question, entry) for entry in best]
    together = frozenset[str]().union(*known)
    strange = sum(not name <= together for name in question.strangers)
    attributed = len(question.strangers) + len(question.publishers)
    met = len(question.publishers.keys() & {entry.passage.publisher for entry in best})
    count = max(1, len(question.stems))
    return Signs(
        covered=_share(question.stems, together, rarity) - min(0.85, 0.3 + 1.8 / count),
        best=max((_share(question.stems, one, rarity) for one in known), default=0.0)
        - min(0.8, 0.1 + 2.0 / count),
        names=_share(question.names, together, rarity),
        publishers=met / len(question.publishers) if question.publishers else 0.5,
        strangers=strange / attributed if attributed else 0.0,
    )


def _known(question: Question, entry: Ranked) -> frozenset[str]:
    """The question's stems that an article has, its publisher's name among them."""
    return entry.has | question.publishers.get(entry.passage.publisher, frozenset())


def _share(stems: frozenset[str], known: frozenset[str], rarity: Rarity) -> float:
    whole = sum(rarity.weight(stem) for stem in stems)
    return sum(rarity.weight(stem) for stem in stems & known) / whole if whole else 0.0


# A sum of signs, through the logistic function.
_BIAS, _COVERED, _BEST, _NAMES, _PUBLISHERS, _STRANGERS = -1.3, 4.0, 8.0, 2.0, 1.0, -3.0
THRESHOLD = 0.45
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
