"""Keeps the ledger as articles come in: what they are the first to tell is recorded."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from parley.app.ledger import Ledger, News
from parley.app.ports import Articles, Developments
from parley.app.standing import LOOK_BACK
from parley.domain.errors import StoreError
from parley.domain.model import Archived, Authority, Source, TrackCatalogue

# The memory of what was told is renewed from the archive, so that it does not grow for ever.
_RENEWED = timedelta(weeks=1)
_INSTANT = timedelta(microseconds=1)
# So many articles are read before the event loop's other tasks have their turn.
_BREATH = 5
_log = structlog.get_logger(__name__)


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
    ) -> None:
        self._articles = articles
        self._developments = developments
        self._catalogue = catalogue
        self._sources = sources
        # None while it may hold what the archive lacks; it is then rebuilt from there.
        self._ledger: Ledger | None = None
        self._renewed: datetime | None = None

    async def record(self, batch: Sequence[Archived], now: datetime) -> None:
        """Take in articles that are stored; ``now`` (UTC) is when they became known.

        Does not raise for the store: the articles are there, and the next batch makes it good.
        """
        if not any(map(self._counts, batch)):
            return
        ledger, self._ledger = self._ledger, None
        try:
            if ledger is None or self._renewed is None or now - self._renewed > _RENEWED:
                self._ledger = await self._caught_up(now)
                self._renewed = now
                return
            await self._read(ledger, batch)
            self._ledger = ledger
        except StoreError as error:
            _log.warning("the ledger was not recorded", error=str(error))

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
        await self._read(ledger, missed)
        return ledger

    async def _since(self, since: datetime, now: datetime) -> AsyncIterator[Archived]:
        async for item in self._articles.placed(since):
            if item.revision.first_seen <= now and self._counts(item):
                yield item

    async def _read(self, ledger: Ledger, batch: Sequence[Archived]) -> None:
        """Record what the articles bring, all in one transaction."""
        news: list[News] = []
        for at, item in enumerate(filter(self._counts, batch)):
            if at % _BREATH == 0:
                await asyncio.sleep(0)
            words = item.revision
            side = self._sources[words.source_id].side
            news.append(ledger.read(words, side, words.first_seen))
        await self._developments.record(
            [told for one in news for told in one.developments],
            [ahead for one in news for ahead in one.dates],
        )

    def _counts(self, item: Archived) -> bool:
        """Whether it is about trade talks and from a source of standing."""
        source = self._sources.get(item.revision.source_id)
        vetted = source is not None and source.authority is not Authority.OTHER
        return vetted and item.reading.relevant
