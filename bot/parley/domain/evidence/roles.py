"""Who did what: a name that the source has, but not in this place."""

from parley.domain.evidence import geography, names
from parley.domain.evidence.align import Span, countries, listed_together, outdone, singles
from parley.domain.evidence.text import Passage
from parley.domain.model.claim import Reason, ReasonKind

MARGIN = 0.25
LEAST = 0.5
VERBATIM = 0.8
"""From here on the neighbourhood is the source's own wording, and nothing is a fair rewording."""
_NEAR = 8
"""Two names so near each other in the source may change places in a fair rewording."""


def check(claim: Passage, source: Passage) -> list[Reason]:
    """One reason for each country or person in a place that is another's in the source."""
    return [*_countries(claim, source), *_people(claim, source)]


def _countries(claim: Passage, source: Passage) -> list[Reason]:
    reasons = []
    there = countries(source)
    for key, places in countries(claim).items():
        if key not in there:
            continue
        for at in places:
            beside = listed_together(claim, at)
            rivals = singles(
                place
                for other, elsewhere in there.items()
                if other != key and other not in beside
                for place in elsewhere
            )
            if (
                claim.tokens[at].word in geography.SEATS
            ):  # "talks in Beijing": any place may be meant
                rivals += names.runs(source)
            own = singles(there[key])
            place = outdone(claim, (at, at), source, own, rivals, margin=MARGIN, least=LEAST)
            if place is not None:
                reasons.append(_reason(claim, (at, at), source, place))
    return reasons


def _people(claim: Passage, source: Passage) -> list[Reason]:
    reasons = []
    there = names.runs(source)
    words = {run: {source.tokens[at].key for at in range(run[0], run[1] + 1)} for run in there}
    for run in names.runs(claim):
        mine = {claim.tokens[at].key for at in range(run[0], run[1] + 1)}
        last = claim.tokens[run[1]].key
        own = [r for r in there if last in words[r]] + singles(source.where.get(last, ()))
        if not own:
            continue
        rivals = [r for r in there if not words[r] & mine and not _acronym(source, r, claim, run)]
        apart = [r for r in rivals if all(abs(r[0] - o[0]) > _NEAR for o in own)]
        place = outdone(claim, run, source, own, apart, margin=MARGIN, least=LEAST) or outdone(
            claim, run, source, own, rivals, margin=MARGIN, least=VERBATIM
        )
        if place is not None:
            reasons.append(_reason(claim, run, source, place))
    return reasons


def _acronym(source: Passage, one: Span, claim: Passage, other: Span) -> bool:
    """Whether one name is the initials of the other."""
    long = [t.word for t in source.tokens[one[0] : one[1] + 1]]
    short = [t.word for t in claim.tokens[other[0] : other[1] + 1]]
    return "".join(w[0] for w in long) == "".join(short) or "".join(w[0] for w in short) == "".join(
        long
    )


def _reason(
    claim: Passage, span: tuple[int, int], source: Passage, place: tuple[int, int]
) -> Reason:
    start, end = claim.tokens[span[0]].start, claim.tokens[span[1]].end
    shown = claim.raw[start:end].removesuffix("'s")
    said = source.raw[source.tokens[place[0]].start : source.tokens[place[1]].end].removesuffix(
        "'s"
    )
    detail = f"The cited article has {said} at this place, not {shown}."
    return Reason(ReasonKind.ROLE, start, end, detail)
