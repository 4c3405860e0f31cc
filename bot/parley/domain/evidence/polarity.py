"""Was a statement turned round: a negation put in or taken out, or a word by its opposite?"""

from functools import lru_cache

from parley.domain.evidence import lexicon
from parley.domain.evidence.align import affinity, outdone, singles
from parley.domain.evidence.opposites import opposites
from parley.domain.evidence.synonyms import synonyms
from parley.domain.evidence.text import Passage, stem
from parley.domain.model.claim import Reason, ReasonKind

MARGIN = 0.22
LEAST = 0.45
VERBATIM = 0.8
"""From here on the neighbourhood is the source's own wording, and nothing is a fair rewording."""
_REACH = 5  # words from a negator to what it negates
_NONE: frozenset[str] = frozenset()
_SUBJECTS = frozenset({"neither", "none", "nobody"})
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "mis")
_NOT_ONLY = frozenset({"only", "just", "merely", "least", "less", "doubt", "matter"})


@lru_cache(maxsize=512)
def negated(passage: Passage) -> dict[int, int]:
    """The content word that each negator turns, to the negator's place."""
    found: dict[int, int] = {}
    tokens = passage.tokens
    for at, token in enumerate(tokens):
        if token.word not in lexicon.NEGATORS and not token.word.endswith("n't"):
            continue
        if at + 1 < len(tokens) and tokens[at + 1].word in _NOT_ONLY:
            continue
        left = (
            2 if token.word in _SUBJECTS else 1
        )  # "neither side wants": the verb is turned as well
        for near in range(at + 1, min(at + 1 + _REACH, len(tokens))):
            if _clause_ends(passage, near):
                break
            if tokens[near].content:
                found.setdefault(near, at)
                left -= 1
                if not left:
                    break
    return found


def _otherwise_negated(passage: Passage, at: int) -> bool:
    """Whether something else near an unnegated place turns it: "failed to agree", "no need to"."""
    near = passage.tokens[max(0, at - 7) : at + 3]
    return any(
        token.word in lexicon.NEGATORS
        or token.word in lexicon.QUIET_NEGATORS
        or token.word.endswith("n't")
        for token in near
    )


def _clause_ends(passage: Passage, at: int) -> bool:
    between = passage.raw[passage.tokens[at - 1].end : passage.tokens[at].start]
    return any(sign in between for sign in ";:!?") or (". " in between and passage.tokens[at].opens)


def check(claim: Passage, source: Passage) -> list[Reason]:
    """One reason for each opposite in place of the source's word, and for each negation."""
    return [*_opposites(claim, source), *_negations(claim, source)]


def _prefixed(word: str, key: str, source: Passage) -> frozenset[str]:
    """The source's words that are this one with or without a negative prefix."""
    if len(word) < 5:
        return _NONE
    stems = {f"{prefix}{key}" for prefix in _PREFIXES}
    stems |= {
        stem(word[len(p) :]) for p in _PREFIXES if word.startswith(p) and len(word) > len(p) + 3
    }
    return frozenset(
        other
        for other in stems
        if any(source.tokens[p - 1].word not in _PREFIXES for p in source.where.get(other, ()))
    )


def _opposites(claim: Passage, source: Passage) -> list[Reason]:
    reasons = []
    against, same = opposites(), synonyms()
    there = negated(source)
    here = negated(claim)
    for at, token in enumerate(claim.tokens):
        contrary = against.get(token.key, _NONE) | _prefixed(token.word, token.key, source)
        if not contrary:
            continue
        rivals = [
            p for key in contrary for p in source.where.get(key, ()) if (p in there) == (at in here)
        ]
        if not rivals:
            continue
        own = list(source.where.get(token.key, ()))
        own += [p for key in same.get(token.key, _NONE) for p in source.where.get(key, ())]
        place = outdone(
            claim, (at, at), source, singles(own), singles(rivals), margin=MARGIN, least=LEAST
        )
        if place is not None:
            shown = claim.raw[token.start : token.end]
            other = source.tokens[place[0]]
            said = source.raw[other.start : other.end]
            detail = f'The cited article says "{said}" at this place, the opposite of "{shown}".'
            reasons.append(Reason(ReasonKind.POLARITY, token.start, token.end, detail))
    return reasons


def _negations(claim: Passage, source: Passage) -> list[Reason]:
    reasons = []
    same = synonyms()
    there, here = negated(source), negated(claim)
    if not there and not here:
        return []
    for at, token in enumerate(claim.tokens):
        if not token.content:
            continue
        places = list(source.where.get(token.key, ()))
        places += [p for key in same.get(token.key, _NONE) for p in source.where.get(key, ())]
        rivals = [p for p in places if (p in there) != (at in here)]
        if not rivals:
            continue
        own = [p for p in places if (p in there) == (at in here)]
        place = outdone(
            claim, (at, at), source, singles(own), singles(rivals), margin=MARGIN, least=LEAST
        )
        if place is None:
            continue
        value = affinity(claim, (at, at), source, place)
        positive = (source, place[0]) if at in here else (claim, at)
        if value < VERBATIM and _otherwise_negated(*positive):
            continue
        start = claim.tokens[here[at]].start if at in here else token.start
        shown = claim.raw[start : token.end]
        said = "does not negate it" if at in here else "negates it"
        detail = f'The claim says "{shown}"; the cited article {said}.'
        reasons.append(Reason(ReasonKind.POLARITY, start, token.end, detail))
    return reasons
