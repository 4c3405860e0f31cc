"""The next dates of a track: deadlines, meetings, votes and days of effect that articles name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from parley.domain.evidence.dates import ResolvedDate, resolve_dates
from parley.domain.ledger.reading import Placing, Report
from parley.domain.model import Claim, Evidence, NextDate
from parley.domain.sentences import prose

# So many sentences of an article are looked through: dates stand late in news.
MAX_SENTENCES = 20
# Farther ahead a day is not one to prepare for; wider than this a span is no date.
HORIZON, WIDEST = timedelta(days=540), timedelta(days=31)
# Something is to happen: without one of these, a date is part of a figure or of the past.
_TO_COME = re.compile(
    r"\b(?:will|would|to be|is to|are to|was to|due|schedul\w+|set (?:for|to)|expect\w*|plan(?:s|ned|"
    r"ning)?|deadline|until|expir\w+|by|before|from|effective|takes? effect|come into|begin\w*|"
    r"starts?(?:ing)?|hearings?|meets?|meetings?|talks|visit\w*|trip|summit|session|vote[sd]?|"
    r"possible|target\w*|ahead of|conclud\w+|open(?:s|ing)?|agreed|postpon\w+|delay\w*|defer\w*|"
    r"next|ends?|extend\w*|announc\w+|ask\w*|retire\w*|elections?)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:rose|fell|grew|up|down|compared|versus|forecast|fiscal|earlier (?:this|in))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateAhead:
    """A day, or a span up to ``until``, that an article names, and the sentence that names it.

    ``said_on`` is the day (UTC) on which it was published, ``known_at`` (UTC) when the archive
    learnt of it.
    """

    track: str
    day: date
    until: date | None
    quote: str
    article_id: str
    said_on: date
    known_at: datetime

    @property
    def last(self) -> date:
        """The last day meant."""
        return self.until or self.day


def dates_ahead(report: Report, tracks: Sequence[str], placing: Placing) -> tuple[DateAhead, ...]:
    """The dates ahead that an article on ``tracks`` names, in the order of its text.

    A sentence's date is of the tracks that it speaks of, by itself or under the title; if it names
    none, of the article's first.
    """
    today = report.published_at.date()
    found: list[DateAhead] = []
    for text in _texts(report):
        if not _TO_COME.search(text) or _BEHIND.search(text):
            continue
        days = [day for day in resolve_dates(text, report.published_at) if _ahead(day, today)]
        if not days:
            continue
        on = dict.fromkeys((*placing(text), *placing(f"{report.title}. {text}"), *tracks[:1]))
        found += (
            DateAhead(
                track,
                max(day.day, today),
                _until(day),
                text,
                report.article_id,
                today,
                report.published_at,
            )
            for track in on
            for day in days
        )
    return tuple(found)


def next_dates(known: Iterable[DateAhead], track: str, as_of: date) -> tuple[NextDate, ...]:
    """A track's dates from ``as_of`` (UTC) on, by what was said until then, the nearest first.

    Each is told in the words of the latest article that names it. A span is left out where a day
    within it is known from the same article.
    """
    said = [item for item in known if item.track == track and item.said_on <= as_of <= item.last]
    latest: dict[tuple[date, date], DateAhead] = {}
    for item in sorted(said, key=lambda item: (item.said_on, item.article_id)):
        latest[item.day, item.last] = item
    kept = [item for item in latest.values() if not _known_better(item, latest.values())]
    return tuple(
        NextDate(
            day=item.day,
            what=" ".join(item.quote.split()),
            track=track,
            claim=Claim(item.quote, (Evidence(item.article_id, item.quote),)),
            until=item.until,
        )
        for item in sorted(kept, key=lambda item: (item.last, item.day, item.article_id))
    )


def _texts(report: Report) -> Iterator[str]:
    yield report.title
    for sentence in prose(report.text)[:MAX_SENTENCES]:
        yield sentence.text


def _ahead(found: ResolvedDate, today: date) -> bool:
    if not today < found.last <= today + HORIZON:
        return False
    return found.deadline or found.last - found.day < WIDEST


def _until(found: ResolvedDate) -> date | None:
    return found.until if found.until != found.day else None


def _known_better(item: DateAhead, others: Iterable[DateAhead]) -> bool:
    """Whether the same article names a day within this span."""
    return item.until is not None and any(
        other.article_id == item.article_id
        and item.day <= other.day
        and other.last <= item.last
        and (other.day, other.last) != (item.day, item.last)
        for other in others
    )
