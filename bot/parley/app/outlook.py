"""What the ledger adds to an edition: how the tracks moved, and the dates ahead."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from parley.app.ports import Articles, Developments
from parley.domain.assembly import Ahead, tracks_of
from parley.domain.ledger.dates_ahead import next_dates
from parley.domain.ledger.moves import Moved, moved
from parley.domain.ledger.phrases import again, named, phrase, quoted
from parley.domain.model import (
    Archived,
    Claim,
    Desk,
    Evidence,
    NextDate,
    SourceText,
    StateMove,
    Story,
    Track,
    TrackKind,
    Verdict,
)

# The reader has two minutes: more dates than this are a calendar.
MOST_DATES = 5
Check = Callable[[Claim, Mapping[str, SourceText]], Verdict]
"""Holds a claim against the articles that it names."""


class Outlook:
    """Reads the recorded ledger for one desk's edition."""

    def __init__(
        self,
        articles: Articles,
        developments: Developments,
        tracks: Mapping[str, Track],
        check: Check,
    ) -> None:
        self._articles = articles
        self._developments = developments
        self._tracks = tracks
        self._check = check

    async def moves(
        self, desk: Desk, stories: Sequence[Story], since: datetime, until: datetime
    ) -> dict[str, StateMove]:
        """The move that each story brings, by the story's id.

        It is that of its first track of the desk's that one of its own articles moved in
        (``since``, ``until``], an affair before the sector that it touches; a move is told under
        one story. Raises ``StoreError``.
        """
        wanted = {
            track
            for story in stories
            for track in tracks_of(story)
            if self._is_affair(track) and (not desk.tracks or track in desk.tracks)
        }
        happened = await self._moved(sorted(wanted), since, until)
        found: dict[str, StateMove] = {}
        for story in stories:
            own = {item.revision.article_id for item in story.articles}
            for track in sorted(tracks_of(story), key=self._is_sector):
                here = happened.get(track)
                if here is not None and here.by.article_id in own:
                    found[story.id] = happened.pop(track).move
                    break
        return found

    async def ahead(self, desk: Desk, told: Sequence[Story], until: datetime) -> list[Ahead]:
        """The days ahead for a desk, the soonest first, each in words that stand in its article.

        Of the desk's tracks; of a desk that follows everything those of the stories told, or any on
        a day without. Spans, and days
        that are only counted or rounded ("by late April"), are no days to prepare for. Raises ``StoreError``.
        """
        tracks = desk.tracks or tuple(dict.fromkeys(t for s in told for t in tracks_of(s)))
        if not tracks and desk.watch_words:
            return []
        known = await self._developments.ahead(until, tracks)
        dates = [
            entry
            for track in sorted({item.track for item in known})
            for entry in next_dates(known, track, until.date())
            if entry.until is None
        ]
        dates.sort(key=lambda entry: (entry.day, _rank(entry.track, tracks)))
        cited = {evidence.article_id for entry in dates for evidence in entry.claim.evidence}
        articles = {
            item.revision.article_id: item for item in await self._articles.named(cited, until)
        }
        found: list[Ahead] = []
        given: list[NextDate] = []
        for entry in dates:
            article = articles.get(entry.claim.evidence[0].article_id)
            if article is None or (desk.sources and article.revision.source_id not in desk.sources):
                continue
            if any(_same(entry, other) for other in given):
                continue
            read = any(entry.claim == other.claim for other in given)
            line = self._line(entry, article, again if read else phrase)
            if line is None or any(line.what == other.date.what for other in found):
                continue
            found.append(Ahead(line, article))
            given.append(entry)
            if len(found) == MOST_DATES:
                break
        return found

    def _is_affair(self, track: str) -> bool:
        """Whether it can stand anywhere: what is on no other track is many affairs."""
        return track in self._tracks and self._tracks[track].kind is not TrackKind.OTHER

    def _is_sector(self, track: str) -> bool:
        return track in self._tracks and self._tracks[track].kind is TrackKind.SECTOR

    async def _moved(
        self, tracks: Sequence[str], since: datetime, until: datetime
    ) -> dict[str, Moved]:
        if not tracks:
            return {}
        known = sorted(await self._developments.known(None, until, tracks), key=attrgetter("track"))
        found = {}
        for track, items in groupby(known, key=attrgetter("track")):
            move = moved(items, self._tracks[track].kind, since, until)
            if move is not None:
                found[track] = move
        return found

    def _line(
        self, entry: NextDate, article: Archived, cut: Callable[[str, date, datetime], str]
    ) -> NextDate | None:
        """The date in words cut to a line, if they stand in the article as it reads now."""
        revision = article.revision
        sentence = entry.claim.evidence[0].quote
        if not named(sentence, entry.day, revision.published_at):
            return None
        words = cut(sentence, entry.day, revision.published_at)
        claim = Claim(words, (Evidence(revision.article_id, words),))
        text = SourceText(revision.article_id, revision.title, revision.text, revision.published_at)
        if not self._check(claim, {revision.article_id: text}).supported:
            return None
        what = " ".join(quoted(words, sentence).split())
        return replace(entry, what=what, claim=claim)


def _rank(track: str, tracks: Sequence[str]) -> int:
    return tracks.index(track) if track in tracks else len(tracks)


def _same(one: NextDate, other: NextDate) -> bool:
    """Whether a reader would take two for one: of one day, and in the same words or on one track."""
    return one.day == other.day and (one.what == other.what or one.track == other.track)
