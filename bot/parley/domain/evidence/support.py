"""How much of a claim's wording the source carries, and what was put in without ground."""

from dataclasses import dataclass

from parley.domain.evidence.synonyms import synonyms
from parley.domain.evidence.text import Passage
from parley.domain.model.claim import Reason, ReasonKind

LEAST = 0.5
"""Below this coverage a claim is about something else."""
NEAR = 10
"""Words of the source so far apart still belong together."""
RUN = 4
"""So many content words in a row without ground are an inserted fact."""
_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the source has of a claim's content words.

    ``share`` of them, 0 to 1; ``cohesion``, the share that stands near one of its neighbours in the
    source too; and the places of those ``missing``.
    """

    share: float
    cohesion: float
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
    if not total:
        return Coverage(1.0, 1.0, ())
    return Coverage(score / total, _cohesion(claim, source), tuple(missing))


def _cohesion(claim: Passage, source: Passage) -> float:
    same = synonyms()
    keys = [token.key for token in claim.tokens if token.content]
    places = [
        [p for k in (key, *same.get(key, _NONE)) for p in source.where.get(k, ())] for key in keys
    ]
    if len(keys) < 2:
        return 1.0
    held = 0
    for at, mine in enumerate(places):
        near = {p // NEAR + step for p in mine for step in (-1, 0, 1)}
        others = range(max(0, at - 3), min(len(places), at + 4))
        held += any(p // NEAR in near for i in others if i != at for p in places[i])
    return held / len(keys)


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
    if found.share < LEAST and len(found.missing) > 2:  # a few words say too little to judge by
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
