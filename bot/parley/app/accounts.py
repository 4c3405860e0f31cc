"""A track's account for people: where it stands, how it came there, what comes, and its picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from parley.app.brief import source_of
from parley.app.ports import Archive, CalendarDate, Painter
from parley.app.standing import Account, recorded
from parley.domain.errors import PictureError
from parley.domain.ledger.agenda import Due, diary
from parley.domain.ledger.chart import LONGEST, chart, described, weightiest
from parley.domain.ledger.dates_ahead import DateAhead
from parley.domain.ledger.phrases import again, line, quoted
from parley.domain.ledger.states import Standing, history
from parley.domain.model import (
    Archived,
    Claim,
    Development,
    Evidence,
    NextDate,
    Picture,
    Revision,
    Source,
    Track,
    TrackState,
)

_log = structlog.get_logger(__name__)

# The words of so many developments are looked up; a busy track has thousands, and nobody is shown more.
_QUOTED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What is known of a track at ``until`` (UTC), as far as its words still stand in their articles.

    ``history`` are its standings in order, the last the present one; ``developments`` the oldest
    first; ``coming`` its dates, the nearest first, each in its article's words cut to a line.
    ``articles`` are, by id, those of the dates, and of the weightiest and the newest developments.
    """

    track: Track
    until: datetime
    history: tuple[Standing, ...]
    developments: tuple[Development, ...]
    coming: tuple[NextDate, ...]
    articles: Mapping[str, Archived]

    @property
    def now(self) -> Standing:
        """Where it stands."""
        return self.history[-1]

    def after(self, development: Development) -> TrackState:
        """The track's state at the end of the development's day."""
        day = development.event_date
        known = [one for one in self.history if one.since is None or one.since <= day]
        return known[-1].state if known else self.history[0].state

    def moved(self, development: Development) -> bool:
        """Whether the development brought the track to another state."""
        return any(one.by is not None and one.by.id == development.id for one in self.history)

    def words(self, development: Development) -> str | None:
        """The development's words, if its article still has them."""
        article = self.articles.get(development.article_id)
        return development.quote if article and _stands(development.quote, article) else None


