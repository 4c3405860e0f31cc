"""Draws up what a picture of a track shows, and says it in words for whoever cannot see it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from parley.domain.ledger.states import Standing
from parley.domain.model import (
    Band,
    Bar,
    Chart,
    Coming,
    Development,
    DevelopmentKind,
    Mark,
    NextDate,
    Track,
)

# So far back a picture looks, and no nearer: half a year, four weeks.
LONGEST, SHORTEST = timedelta(weeks=26), timedelta(weeks=4)
# Days ahead take so much of the room of what was; those that are farther off stand beyond the scale.
_ROOM_AHEAD = 0.6
_AHEAD = timedelta(weeks=26)
_MARGIN = timedelta(days=2)
# What a phone shows: a number for each, and a line below.
_MARKS, _COMING = 8, 4
_WEEKLY_FROM = timedelta(weeks=9)
# Said of a state in the alternative text; more of them are a list to be read.
_STATES = 5


def chart(
    track: Track,
    history: Sequence[Standing],
    *,
    developments: Sequence[Development],
    ahead: Sequence[NextDate],
    articles: Mapping[date, int],
    as_of: date,
) -> Chart:
    """The picture of a track at the end of a day (UTC).

    ``history`` is of ``states.history``; ``articles`` how many were published on each day.
    ``developments`` are shown as far as there is room, the weightiest of them.
    """
    began = min((item.event_date for item in developments), default=as_of)
    coming = [item for item in ahead if as_of < item.day <= as_of + _AHEAD][:_COMING]
    farthest = max((item.day for item in coming), default=as_of)
    back = min(max(as_of - began + _MARGIN, SHORTEST), LONGEST)
    start = as_of - back
    least, most = back * 0.06 + timedelta(days=1), back * _ROOM_AHEAD
    end = as_of + max(least, min(farthest + _MARGIN - as_of, most))
    now = history[-1]
    return Chart(
        track=track.id,
        name=track.name,
        start=start,
        end=end,
        as_of=as_of,
        state=now.state,
        since=now.since,
        bands=_bands(history, start, as_of),
        marks=_marks([d for d in developments if start <= d.event_date <= as_of], history),
        coming=tuple(
            Coming(letter, item.day, _words(item.what))
            for letter, item in zip("ABCD", coming, strict=False)
        ),
        bars=_bars(articles, start, as_of),
    )


def described(drawn: Chart) -> str:
    """The picture in a few sentences: the state, how it came to it, the last event, the next date."""
    since = f" since {_day(drawn.since)}" if drawn.since else ""
    said = [
        f"Timeline of {drawn.name}, {_day(drawn.start)} to {_day(drawn.as_of)}.",
        f"It is {words(drawn.state)}{since}.",
    ]
    before = [
        f"{words(band.state)} from {_day(band.start)}" for band in drawn.bands[-1 - _STATES : -1]
    ]
    if before:
        said.append(f"Before that: {', '.join(before)}.")
    if drawn.marks:
        last = drawn.marks[-1]
        who = f" ({last.who})" if last.who else ""
        said.append(f"Last development: {words(last.kind)}{who} on {_day(last.day)}.")
    if drawn.coming:
        said.append(f"Next date: {_day(drawn.coming[0].day)}.")
    articles = sum(bar.articles for bar in drawn.bars)
    said.append(f"{articles:,} article{'' if articles == 1 else 's'} in that time.")
    return " ".join(said)


def words(name: str) -> str:
    """A state or a kind of development as people say it."""
    return name.replace("_", " ")


def _bands(history: Sequence[Standing], start: date, as_of: date) -> tuple[Band, ...]:
    """The states in the window, from the first that is known; the last holds to the day's end."""
    known = [item for item in history if item.since is not None]
    begins = [max(item.since or start, start) for item in known]
    ends = [*begins[1:], as_of + timedelta(days=1)]
    return tuple(
        Band(item.state, first, last)
        for item, first, last in zip(known, begins, ends, strict=True)
        if first < last
    )


def _marks(developments: Sequence[Development], history: Sequence[Standing]) -> tuple[Mark, ...]:
    movers = {item.by.id: item.state for item in history if item.by is not None}
    return tuple(
        Mark(
            number=number,
            day=item.event_date,
            kind=item.kind,
            who=" ".join(item.actor.split()),
            after=movers.get(item.id),
        )
        for number, item in enumerate(weightiest(developments, history, _MARKS), 1)
    )


def weightiest(
    developments: Sequence[Development], history: Sequence[Standing], most: int
) -> tuple[Development, ...]:
    """So many developments as tell the most, the oldest first.

    The newest; those that moved the track; deeds before words; the newer before the older.
    """
    movers = {item.by.id for item in history if item.by is not None}
    newest = max(developments, key=_when, default=None)

    def weight(item: Development) -> tuple[bool, bool, bool, tuple[date, datetime, str]]:
        said = item.kind is DevelopmentKind.STATEMENT
        return item is newest, item.id in movers, not said, _when(item)

    return tuple(sorted(sorted(developments, key=weight)[-most:], key=_when))


def _when(item: Development) -> tuple[date, datetime, str]:
    return item.event_date, item.known_at, item.id


def _bars(articles: Mapping[date, int], start: date, as_of: date) -> tuple[Bar, ...]:
    """By day, or by week where days would be hairs; the last ends with ``as_of``."""
    step = timedelta(days=7 if as_of - start > _WEEKLY_FROM else 1)
    found: list[Bar] = []
    last = as_of + timedelta(days=1)
    while last > start:
        first = last - step
        days = ((first + timedelta(days=n)) for n in range(step.days))
        found.append(Bar(max(first, start), last, sum(articles.get(day, 0) for day in days)))
        last = first
    return tuple(reversed(found))


def _words(what: str) -> str:
    """The words of a date without the marks around them."""
    return " ".join(what.split()).strip("“”… ")


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B} {day.year}" if day else ""
