"""Where a track stands as the archive knows it at a moment: as recorded, or read again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.app.ledger import Ledger
from parley.app.ports import Archive, Articles, Developments
from parley.domain.ledger.dates_ahead import next_dates
from parley.domain.ledger.states import Standing, in_order, standing
from parley.domain.model import Development, NextDate, Source, TrackCatalogue, TrackKind

# How far back articles are read again.
LOOK_BACK = timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of a track: its standing, how it came there, and the dates ahead of it."""

    standing: Standing
    developments: tuple[Development, ...]
    next_dates: tuple[NextDate, ...]


async def account_of(
    archive: Archive,
    catalogue: TrackCatalogue,
    sources: Iterable[Source],
    track: str,
    until: datetime,
) -> Account:
    """What was recorded of a track by ``until`` (UTC).

    Where nothing was recorded of any track in the weeks before, its articles are read again.
    Raises ``StoreError``.
    """
    day = until.date()
    kind = next(one.kind for one in catalogue.tracks if one.id == track)
    account = await recorded(archive.developments, track, kind, until)
    since = (until - LOOK_BACK).date()
    if not account.developments and not await archive.developments.known(since, until):
        ledger = await ledger_as_of(archive.articles, catalogue, sources, until)
        return Account(
            ledger.standing(track, day),
            ledger.developments(track, day),
            ledger.next_dates(track, day),
        )
    return account


async def recorded(
    developments: Developments, track: str, kind: TrackKind, until: datetime
) -> Account:
    """What was recorded of a track by ``until`` (UTC), and nothing read again. Raises ``StoreError``."""
    day = until.date()
    known = await developments.known(None, until, [track])
    return Account(
        standing(known, kind, day),
        in_order(known, kind),
        next_dates(await developments.ahead(until, [track]), track, day),
    )


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
