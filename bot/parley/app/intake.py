"""Takes entries into the archive: identified, read for relevance, placed among the stories, stored once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from parley.app.ports import Articles, Known
from parley.app.restoring import restored
from parley.domain import identity
from parley.domain.model import (
    Archived,
    Entry,
    Reading,
    Revision,
    Rights,
    Source,
    Subscription,
)
from parley.domain.relevance.reader import TradeReader
from parley.domain.stories.placing import StoryIndex
from parley.domain.stories.wire import publisher

# A date before this is a default (the Unix epoch, a template's), not a date of publication.
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
# Publishers' clocks run a little ahead; beyond this a date in the future is a mistake.
_SLACK = timedelta(hours=1)
# Fewer words than this do not tell one item from another ("Daily notices").
_TELLING_WORDS = 5
# So many items are judged before the event loop's other tasks have their turn.
_BREATH = 50
_UNTITLED = "(untitled)"


Body = Callable[[Source, str], Awaitable[str]]
"""Fetches an article's text where the rights allow; "" if there is none. Does not raise."""
Chronicle = Callable[[Sequence[Archived], datetime], Awaitable[None]]
"""Takes what was stored into the ledger. Does not raise for the store."""


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
    """The one way into the archive; one batch at a time.

    Where no ``index`` is given it is read from the archive when the first article is to be placed:
    until then nobody waits for it, and who only reads the archive never does.
    """

    def __init__(
        self,
        articles: Articles,
        reader: TradeReader,
        index: StoryIndex | None = None,
        *,
        body: Body | None = None,
        chronicle: Chronicle | None = None,
        watch_words: Sequence[str] = (),
    ) -> None:
        self._articles = articles
        self._reader = reader
        # None too while it may hold places that the archive lacks; it is then rebuilt from there.
        self._index = index
        self._body = body
        self._chronicle = chronicle
        self._turn = asyncio.Lock()
        self.watch_words = tuple(watch_words)

    def watch(self, subscriptions: Iterable[Subscription]) -> None:
        """From now on the watch words of these subscriptions make an article relevant."""
        self.watch_words = tuple(
            sorted({word for order in subscriptions for word in order.desk.watch_words})
        )

    async def take(self, batches: Sequence[tuple[Source, Sequence[Entry]]], now: datetime) -> Taken:
        """Store what is new in the entries, all in one transaction.

        The same article again is one article: under a tracking parameter, an AMP or mobile twin, a
        new date, another feed of the publisher, or a new address with the same words. Other words
        from the source that first brought it are a revision. Raises ``StoreError``; the same entries
        can then be handed in again.
        """
        told_in = self._reader.glossary.language_of
        items = [
            _revision(source, entry, now, told_in)
            for source, entries in batches
            for entry in entries
        ]
        asked = await self._articles.known({item.article_id for item in items})
        items = _under_their_own_ids(items, asked)
        known = {here.article_id: here for here in asked.values()}
        fresh, aliases = _sifted(items, known, await self._twins(items, known))
        judged = await self._judged(fresh, {source.id: source for source, _ in batches})
        if judged:
            await self._store(judged, known, now)
        if aliases:
            await self._articles.alias(aliases.items())
        new = len({item.article_id for item in fresh} - known.keys())
        return Taken(
            new=new,
            revised=len(fresh) - new,
            known=len(items) - len(fresh),
            relevant=sum(reading.relevant for _, reading in judged),
        )

    async def _twins(
        self, items: Iterable[Revision], known: Mapping[str, Known]
    ) -> dict[tuple[str, str], str]:
        """Which articles already have the words of those items that may be new."""
        keys = {
            (item.family, item.content)
            for item in items
            if (_revises(item, here) if (here := known.get(item.article_id)) else _tells(item))
        }
        return dict(await self._articles.twins(keys)) if keys else {}

    async def _judged(
        self, fresh: Sequence[Revision], sources: Mapping[str, Source]
    ) -> list[tuple[Revision, Reading]]:
        """Each item with its reading, and with its page's text where the rights allow and it matters.

        The pages are fetched together: the slowest alone decides how long it takes.
        """
        judged = []
        for at, item in enumerate(fresh):
            await _breathe(at)
            judged.append((item, self._read(item, sources)))
        if self._body is None:
            return judged
        wanted = [
            at
            for at, (item, reading) in enumerate(judged)
            if reading.relevant and sources[item.source_id].rights is Rights.FULL_TEXT
        ]
        texts = await asyncio.gather(
            *(self._body(sources[fresh[at].source_id], fresh[at].url) for at in wanted)
        )
        for at, text in zip(wanted, texts, strict=True):
            if len(text) > len(fresh[at].text):
                item = _with_text(fresh[at], text)
                judged[at] = item, self._read(item, sources)
        return judged

    async def _store(
        self,
        judged: Iterable[tuple[Revision, Reading]],
        known: Mapping[str, Known],
        now: datetime,
    ) -> None:
        """Place the relevant items and store all; what cannot be stored leaves no place behind.

        Otherwise later articles would join a story whose founder the archive has never seen.
        """
        async with self._turn:
            index, self._index = self._index, None
            archived = []
            for at, (item, reading) in enumerate(judged):
                await _breathe(at)
                # An article keeps its place, in the archive too; one that is not relevant has none.
                here = known.get(item.article_id)
                placement = None
                if reading.relevant and not (here and here.placed):
                    if index is None:
                        index = await restored(self._articles, now, self._reader.glossary)
                    placement = index.place(item, reading)
                archived.append(Archived(revision=item, reading=reading, placement=placement))
            await self._articles.add(archived)
            self._index = index
            if self._chronicle is not None:
                await self._chronicle(archived, now)

    def _read(self, item: Revision, sources: Mapping[str, Source]) -> Reading:
        return self._reader.read(
            item.title,
            item.text,
            item.published_at,
            self.watch_words,
            sources[item.source_id].side,
            language=item.language,
        )


