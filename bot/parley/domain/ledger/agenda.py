"""Which of the days that articles name are told as dates ahead, in whose words, and what is new in it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from parley.domain.ledger.dates_ahead import DateAhead
from parley.domain.ledger.phrases import ends_span, line, named
from parley.domain.model import DateChange

# What somebody would like, or could do, on a day puts it into nobody's calendar.
_WISH = re.compile(
    r"\b(?:should|ought to|urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:for|on)|hop(?:e|es|ed|ing)|"
    r"demand(?:s|ed|ing)?|want(?:s|ed)?|would like|in the hope|suggest(?:s|ed|ing)?|could|might|retir\w+)\b",
    re.IGNORECASE,
)
# Words that only a reader of the sentence before them can make out.
_POINTS = re.compile(
    r"^[\"'“‘… ]*(?:but|and|while|although|however|meanwhile|he|she|it|they|his|her|its|their|"
    r"this|that|these|those|such|both|there|the (?:two|latter|former|pair|group|source|official|"
    r"officials|sources|spokes\w+|plan|move|meeting|visit|trip|talks))\b",
    re.IGNORECASE,
)
# What tells that a day is another than it was.
_PUT_OFF = re.compile(
    r"\b(?:postpon\w+|put off|put back|delay\w*|deferr\w+|extend\w*|extension|prolong\w*|"
    r"mov(?:e|ed|es|ing) (?:to|from|up|back|forward)|brought forward|advanc(?:e|ed|es) to|"
    r"resched\w+|new (?:date|deadline)|instead of)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_ALIKE = 0.5  # share of the shorter sentence's words, from which two tell of one thing
_CUT = 40  # so many code points longer a sentence may be that need not be cut
_POINTING = 14  # words; a longer sentence that points at another does not say of what it is the day
_SHORT = 60  # code points, from which words are long for a line


@dataclass(frozen=True, slots=True)
class Due:
    """A day ahead of a track: everything that names it, the best worded first, and its news."""

    day: date
    track: str
    said: tuple[DateAhead, ...]
    change: DateChange
    was: date | None = None


def agenda(known: Iterable[DateAhead], since: datetime, until: datetime) -> tuple[Due, ...]:
    """The days from ``until`` (UTC) on that are named as such, the soonest first.

    Spans and their ends, days that are only counted or rounded ("by late April") and days that somebody
    wishes for are no days to prepare for. A day is new if nobody named it by ``since``; it moved if the words
    that give it say so, or correct their own article, and another day was known of the same thing.
    That other day is left out.
    """
    today = until.date()
    days: defaultdict[tuple[str, date], list[DateAhead]] = defaultdict(list)
    for item in known:
        told = item.until is None and item.said_on <= today <= item.day and item.known_at <= until
        if told and _is_due(item):
            days[item.track, item.day].append(item)
    found = [_due(day, track, said, since) for (track, day), said in days.items()]
    gone: set[tuple[str, date]] = set()
    for place, due in enumerate(found):
        old = next((d for d in found if _moved_from(d, due)), None)
        if old is not None:
            found[place] = Due(due.day, due.track, due.said, DateChange.MOVED, old.day)
            gone.add((old.track, old.day))
    kept = [due for due in found if (due.track, due.day) not in gone]
    return tuple(sorted(kept, key=lambda due: (due.day, due.track)))


def diary(known: Iterable[DateAhead], until: datetime) -> tuple[Due, ...]:
    """The days from ``until`` (UTC) on for whoever keeps a calendar and was told nothing in particular.

    As in the agenda, but a day that took another's place did so whenever it was: the other is left out.
    """
    found = agenda(known, until, until)
    moved: dict[Due, Due] = {}
    for due in found:
        old = next((other for other in found if _replaces(due, other)), None)
        if old is not None:
            moved[due] = old
    gone = set(moved.values())
    return tuple(
        Due(due.day, due.track, due.said, DateChange.MOVED, moved[due].day) if due in moved else due
        for due in found
        if due not in gone
    )


def _replaces(new: Due, old: Due) -> bool:
    return (
        new.track == old.track
        and new.day != old.day
        and any(
            one.known_at > other.known_at and _takes_over(one, other)
            for one in new.said
            for other in old.said
        )
    )


def _is_due(item: DateAhead) -> bool:
    words = line(item.quote, item.day, _said(item))
    if _POINTS.match(words) and len(words.split()) > _POINTING:
        return False
    if _WISH.search(item.quote) is not None or not named(item.quote, item.day, _said(item)):
        return False
    return not ends_span(item.quote, item.day, _said(item))


def _due(day: date, track: str, said: Sequence[DateAhead], since: datetime) -> Due:
    known = any(item.known_at <= since for item in said)
    best = tuple(sorted(said, key=_wording))
    return Due(day, track, best, DateChange.KNOWN if known else DateChange.NEW)


def _wording(item: DateAhead) -> tuple[bool, int, int, str]:
    """What reads best in a line comes first: it stands alone, is short, and is the newest."""
    words = line(item.quote, item.day, _said(item))
    alone = _POINTS.match(words) is None and words[:1] == item.quote[:1]
    size = len(words) + (0 if words == item.quote else _CUT)
    return (not alone, max(size, _SHORT), -item.said_on.toordinal(), item.article_id)


def _moved_from(old: Due, new: Due) -> bool:
    """Whether a day that was known is now this other one."""
    if new.change is not DateChange.NEW or old.change is DateChange.NEW:
        return False
    if old.track != new.track or old.day == new.day:
        return False
    return any(_takes_over(one, other) for one in new.said for other in old.said)


def _takes_over(new: DateAhead, old: DateAhead) -> bool:
    first, second = _words(new.quote), _words(old.quote)
    shorter = min(len(first), len(second))
    alike = bool(shorter) and len(first & second) >= _ALIKE * shorter
    corrected = new.article_id == old.article_id and new.known_at > old.known_at
    return alike and (corrected or _PUT_OFF.search(new.quote) is not None)


def _said(item: DateAhead) -> datetime:
    """When it was said, as near as is kept: the days of a sentence are counted from there."""
    return datetime.combine(item.said_on, time(12), UTC)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower()[:6] for word in _WORD.findall(text))
