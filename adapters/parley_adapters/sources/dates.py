"""Dates as sources write them, of every odd kind, into UTC."""

import re
import warnings
from calendar import timegm
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_TIMESTAMP = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d", re.ASCII)
_EPOCH = re.compile(r"[12]\d{9}$", re.ASCII)  # seconds since 1970
# RFC 822 as nearly every RSS feed writes it; its looser spellings are left to feedparser.
_RFC822 = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d\d?) ([A-Z][a-z]{2}) ([12]\d{3})"
    r" (\d\d):(\d\d):(\d\d) (?:GMT|([+-])(0\d|1[0-4])([0-5]\d))$",
    re.ASCII,
)
_MONTHS = {
    "Jan": 1, "Feb": 2, "Mar": 3, "Apr": 4, "May": 5, "Jun": 6,
    "Jul": 7, "Aug": 8, "Sep": 9, "Oct": 10, "Nov": 11, "Dec": 12,
}  # fmt: skip
_LETTER_OR_SEPARATOR = re.compile(r"[^\W\d]|[/., ]")  # dateutil guesses at bare digits
_DIGITS_AND_DASHES = re.compile(r"[-\d]{5,9}$", re.ASCII)
_LONGEST = 100  # longer strings are no dates, and dateutil takes quadratic time over them
# What dateutil fills gaps with: a date that reads differently under the two lacks a day or a year.
_GAP_FILLERS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2001, 2, 2, tzinfo=UTC))


@lru_cache(maxsize=4096)
def parse_date(text: str | None) -> datetime | None:
    """The instant that a feed's date names, aware and UTC; none if it names none.

    A date without a zone is taken as UTC, one without a time as midnight. feedparser's handlers
    (RFC 822, W3C-DTF, ISO 8601, asctime, Greek, Hungarian, Korean, Perforce) come first; dateutil
    reads the rest, and may not fill in a day, month or year that is not there.
    """
    text = " ".join((text or "").split())
    if not text or len(text) > _LONGEST:
        return None
    return _quick(text) or _by_handlers(text) or _by_dateutil(text)


def utc(value: datetime) -> datetime | None:
    """In UTC, to the second; a naive time is UTC. None where the shift is nonsense."""
    value = value.replace(microsecond=0)
    try:
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _quick(text: str) -> datetime | None:
    """Full timestamps as most sources write them, without loading a library."""
    if rfc := _RFC822.match(text):
        return _from_rfc822(rfc)
    if _EPOCH.match(text):
        return datetime.fromtimestamp(int(text), UTC)
    if not _TIMESTAMP.match(text):
        return None
    try:
        return utc(datetime.fromisoformat(text))
    except ValueError:
        return None


def _from_rfc822(found: re.Match[str]) -> datetime | None:
    day, month, year, hour, minute, second, sign, ahead, minutes_ahead = found.groups()
    try:
        local = datetime(
            int(year), _MONTHS[month], int(day), int(hour), int(minute), int(second), tzinfo=UTC
        )
        if sign is None:
            return local
        shift = timedelta(hours=int(ahead), minutes=int(minutes_ahead))
        return local - shift if sign == "+" else local + shift
    except (ValueError, LookupError, OverflowError):
        return None


def _by_handlers(text: str) -> datetime | None:
    """feedparser's own handlers, in an order in which none takes the half of another's date."""
    from feedparser import datetimes as known

    handlers = [known._parse_date_w3dtf, known._parse_date_rfc822, known._parse_date_asctime]
    if not text.isascii():
        handlers[:0] = [
            known._parse_date_onblog,
            known._parse_date_nate,
            known._parse_date_greek,
            known._parse_date_hungarian,
        ]
    handlers.append(known._parse_date_perforce)
    if _DIGITS_AND_DASHES.match(text):  # it matches prefixes, and fills the rest from today's date
        handlers.append(known._parse_date_iso8601)
    for handler in handlers:
        try:
            parts = handler(text)
            if parts:
                return datetime.fromtimestamp(timegm(parts), UTC)
        except (ValueError, OverflowError, TypeError, LookupError, AttributeError):
            continue
    return None


def _by_dateutil(text: str) -> datetime | None:
    if not _LETTER_OR_SEPARATOR.search(text):
        return None
    from dateutil import parser

    found = []
    for filler in _GAP_FILLERS:
        try:
            with warnings.catch_warnings():
                # An unknown zone's name is read as UTC, which is what is wanted here.
                warnings.simplefilter("ignore", parser.UnknownTimezoneWarning)
                found.append(utc(parser.parse(text, default=filler)))
        except (ValueError, OverflowError, TypeError, ArithmeticError):
            return None
    return found[0] if found[0] == found[1] else None