async def _breathe(at: int) -> None:
    """Let others have their turn now and then: judging a long batch takes a second."""
    if at % _BREATH == 0:
        await asyncio.sleep(0)


def _under_their_own_ids(items: list[Revision], asked: Mapping[str, Known]) -> list[Revision]:
    """The items whose address is another name of a stored article, as that article's."""
    names = {name: here.article_id for name, here in asked.items() if name != here.article_id}
    if not names:
        return items
    return [
        replace(item, article_id=own, id=identity.revision_id(own, item.content))
        if (own := names.get(item.article_id))
        else item
        for item in items
    ]


def _sifted(
    items: Iterable[Revision],
    known: Mapping[str, Known],
    twins: dict[tuple[str, str], str],
) -> tuple[list[Revision], dict[str, str]]:
    """The items that are new, and the article ids that turn out to be other names of an article.

    ``twins`` are the articles that have certain words; the new ones are added.
    """
    here: dict[str, Known | Revision] = dict(known)
    fresh: list[Revision] = []
    aliases: dict[str, str] = {}
    # Oldest first, so that a story is founded by its first report whatever a feed's order.
    for item in sorted(items, key=attrgetter("published_at")):
        name, words = item.article_id, (item.family, item.content)
        before, twin = here.get(name), twins.get(words)
        if before is None and twin is not None and twin != name:
            aliases[name] = twin
        elif name not in aliases and (before is None or (_revises(item, before) and twin != name)):
            fresh.append(item)
            here[name] = item
            if _tells(item):
                twins.setdefault(words, name)
    return fresh, aliases


def _revision(
    source: Source, entry: Entry, now: datetime, told_in: Callable[[str, str, str], str]
) -> Revision:
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
        family=publisher(source, url),
        language=told_in(title, text, entry.language or source.language),
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


def _revises(item: Revision, known: Known | Revision) -> bool:
    """Whether it is a new version: other words, from the source that brought the known one.

    Another feed of the same publisher often carries a shorter teaser; that is no revision.
    """
    return item.content != known.content and item.source_id == known.source_id


def _tells(item: Revision) -> bool:
    enough = _TELLING_WORDS  # no need to part the whole text to see that it has so many
    words = len(item.title.split(None, enough))
    return words >= enough or words + len(item.text.split(None, enough)) >= enough
