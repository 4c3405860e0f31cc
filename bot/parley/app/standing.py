"""The ledger as the archive knows it at a moment: read again from its articles, nothing stored."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from parley.app.ledger import Ledger
from parley.app.ports import Articles
from parley.domain.model import Source, TrackCatalogue

# How far back a track's state is worked out from.
LOOK_BACK = timedelta(weeks=26)


async def ledger_as_of(
    articles: Articles, catalogue: TrackCatalogue, sources: Iterable[Source], until: datetime
) -> Ledger:
    """The ledger of everything relevant that the archive had learnt by ``until`` (UTC)."""
    sides = {source.id: source.side for source in sources}
    ledger = Ledger(catalogue)
    known = await articles.window(until - LOOK_BACK, until)
    for archived in sorted(known, key=lambda item: (item.revision.published_at, item.revision.id)):
        revision = archived.revision
        ledger.take(revision, sides.get(revision.source_id), revision.first_seen)
    return ledger
