"""The day of what a sentence tells: the event's own, and the day ahead that it names."""

import re
from datetime import date, datetime, timedelta

from parley.domain.evidence.dates import ResolvedDate, resolve_dates

# How long ago an event may be that is still news.
NEWS_DAYS = 9
# "On April 17 and 20" is a span that begins on a day.
_FEW_DAYS = timedelta(days=4)
_WEEKDAY = re.compile(r"(?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_AS_OF = re.compile(r"\b(?:from|effective|beginning|starting|as of|until|by|before|next)(?: on)? $")
# "Will set duties on Monday", "on Monday will set".
_IS_TO = re.compile(
    r"\b(?:will|would|may|might|could|due|scheduled|expected|plan(?:s|ned)|to)\b(?: [\w'-]+){1,4} $"
)
_WILL = re.compile(r" (?:will|would|may|is (?:to|due|scheduled)|are (?:to|due|scheduled))\b")


def days_of(sentence: str, published_at: datetime, *, done: bool) -> tuple[date, date | None]:
    """The event's own day, and the day ahead that the sentence names, if any.

    What is done was done on the last Tuesday, even where the words before "on Tuesday" look ahead.
    """
    today = published_at.date()
    past, ahead, spans = [], [], []
    for item in resolve_dates(sentence, published_at):
        if not _single(item):
            if today < item.day and item.last - item.day <= _FEW_DAYS:
                spans.append(item.day)
            continue
        day = item.last
        weekday = _WEEKDAY.fullmatch(sentence[item.start : item.end])
        same = day == today + timedelta(7) and "next" not in sentence  # "from Monday", on a Monday
        if done and day > today and weekday and (same or not _lies_ahead(sentence, item)):
            day -= timedelta(7)
        if day > today:
            ahead.append(day)
        elif today - day <= timedelta(NEWS_DAYS):
            past.append(day)
    return (past[0] if past else today), next(iter((*ahead, *spans)), None)


def _lies_ahead(sentence: str, found: ResolvedDate) -> bool:
    """Whether the words around a weekday say that it is to come."""
    before = sentence[: found.start]
    return bool(
        _AS_OF.search(before) or _IS_TO.search(before) or _WILL.match(sentence[found.end :])
    )


def _single(found: ResolvedDate) -> bool:
    return found.deadline or (found.last - found.day).days <= 1
