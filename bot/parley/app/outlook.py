"""What the ledger adds to an edition: what happened, how the tracks moved, and the dates ahead."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from parley.app.ports import Articles, Developments
from parley.domain.assembly import Ahead, tracks_of
from parley.domain.ledger.agenda import Due, agenda
from parley.domain.ledger.moves import Moved, moved
from parley.domain.ledger.phrases import again, line, quoted
from parley.domain.model import (
    Archived,
    Claim,
    DateChange,
    Desk,
    Development,
    Evidence,
    NextDate,
    SourceText,
    Story,
    Track,
    TrackKind,
    TrackState,
    Verdict,
)
from parley.domain.stories.deeds import news_of, tells

# The reader has two minutes: more dates than this are a calendar.
MOST_DATES = 5
# Whoever was told of a day as far ahead as this needs no reminder of it every morning.
_FAR = timedelta(days=90)
# What is learnt of an event this long ago is history, and no news of a stretch of time.
_HISTORY = timedelta(days=30)
Check = Callable[[Claim, Mapping[str, SourceText]], Verdict]
"""Holds a claim against the articles that it names."""


@dataclass(frozen=True, slots=True)
class Happened:
    """What became known in a stretch of time: developments by article, and moves by track."""

    told: Mapping[str, Sequence[Development]]
    moved: Mapping[str, Moved]

    def on(self, article: Archived) -> frozenset[str]:
        """The tracks of what is an article's news."""
        told = self.told.get(article.revision.article_id, ())
        return frozenset(one.track for _, one in news_of(article, told))


def source_text(item: Archived) -> SourceText:
    """An archived article as a claim is checked against it."""
    revision = item.revision
    return SourceText(revision.article_id, revision.title, revision.text, revision.published_at)


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

    async def happened(self, desk: Desk, since: datetime, until: datetime) -> Happened:
        """What the ledger learnt in (``since``, ``until``], and how the desk's tracks moved.

        What an article tells of another track weighs in its rank as well. Raises ``StoreError``.
        """
        recent = await self._developments.known((since - _HISTORY).date(), until)
        told: defaultdict[str, list[Development]] = defaultdict(list)
        for item in recent:
            if item.known_at > since:
                told[item.article_id].append(item)
        named = {d.track for found in told.values() for d in found}
        affairs = {t for t in named if self._is_affair(t) and (not desk.tracks or t in desk.tracks)}
        return Happened(told, await self._moved(sorted(affairs), since, until))

    def moves(self, happened: Happened, stories: Sequence[Story], desk: Desk) -> dict[str, Moved]:
        """The move that each story brings, by the story's id.

        It is that of the first track that one of its own articles moved, an affair before the sector
        that it touches. A move is told under one story, of which it is the news (``deeds.tells``); where
        a track stands at first, only under one that is on the track, and not if it is at the table.
        """
        found: dict[str, Moved] = {}
        open_moves = dict(happened.moved)
        for story in stories:
            own = {item.revision.article_id: item for item in story.articles}
            here = [
                told
                for one in open_moves.values()
                if one.by.article_id in own
                and (one.move.before is not None or _is_first_news(one, story))
                and (told := _told_by(one, own[one.by.article_id], happened)) is not None
            ]
            if here:
                first = min(here, key=lambda move: self._precedence(move, desk))
                found[story.id] = open_moves.pop(first.move.track)
        return found

    async def ahead(
        self, desk: Desk, tracks: Sequence[str], since: datetime | None, until: datetime
    ) -> list[Ahead]:
        """The days ahead for a desk, the soonest first, each in words that stand in its article.

        Of the desk's tracks; of a desk that follows everything those of ``tracks``, which are told, or
        any on a day without. A day on which two articles on one track see something is told once. To
        a new reader (no ``since``) none is marked as new.
        Raises ``StoreError``.
        """
        wanted = desk.tracks or tuple(tracks)
        if not wanted and desk.watch_words:
            return []
        due = agenda(await self._developments.ahead(until, wanted), since or until, until)
        if since is not None:
            near = until.date() + _FAR
            due = tuple(d for d in due if d.change is not DateChange.KNOWN or d.day <= near)
        due = tuple(sorted(due, key=lambda entry: (entry.day, _rank(entry.track, wanted))))
        cited = {item.article_id for entry in due for item in entry.said}
        articles = {
            item.revision.article_id: item for item in await self._articles.named(cited, until)
        }
        found: list[Ahead] = []
        read: dict[tuple[str, str], date] = {}
        for entry in due:
            told = self._best(entry, articles, desk, read)
            if told is None or any(_same(told, other) for other in found):
                continue
            found.append(told)
            if len(found) == MOST_DATES:
                break
        return found

    def _best(
        self,
        entry: Due,
        articles: Mapping[str, Archived],
        desk: Desk,
        read: dict[tuple[str, str], date],
    ) -> Ahead | None:
        """The day in the best words that stand in an article as it reads now.

        ``read`` are the sentences that the reader has met, with the day. Of those a few words suffice,
        and for the very next day none ("on Thursday and Friday").
        """
        for item in entry.said:
            article = articles.get(item.article_id)
            if article is None or (desk.sources and article.revision.source_id not in desk.sources):
                continue
            sentence = (item.article_id, item.quote)
            if entry.day - read.get(sentence, date.min) == timedelta(days=1):
                return None
            cut = again if sentence in read else line
            words = cut(item.quote, entry.day, article.revision.published_at)
            claim = Claim(words, (Evidence(item.article_id, words),))
            if self._check(claim, {item.article_id: source_text(article)}).supported:
                read[sentence] = entry.day
                what = " ".join(quoted(words, item.quote).split())
                date_ahead = NextDate(
                    entry.day, what, entry.track, claim, change=entry.change, was=entry.was
                )
                return Ahead(date_ahead, article)
        return None

    def _is_affair(self, track: str) -> bool:
        """Whether it can stand anywhere: what is on no other track is many affairs."""
        return track in self._tracks and self._tracks[track].kind is not TrackKind.OTHER

    def _precedence(self, move: Moved, desk: Desk) -> tuple[bool, int, bool, str]:
        """A true move before a first state, the desk's order, an affair before a sector."""
        track = move.move.track
        sector = self._tracks[track].kind is TrackKind.SECTOR
        return (move.move.before is None, _rank(track, desk.tracks), sector, track)

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


def _told_by(moved: Moved, article: Archived, happened: Happened) -> Moved | None:
    """A move with that development of its article which tells it plainly; none if none does."""
    others = (
        one
        for one in happened.told.get(moved.by.article_id, ())
        if one.track == moved.move.track and one.state is moved.move.after
    )
    by = next((one for one in (moved.by, *others) if tells(article, one)), None)
    return None if by is None else Moved(moved.move, by)


def _is_first_news(moved: Moved, story: Story) -> bool:
    """Whether it is news where a track of a story stands at first; that two sides talk is none."""
    return moved.move.track in tracks_of(story) and moved.move.after is not TrackState.TALKING


def _rank(track: str, tracks: Sequence[str]) -> int:
    return tracks.index(track) if track in tracks else len(tracks)


def _same(one: Ahead, other: Ahead) -> bool:
    """Whether a reader would take two for one: in the same words, or of one day and on one track."""
    if one.date.what == other.date.what:
        return True
    if one.date.day != other.date.day:
        return False
    return one.date.track == other.date.track or bool(
        set(one.article.reading.tracks) & set(other.article.reading.tracks)
    )
