"""Takes entries into the archive: identified, read for relevance, placed among the stories, stored once."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from parley.app.ports import Articles
from parley.domain import identity
from parley.domain.model import (
    Archived,
    Entry,
    Reading,
    Revision,
    Rights,
    Source,
)
from parley.domain.relevance.reader import TradeReader
from parley.domain.stories.placing import StoryIndex

# A date before this is a default (the Unix epoch, a template's), not a date of publication.
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
# Publishers' clocks run a little ahead; beyond this a date in the future is a mistake.
_SLACK = timedelta(hours=1)
# Fewer words than this do not tell one item from another ("Daily notices").
_TELLING_WORDS = 5
_UNTITLED = "(untitled)"


Body = Callable[[Source, str], Awaitable[str]]
"""Fetches an article's text where the rights allow; "" if there is none. Does not raise."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a batch, counted in entries: they add up."""

    new: int = 0
    revised: int = 0
    known: int = 0
    relevant: int = 0

    @property
    def total(self) -> int:
        """Every entry that was handed in."""
        return self.new + self.revised + self.known


class Intake:
    """The one way into the archive. It is not re-entrant: one batch at a time."""

    def __init__(
        self,
        articles: Articles,
        reader: TradeReader,
        index: StoryIndex,
        *,
        body: Body | None = None,
        watch_words: Sequence[str] = (),
    ) -> None:
        self._articles = articles
        self._reader = reader
        self._index = index
        self._body = body
        self.watch_words = tuple(watch_words)

    async def take(self, batches: Sequence[tuple[Source, Sequence[Entry]]], now: datetime) -> Taken:
        """Store what is new in the entries, all in one transaction.

        The same article again is one article: under a tracking parameter, an AMP or mobile twin, a
        new date, another feed of the publisher, or a new address with the same words. Other words
        from the source that first brought it are a revision.
        """
        revisions = [
            _revision(source, entry, now) for source, entries in batches for entry in entries
        ]
        sources = {source.id: source for source, _ in batches}
        known = dict(await self._articles.latest({item.article_id for item in revisions}))
        twins = await self._twins(revisions, known)
        fresh: dict[str, Archived] = {}
        aliases: dict[str, str] = {}
        new = revised = 0
        # Oldest first, so that a story is founded by its first report whatever a feed's order.
        for item in sorted(revisions, key=lambda item: item.published_at):
            here = known.get(item.article_id)
            twin = twins.get((item.family, item.content))
            if here is None and twin is not None and twin != item.article_id:
                aliases[item.article_id] = twin
                continue
            if here is not None and not _revises(item, here.revision):
                continue
            archived = await self._judge(item, sources[item.source_id], here, now)
            known[item.article_id] = fresh[archived.revision.id] = archived
            if _tells(item):
                twins[item.family, item.content] = item.article_id
            new, revised = (new + 1, revised) if here is None else (new, revised + 1)
        await self._articles.add(list(fresh.values()))
        if aliases:
            await self._articles.alias(aliases.items())
        return Taken(
            new=new,
            revised=revised,
            known=len(revisions) - new - revised,
            relevant=sum(archived.reading.relevant for archived in fresh.values()),
        )

    async def _twins(
        self, revisions: Sequence[Revision], known: Mapping[str, Archived]
    ) -> dict[tuple[str, str], str]:
        keys = {
            (item.family, item.content)
            for item in revisions
            if item.article_id not in known and _tells(item)
        }
        return dict(await self._articles.twins(keys))

    async def _judge(
        self, item: Revision, source: Source, here: Archived | None, now: datetime
    ) -> Archived:
        reading = self._read(item)
        if reading.relevant and self._body is not None and source.rights is Rights.FULL_TEXT:
            text = await self._body(source, item.url)
            if len(text) > len(item.text):
                item = _with_text(item, text)
                reading = self._read(item)
        placement = here.placement if here is not None else None
        if placement is None and reading.relevant:
            placement = self._index.place(item)
        return Archived(revision=item, reading=reading, placement=placement)

    def _read(self, item: Revision) -> Reading:
        return self._reader.read(item.title, item.text, item.published_at, self.watch_words)


def _revision(source: Source, entry: Entry, now: datetime) -> Revision:
    text = _allowed_text(source, entry)
    title = " ".join(entry.title.split()) or text[:100] or _UNTITLED
    url = entry.url or f"urn:parley:{source.id}:{identity.digest(entry.guid or title)}"
    article = identity.article_id(url)
    content = identity.content_hash(title, text)
    return Revision(
        id=identity.revision_id(article, content),
        article_id=article,
        source_id=source.id,
        url=url,
        title=title,
        text=text,
        published_at=published(entry.published_at, now),
        first_seen=now,
        content=content,
        family=source.family,
        language=entry.language or source.language,
    )


def _with_text(item: Revision, text: str) -> Revision:
    # The id stays that of the feed's own words: the next poll must find the same revision, and a
    # page whose boilerplate changes is not a new one.
    return replace(item, text=text)


def published(claimed: datetime | None, now: datetime) -> datetime:
    """The date of publication within reason: not of 1970, and never after it was seen."""
    if claimed is None or claimed < _EARLIEST or claimed > now + _SLACK:
        return now
    return min(claimed, now)


def _allowed_text(source: Source, entry: Entry) -> str:
    if source.rights is Rights.HEADLINE_ONLY:
        return ""
    return entry.body or entry.summary


def _revises(item: Revision, known: Revision) -> bool:
    """Whether it is a new version: other words, from the source that brought the known one.

    Another feed of the same publisher often carries a shorter teaser; that is no revision.
    """
    return item.content != known.content and item.source_id == known.source_id


def _tells(item: Revision) -> bool:
    return len(item.title.split()) + len(item.text.split()) >= _TELLING_WORDS
