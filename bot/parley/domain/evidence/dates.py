"""Dates in English text, absolute and relative, resolved against the day of publication."""

import re
from calendar import monthrange
from collections.abc import Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from parley.domain.evidence.dateforms import DEADLINE, PATTERNS
from parley.domain.evidence.lexicon import MONTHS, SPELLED, WEEKDAYS
from parley.domain.evidence.text import fold


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """A date as written at [``start``, ``end``) in code points, and the days it may mean.

    ``day`` is the first day meant and ``until`` the last, none where it is a single day. "Within 90
    days" and "by mid-July" are deadlines: ``day`` is the last day allowed, ``deadline`` is true.
    ``explicit`` is true where the text itself names a day, month or year, not only a relation to the
    day of publication.
    """

    start: int
    end: int
    day: date
    until: date | None = None
    deadline: bool = False
    explicit: bool = False

    @property
    def last(self) -> date:
        """The last day meant."""
        return self.until or self.day


def _count(word: str) -> int:
    word = word.lower()
    if word.isdigit():
        return int(word)
    return 1 if word in {"a", "an"} else SPELLED[word]


def _shift(day: date, count: int, unit: str) -> date:
    if unit == "day":
        return day + timedelta(days=count)
    if unit == "week":
        return day + timedelta(weeks=count)
    months = count * (12 if unit == "year" else 3 if unit == "quarter" else 1)
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _within(span: tuple[date, date], part: str | None) -> tuple[date, date]:
    """The early, middle or late third of a span."""
    if not part:
        return span
    first, last = span
    third = (last - first).days // 3
    part = part.lower()
    if part in {"early", "the beginning of", "the start of"}:
        return first, first + timedelta(days=third)
    if part in {"mid", "the middle of"}:
        return first + timedelta(days=third), last - timedelta(days=third)
    if part == "late":
        return last - timedelta(days=third), last
    return last - timedelta(days=2), last  # "the end of"


def _nearest_year(month: int, day: int, today: date) -> int:
    """The year that puts a month and day nearest to the day of publication.

    A day behind counts as farther than one ahead, since news names the year of what is long past.
    """
    near = []
    for year in (today.year - 1, today.year, today.year + 1):
        there = date(year, month, min(day, monthrange(year, month)[1]))
        apart = (there - today).days
        near.append((apart if apart >= 0 else -1.5 * apart, year))
    return min(near)[1]


def _day_of(match: re.Match[str], today: date) -> tuple[date, date] | None:
    name = match["month"].lower()
    month = int(name) if name.isdigit() else MONTHS[name]
    day = int(match["day"])
    year = int(match["year"]) if match["year"] else None
    if not 1 <= month <= 12 or not day:
        return None
    year = year or _nearest_year(month, day, today)
    if day > monthrange(year, month)[1]:
        return None
    there = date(year, month, day)
    groups = match.groupdict()
    if groups.get("from") and 1 <= int(groups["from"]) < day:
        return there.replace(day=int(groups["from"])), there
    if groups.get("to") and day < int(groups["to"]) <= monthrange(year, month)[1]:
        return there, there.replace(day=int(groups["to"]))
    return there, there


def _month_of(match: re.Match[str], today: date) -> tuple[date, date] | None:
    word = match["month"]
    which = (match["which"] or "").lower()
    if not word[0].isupper() or (word.lower() == "may" and not _is_month(match)):
        return None
    month = MONTHS[word.lower()]
    if match["year"]:
        year = int(match["year"])
    elif which == "last":
        year = today.year - (month >= today.month)
    elif which == "next":
        year = today.year + (month <= today.month)
    else:
        year = _nearest_year(month, 15, today)
    return _within(_month_span(year, month), match["part"])


def _is_month(match: re.Match[str]) -> bool:
    return bool(match["year"] or match["part"] or (match["which"] and match["month"] == "May"))


def _weekday_of(match: re.Match[str], today: date) -> tuple[date, date] | None:
    word = match["weekday"]
    if not word[0].isupper() or (len(word) < 6 and not word.lower().startswith(("tues", "thur"))):
        return None
    number = WEEKDAYS[word.lower()]
    which = (match["which"] or "").lower()
    back = (today.weekday() - number) % 7
    ahead = (number - today.weekday()) % 7
    if which in {"next", "by", "before", "until"} or _future(match):
        day = today + timedelta(days=ahead or 7)
    elif which == "this":
        day = today + timedelta(days=ahead)
    else:  # news tells what was: "on Monday" is the last one, today included
        day = today - timedelta(days=(back or 7) if which == "last" else back)
    return day, day


