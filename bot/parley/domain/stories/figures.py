"""Figures in a text, each with its value and unit, so that two reports' figures can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SCALES = {
    "trillion": 1e12, "tn": 1e12, "trn": 1e12, "billion": 1e9, "bln": 1e9, "bn": 1e9, "million": 1e6,
    "mln": 1e6, "mn": 1e6, "thousand": 1e3,
}  # fmt: skip
_UNITS = {
    "%": "%", "percent": "%", "per cent": "%", "pct": "%", "percentage point": "points",
    "dollar": "usd", "dlr": "usd", "$": "usd", "us$": "usd", "usd": "usd",
    "euro": "eur", "€": "eur", "eur": "eur", "pound": "gbp", "£": "gbp", "yen": "jpy", "¥": "jpy",
    "yuan": "cny", "renminbi": "cny", "day": "days", "week": "weeks", "month": "months",
    "year": "years", "hour": "hours", "tonne": "tonnes", "ton": "tonnes", "country": "countries",
    "countrie": "countries", "vote": "votes", "barrel": "barrels", "job": "jobs",
}  # fmt: skip
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in _MONTHS)
_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "ninety": 90,
}  # fmt: skip
_FIGURE = re.compile(
    rf"\b(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[%.,]?\d)"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})\b"
    r"|(?:(?P<money>US\$|[$€£¥])\s?)?"
    rf"(?:(?P<number>(?<![\w.])\d+(?:,\d{{3}})*(?:\.\d+)?)|\b(?P<word>{'|'.join(_WORDS)})\b)"
    rf"(?:[\s-]?(?P<scale>{'|'.join(_SCALES)})\b)?"
    r"(?:\s?(?P<sign>%)|[\s-](?P<unit>percentage point|per cent|percent|pct|dollar|dlr|euro|pound|yen|"
    r"yuan|renminbi|day|week|month|year|hour|tonne|ton|country|countrie|vote|barrel|job)s?\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as written, with [start, end) in the text, its value and its unit ("" for none).

    A date has the unit "date" and the value month × 100 + day; a bare year has "year".
    """

    start: int
    end: int
    text: str
    value: float
    unit: str

    def same(self, other: "Figure") -> bool:
        """Whether they say the same: one may be rounded where the other is exact."""
        if self.unit != other.unit:
            return False
        if self.value == other.value:
            return True
        if self.unit in ("date", "year") or not other.value:
            return False
        digits = min(_digits(self.value), _digits(other.value))
        return digits >= 2 and f"{self.value:.{digits - 1}e}" == f"{other.value:.{digits - 1}e}"


def figures(text: str) -> Iterator[Figure]:
    """The figures of a text, in order."""
    for found in _FIGURE.finditer(text):
        start, end = found.span()
        written = found.group()
        month, day = found["month"] or found["month2"], found["day"] or found["day2"]
        if month:
            number = next(
                i for i, name in enumerate(_MONTHS, 1) if name.startswith(month.lower()[:3])
            )
            yield Figure(start, end, written, number * 100.0 + int(day), "date")
            continue
        value = (
            float(found["number"].replace(",", ""))
            if found["number"]
            else _WORDS[found["word"].lower()]
        )
        value *= _SCALES.get((found["scale"] or "").lower(), 1.0)
        unit = _UNITS.get((found["sign"] or found["unit"] or found["money"] or "").lower(), "")
        if not unit and found["number"] and 1900 <= value <= 2100 and "," not in written:
            unit = "year"
        yield Figure(start, end, written, value, unit)


def _digits(value: float) -> int:
    """How many significant digits a value is given with."""
    return len(f"{value:.6g}".split("e")[0].replace(".", "").strip("0").lstrip("-")) or 1
