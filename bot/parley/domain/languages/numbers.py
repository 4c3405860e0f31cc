"""Figures as other languages write them: 1.500 Mio., 25 %, 3,5 milliards, 1500亿, 三成, 百分之三十."""

import re

_SCALES = {
    "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6, "亿": 1e8, "億": 1e8,
    "万亿": 1e12, "萬億": 1e12, "兆": 1e12,
    "mil": 1e3, "mil millones": 1e9, "millones": 1e6, "millón": 1e6, "billones": 1e12,
    "mille": 1e3, "million": 1e6, "millions": 1e6, "milliard": 1e9, "milliards": 1e9, "md": 1e9,
    "mds": 1e9, "billion": 1e12, "billions": 1e12,
    "tausend": 1e3, "mio": 1e6, "millionen": 1e6, "mrd": 1e9, "milliarde": 1e9, "milliarden": 1e9,
    "bio": 1e12, "billionen": 1e12,
}  # fmt: skip
_DIGITS = {
    **{digit: value for value, digit in enumerate("〇一二三四五六七八九")},
    "零": 0, "两": 2, "兩": 2,
}  # fmt: skip
_PLACES = {"十": 10, "百": 100, "千": 1000}
_GROUPS = re.compile(r"[.,\u00a0\u202f\u2009 '’](?=\d{3}(?!\d))")
_RANGE = re.compile(r"\b(\d+(?:\.\d+)?)(?= \d+(?:\.\d+)? percent\b)")
_ENGLISH = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
"""The English months, in order."""
NUMBER = r"\d+(?:[.,\u00a0\u202f\u2009 '’]\d{3}(?!\d))*(?:[.,]\d+)?"
"""A number in digits, its thousands apart by a point, a comma, a space or an apostrophe."""
SCALE = (
    r"(?:mil\s+millones|millones|millón|mil|billones|milliards?|millions?|mille|mds?|billions?"
    r"|milliarden?|millionen|mio|mrd|billionen|bio|tausend)\b\.?"
)
"""A scale in Spanish, French or German; "billion" is 10^12 in all three."""
HAN_NUMBER = "[〇零一二两兩三四五六七八九十百千]"
"""A digit or place of a number in Chinese characters."""


def number(digits: str) -> float:
    """The value of a number in digits: a mark before exactly three digits parts thousands.

    Every mark but a single point or comma before another count of digits, which is the decimal one.
    """
    if digits.startswith(("0.", "0,")):
        return float(digits.replace(",", "."))
    plain = _GROUPS.sub("", digits)
    return float(plain.replace(",", "."))


def han_number(written: str) -> float | None:
    """The value of a number in Chinese characters below ten thousand; none if it is none."""
    total, digit = 0, -1
    if len(written) > 1 and all(sign in _DIGITS for sign in written):
        return float("".join(str(_DIGITS[sign]) for sign in written))
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _PLACES:
            total += (1 if digit < 0 else digit) * _PLACES[sign]
            digit = -1
        else:
            return None
    return float(total + max(digit, 0)) if written else None


def scale(written: str) -> float:
    """What a scale word stands for; 1 for none."""
    return _SCALES.get(" ".join(written.lower().rstrip(".").split()), 1.0)


def shared_percent(text: str) -> str:
    """An English gist with "145 to 35 percent" as two shares, as "von 145 auf 35 Prozent" is."""
    return _RANGE.sub(r"\1 percent", text)


def english(value: float) -> str:
    """A value as an English report writes it: 1500亿 is "150 billion"."""
    for size, name in _ENGLISH:
        if value >= size:
            return f"{value / size:.12g} {name}"
    return f"{value:.12g}"