def _future(match: re.Match[str]) -> bool:
    """Whether the clause before a weekday looks ahead ("will meet on Friday")."""
    before = match.string[max(0, match.start() - 60) : match.start()]
    clause = re.split(r"[.;!?]|, (?:who|which|said)|\bsaid\b", before)[-1].lower()
    return bool(
        re.search(r"\b(?:will|to|due|scheduled|expected|set|plans?|would|start|starts)\b", clause)
    )


def _relative(kind: str, match: re.Match[str], today: date) -> tuple[date, date] | None:
    if kind == "today":
        step = {"tomorrow": 1, "yesterday": -1}.get(match["word"].lower(), 0)
        day = today + timedelta(days=step)
        return day, day
    if kind in {"within", "ahead", "ago"}:
        groups = match.groupdict()
        count = _count(groups["n"] or groups["m"]) * (-1 if kind == "ago" else 1)
        if abs(count) > 400:
            return None
        day = _shift(today, count, (groups["unit"] or groups["unit_from"]).lower())
        return day, day
    if kind == "year_end":
        return date(today.year, 12, 31), date(today.year, 12, 31)
    if match["which"].lower() == "the" and not match["part"]:
        return None
    step = {"last": -1, "this": 0, "the": 0, "next": 1}[match["which"].lower()]
    unit = match["unit"].lower()
    if unit == "week":
        first = today - timedelta(days=today.weekday()) + timedelta(weeks=step)
        return _within((first, first + timedelta(days=6)), match["part"])
    there = _shift(today.replace(day=1), step, unit)
    if unit == "month":
        return _within(_month_span(there.year, there.month), match["part"])
    if unit == "quarter":
        month = 3 * ((there.month - 1) // 3) + 1
        return date(there.year, month, 1), _month_span(there.year, month + 2)[1]
    return _within((date(there.year, 1, 1), date(there.year, 12, 31)), match["part"])


def _resolve(kind: str, match: re.Match[str], today: date) -> tuple[date, date] | None:
    if kind in {"iso", "dmy", "mdy"}:
        return _day_of(match, today)
    if kind == "month":
        return _month_of(match, today)
    if kind == "weekday":
        return _weekday_of(match, today)
    if kind == "year":
        year = int(match["year"])
        return _within((date(year, 1, 1), date(year, 12, 31)), match["part"])
    return _relative(kind, match, today)


_BESIDE = re.compile(r"\s*,?\s*")


def _same_day(weekday: re.Match[str], starts: Set[int]) -> bool:
    """Whether the weekday only adds to a date that starts beside it: "Tuesday, June 3"."""
    beside = _BESIDE.match(weekday.string, weekday.end())
    return beside is not None and beside.end() in starts


def resolve_dates(text: str, published_at: datetime) -> tuple[ResolvedDate, ...]:
    """Every date in an English text, in order of place; overlapping readings are left out.

    Relative ones ("on Monday", "two weeks ago", "within 90 days", "mid-July") are resolved against
    the day of ``published_at`` (UTC). A month or day without a year is the nearest one; a weekday is
    the last one, or the next where its clause looks ahead.
    """
    return resolve_folded(fold(text), published_at.date())


def resolve_folded(text: str, today: date) -> tuple[ResolvedDate, ...]:
    """As ``resolve_dates``, of a text that is folded already."""
    taken: list[ResolvedDate] = []
    starts: set[int] = set()
    covered = bytearray(len(text))  # by what was read already
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if any(covered[match.start() : match.end()]):
                continue
            if kind == "weekday" and _same_day(match, starts):
                continue
            span = _resolve(kind, match, today)
            if span is None:
                continue
            first, last = span
            before = text[max(0, match.start() - 20) : match.start()]
            deadline = kind == "within" or bool(DEADLINE.search(before))
            which = match.groupdict().get("which") or ""
            deadline = deadline or which.lower() in {"by", "until", "before"}
            explicit = kind in {"iso", "dmy", "mdy", "month", "year"}
            if deadline and kind != "within":
                first = last
            covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            starts.add(match.start())
            taken.append(
                ResolvedDate(
                    match.start(),
                    match.end(),
                    first,
                    None if first == last else last,
                    deadline,
                    explicit,
                )
            )
    return tuple(sorted(taken, key=lambda d: d.start))


@lru_cache(maxsize=512)
def known_days(text: str, published: date) -> tuple[ResolvedDate, ...]:
    """The dates that an article names or implies, its own day included."""
    return (*resolve_folded(fold(text), published), ResolvedDate(0, 0, published))
