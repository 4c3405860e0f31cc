"""How much of its drafts an edition prints: the reader has two minutes, and reads nothing twice."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from parley.domain.candidates import leans, overlap, stems
from parley.domain.model import Claim, Draft
from parley.domain.repeats import plain
from parley.domain.sentences import length

# The sentences of all stories together; with headlines, dates and coverage it makes two minutes.
WORDS = 170
_SAME = 0.33  # of two sentences' stems, from which both need not be read
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_LONGEST = 50  # words; a longer sentence is not added
# A story that comes first has the top line beside it.
_MOST, _MOST_FIRST = 2, 2


def without(draft: Draft, said: Set[str]) -> Draft:
    """The draft without the sentences whose words were all ``said`` (``repeats.plain``) before.

    A sentence that is only understood behind one that falls falls with it. A draft of which nothing is
    left has no claims and no lead: there is nothing in it that was not told.
    """
    kept: list[Claim] = []
    fell = False
    for claim in draft.claims:
        fell = _is_old(claim, said) or (fell and leans(claim.text))
        if not fell:
            kept.append(claim)
    if draft.lead is not None and draft.lead not in kept and _is_old(draft.lead, said):
        draft = replace(draft, lead=next((c for c in kept if not leans(c.text)), None))
    return _with(draft, kept)


def _is_old(claim: Claim, said: Set[str]) -> bool:
    return all(plain(evidence.quote) in said for evidence in claim.evidence)


def carrying(draft: Draft, words: Claim) -> Draft:
    """The draft led by the ``words`` that say what moved, unless its headline says them.

    A sentence of it that says them already is its lead; one that says much the same gives way.
    """
    moving = plain(words.evidence[0].quote)
    if any(moving in plain(evidence.quote) for evidence in draft.headline.evidence):
        return draft
    for claim in draft.claims:
        if any(moving in plain(e.quote) or plain(e.quote) in moving for e in claim.evidence):
            return draft if leans(claim.text) else replace(draft, lead=claim)
    if leans(words.text) or length(words.text) > _LONGEST:
        return draft
    others = [c for c in draft.claims if not _alike(c, words) and not leans(c.text)]
    return replace(draft, lead=words, claims=(words, *others))


def _alike(one: Claim, other: Claim) -> bool:
    """Whether a sentence says so much the same as another, and gives no figure more, that nobody
    needs both."""
    if overlap(stems(one.text), stems(other.text)) < _SAME:
        return False
    return set(_FIGURE.findall(one.text)) <= set(_FIGURE.findall(other.text))


def fitting(drafts: Sequence[Draft], words: int = WORDS) -> list[Draft]:
    """The drafts of an edition, in its order, cut to about so many words.

    Each story keeps the one sentence that carries it, and the first a second. What room is left goes
    to the further sentences, story by story, as they stand in the draft.
    """
    kept = [_core(draft) for draft in drafts]
    left = words - sum(length(claim.text) for core in kept for claim in core)
    for place, draft in enumerate(drafts):
        most = _MOST if place else _MOST_FIRST
        for claim in draft.claims:
            size = length(claim.text)
            first = place == 0 and len(kept[place]) < _MOST
            if claim in kept[place] or len(kept[place]) >= most or not (size <= left or first):
                continue
            if leans(claim.text) and not _follows(claim, kept[place], draft):
                continue
            if any(_alike(claim, other) for other in kept[place]):
                continue
            kept[place].append(claim)
            left -= size
    return [
        _with(draft, [claim for claim in draft.claims if claim in core])
        for draft, core in zip(drafts, kept, strict=True)
    ]


def _core(draft: Draft) -> list[Claim]:
    """The sentence that carries a story; none for a headline alone."""
    if draft.lead in draft.claims:
        return [claim for claim in draft.claims if claim == draft.lead]
    return list(draft.claims[:1])


def _follows(claim: Claim, kept: Sequence[Claim], draft: Draft) -> bool:
    """Whether the sentence before a claim, which says whom it speaks of, is kept."""
    place = draft.claims.index(claim)
    return place > 0 and draft.claims[place - 1] in kept


def _with(draft: Draft, claims: Sequence[Claim]) -> Draft:
    """The draft with these of its claims; its lead is one of them, or stands by itself."""
    if not draft.claims or tuple(claims) == draft.claims:
        return draft
    lead = draft.lead
    if lead is not None and (lead in draft.claims or not claims) and lead not in claims:
        lead = next((claim for claim in claims if not leans(claim.text)), None)
    return replace(draft, claims=tuple(claims), lead=lead)
