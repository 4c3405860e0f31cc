"""Which sentences of the articles found answer a question, for a writer that only quotes."""

from collections.abc import Sequence, Set
from typing import Protocol

# What a first sentence must have of the question's words, by their rarity here: nearly half of a short
# question, and about two words of a long one, which is answered piece by piece.
_FIRST, _FIRST_WORDS = 0.45, 2.2
# What a further sentence must have, or else add: such a share, or so many words.
_ENOUGH, _ADDED, _ADDED_WORDS = 0.5, 0.12, 3
_MOST = 4
# A word that no sentence has weighs so much; asking in other words than the wire's is no fault.
_ABSENT = 0.35
# Two sentences that overlap so much tell the same.
_SAME = 0.5


class Quotable(Protocol):
    """A sentence: its telling stems, and what it is worth by itself."""

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its telling words."""
        ...

    @property
    def worth(self) -> float:
        """How good a sentence it is, whatever was asked; around one."""
        ...


def chosen(
    asked: Set[str], sentences: Sequence[Quotable], contexts: Sequence[Set[str]]
) -> list[int]:
    """The places of the sentences that answer together, the best first; none if none does.

    ``contexts`` are the stems of each one's headline and publisher: what a sentence is about is
    often said only there. A word that few of the sentences have tells more than one that all have.
    """
    counts = {stem: sum(stem in entry.stems for entry in sentences) for stem in asked}
    weights = {
        stem: 1.0 / (1.0 + count) ** 0.5 if count else _ABSENT for stem, count in counts.items()
    }
    whole = sum(weights.values())
    if not whole:
        return []
    met = [sum(weights[stem] for stem in asked & entry.stems) / whole for entry in sentences]
    about = [
        met[at] + sum(weights[stem] for stem in (asked & contexts[at]) - entry.stems) / whole
        for at, entry in enumerate(sentences)
    ]
    left = {at for at, share in enumerate(met) if share > 0}
    answer: list[int] = []
    told: set[str] = set()
    while left and len(answer) < _MOST:
        new = {at: (asked & sentences[at].stems) - told for at in left}
        gains = {at: sum(weights[stem] for stem in stems) / whole for at, stems in new.items()}
        best = max(
            left, key=lambda at: (gains[at] + 0.3 * met[at] + 0.1 * sentences[at].worth, -at)
        )
        left.remove(best)
        if not answer and about[best] < min(_FIRST, _FIRST_WORDS / len(asked)):
            continue
        if answer and not (
            met[best] >= _ENOUGH or gains[best] >= _ADDED or len(new[best]) >= _ADDED_WORDS
        ):
            continue
        if any(_overlap(sentences[best].stems, sentences[at].stems) >= _SAME for at in answer):
            continue
        answer.append(best)
        told |= sentences[best].stems
    return answer


def _overlap(one: Set[str], other: Set[str]) -> float:
    """How much two sentences share of both (Dice)."""
    return 2 * len(one & other) / (len(one) + len(other))
