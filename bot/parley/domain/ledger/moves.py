"""How a track moved in a stretch of time, and by which development."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from parley.domain.ledger.states import standing
from parley.domain.model import Development, StateMove, TrackKind


@dataclass(frozen=True, slots=True)
class Moved:
    """A move, and the development that brought it."""

    move: StateMove
    by: Development


def moved(
    developments: Iterable[Development], kind: TrackKind, since: datetime, until: datetime
) -> Moved | None:
    """How a track stands at ``until`` beside ``since`` (UTC), as it was known at each.

    None where it stands where it stood, or where nothing that became known in between brought it
    there: a track that fell quiet is no news. A track of which nothing was known has no state before.
    """
    known = [item for item in developments if item.known_at <= until]
    before = standing((d for d in known if d.known_at <= since), kind, since.date())
    now = standing(known, kind, until.date())
    by = now.by
    if now.state is before.state or by is None or now.since is None or by.known_at <= since:
        return None
    old = before.state if before.since is not None else None
    return Moved(StateMove(by.track, old, now.state, now.since), by)