class Accounts:
    """Reads the recorded ledger, for one track or for all; ``tracks`` are the catalogue's, by id."""

    def __init__(
        self,
        archive: Archive,
        tracks: Mapping[str, Track],
        sources: Mapping[str, Source],
        painter: Painter | None = None,
    ) -> None:
        self._archive = archive
        self.tracks = tracks
        self._sources = sources
        self._painter = painter

    async def report(self, track: str, until: datetime) -> Report:
        """A known track's account at ``until`` (UTC), of what was recorded. Raises ``StoreError``."""
        known = self.tracks[track]
        account = await recorded(self._archive.developments, track, known.kind, until)
        return await self.told(track, account, until)

    async def told(self, track: str, account: Account, until: datetime) -> Report:
        """An account that was read otherwise, for people. Raises ``StoreError``."""
        known = self.tracks[track]
        developments = [item for item in account.developments if item.retracted_at is None]
        past = history(developments, known.kind, until.date())
        quoted_from = [*weightiest(developments, past, _QUOTED), *developments[-_QUOTED:]]
        wanted = {item.article_id for item in quoted_from}
        known_ahead = await self._archive.developments.ahead(until, [track])
        wanted |= {item.article_id for item in known_ahead}
        wanted |= {_article(entry) for entry in account.next_dates}
        articles = await self._articles(wanted, until)
        ahead = known_ahead or [
            _said(entry, articles[_article(entry)])
            for entry in account.next_dates
            if _article(entry) in articles
        ]
        return Report(
            track=known,
            until=until,
            history=past,
            developments=tuple(developments),
            coming=tuple(_lines(diary(ahead, until), articles)),
            articles=articles,
        )

    async def moving(self, until: datetime) -> Sequence[Report]:
        """Every track that is not quiet at ``until`` (UTC), the one that moved last first.

        Their reports have no developments but those that brought them where they stand, and no
        dates. Raises ``StoreError``.
        """
        told: dict[str, list[Development]] = {}
        for item in await self._archive.developments.known(None, until):
            if item.retracted_at is None and item.track in self.tracks:
                told.setdefault(item.track, []).append(item)
        found = []
        for track, items in told.items():
            known = self.tracks[track]
            past = history(items, known.kind, until.date())
            if past[-1].state is not TrackState.QUIET:
                found.append((known, past))
        found.sort(key=lambda pair: (pair[1][-1].since, pair[0].id), reverse=True)
        movers = [past[-1].by for _, past in found]
        articles = await self._articles({by.article_id for by in movers if by}, until)
        return [
            Report(
                track=track,
                until=until,
                history=past,
                developments=(past[-1].by,) if past[-1].by else (),
                coming=(),
                articles=articles,
            )
            for track, past in found
        ]

    async def picture(self, report: Report) -> Picture | None:
        """The track's picture; none where nothing is known, or it could not be drawn."""
        if self._painter is None or not report.developments:
            return None
        until = report.until
        articles = await self._archive.articles.published(report.track.id, until - LONGEST, until)
        drawn = chart(
            report.track,
            report.history,
            developments=report.developments,
            ahead=[_briefly(entry, report.articles[_article(entry)]) for entry in report.coming],
            articles=articles,
            as_of=until.date(),
        )
        try:
            png = await self._painter.draw(drawn)
        except PictureError as error:
            _log.warning("no picture", track=report.track.id, why=str(error))
            return None
        return Picture(f"{report.track.id}-{until.date()}.png", png, described(drawn))

    async def dates(self, tracks: Sequence[str], until: datetime) -> list[CalendarDate]:
        """The days ahead of these tracks (none: all), the nearest first. Raises ``StoreError``."""
        known = await self._archive.developments.ahead(until, tracks)
        dues = [due for due in diary(known, until) if due.track in self.tracks]
        articles = await self._articles({i.article_id for due in dues for i in due.said}, until)
        found = [
            self._calendar(entry, articles[_article(entry)].revision, known)
            for entry in _lines(dues, articles)
        ]
        return sorted(found, key=lambda one: (one.day, one.track))

    def _calendar(
        self, entry: NextDate, revision: Revision, known: Sequence[DateAhead]
    ) -> CalendarDate:
        days = {entry.day, entry.was}
        said = [item for item in known if item.track == entry.track and item.day in days]
        return CalendarDate(
            track=entry.track,
            name=self.tracks[entry.track].name,
            day=entry.day,
            was=entry.was,
            what=entry.what,
            quote=" ".join(entry.claim.evidence[0].quote.split()),
            title=revision.title,
            publisher=self.source(revision.source_id).name,
            url=revision.url,
            told=len({(item.article_id, item.day) for item in said}),
            known_at=max(item.known_at for item in said),
        )

    def source(self, source_id: str) -> Source:
        """A source of the catalogue, or one that left it by its id."""
        return source_of(self._sources, source_id)

    async def _articles(self, ids: Iterable[str], until: datetime) -> dict[str, Archived]:
        found = await self._archive.articles.named(sorted(ids), until)
        return {item.revision.article_id: item for item in found}


def _lines(dues: Iterable[Due], articles: Mapping[str, Archived]) -> list[NextDate]:
    """The days, each in the best words for it that still stand in their article."""
    found: list[NextDate] = []
    read: set[str] = set()
    for due in dues:
        said = next((item for item in due.said if _still(item, articles)), None)
        if said is None:
            continue
        cut = again if said.quote in read else line
        read.add(said.quote)
        words = cut(said.quote, due.day, articles[said.article_id].revision.published_at)
        claim = Claim(said.quote, (Evidence(said.article_id, said.quote),))
        what = " ".join(quoted(words, said.quote).split())
        found.append(NextDate(due.day, what, due.track, claim, change=due.change, was=due.was))
    return found


def _still(item: DateAhead, articles: Mapping[str, Archived]) -> bool:
    article = articles.get(item.article_id)
    return article is not None and _stands(item.quote, article)


def _said(entry: NextDate, article: Archived) -> DateAhead:
    """A date that was read again, as it would have been recorded."""
    revision = article.revision
    return DateAhead(
        entry.track,
        entry.day,
        entry.until,
        entry.claim.evidence[0].quote,
        revision.article_id,
        revision.published_at.date(),
        revision.first_seen,
    )


def _briefly(entry: NextDate, article: Archived) -> NextDate:
    """The few words for a day, for where there is room for no more."""
    sentence = entry.claim.evidence[0].quote
    words = again(sentence, entry.day, article.revision.published_at)
    return replace(entry, what=" ".join(quoted(words, sentence).split()))


def _article(entry: NextDate) -> str:
    return entry.claim.evidence[0].article_id


def _stands(words: str, article: Archived) -> bool:
    revision = article.revision
    return words in revision.title or words in revision.text
