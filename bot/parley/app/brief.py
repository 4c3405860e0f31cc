"""Makes an edition: what one desk is told about one stretch of time, from the archive alone."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from parley.app.background import Background
from parley.app.outlook import Outlook, source_text
from parley.app.ports import Articles, Editions
from parley.app.survey import NewsSense, Survey, source_of
from parley.domain import checking, identity, trimming, writing
from parley.domain.assembly import (
    Contents,
    Frame,
    Named,
    Past,
    Told,
    assemble,
    tracks_of,
    worth_telling,
)
from parley.domain.candidates import overlap, stems
from parley.domain.coverage import Accounts
from parley.domain.model import (
    Archived,
    AssignedSource,
    Assignment,
    Authority,
    Change,
    Desk,
    Draft,
    Edition,
    LeftOut,
    RankedStory,
    Rights,
    Source,
    Story,
    Task,
    Track,
)
from parley.domain.repeats import Repeats, plain
from parley.domain.sentences import prose

__all__ = ["BACKGROUND", "Briefing", "Drafts", "assigned", "source_of"]
# So many articles of a story are handed to a writer: more cost tokens and say the same.
_SOURCES_A_STORY = 6
# A new reader is told the week, and the story so far. What a reader was told so long ago may be
# said again.
BACKGROUND = timedelta(days=7)
_SAME_HEADLINE = 0.75  # of two headlines' words, from which one is enough
_AUTHORITIES = list(Authority)


class Drafts(Protocol):
    """Checked writing on an assignment, from the archive or made now; never raises for a writer."""

    async def draft(self, assignment: Assignment, *, tenant_id: str | None = None) -> Draft:
        """The draft; an extractive one where no model can write."""
        ...


class Briefing:
    """Makes editions, each once; an edition that was made is found again by its id."""

    def __init__(
        self,
        articles: Articles,
        editions: Editions,
        drafts: Drafts,
        sense: NewsSense,
        *,
        outlook: Outlook,
        background: Background,
        sources: Mapping[str, Source],
        tracks: Mapping[str, Track],
        stories: int,
    ) -> None:
        self._articles = articles
        self._editions = editions
        self._drafts = drafts
        self._sense = sense
        self._outlook = outlook
        self._background = background
        self._survey = Survey(articles, outlook, sense, sources)
        self._sources = sources
        self._tracks = tracks
        self._stories = stories

    async def edition(self, desk: Desk, since: datetime | None, until: datetime) -> Edition:
        """The edition of (desk, since, until]. Raises ``StoreError``.

        Without ``since`` it is a new reader's first: the week, and the story so far.
        """
        desk_id = identity.desk_id(desk)
        start = until - BACKGROUND if since is None else since
        frame = Frame(
            identity.edition_id(desk_id, start, until, first=since is None), desk_id, start, until
        )
        if (known := await self._editions.edition(frame.edition_id)) is not None:
            return known
        ranked, accounts = await self._survey.stories(desk, start, until)
        selection = self._sense.select(ranked, self._stories)
        for entry, why in selection.left:
            accounts.leave(accounts.members(entry.story.id), why)
        said = await self._said_before(desk, selection.told, start)
        drafts = await asyncio.gather(
            *(
                self._drafts.draft(self.assignment(desk, entry.story, entry.change, said))
                for entry in selection.told
            )
        )
        fresh: list[Told] = []
        for entry, draft in zip(selection.told, drafts, strict=True):
            cut = self._carrying(entry, trimming.without(draft, said))
            if draft.claims and not cut.claims and entry.move is None:
                accounts.leave(accounts.members(entry.story.id), LeftOut.NOTHING_NEW)
            else:
                fresh.append(Told(entry, cut))
        told, untold = worth_telling(fresh)
        for empty, why in untold:
            accounts.leave(accounts.members(empty.ranked.story.id), why)
        tracks = tuple(dict.fromkeys(t for one in told for t in tracks_of(one.ranked.story)))
        named_on = [t for one in selection.named for t in tracks_of(one.story)] if told else ()
        touched = tuple(dict.fromkeys((*tracks, *named_on)))
        ahead = await self._outlook.ahead(desk, touched, since, until)
        drafts = trimming.fitting(
            [entry.draft for entry in told], beside=[entry.date.what for entry in ahead]
        )
        told = [replace(entry, draft=draft) for entry, draft in zip(told, drafts, strict=True)]
        ahead = [entry for entry in ahead if not trimming.is_told(entry.date.claim, drafts)]
        named = self._named(desk, selection.named, told, accounts)
        so_far: tuple[Past, ...] = ()
        if since is None:
            so_far = await self._background.of(desk, tracks, until, trimming.quotes(drafts))
        edition = assemble(frame, Contents(told, named, ahead, so_far), accounts, self._source)
        return await self._editions.save_edition(edition, desk)

    def _carrying(self, entry: RankedStory, draft: Draft) -> Draft:
        """A draft with the words that say how a track moved, if they stand in their article."""
        by, move = entry.moved_by, entry.move
        if by is None or move is None or move.before is None:
            return draft
        words = writing.quotation(by.article_id, by.quote)
        articles = {a.revision.article_id: a for a in entry.story.articles}
        sources = {by.article_id: source_text(articles[by.article_id])}
        if not self._sense.check(words, sources).supported:
            return draft
        return trimming.carrying(draft, words)

    async def _said_before(
        self, desk: Desk, entries: Sequence[RankedStory], since: datetime
    ) -> frozenset[str]:
        """Those sentences of the stories that stood in an article of the week before, on the desk's tracks.

        A wire posts a sentence again a day later, in another story; a correction repeats all but a
        figure. The week is read day by day, so that no more than a day of it is ever held.
        """
        assignments = [self.assignment(desk, entry.story, entry.change) for entry in entries]
        texts = dict.fromkeys(source.text for one in assignments for source in one.sources)
        repeats = Repeats(sentence.text for text in texts for sentence in prose(text))
        day = since - BACKGROUND
        while texts and day < since:
            for item in await self._articles.window(day, min(day + timedelta(days=1), since)):
                if not desk.tracks or set(desk.tracks) & set(item.reading.tracks):
                    repeats.read(item.revision.text)
            day += timedelta(days=1)
        return repeats.found

    def _named(
        self,
        desk: Desk,
        entries: Sequence[RankedStory],
        told: Sequence[Told],
        accounts: Accounts,
    ) -> list[Named]:
        """The stories that are told by their headline alone, each once and as its source has it."""
        given = [stems(one.draft.headline.text) for one in told]
        named: list[Named] = []
        for entry in entries:
            assignment = self.assignment(desk, entry.story, entry.change)
            headline = writing.headline_of(assignment)
            words = stems(headline.text)
            known = any(words == one or overlap(words, one) >= _SAME_HEADLINE for one in given)
            sources = checking.texts(assignment)
            stands = headline.evidence and self._sense.check(headline, sources).supported
            if known or not stands:
                why = LeftOut.SAME_STORY if known else LeftOut.UNSUPPORTED
                accounts.leave(accounts.members(entry.story.id), why)
                continue
            given.append(words)
            named.append(Named(entry, headline))
        return named

    def change(self, story: Story, since: datetime) -> Change:
        """How a story stands to a reader who was last told at ``since`` (UTC)."""
        return self._sense.change(story, since)

    def assignment(
        self, desk: Desk, story: Story, change: Change, said: frozenset[str] = frozenset()
    ) -> Assignment:
        """What a writer is asked for on a story that has changed for this desk.

        ``said`` are sentences that the reader has met (``repeats.plain``).
        """
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
        sources = tuple(
            assigned(
                number,
                item,
                self._source(item.revision.source_id),
                fresh=item.revision.article_id in fresh,
            )
            for number, item in enumerate(chosen, 1)
        )
        own = {plain(one.text) for source in sources for one in prose(source.text)} if said else ()
        return Assignment(
            task=Task.STORY,
            sources=sources,
            language=desk.language,
            form=desk.form,
            tracks=tuple(track.name for track in tracks),
            terms=tuple(
                dict.fromkeys(
                    name.text for track in tracks for name in (*track.terms, *track.bodies)
                )
            ),
            told=tuple(sorted(said.intersection(own))),
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
