"""How much of a claim's wording the source carries, and what was put in without ground."""

from dataclasses import dataclass

from parley.domain.evidence.opposites import synonyms
from parley.domain.evidence.text import Passage
from parley.domain.model.claim import Reason, ReasonKind

LEAST = 0.5
"""Below this coverage a claim is about something else."""
RUN = 4
"""So many content words in a row without ground are an inserted fact."""
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of content words that the source has, 0 to 1, and the places of those it has not."""

    share: float
    missing: tuple[int, ...]


def coverage(claim: Passage, source: Passage) -> Coverage:
    """Whole for a word of the source, most of it for a synonym or a word of the same root."""
    same = synonyms()
    total = score = 0.0
    missing = []
    for at, token in enumerate(claim.tokens):
        if not token.content:
            continue
        total += 1
        if token.key in source.where or token.word in source.where:
            score += 1
        elif any(key in source.where for key in same.get(token.key, _NONE)):
            score += 0.9
        elif _same_root(token.key, source):
            score += 0.8
        else:
            missing.append(at)
    return Coverage(score / total if total else 1.0, tuple(missing))


def _same_root(key: str, source: Passage) -> bool:
    if len(key) < 6 or key[0] == "@":
        return False
    return any(
        other.startswith(key[:5]) and abs(len(other) - len(key)) < 5 for other in source.where
    )


def check(claim: Passage, source: Passage, found: Coverage) -> list[Reason]:
    """A reason for a claim that is not carried, or for a run of words that is not."""
    if not claim.tokens:
        return []
    if found.share < LEAST:
        detail = "Most of this is not in the cited article."
        return [Reason(ReasonKind.UNSUPPORTED, 0, len(claim.raw), detail)]
    reasons = []
    for run in _runs(claim, found.missing):
        if len(run) >= RUN:
            start, end = claim.tokens[run[0]].start, claim.tokens[run[-1]].end
            detail = f'The cited article does not say "{claim.raw[start:end]}".'
            reasons.append(Reason(ReasonKind.UNSUPPORTED, start, end, detail))
    return reasons


def _runs(claim: Passage, missing: tuple[int, ...]) -> list[list[int]]:
    """Missing words with no covered content word between them."""
    out: list[list[int]] = []
    lost = set(missing)
    for at, token in enumerate(claim.tokens):
        if not token.content:
            continue
        if at not in lost:
            out.append([])
        elif out:
            out[-1].append(at)
        else:
            out.append([at])
    return [run for run in out if run]
