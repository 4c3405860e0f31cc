"""Keeps the ledger as articles come in: what they are the first to tell is recorded."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from parley.app.ledger import Ledger
from parley.app.ports import Articles, Developments
from parley.app.standing import LOOK_BACK
from parley.domain.errors import StoreError
from parley.domain.ledger.corrections import is_shortened
from parley.domain.ledger.dates_ahead import DateAhead
from parley.domain.model import (
    Archived,
    Authority,
    Development,
    Revision,
    Source,
    TrackCatalogue,
)

# The memory of what was told is renewed from the archive, so that it does not grow for ever.
_RENEWED = timedelta(weeks=1)
_INSTANT = timedelta(microseconds=1)
# So many articles are read before the event loop's other tasks have their turn.
_BREATH = 5
# So many articles are with a model at a time.
_AT_ONCE = 4
# How long before a development was told another article may have had it.
_NEAR = timedelta(days=2)
_log = structlog.get_logger(__name__)


Propose = Callable[[Archived, datetime], Awaitable[Sequence[Development]]]
"""What somebody else, a model, reads in an article; nothing where it cannot. Raises ``StoreError``."""


@dataclass
class _Found:
    """What a batch brings to the ledger, and what of it is withdrawn."""

    developments: list[Development] = field(default_factory=list)
    dates: list[DateAhead] = field(default_factory=list)
    withdrawn: list[Development] = field(default_factory=list)


class Chronicle:
    """Gives stored articles to the ledger, one batch at a time, and records what it makes of them.

    After a fault and at a start it remembers what was recorded, and reads the articles that became
    known since, so that what was not recorded then is recorded now.
    """

    def __init__(
        self,
        articles: Articles,
        developments: Developments,
        catalogue: TrackCatalogue,
        sources: Mapping[str, Source],
        propose: Propose | None = None,
    ) -> None:
        self._articles = articles
        self._developments = developments
        self._catalogue = catalogue
        self._sources = sources
        self._propose = propose
        # None while it may hold what the archive lacks; it is then rebuilt from there.
        self._ledger: Ledger | None = None
        self._renewed: datetime | None = None

    async def record(self, batch: Sequence[Archived], now: datetime) -> None:
        """Take in articles that are stored; ``now`` (UTC) is when they became known.

        Does not raise for the store: the articles are there, and the next batch makes it good.
        """
        if not any(map(self._vetted, batch)):
            return
        ledger, self._ledger = self._ledger, None
        try:
            if ledger is None or self._renewed is None or now - self._renewed > _RENEWED:
                self._ledger = await self._caught_up(now)
                self._renewed = now
                return
            await self._keep(await self._read(ledger, batch, now))
            self._ledger = ledger
        except StoreError as error:
            _log.warning("the ledger was not recorded", error=str(error))

    async def rebuild(self, now: datetime) -> int:
        """Read the last weeks again by today's rules and record that instead of what was recorded.

        Returns how many developments there are. What was recorded stands until all is read, and
        what others record meanwhile stays. Raises ``StoreError``.
        """
        ledger = Ledger(self._catalogue)
        told: dict[str, Development] = {}
        dates: list[DateAhead] = []
        async for item in self._since(now - LOOK_BACK, now):
            found = await self._read(ledger, [item], now)
            told |= {one.id: one for one in (*found.developments, *found.withdrawn)}
            dates += found.dates
        await self._developments.replace(list(told.values()), dates, now)
        self._ledger = None
        return len(told)

    async def _caught_up(self, now: datetime) -> Ledger:
        """The ledger as it was recorded, and after it what became known since then.

        Two batches may share an instant, hence the last one is read again.
        """
        start = now - LOOK_BACK
        known = await self._developments.known(start.date(), now)
        ledger = Ledger(self._catalogue, known)
        last = await self._developments.last_known(now)
        since = start if last is None else max(start, last - _INSTANT)
        missed = [item async for item in self._since(since, now)]
        await self._keep(await self._read(ledger, missed, now))
        return ledger

    async def _since(self, since: datetime, now: datetime) -> AsyncIterator[Archived]:
        async for item in self._articles.placed(since):
            if item.revision.first_seen <= now and self._vetted(item):
                yield item

    async def _keep(self, found: _Found) -> None:
        """Record all in one transaction."""
        await self._developments.record(found.developments, found.dates, found.withdrawn)

    async def _read(self, ledger: Ledger, batch: Sequence[Archived], now: datetime) -> _Found:
        """What the articles bring, and what they take back."""
        found = _Found()
        proposed = await self._proposals(batch, now)
        for at, item in enumerate(filter(self._vetted, batch)):
            if at % _BREATH == 0:
                await asyncio.sleep(0)
            words, side = item.revision, self._sources[item.revision.source_id].side
            doubted = ledger.doubts(words, side)
            if doubted:
                gone = await self._untold(ledger, words, doubted)
                found.withdrawn += ledger.withdraw(gone, words.first_seen)
            if item.reading.relevant:
                news = ledger.read(words, side, words.first_seen)
                found.developments += news.developments
                found.dates += news.dates
                found.developments += ledger.add(proposed.get(words.id, ()), words.first_seen)
        return found

    async def _proposals(
        self, batch: Sequence[Archived], now: datetime
    ) -> Mapping[str, Sequence[Development]]:
        """By the revision's id; so many articles are read at a time that nobody waits long."""
        if self._propose is None:
            return {}
        turn, propose = asyncio.Semaphore(_AT_ONCE), self._propose

        async def asked(item: Archived) -> Sequence[Development]:
            async with turn:
                return await propose(item, now)

        wanted = [item for item in batch if self._vetted(item) and item.reading.relevant]
        answers = await asyncio.gather(*map(asked, wanted))
        return {item.revision.id: one for item, one in zip(wanted, answers, strict=True)}

    async def _untold(
        self, ledger: Ledger, words: Revision, doubted: Sequence[Development]
    ) -> list[Development]:
        """Of what an article takes back, what stands nowhere else.

        A notice has the last word; a new version of an article does not, where another article
        reports the same, nor where it is only a part of the version before it.
        """
        own = [told for told in doubted if told.article_id == words.article_id]
        gone = [told for told in doubted if told.article_id != words.article_id]
        if own and not await self._is_shortened(words):
            gone += [
                told
                for told in own
                if not (ledger.carried(told) or await self._is_carried(ledger, words, told))
            ]
        for told in gone:
            _log.info("a development was withdrawn", track=told.track, kind=told.kind, id=told.id)
        return gone

    async def _is_shortened(self, words: Revision) -> bool:
        before = await self._articles.named([words.article_id], words.first_seen - _INSTANT)
        return any(is_shortened(item.revision.text, words.text) for item in before)

    async def _is_carried(self, ledger: Ledger, words: Revision, told: Development) -> bool:
        """Whether another article of these days reports a development."""
        near = await self._articles.window(told.known_at - _NEAR, words.first_seen)
        newest = {item.revision.article_id: item for item in near if self._vetted(item)}
        for at, item in enumerate(newest.values()):
            if at % _BREATH == 0:
                await asyncio.sleep(0)
            other = item.revision
            if other.article_id == words.article_id or told.track not in item.reading.tracks:
                continue
            if ledger.carries(other, told, self._sources[other.source_id].side):
                return True
        return False

    def _vetted(self, item: Archived) -> bool:
        """Whether it is from a source of standing."""
        source = self._sources.get(item.revision.source_id)
        return source is not None and source.authority is not Authority.OTHER
