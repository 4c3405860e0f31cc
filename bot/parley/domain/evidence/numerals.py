"""Numbers in English text, in digits or spelled out, with magnitude and unit."""

import re
from dataclasses import dataclass
from functools import lru_cache

from parley.domain.evidence import lexicon
from parley.domain.evidence.align import Span
from parley.domain.evidence.text import Passage

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$")


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
