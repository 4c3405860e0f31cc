"""Keeps the ledger over a stream of articles: what is new, and where it leaves each track."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache

from parley.domain.ledger.corrections import (
    CORRECTABLE,
    is_notice,
    left_out,
    same_event,
    taken_back,
)
from parley.domain.ledger.dates_ahead import DateAhead, dates_ahead, next_dates
from parley.domain.ledger.reading import Placing, Report, Roles, developments
from parley.domain.ledger.rulings import STANDS, ruling_before
from parley.domain.ledger.states import Standing, as_known, in_order, standing
from parley.domain.ledger.telling import Telling
from parley.domain.model import (
    Development,
    DevelopmentKind,
    NextDate,
    StateMove,
    TrackCatalogue,
    TrackKind,
)
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
        self._by_article: defaultdict[str, list[Development]] = defaultdict(list)
        # By the development's id, the other articles that reported it.
        self._carriers: defaultdict[str, set[str]] = defaultdict(set)
        for development in known:
            if self._telling.first(development):
                self._told[development.track].append(development)
                self._by_article[development.article_id].append(development)

    def take(
        self, report: Report, side: str | None = None, known_at: datetime | None = None
    ) -> tuple[Development, ...]:
        """The developments of ``read``, after what the article takes back was withdrawn."""
        doubted = self.doubts(report, side)
        gone = [d for d in doubted if d.article_id != report.article_id or not self.carried(d)]
        self.withdraw(gone, known_at or report.published_at)
        return self.read(report, side, known_at).developments

    def doubts(self, report: Report, side: str | None = None) -> tuple[Development, ...]:
        """What an article takes back: of an earlier version of its own, or by a notice of others'.

        Nothing is withdrawn by asking.
        """
        since = report.published_at - CORRECTABLE
        own = [d for d in self._by_article.get(report.article_id, ()) if _stands(d, since)]
        notice = is_notice(report)
        if not own and not notice:
            return ()
        now, named = self._read(report, side)
        back: list[Development] = []
        if notice:
            told = (d for track in named for d in self._told[track] if _stands(d, since))
            back = taken_back(report, now, (d for d in told if d.article_id != report.article_id))
        return (*left_out(report, now, own), *back)

    def carried(self, told: Development) -> bool:
        """Whether another article reported a development, as far as this ledger has read."""
        return bool(self._carriers[told.id])

    def carries(self, report: Report, told: Development, side: str | None = None) -> bool:
        """Whether an article reports this development."""
        return any(same_event(told, other) for other in self._read(report, side)[0])

    def withdraw(
        self, developments: Iterable[Development], at: datetime
    ) -> tuple[Development, ...]:
        """Developments as withdrawn ``at`` (UTC): from then on they count for nothing."""
        gone = {told.id: replace(told, retracted_at=at) for told in developments}
        for told in gone.values():
            self._telling.forget(told)
            for kept in (self._told[told.track], self._by_article[told.article_id]):
                kept[:] = [gone.get(item.id, item) for item in kept]
        return tuple(gone.values())

    def read(
        self, report: Report, side: str | None = None, known_at: datetime | None = None
    ) -> News:
        """What an article brings that was not told before, each with its track's state after it.

        ``side`` is the party whose official voice the source is; ``known_at`` (UTC) when the
        archive learnt of the article, its publication by default.
        """
        at = known_at or report.published_at
        placing = self._placing(report, side)
        read, named = self._read(report, side, placing)
        dates = tuple(replace(item, known_at=at) for item in dates_ahead(report, named, placing))
        for ahead in dates:
            self._ahead[ahead.track].append(ahead)
        told = []
        for item in (replace(item, known_at=at) for item in read):
            if self._telling.first(item):
                told += [self._enter(ruling) for ruling in self._presupposed(item, report)]
                told.append(self._enter(item))
            else:
                self._carry(item)
        return News(tuple(told), dates)

    def add(self, proposed: Iterable[Development], known_at: datetime) -> tuple[Development, ...]:
        """Developments that somebody else read in an article, those of them that are new here."""
        dated = (replace(item, known_at=known_at) for item in proposed)
        return tuple(self._enter(item) for item in dated if self._telling.first(item))

    def tracks_of(self, report: Report) -> tuple[str, ...]:
        """The tracks that an article is on, the most central first."""
        return self._reader.read(report.title, report.text, report.published_at).tracks

    def standing(self, track: str, as_of: date) -> Standing:
        """Where a track stands at the end of a day (UTC)."""
        return standing(as_known(self._told[track], _end(as_of)), self._kinds[track], as_of)

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
        known = [d for d in as_known(self._told[track], _end(as_of)) if d.retracted_at is None]
        return in_order(known, self._kinds[track])

    def next_dates(self, track: str, as_of: date) -> tuple[NextDate, ...]:
        """The days ahead of a track, as known at the end of a day (UTC), the nearest first."""
        return next_dates(self._ahead[track], track, as_of)

    def _read(
        self, report: Report, side: str | None, placing: Placing | None = None
    ) -> tuple[tuple[Development, ...], tuple[str, ...]]:
        """What an article reports, told before or not, and the tracks that it is on."""
        at = report.published_at
        reading = self._reader.read(report.title, report.text, at, side=side)
        if not reading.relevant:
            return (), ()
        named = tuple(track for track in reading.tracks if track in self._kinds)
        return developments(
            report, named, placing or self._placing(report, side), self._roles
        ), named

    def _placing(self, report: Report, side: str | None) -> Placing:
        """Which tracks a sentence speaks of; asked of the same sentence again it remembers."""
        return cache(lambda sentence: self._reader.places(sentence, report.published_at, side))

    def _presupposed(self, told: Development, report: Report) -> Iterator[Development]:
        """The ruling that a court's stay is about, where nobody told of it before."""
        if told.kind is not DevelopmentKind.STAY or told.track not in self._roles.courts:
            return
        since = told.event_date - STANDS
        track = self._told[told.track]
        if any(d.kind is DevelopmentKind.RULING and d.event_date >= since for d in track):
            return
        ruling = ruling_before(told, report)
        if ruling is not None and self._telling.first(ruling):
            yield ruling

    def _carry(self, item: Development) -> None:
        """Remember that an article reports what another told before it."""
        for told in self._told[item.track]:
            if told.article_id != item.article_id and same_event(told, item):
                self._carriers[told.id].add(item.article_id)

    def _enter(self, item: Development) -> Development:
        told = self._told[item.track]
        told.append(item)
        state = standing(told[-_RECENT:], self._kinds[item.track], item.known_at.date()).state
        told[-1] = replace(item, state=state)
        self._by_article[item.article_id].append(told[-1])
        return told[-1]


def _of(catalogue: TrackCatalogue, kind: TrackKind) -> frozenset[str]:
    return frozenset(track.id for track in catalogue.tracks if track.kind is kind)


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def _stands(told: Development, since: datetime) -> bool:
    """Whether a development may still be corrected: it was told since, and was not withdrawn."""
    return told.retracted_at is None and told.known_at >= since
