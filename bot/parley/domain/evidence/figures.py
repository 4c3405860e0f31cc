"""Figures with their units and magnitudes: is each in the source, and at that place?"""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import isclose

from parley.domain.evidence import lexicon
from parley.domain.evidence.align import Span, best, outdone
from parley.domain.evidence.lexicon import words
from parley.domain.evidence.text import Passage
from parley.domain.model.claim import Reason, ReasonKind

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_SMALL = {"two", "both"}
_COUNTED_PAIR = words(
    """
    side country nation government leader party economy president
    """
)
_MONEY = frozenset({"usd", "eur", "gbp", "jpy", "cny", "krw", "inr", "dem", "franc", "cent"})
ROUNDING = 0.05  # how far a hedged figure ("about 14 billion") may be from the source's


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written: ``digits`` × ``scale``, with its unit if it names one."""

    span: Span
    start: int
    end: int
    digits: float
    scale: float
    unit: str | None
    hedged: bool
    year: bool = False
    elided: bool = False  # "five to 6 pct": the unit or magnitude comes with the next figure

    @property
    def value(self) -> float:
        """What it amounts to."""
        return self.digits * self.scale


def _digits(word: str) -> float | None:
    if _GROUPED.match(word):
        word = word.replace(",", "")
    try:
        return float(word.replace(",", "."))
    except ValueError:
        return None


def _beside(passage: Passage, left: int, right: int, allowed: str = " -") -> bool:
    """Whether only spaces and hyphens stand between two neighbouring tokens."""
    if not (left >= 0 and right < len(passage.tokens)):
        return False
    between = passage.raw[passage.tokens[left].end : passage.tokens[right].start]
    return len(between) < 4 and not between.strip(allowed)


def _month_beside(passage: Passage, first: int, last: int) -> bool:
    """Whether the number is a day of a month: "April 17", but not "April's 17 dlrs" or "April 59"."""
    tokens = passage.tokens
    word = tokens[first].word
    if not word.isdigit() or int(word) > 31:
        return False
    before = first and tokens[first - 1].word in lexicon.MONTHS and tokens[first - 1].capital
    if before and _beside(passage, first - 1, first, " .,"):
        return not passage.raw[: tokens[first - 1].end].endswith("'s")
    after = last + 1
    if after < len(tokens) and tokens[after].word in {"st", "nd", "rd", "th", "of"}:
        after += 1 + (after + 1 < len(tokens) and tokens[after + 1].word == "of")
    return after < len(tokens) and tokens[after].word in lexicon.MONTHS and tokens[after].capital


def _number(passage: Passage, at: int) -> tuple[float, int] | None:
    """(value, last token) of the number that begins here, in digits or spelled out."""
    token = passage.tokens[at]
    if token.number:
        value = _digits(token.word)
        return None if value is None else (value, at)
    follows = at + 1 < len(passage.tokens) and _beside(passage, at, at + 1)
    after = passage.tokens[at + 1].word if follows else ""
    if token.word in {"a", "an"}:
        large = after in {"million", "billion", "trillion", "hundred", "thousand", "dozen"}
        return (1.0, at) if large else None
    spelled = lexicon.SPELLED.get(token.word)
    if spelled is None:
        return None
    if token.word == "one" and after not in lexicon.MAGNITUDES and after not in lexicon.UNITS:
        return None
    unit = lexicon.SPELLED.get(after, 0)
    if spelled >= 20 and spelled % 10 == 0 and 0 < unit < 10:
        return float(spelled + unit), at + 1
    return float(spelled), at


def _scale_and_unit(passage: Passage, first: int, last: int) -> tuple[float, str | None, int]:
    tokens = passage.tokens
    scale, unit = 1.0, None
    at = last + 1
    spelled_out = not tokens[last].number
    while (
        at < len(tokens) and _beside(passage, at - 1, at) and tokens[at].word in lexicon.MAGNITUDES
    ):
        if tokens[at].word in {"k", "m", "b"} and (
            spelled_out or not _beside(passage, at - 1, at, "")
        ):
            break
        scale *= lexicon.MAGNITUDES[tokens[at].word]
        last, at = at, at + 1
    if (
        first
        and tokens[first - 1].word in {"$", "€", "£", "¥"}
        and _beside(passage, first - 1, first)
    ):
        unit = lexicon.UNITS[tokens[first - 1].word]
        return scale, unit, last
    if at + 1 < len(tokens) and tokens[at].key[0] == "@" and _beside(passage, at, at + 1):
        at += tokens[at + 1].word in lexicon.UNITS  # "300 mln U.S. dlrs"
    if at < len(tokens) and _beside(passage, at - 1, at):
        word = tokens[at].word
        after = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if word == "basis" and after.startswith("point"):
            return scale, "bp", at + 1
        if word in lexicon.UNITS:
            return scale, lexicon.UNITS[word], at
        if word == "per" and after == "cent":
            return scale, "pct", at + 1
    return scale, unit, last


@lru_cache(maxsize=512)
def figures(passage: Passage) -> tuple[Figure, ...]:
    """Every figure of a passage; days of a month are dates, not figures."""
    found: list[Figure] = []
    tokens = passage.tokens
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if not (token.number or token.word in lexicon.SPELLED or token.word in {"a", "an"}):
            at += 1
            continue
        number = _number(passage, at)
        if number is None or _month_beside(passage, at, number[1]):
            at += 1
            continue
        digits, last = number
        scale, unit, last = _scale_and_unit(passage, at, last)
        whole = tokens[at].number and tokens[at].word.isdigit()
        year = whole and unit is None and scale == 1 and 1400 <= digits <= 2100
        hedge = " ".join(t.word for t in tokens[max(0, at - 3) : at])
        hedged = any(word in lexicon.HEDGES for word in hedge.split()) or "more than" in hedge
        start = tokens[at].start
        if at and tokens[at - 1].word in {"$", "€", "£", "¥"}:
            start = tokens[at - 1].start
        found.append(
            Figure(
                (at, last),
                start,
                tokens[last].end,
                digits,
                scale,
                unit,
                hedged or "less than" in hedge,
                year,
            )
        )
        at = last + 1
    return tuple(_shared_units(passage, found))


def _shared_units(passage: Passage, found: list[Figure]) -> list[Figure]:
    """ "Five to 6 pct", "10 or 20 billion dlrs": the first has the unit, perhaps the scale, of the next."""
    out = list(found)
    for index in range(len(out) - 2, -1, -1):
        one, two = out[index], out[index + 1]
        if (
            one.unit is not None
            or one.scale != 1
            or one.year
            or (two.unit is None and two.scale == 1)
        ):
            continue
        words = [t.word for t in passage.tokens[one.span[1] + 1 : two.span[0]]]
        if len(words) <= 2 and all(w in {"to", "and", "or", "from", "$", "€", "£"} for w in words):
            out[index] = Figure(
                one.span,
                one.start,
                one.end,
                one.digits,
                one.scale,
                two.unit,
                one.hedged,
                elided=True,
            )
    return out


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
        rivals = [
            f for f in found if f.unit == figure.unit and not f.year and f.value != figure.value
        ]
        own = [f.span for f in found if isclose(f.value, figure.value, rel_tol=ROUNDING)]
        there = outdone(
            claim, figure.span, source, own, [f.span for f in rivals], margin=0.3, least=0.6
        )
        if there is not None:
            said = _shown(source, next(f for f in rivals if f.span == there))
            detail = f"The cited article has {said} at this place, not {shown}."
            reasons.append(Reason(ReasonKind.FIGURE, figure.start, figure.end, detail))
    return reasons


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
