"""Surveys what came in: the stories with something new for a desk, ranked, and what became of the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol

from parley.app.outlook import Check, Happened, Outlook
from parley.app.ports import Articles
from parley.domain.coverage import Accounts
from parley.domain.ledger.moves import Moved
from parley.domain.model import (
    Archived,
    Authority,
    Change,
    ChangeKind,
    Desk,
    Development,
    LeftOut,
    RankedStory,
    Rights,
    Source,
    SourceKind,
    Story,
)
from parley.domain.stories.ranking import aside, asked
from parley.domain.stories.selection import Selection
from parley.domain.stories.wire import families, independent

# What was published so long before the stretch began is a feed's backlog, not news; an official
# gazette's delay (the Federal Register lists orders four to five days late) still fits.
_BACKLOG = timedelta(days=7)


class Rank(Protocol):
    """A story's rank as of a moment, by what the ledger read in its articles and what that moved."""

    def __call__(
        self,
        story: Story,
        change: Change,
        until: datetime,
        told: Mapping[str, Sequence[Development]],
        move: Moved | None,
    ) -> RankedStory:
        """The story with its score and the reasons for it."""
        ...


@dataclass(frozen=True, slots=True)
class NewsSense:
    """The pure decisions that an edition is made by."""

    change: Callable[[Story, datetime], Change]
    rank: Rank
    select: Callable[[Sequence[RankedStory], int], Selection]
    watches: Callable[[Sequence[str], str, str], bool]
    check: Check


class Survey:
    """Reads a stretch of the archive for one desk."""

    def __init__(
        self,
        articles: Articles,
        outlook: Outlook,
        sense: NewsSense,
        sources: Mapping[str, Source],
    ) -> None:
        self._articles = articles
        self._outlook = outlook
        self._sense = sense
        self._sources = sources

    async def stories(
        self, desk: Desk, since: datetime, until: datetime
    ) -> tuple[list[RankedStory], Accounts]:
        """The stories with something new for this desk, best first; the rest is accounted for."""
        window = {
            item.revision.article_id: item for item in await self._articles.window(since, until)
        }
        seen = await self._articles.seen(since, until)
        happened = await self._outlook.happened(desk, since, until)
        accounts = Accounts(sum(seen.values()), window)
        wanted: set[str] = set()
        for article_id, item in window.items():
            refusal = self._refusal(desk, item, since, happened)
            if refusal is not None:
                accounts.leave([article_id], refusal)
            elif item.placement is not None:
                wanted.add(item.placement.story_id)
        changed: list[tuple[Story, Change]] = []
        movers = {move.by.article_id for move in happened.moved.values()}
        for story in stories_of(await self._articles.stories(sorted(wanted), until)):
            articles = dict.fromkeys(item.revision.article_id for item in story.articles)
            members = [key for key in articles if key in window and not accounts.is_left(key)]
            accounts.enter(story.id, members)
            if not self._has_standing(story):
                accounts.leave(members, LeftOut.UNCONFIRMED)
                continue
            change = self._sense.change(story, since)
            fresh = tuple(key for key in change.fresh if key in members) or tuple(members)
            if change.kind is ChangeKind.UNCHANGED:
                fresh = tuple(key for key in members if key in movers)
                if not fresh:
                    accounts.leave(members, LeftOut.NOTHING_NEW)
                    continue
                change = Change(kind=ChangeKind.DEVELOPED)
            changed.append((story, replace(change, fresh=fresh)))
        moves = self._outlook.moves(happened, [story for story, _ in changed], desk)
        ranked = []
        for story, change in changed:
            move = moves.get(story.id)
            if move is not None and move.move.before is not None:
                told = replace(change, kind=ChangeKind.DEVELOPED)
            else:
                told = change
            entry = self._sense.rank(story, told, until, happened.told, move)
            if self._is_watched(desk, story):
                entry = asked(entry)
            elif move is None and not _is_followed(desk, story):
                entry = aside(entry)
            ranked.append(entry)
        ranked.sort(key=lambda entry: (-entry.score, entry.story.id))
        return ranked, accounts

    def _has_standing(self, story: Story) -> bool:
        """Whether anybody but unvetted sources reports a story, or two of those independently."""
        known = [item.revision for item in story.articles]
        vetted = any(self._source(r.source_id).authority is not Authority.OTHER for r in known)
        return vetted or independent(known, families(self._sources)) > 1

    def _refusal(
        self, desk: Desk, item: Archived, since: datetime, happened: Happened
    ) -> LeftOut | None:
        """Why an article is not for this desk, if it is not."""
        revision = item.revision
        if desk.sources and revision.source_id not in desk.sources:
            return LeftOut.OTHER_SOURCES
        if revision.published_at < since - _BACKLOG:
            return LeftOut.BACKLOG
        everything = not desk.tracks and not desk.watch_words
        # An article may tell a deed on a track that it is not on as a whole.
        tracks = {*item.reading.tracks, *happened.on(item)}
        if everything or set(desk.tracks) & tracks:
            return None
        if self._sense.watches(desk.watch_words, revision.title, revision.text):
            return None
        return LeftOut.OTHER_TRACKS

    def _is_watched(self, desk: Desk, story: Story) -> bool:
        return bool(desk.watch_words) and any(
            self._sense.watches(desk.watch_words, item.revision.title, item.revision.text)
            for item in story.articles
        )

    def _source(self, source_id: str) -> Source:
        return source_of(self._sources, source_id)


def _is_followed(desk: Desk, story: Story) -> bool:
    """Whether a story is on a desk's tracks as a whole, and does not only tell a thing on one."""
    tracks = {track for item in story.articles for track in item.reading.tracks}
    return not desk.tracks or bool(tracks & set(desk.tracks))


def source_of(sources: Mapping[str, Source], source_id: str) -> Source:
    """A source of the catalogue; one that left it keeps its id as name and the least rights."""
    return sources.get(source_id) or Source(
        id=source_id,
        name=source_id,
        kind=SourceKind.FEED,
        url="",
        family=source_id,
        authority=Authority.OTHER,
        rights=Rights.HEADLINE_ONLY,
    )


def stories_of(rows: Sequence[Archived]) -> list[Story]:
    """Archived articles as the stories that they were placed in, by id."""
    placed = [(item.placement, item) for item in rows if item.placement is not None]
    placed.sort(key=lambda row: (row[0].story_id, row[1].revision.first_seen))
    stories = []
    for story_id, group in groupby(placed, key=lambda row: row[0].story_id):
        members = list(group)
        stories.append(
            Story(
                id=story_id,
                thread_id=members[0][0].thread_id,
                articles=tuple(item for _, item in members),
            )
        )
    return stories
