"""Figures with their units and magnitudes: is each in the source, and at that place?"""

from math import isclose

from parley.domain.evidence.align import actor, best, outdone, same_act
from parley.domain.evidence.lexicon import words
from parley.domain.evidence.numerals import Figure, figures
from parley.domain.evidence.text import Passage
from parley.domain.model.claim import Reason, ReasonKind

_SMALL = {"two", "both"}
_COUNTED_PAIR = words(
    """
    side country nation government leader party economy president
    """
)
_MONEY = frozenset({"usd", "eur", "gbp", "jpy", "cny", "krw", "inr", "dem", "franc", "cent"})
ROUNDING = 0.05  # how far a hedged figure ("about 14 billion") may be from the source's


def _agree(claimed: str | None, found: Figure) -> bool:
    """Whether units go together; money may go without its unit where it has a magnitude."""
    if claimed == found.unit or claimed is None or found.elided:
        return True
    return found.unit is None and (found.scale > 1 or claimed in _MONEY) and claimed != "pct"


def _loose_unit(source: Passage, figure: Figure) -> bool:
    """A bare number with no noun after it ("after falling two in January") may have any unit."""
    at = figure.span[1] + 1
    return at >= len(source.tokens) or not source.tokens[at].content or source.tokens[at].number


def _supported(claimed: Figure, source: Passage, found: tuple[Figure, ...]) -> bool:
    for figure in found:
        if not (
            _agree(claimed.unit, figure) or (figure.unit is None and _loose_unit(source, figure))
        ):
            continue
        if isclose(claimed.value, figure.value, rel_tol=1e-6):
            return True
        if figure.elided and isclose(claimed.digits, figure.digits, rel_tol=1e-6):
            return True
        if (
            claimed.hedged
            and figure.value > 20
            and isclose(claimed.value, figure.value, rel_tol=ROUNDING)
            and not claimed.year
        ):
            return True
    return False


def _pair(claim: Passage, figure: Figure) -> bool:
    """ "The two sides": a count that the reader makes, not the article."""
    first, last = figure.span
    after = claim.tokens[last + 1].key if last + 1 < len(claim.tokens) else ""
    return claim.tokens[first].word in _SMALL and after in _COUNTED_PAIR


def _fiscal(claim: Passage, figure: Figure, source: Passage) -> bool:
    """The second half of "1986/87" where the source knows the year."""
    first = figure.span[0]
    if not first or figure.unit or figure.digits > 99:
        return False
    before = claim.tokens[first - 1]
    joined = claim.raw[before.end : claim.tokens[first].start].strip() in {"/", "-"}
    if not (joined and before.number and before.word.isdigit() and before.key in source.where):
        return False
    return (int(before.word) + 1) % 100 == figure.digits


def check(claim: Passage, source: Passage) -> list[Reason]:
    """One reason for each figure that the source does not have, or has in another place."""
    reasons = []
    found = figures(source)
    for figure in figures(claim):
        if figure.year or _pair(claim, figure) or _fiscal(claim, figure, source):
            continue
        shown = claim.raw[figure.start : figure.end]
        if not _supported(figure, source, found):
            reasons.append(_fault(claim, source, figure, shown, found))
            continue
        other = _displaced(claim, source, figure, found)
        if other is not None:
            detail = f"The cited article has {_shown(source, other)} at this place, not {shown}."
            reasons.append(Reason(ReasonKind.FIGURE, figure.start, figure.end, detail))
    return reasons


def _displaced(
    claim: Passage, source: Passage, figure: Figure, found: tuple[Figure, ...]
) -> Figure | None:
    """The figure that the source has where the claim has one from elsewhere in the article.

    In parallel clauses ("the US to 30%, China to 10%") the country that acts tells them apart.
    """
    own = [f.span for f in found if isclose(f.value, figure.value, rel_tol=ROUNDING)]
    rivals = {
        f.span: f for f in found if f.unit == figure.unit and not f.year and f.value != figure.value
    }
    place = outdone(claim, figure.span, source, own, rivals, margin=0.3, least=0.6)
    who = actor(claim, figure.span[0]) if place is None else None
    if who is not None:
        doers = {span: actor(source, span[0]) for span in (*own, *rivals)}
        theirs = [s for s in rivals if _acts(doers[s], who)]
        if theirs and all(doers[s] is not None and not _acts(doers[s], who) for s in own):
            _, place = best(claim, figure.span, source, theirs)
    return rivals[place] if place else None


def _acts(doer: tuple[str, str] | None, who: tuple[str, str]) -> bool:
    return doer is not None and doer[0] == who[0] and same_act(doer[1], who[1])


def _shown(source: Passage, figure: Figure) -> str:
    return source.raw[figure.start : figure.end]


def _fault(
    claim: Passage, source: Passage, figure: Figure, shown: str, found: tuple[Figure, ...]
) -> Reason:
    for other in found:
        same_digits = isclose(other.digits, figure.digits, rel_tol=1e-6) and not other.year
        if same_digits and (other.unit != figure.unit or other.scale != figure.scale):
            said = _shown(source, other)
            detail = f"The cited article says {said}, not {shown}: unit or magnitude differs."
            return Reason(ReasonKind.UNIT, figure.start, figure.end, detail)
    detail = f"The figure {shown} is not in the cited article"
    value, place = best(claim, figure.span, source, [f.span for f in found if not f.year])
    near = next((f for f in found if f.span == place), None)
    said = f"; it says {_shown(source, near)}" if near and value > 0.35 else ""
    return Reason(ReasonKind.FIGURE, figure.start, figure.end, f"{detail}{said}.")
