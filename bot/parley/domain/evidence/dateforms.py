"""The forms in which English news writes a date."""

import re

from parley.domain.evidence.lexicon import MONTHS, SPELLED, WEEKDAYS

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_COUNT = "|".join(sorted((w for w in SPELLED if w != "zero"), key=len, reverse=True))
_YEAR = r"(?:1[5-9]|20)\d\d"
_NAMED = rf"(?P<month>{_MONTH})\b\.?"
_OF_YEAR = rf"(?:,? (?P<year>{_YEAR})\b)?"
_NUMBER = rf"\d{{1,3}}|a|an|{_COUNT}"
_I = re.IGNORECASE
_PART = r"(?:(?P<part>early|mid|late|the beginning of|the start of|the middle of|the end of|end of|end)[ -])?"
DEADLINE = re.compile(
    r"(?:\b(?:by|before|until|till|no later than|deadline of|not later than)) (?:the )?$", _I
)

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(rf"\b(?P<year>{_YEAR})-(?P<month>\d\d)-(?P<day>\d\d)\b")),
    (
        "dmy",
        re.compile(
            rf"\b(?:(?P<from>\d{{1,2}}) ?(?:-|to|and) ?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? "
            rf"{_NAMED}{_OF_YEAR}",
            _I,
        ),
    ),
    (
        "mdy",
        re.compile(
            rf"\b{_NAMED} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d)"
            rf"(?: ?(?:-|to|and) ?(?P<to>\d{{1,2}})\b(?!:\d| (?:{_MONTH})\b))?{_OF_YEAR}",
            _I,
        ),
    ),
    (
        "month",
        re.compile(
            rf"\b{_PART}(?:(?P<which>last|next|this|in|since|until|by|of|from|for|to|before|after"
            rf"|during|through) )?{_NAMED}{_OF_YEAR}",
            _I,
        ),
    ),
    (
        "weekday",
        re.compile(
            rf"\b(?:(?P<which>last|next|this|on|by|before|until|since|late|early) )?"
            rf"(?P<weekday>{_WEEKDAY})\b",
            _I,
        ),
    ),
    ("today", re.compile(r"\b(?P<word>today|tonight|tomorrow|yesterday)\b", _I)),
    (
        "within",
        re.compile(
            rf"\bwithin (?:the next )?(?P<n>{_NUMBER})[ -](?P<unit>day|week|month|year)s?\b", _I
        ),
    ),
    (
        "ahead",
        re.compile(
            rf"\b(?:in (?:the next |another )?(?P<n>{_NUMBER}) (?P<unit>day|week|month|year)s?\b"
            rf"(?! (?:to|ago|ended|ending|earlier))"
            rf"|(?P<m>{_NUMBER}) (?P<unit_from>day|week|month|year)s? from (?:now|today)\b)",
            _I,
        ),
    ),
    (
        "ago",
        re.compile(rf"\b(?P<n>{_NUMBER}) (?P<unit>day|week|month|year)s? (?:ago|earlier)\b", _I),
    ),
    ("year_end", re.compile(r"\b(?P<word>year[ -]end|end of the year|end of this year)\b", _I)),
    (
        "span",
        re.compile(
            rf"\b{_PART}(?P<which>last|next|this|the) (?P<unit>week|month|quarter|year)\b(?! of|'s)",
            _I,
        ),
    ),
    (
        "year",
        re.compile(
            rf"(?<![\d.,$/])\b{_PART}(?P<year>{_YEAR})\b(?![.,]?\d|%)"
            r"(?! (?:pct|percent|dlrs|mln|billion|million))",
            _I,
        ),
    ),
)
