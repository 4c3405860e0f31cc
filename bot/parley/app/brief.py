"""Makes an edition: what one desk is told about one stretch of time, from the archive alone."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol

from parley.app.outlook import Outlook
from parley.app.ports import Articles, Editions
from parley.domain import identity
from parley.domain.assembly import Frame, Told, assemble, tracks_of, worth_telling
from parley.domain.coverage import Accounts
from parley.domain.model import (
    Archived,
    AssignedSource,
    Assignment,
    Authority,
    Change,
    ChangeKind,
    Desk,
    Draft,
    Edition,
    LeftOut,
    RankedStory,
    Rights,
    Source,
    SourceKind,
    Story,
    Task,
    Track,
)
from parley.domain.stories.wire import families, independent

# So many articles of a story are handed to a writer: more cost tokens and say the same.
_SOURCES_A_STORY = 6
# What was published so long before the stretch began is a feed's backlog, not news; an official
# gazette's delay (the Federal Register lists orders four to five days late) still fits.
_BACKLOG = timedelta(days=7)
_AUTHORITIES = list(Authority)


class Drafts(Protocol):
    """Checked writing on an assignment, from the archive or made now; never raises for a writer."""

    async def draft(self, assignment: Assignment, *, tenant_id: str | None = None) -> Draft:
        """The draft; an extractive one where no model can write."""
        ...


@dataclass(frozen=True, slots=True)
class NewsSense:
    """The pure decisions that an edition is made by."""

    change: Callable[[Story, datetime], Change]
    rank: Callable[[Story, Change, datetime], RankedStory]
    select: Callable[
        [Sequence[RankedStory], int],
        tuple[Sequence[RankedStory], Sequence[tuple[RankedStory, LeftOut]]],
    ]
    watches: Callable[[Sequence[str], str, str], bool]


class Briefing:
    """Makes editions, each once; an edition that was made is found again by its id."""

    def __init__(
        self,
        articles: Articles,
        editions: Editions,
        drafts: Drafts,
        sense: NewsSense,
        outlook: Outlook,
        *,
        sources: Mapping[str, Source],
        tracks: Mapping[str, Track],
        stories: int,
    ) -> None:
        self._articles = articles
        self._editions = editions
        self._drafts = drafts
        self._sense = sense
        self._outlook = outlook
        self._sources = sources
        self._tracks = tracks
        self._stories = stories

    async def edition(self, desk: Desk, since: datetime, until: datetime) -> Edition:
        """The edition of (desk, since, until]. Raises ``StoreError``."""
        desk_id = identity.desk_id(desk)
        frame = Frame(identity.edition_id(desk_id, since, until), desk_id, since, until)
        if (known := await self._editions.edition(frame.edition_id)) is not None:
            return known
        ranked, accounts = await self._survey(desk, since, until)
        chosen, left = self._sense.select(ranked, self._stories)
        for entry, why in left:
            accounts.leave(accounts.members(entry.story.id), why)
        drafts = await asyncio.gather(
            *(
                self._drafts.draft(self.assignment(desk, entry.story, entry.change))
                for entry in chosen
            )
        )
        told, untold = worth_telling(
            [Told(entry, draft) for entry, draft in zip(chosen, drafts, strict=True)]
        )
        for empty, why in untold:
            accounts.leave(accounts.members(empty.ranked.story.id), why)
        stories = [entry.ranked.story for entry in told]
        moves = await self._outlook.moves(desk, stories, since, until)
        told = [replace(entry, move=moves.get(entry.ranked.story.id)) for entry in told]
        ahead = await self._outlook.ahead(desk, stories, until)
        edition = assemble(frame, told, ahead, accounts, self._source)
        return await self._editions.save_edition(edition, desk)

    async def _survey(
        self, desk: Desk, since: datetime, until: datetime
    ) -> tuple[list[RankedStory], Accounts]:
        """The stories with something new for this desk, best first; the rest is accounted for."""
        window = {
            item.revision.article_id: item for item in await self._articles.window(since, until)
        }
        seen = await self._articles.seen(since, until)
        accounts = Accounts(sum(seen.values()), window)
        wanted: set[str] = set()
        for article_id, item in window.items():
            refusal = self._refusal(desk, item, since)
            if refusal is not None:
                accounts.leave([article_id], refusal)
            elif item.placement is not None:
                wanted.add(item.placement.story_id)
        ranked = []
        for story in stories_of(await self._articles.stories(sorted(wanted), until)):
            articles = dict.fromkeys(item.revision.article_id for item in story.articles)
            members = [key for key in articles if key in window and not accounts.is_left(key)]
            accounts.enter(story.id, members)
            if not self._has_standing(story):
                accounts.leave(members, LeftOut.UNCONFIRMED)
                continue
            change = self._sense.change(story, since)
            if change.kind is ChangeKind.UNCHANGED:
                accounts.leave(members, LeftOut.NOTHING_NEW)
                continue
            fresh = tuple(key for key in change.fresh if key in members) or tuple(members)
            ranked.append(self._sense.rank(story, replace(change, fresh=fresh), until))
        ranked.sort(key=lambda entry: (-entry.score, entry.story.id))
        return ranked, accounts

    def _has_standing(self, story: Story) -> bool:
        """Whether anybody but unvetted sources reports a story, or two of those independently."""
        known = [item.revision for item in story.articles]
        vetted = any(self._source(r.source_id).authority is not Authority.OTHER for r in known)
        return vetted or independent(known, families(self._sources)) > 1

    def _refusal(self, desk: Desk, item: Archived, since: datetime) -> LeftOut | None:
        """Why an article is not for this desk, if it is not."""
        revision = item.revision
        if desk.sources and revision.source_id not in desk.sources:
            return LeftOut.OTHER_SOURCES
        if revision.published_at < since - _BACKLOG:
            return LeftOut.BACKLOG
        everything = not desk.tracks and not desk.watch_words
        if everything or set(desk.tracks) & set(item.reading.tracks):
            return None
        if self._sense.watches(desk.watch_words, revision.title, revision.text):
            return None
        return LeftOut.OTHER_TRACKS

    def assignment(self, desk: Desk, story: Story, change: Change) -> Assignment:
        """What a writer is asked for on a story that has changed for this desk."""
        newest = {item.revision.article_id: item for item in story.articles}
        fresh = set(change.fresh)

        def order(item: Archived) -> tuple[object, ...]:
            return (
                item.revision.article_id not in fresh,
                self._source(item.revision.source_id).rights is Rights.HEADLINE_ONLY,
                _AUTHORITIES.index(self._source(item.revision.source_id).authority),
                -item.revision.published_at.timestamp(),
                item.revision.article_id,
            )

        tracks = [self._tracks[key] for key in tracks_of(story) if key in self._tracks]
        chosen = sorted(newest.values(), key=order)[:_SOURCES_A_STORY]
        return Assignment(
            task=Task.STORY,
            sources=tuple(
                assigned(
                    number,
                    item,
                    self._source(item.revision.source_id),
                    fresh=item.revision.article_id in fresh,
                )
                for number, item in enumerate(chosen, 1)
            ),
            language=desk.language,
            form=desk.form,
            tracks=tuple(track.name for track in tracks),
            terms=tuple(
                dict.fromkeys(
                    name.text for track in tracks for name in (*track.terms, *track.bodies)
                )
            ),
        )

    def _source(self, source_id: str) -> Source:
        return source_of(self._sources, source_id)


def assigned(number: int, item: Archived, source: Source, *, fresh: bool) -> AssignedSource:
    """An archived article as a numbered source of an assignment."""
    revision = item.revision
    return AssignedSource(
        number=number,
        article_id=revision.article_id,
        revision_id=revision.id,
        publisher=source.name,
        authority=source.authority,
        rights=source.rights,
        title=revision.title,
        text=revision.text,
        published_at=revision.published_at,
        language=revision.language,
        fresh=fresh,
    )


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
