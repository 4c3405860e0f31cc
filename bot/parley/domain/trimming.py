"""How much of its drafts an edition prints: the reader has two minutes, and reads nothing twice."""

import re
from collections.abc import Sequence, Set
from dataclasses import replace

from parley.domain.candidates import leans, overlap, stems
from parley.domain.ledger.cues import cue
from parley.domain.model import Claim, Draft, WriterKind
from parley.domain.repeats import plain
from parley.domain.sentences import length

# The sentences of all stories together; with headlines, dates and coverage it makes two minutes.
WORDS = 130
_SAME = 0.33  # of two sentences' stems, from which both need not be read
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_MEASURED = re.compile(
    r"[$€£¥]\s?\d|\d\s?(?:%|pct|per cent|percent|bln|billion|mln|million|tonnes|days|years|months)",
    re.IGNORECASE,
)
_LONGEST = 50  # words; a longer sentence is not added
_LINE = 16  # words of a date ahead; what is longer is no line
_MOST = 2  # sentences of a story
_SECOND = 36  # words; the first story has a second sentence of that length, whatever room is left
_AGAIN = 0.5  # of two stories' sentences, from which the second tells nothing


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
    if draft.writer.kind is not WriterKind.EXTRACTIVE:
        # A model's sentences stand together; one that rests on much the same words has told it.
        rests = (evidence.quote for claim in draft.claims for evidence in claim.evidence)
        if any(overlap(stems(quote), stems(moving)) >= _SAME for quote in rests):
            return draft
        return replace(draft, lead=words, claims=(words, *draft.claims))
    others = [c for c in draft.claims if not _alike(c.text, words.text) and not leans(c.text)]
    return replace(draft, lead=words, claims=(words, *others))


def _alike(one: str, other: str) -> bool:
    """Whether a sentence says so much the same as another, and gives no figure more, that nobody
    needs both."""
    if overlap(stems(one), stems(other)) < _SAME:
        return False
    return set(_FIGURE.findall(one)) <= set(_FIGURE.findall(other))


def fitting(drafts: Sequence[Draft], words: int = WORDS, beside: Sequence[str] = ()) -> list[Draft]:
    """The drafts of an edition, in its order, cut to about so many words.

    Each story keeps the one sentence that carries it, if it has one that no better story says, and
    the first a second. What room is left goes to the further sentences, story by story, as they stand
    in the draft. What is said ``beside`` the stories is not said in them again.
    """
    kept: list[list[Claim]] = []
    for draft in drafts:
        kept.append(_core(draft, [claim.text for core in kept for claim in core]))
    left = words - sum(length(claim.text) for core in kept for claim in core)
    for place, draft in enumerate(drafts):
        for claim in draft.claims:
            size = length(claim.text)
            room = left if place else max(left, _SECOND)
            if claim in kept[place] or len(kept[place]) >= _MOST or size > room:
                continue
            if leans(claim.text) and not _follows(claim, kept[place], draft):
                continue
            here = (*beside, *(other.text for other in kept[place]))
            if not _tells(claim.text) or any(_alike(claim.text, other) for other in here):
                continue
            about = stems(draft.headline.text)
            said = (other.text for core in kept for other in core)
            if any(_repeats(claim.text, other, about) for other in said):
                continue
            kept[place].append(claim)
            left -= size
    return [
        _with(draft, [claim for claim in draft.claims if claim in core])
        for draft, core in zip(drafts, kept, strict=True)
    ]


def is_told(words: Claim, drafts: Sequence[Draft]) -> bool:
    """Whether a long sentence that gives a date stands in one of the drafts: it is not read twice."""
    return length(words.text) > _LINE and plain(words.evidence[0].quote) in quotes(drafts)


def quotes(drafts: Sequence[Draft]) -> frozenset[str]:
    """The words of sources (``repeats.plain``) that the drafts' sentences rest on."""
    return frozenset(plain(e.quote) for draft in drafts for c in draft.claims for e in c.evidence)


def _core(draft: Draft, said: Sequence[str]) -> list[Claim]:
    """The sentence that carries a story; none for a headline alone.

    Where a better story says it, another that stands alone; it stays if there is none.
    """
    first = draft.lead if draft.lead in draft.claims else next(iter(draft.claims), None)
    if first is None:
        return []
    if draft.writer.kind is not WriterKind.EXTRACTIVE:
        return [first]  # a model's sentences stand together
    about = stems(draft.headline.text)
    alone = [claim for claim in draft.claims if not leans(claim.text)]
    for claim in dict.fromkeys((first, *alone)):
        if not any(_repeats(claim.text, one, about) for one in said):
            return [claim]
    return [first]


def _repeats(claim: str, said: str, about: frozenset[str]) -> bool:
    """Whether a sentence of a story says what another story's does, also of what the story is ``about``."""
    known = stems(said)
    words = stems(claim)
    return overlap(words, known) >= _AGAIN and words & about <= known and _alike(claim, said)


def _tells(text: str) -> bool:
    """Whether a further sentence tells what happened or how much; what else it says can be looked up."""
    return cue(text) is not None or _MEASURED.search(text) is not None


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
