"""When a source is asked next, after it answered or failed, and how healthy that makes it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from parley.domain.identity import digest
from parley.domain.model import PollState, Source

# However often it failed and whatever it asks for, a source is tried again within a day.
LONGEST_WAIT = timedelta(hours=24)
# From so many failures in a row on, a source is no longer counted on.
RESTING_AFTER = 6
# Beyond this the doubling passes the longest wait for any interval; it only keeps numbers small.
_MOST_DOUBLINGS = 16


class Health(StrEnum):
    """How a source is doing, in a word for people."""

    HEALTHY = "healthy"
    FAILING = "failing"
    RESTING = "resting"
    NEVER_TRIED = "never tried"


def health(state: PollState | None) -> Health:
    """``RESTING`` is a source that has failed so often that it is hardly asked any more."""
    if state is None or state.last_try is None:
        return Health.NEVER_TRIED
    if not state.failures:
        return Health.HEALTHY
    return Health.RESTING if state.failures >= RESTING_AFTER else Health.FAILING


def jitter(source_id: str, failures: int) -> float:
    """A fraction in [0, 1) that differs by source and failure, and is the same on every replica."""
    return int(digest(source_id, str(failures), size=4), 16) / 2**32


def succeeded(
    source: Source,
    state: PollState,
    now: datetime,
    *,
    items: int | None = None,
    etag: str | None = None,
    last_modified: str | None = None,
) -> PollState:
    """The state after an answer. ``items`` is how many it held; none if nothing had changed.

    With items the validators are replaced, also by none: they belong to one answer. Without, a
    validator that was not sent again stays.
    """
    unchanged = items is None
    return replace(
        state,
        etag=etag or (state.etag if unchanged else None),
        last_modified=last_modified or (state.last_modified if unchanged else None),
        last_try=now,
        last_success=now,
        last_error=None,
        failures=0,
        items=state.items if items is None else items,
        next_try=now + source.interval,
    )


def failed(
    source: Source,
    state: PollState,
    now: datetime,
    *,
    error: str,
    retry_after: timedelta | None = None,
) -> PollState:
    """The state after a fault: the wait doubles with each in a row, half of it by jitter.

    What the server asks for with Retry-After is honoured if it is longer; ``LONGEST_WAIT`` caps
    both, but a source's own interval is never undercut. The validators stay, since what they stand
    for is still stored.
    """
    failures = state.failures + 1
    doubled = source.interval * 2 ** min(failures, _MOST_DOUBLINGS)
    ceiling = min(doubled, LONGEST_WAIT)
    wait = ceiling * (0.5 + 0.5 * jitter(source.id, failures))
    asked = min(retry_after or timedelta(0), LONGEST_WAIT)
    return replace(
        state,
        last_try=now,
        last_error=error,
        failures=failures,
        next_try=now + max(wait, asked, source.interval),
    )


def unstored(source: Source, state: PollState, now: datetime, *, error: str) -> PollState:
    """The state after a good answer that could not be stored.

    The validators stay as they were, so that the next poll is given the same items again; it is no
    fault of the source, so it does not back off.
    """
    return replace(state, last_try=now, last_error=error, next_try=now + source.interval)


def due(sources: Iterable[Source], states: Mapping[str, PollState], now: datetime) -> list[Source]:
    """The enabled sources whose time has come, the longest overdue first, new ones before all.

    A clock that was set back (a last try in the future) does not put a source to sleep.
    """
    waiting: list[tuple[bool, datetime, Source]] = []
    for source in sources:
        state = states.get(source.id)
        if not source.enabled:
            continue
        if state is None or state.next_try is None or state.last_try is None:
            waiting.append((False, now, source))
        elif state.next_try <= now or state.last_try > now:
            waiting.append((True, state.next_try, source))
    waiting.sort(key=lambda row: (row[0], row[1], row[2].id))
    return [source for *_, source in waiting]
