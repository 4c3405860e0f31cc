"""Keeps the ledger over a stream of articles: what is new, and where it leaves each track."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from parley.domain.ledger.dates_ahead import DateAhead, dates_ahead, next_dates
from parley.domain.ledger.reading import Report, Roles, developments
from parley.domain.ledger.states import Standing, standing
from parley.domain.ledger.telling import Telling
from parley.domain.model import Development, NextDate, StateMove, TrackCatalogue, TrackKind
from parley.domain.relevance import TradeReader

# How many developments back a track's state is worked out from as they come.
_RECENT = 400


@dataclass(frozen=True, slots=True)
class News:
    """What an article brings to the ledger: what it is the first to tell, and the dates it names."""

    developments: tuple[Development, ...] = ()
    dates: tuple[DateAhead, ...] = ()


class Ledger:
    """Reads articles in the order in which they come; remembers what was told of each track."""

    def __init__(self, catalogue: TrackCatalogue, known: Iterable[Development] = ()) -> None:
        self._reader = TradeReader(catalogue)
        self._kinds = {track.id: track.kind for track in catalogue.tracks}
        self._roles = Roles(
            courts=_of(catalogue, TrackKind.LITIGATION),
            sectors=_of(catalogue, TrackKind.SECTOR),
            rest=_of(catalogue, TrackKind.OTHER),
        )
        self._telling = Telling(lambda actor: frozenset(self._reader.mentions(actor, "").parties))
        self._told: defaultdict[str, list[Development]] = defaultdict(list)
        self._ahead: defaultdict[str, list[DateAhead]] = defaultdict(list)
        for development in known:
            if self._telling.first(development):
                self._told[development.track].append(development)

    def take(
        self, report: Report, side: str | None = None, known_at: datetime | None = None
    ) -> tuple[Development, ...]:
        """The developments of ``read``."""
        return self.read(report, side, known_at).developments

    def read(
        self, report: Report, side: str | None = None, known_at: datetime | None = None
    ) -> News:
        """What an article brings that was not told before, each with its track's state after it.

        ``side`` is the party whose official voice the source is; ``known_at`` (UTC) when the
        archive learnt of the article, its publication by default.
        """
        at = report.published_at
        reading = self._reader.read(report.title, report.text, at, side=side)
        if not reading.relevant:
            return News()
        named = [track for track in reading.tracks if track in self._kinds]

        def placing(sentence: str) -> tuple[str, ...]:
            return self._reader.places(sentence, at, side)

        dates = tuple(
            replace(item, known_at=known_at or at) for item in dates_ahead(report, named, placing)
        )
        for ahead in dates:
            self._ahead[ahead.track].append(ahead)
        read = developments(report, named, placing, self._roles)
        dated = (replace(item, known_at=known_at or at) for item in read)
        told = tuple(self._enter(item) for item in dated if self._telling.first(item))
        return News(told, dates)

    def tracks_of(self, report: Report) -> tuple[str, ...]:
        """The tracks that an article is on, the most central first."""
        return self._reader.read(report.title, report.text, report.published_at).tracks

    def standing(self, track: str, as_of: date) -> Standing:
        """Where a track stands at the end of a day (UTC)."""
        return standing(self._told[track], self._kinds[track], as_of)

    def moved(self, track: str, since: date, until: date) -> StateMove | None:
        """How a track moved between the ends of two days (UTC), none if it stands where it stood.

        A track of which nothing was known before has no state before.
        """
        before, now = self.standing(track, since), self.standing(track, until)
        if now.state is before.state:
            return None
        known = before.since is not None
        return StateMove(track, before.state if known else None, now.state, now.since or until)

    def developments(self, track: str, as_of: date) -> tuple[Development, ...]:
        """What is known of a track at the end of a day (UTC), the oldest event first."""
        known = [item for item in self._told[track] if item.known_at.date() <= as_of]
        return tuple(sorted(known, key=lambda item: (item.event_date, item.known_at, item.id)))

    def next_dates(self, track: str, as_of: date) -> tuple[NextDate, ...]:
        """The days ahead of a track, as known at the end of a day (UTC), the nearest first."""
        return next_dates(self._ahead[track], track, as_of)

    def _enter(self, item: Development) -> Development:
        told = self._told[item.track]
        told.append(item)
        state = standing(told[-_RECENT:], self._kinds[item.track], item.known_at.date()).state
        told[-1] = replace(item, state=state)
        return told[-1]


def _of(catalogue: TrackCatalogue, kind: TrackKind) -> frozenset[str]:
    return frozenset(track.id for track in catalogue.tracks if track.kind is kind)
