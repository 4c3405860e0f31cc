"""The day that a question is to be answered from: "as of 29 May 2025, …"."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_YEAR = "january february march april may june july august september october november december"
_MONTHS = _YEAR.split()
_NAMES = "|".join([*(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS), "sept"])
_ORDINAL = r"(?:st|nd|rd|th)?"

_DATE = re.compile(
    r"\b(?:(?P<iso>\d{4}-\d\d-\d\d)"
    rf"|(?P<day>\d{{1,2}}){_ORDINAL}\s+(?:of\s+)?(?P<amonth>{_NAMES})\.?,?\s+(?P<year>\d{{4}})"
    rf"|(?P<bmonth>{_NAMES})\.?\s+(?P<day2>\d{{1,2}}){_ORDINAL},?\s+(?P<year2>\d{{4}})"
    rf"|(?P<cmonth>{_NAMES})\.?,?\s+(?P<year3>\d{{4}}))\b",
    re.IGNORECASE,
)
_AS_OF = re.compile(r"\b(?:as\s+of|as\s+at|as\s+known\s+on)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days that a text names, both ends included, and where: [start, end) of the text."""

    first: date
    last: date
    start: int
    end: int


def days(text: str) -> tuple[Days, ...]:
    """The days and months with their years that a text names; impossible ones are passed over."""
    found = []
    for match in _DATE.finditer(text):
        span = _span(match)
        if span is not None:
            found.append(Days(*span, match.start(), match.end()))
    return tuple(found)


def _span(match: re.Match[str]) -> tuple[date, date] | None:
    try:
        if match["iso"]:
            day = date.fromisoformat(match["iso"])
        elif match["day"]:
            day = date(int(match["year"]), _month(match["amonth"]), int(match["day"]))
        elif match["day2"]:
            day = date(int(match["year2"]), _month(match["bmonth"]), int(match["day2"]))
        else:
            first = date(int(match["year3"]), _month(match["cmonth"]), 1)
            following = (first + timedelta(days=31)).replace(day=1)
            return first, following - timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return day, day


def _month(name: str) -> int:
    return next(at for at, full in enumerate(_MONTHS, 1) if full.startswith(name[:3].lower()))


def end_of(day: date) -> datetime:
    """The last instant of a day in UTC."""
    return datetime.combine(day, time.max, tzinfo=UTC)


def parted(text: str) -> tuple[str, datetime | None]:
    """The question without its "as of <date>", and that date's end in UTC; none where none is named."""
    for named in days(text):
        before = _AS_OF.search(text[: named.start])
        if before is not None:
            rest = f"{text[: before.start()]} {text[named.end :].lstrip(' ,:;')}"
            return rest.strip(" ,"), end_of(named.last)
    return text, None
