"""Where a track stands: which development moves it from which state to which, as a table."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from parley.domain.model import Development, TrackKind
from parley.domain.model import DevelopmentKind as K
from parley.domain.model import TrackState as S

# After so long without a development a track is quiet; what is settled stays as it is. Rounds of
# many and bills take longer between two steps than disputes of two.
QUIET_AFTER = timedelta(weeks=6)
_SLOW = frozenset({TrackKind.PLURILATERAL, TrackKind.LEGISLATION})
_LASTING = frozenset({S.IN_FORCE, S.ENDED, S.STRUCK_DOWN, S.AGREED})
# Of two developments of one day the graver has the last word.
_GRAVITY = (
    S.QUIET,
    S.TALKING,
    S.AGREED,
    S.TRUCE,
    S.STALLED,
    S.STRUCK_DOWN,
    S.IN_FORCE,
    S.THREATENED,
    S.ESCALATING,
    S.ENDED,
)


@dataclass(frozen=True, slots=True)
class Move:
    """A development of ``kind`` brings a track to ``to`` from each of ``start``, else nowhere."""

    kind: K
    start: frozenset[S]
    to: S
    why: str


_ANY = frozenset(S)
_CALM = frozenset({S.QUIET, S.TALKING, S.STALLED, S.TRUCE, S.AGREED, S.ENDED, S.STRUCK_DOWN})
_UNSETTLED = _ANY - {S.AGREED}
_IDLE = frozenset({S.QUIET, S.STALLED, S.ENDED})
_QUIET = frozenset({S.QUIET})

# Between parties, and in a sector. What is scheduled moves nothing.
_BETWEEN = (
    Move(K.STATEMENT, _QUIET, S.TALKING, "a word from a side ends the quiet"),
    Move(K.PROPOSAL, _QUIET, S.TALKING, "something is on the table"),
    Move(K.COMPLAINT, _QUIET, S.TALKING, "a case has been brought"),
    Move(K.INVESTIGATION, _QUIET | {S.TALKING}, S.THREATENED, "a probe may end in duties"),
    Move(K.MEETING, _IDLE, S.TALKING, "talks lift no threat and undo no measure"),
    Move(K.THREAT, _CALM, S.THREATENED, "a measure in force is more than a threat"),
    Move(K.LEGISLATION, _CALM - {S.TRUCE}, S.THREATENED, "a house calls for a measure that hurts"),
    Move(K.DEADLINE_SET, _CALM - {S.TRUCE}, S.THREATENED, "an ultimatum is a threat with a date"),
    Move(K.TARIFF_IMPOSED, _ANY, S.ESCALATING, "a measure is in force"),
    Move(K.TARIFF_RAISED, _ANY, S.ESCALATING, "a measure is in force"),
    Move(K.RETALIATION, _ANY, S.ESCALATING, "the other side answers"),
    Move(K.EXPORT_CONTROL, _ANY - {S.AGREED}, S.ESCALATING, "goods are withheld"),
    Move(K.TARIFF_SUSPENDED, _UNSETTLED, S.TRUCE, "measures wait"),
    Move(K.TARIFF_LOWERED, frozenset({S.ESCALATING}), S.TALKING, "a step back, and no truce yet"),
    Move(K.DEAL, _UNSETTLED, S.AGREED, "the sides have agreed"),
    Move(K.SIGNATURE, _ANY - {S.IN_FORCE}, S.AGREED, "the sides have signed"),
    Move(K.RATIFICATION, _ANY - {S.IN_FORCE}, S.AGREED, "a house has consented"),
    Move(K.ENTRY_INTO_FORCE, frozenset({S.AGREED}), S.IN_FORCE, "what was agreed holds"),
    Move(K.ENTRY_INTO_FORCE, _ANY - {S.AGREED}, S.ESCALATING, "what was announced holds"),
    Move(K.WITHDRAWAL, _ANY, S.ENDED, "a side has left"),
)
# A round of many goes on whatever one of them threatens.
_AMONG_MANY = (
    *(
        move
        for move in _BETWEEN
        if move.to in {S.TALKING, S.AGREED, S.IN_FORCE} and move.kind is not K.TARIFF_LOWERED
    ),
    Move(K.INVESTIGATION, _QUIET, S.TALKING, "its members are at work on a case"),
    Move(K.RULING, _QUIET, S.TALKING, "its panels are at work"),
    Move(K.STAY, _QUIET, S.TALKING, "its members put a case off"),
    Move(K.THREAT, _QUIET, S.TALKING, "a threat of one is a word to the others"),
)
# A bill threatens trade partners from the day it is tabled until it is law.
_BILL = (
    Move(K.STATEMENT, _QUIET, S.THREATENED, "a bill is spoken of"),
    Move(K.PROPOSAL, _QUIET | {S.TALKING}, S.THREATENED, "a bill or an amendment is tabled"),
    Move(K.THREAT, _CALM, S.THREATENED, "a veto or an answer to the bill is threatened"),
    Move(K.LEGISLATION, _ANY - {S.IN_FORCE}, S.THREATENED, "a house or committee works on it"),
    Move(K.SIGNATURE, _ANY, S.IN_FORCE, "it is law"),
    Move(K.ENTRY_INTO_FORCE, _ANY, S.IN_FORCE, "it is law"),
    Move(K.WITHDRAWAL, _ANY, S.ENDED, "it is given up"),
)
# Before a court: whether the measure stands.
_COURT = (
    Move(K.COMPLAINT, _QUIET, S.THREATENED, "the measure is challenged"),
    Move(K.STATEMENT, _QUIET, S.THREATENED, "the measure is challenged"),
    Move(K.RULING, _ANY, S.STRUCK_DOWN, "a court has spoken against the measure"),
    Move(K.STAY, _ANY, S.IN_FORCE, "the measure stands until the appeal"),
)
TABLES: Mapping[TrackKind, tuple[Move, ...]] = {
    TrackKind.BILATERAL: _BETWEEN,
    TrackKind.SECTOR: _BETWEEN,
    TrackKind.OTHER: _BETWEEN,
    TrackKind.MEASURE: (*_BETWEEN, *_COURT[2:]),
    TrackKind.PLURILATERAL: _AMONG_MANY,
    TrackKind.LEGISLATION: _BILL,
    TrackKind.LITIGATION: _COURT,
}
_STALLED = re.compile(
    r"\b(?:stall(?:s|ed)?|stalemate|deadlock\w*|impasse|at a standstill)\b|"
    r"\b(?:talks?|negotiations)\b[^.;]{0,80}?\b(?:br(?:eak|oke|oken) (?:down|off)|collapse[sd]?|slowed)\b",
    re.IGNORECASE,
)
_STALLS = frozenset({S.QUIET, S.TALKING, S.TRUCE, S.ESCALATING, S.ENDED})
_HURTS = re.compile(
    r"\b(?:retaliat\w+|sanctions?|penalt(?:y|ies)|tariffs?|dut(?:y|ies)|quotas?|curbs?|restrict\w*|ban)\b",
    re.IGNORECASE,
)
# A pact that runs out threatens nobody by itself.
_ULTIMATUM = re.compile(rf"\bultimatum\b|\bdeadline\b|{_HURTS.pattern}", re.IGNORECASE)
# What is agreed or cut for a time is a truce.
_FOR_A_TIME = re.compile(
    r"\b(?:truce|paus\w+|suspen\w+|for (?:\w+|\d+) (?:days|weeks|months)|\d+-day|temporar\w+)\b",
    re.IGNORECASE,
)
_MILD = {K.DEAL, K.TARIFF_LOWERED}
# A control that is taken back is told under the same kind.
_EASED = re.compile(
    r"\b(?:eas(?:e[sd]?|ing)|lift(?:s|ed|ing)?|suspend(?:s|ed)|paus(?:e[sd]?|ing)|delay(?:s|ed)|"
    r"waive[sd]?|resume[sd]?|scrap(?:s|ped)|rescind(?:s|ed|ing)|remove[sd]?|relax(?:es|ed))\b",
    re.IGNORECASE,
)
# A control on what goes to others is aimed at neither side.
_ELSEWHERE = re.compile(
    r"\b(?:other than|third countr(?:y|ies)|except (?:to|for))\b", re.IGNORECASE
)
# Who leaves the talks may come back to them.
_TALKS = re.compile(r"\b(?:talks|negotiations)\b", re.IGNORECASE)
# A ruling for the measure strikes nothing down.
_UPHELD = re.compile(
    r"\b(?:uph(?:e|o)ld|sided with the (?:government|administration)|dismiss)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A track's state as of a day, since when, and the development that brought it there.

    ``by`` is none where nothing is known, or where the track fell quiet.
    """

    state: S
    since: date | None = None
    by: Development | None = None


def after(state: S, told: Development, kind: TrackKind) -> S:
    """The state of a track of this kind after a development; a move that is not allowed moves nothing."""
    if told.scheduled:
        return state
    if told.kind in {K.STATEMENT, K.MEETING, K.WITHDRAWAL} and _STALLED.search(told.quote):
        return S.STALLED if state in _STALLS else state
    if told.kind is K.WITHDRAWAL and _TALKS.search(told.quote):
        return S.STALLED
    if told.kind is K.RULING and _UPHELD.search(told.quote):
        return S.IN_FORCE
    eased = told.kind is K.EXPORT_CONTROL and _EASED.search(told.quote)
    if eased or (told.kind in _MILD and _FOR_A_TIME.search(told.quote)):
        return _moved(state, replace(told, kind=K.TARIFF_SUSPENDED), kind)
    if told.kind is K.LEGISLATION and kind is not TrackKind.LEGISLATION:
        return state if _HURTS.search(told.quote) is None else _moved(state, told, kind)
    if told.kind is K.DEADLINE_SET and not _ULTIMATUM.search(told.quote):
        return _moved(state, replace(told, kind=K.STATEMENT), kind)
    if told.kind is K.EXPORT_CONTROL and _ELSEWHERE.search(told.quote):
        return state
    return _moved(state, told, kind)


def _moved(state: S, told: Development, kind: TrackKind) -> S:
    fits = (m.to for m in TABLES[kind] if m.kind is told.kind and state in m.start)
    return next(fits, state)


def as_known(developments: Iterable[Development], at: datetime) -> list[Development]:
    """The developments as they were known at an instant (UTC): one withdrawn later still stood."""
    return [
        replace(told, retracted_at=None) if told.retracted_at and told.retracted_at > at else told
        for told in developments
        if told.known_at <= at
    ]


def standing(developments: Iterable[Development], kind: TrackKind, as_of: date) -> Standing:
    """Where a track stands at the end of a day (UTC), by the developments known of it until then.

    A day's developments are taken from the mildest to the gravest. A track of which nothing is
    heard for ``QUIET_AFTER`` is quiet, unless it is settled. A development moves the track on the
    day of its event, but never before it was known; one that was withdrawn counts for nothing.
    """
    *_, now = _standings(developments, kind, as_of)
    return now


def history(
    developments: Iterable[Development], kind: TrackKind, as_of: date
) -> tuple[Standing, ...]:
    """How a track came to stand where it does on a day: the standings in order, the first a quiet one.

    Each holds from its ``since`` to the next one's, by the days of the events, as they are known at
    the end of the day (UTC). The last is what ``standing`` says.
    """
    found: list[Standing] = []
    for now in _standings(developments, kind, as_of):
        if not found or found[-1].state is not now.state:
            found.append(now)
    return tuple(found)


def _standings(
    developments: Iterable[Development], kind: TrackKind, as_of: date
) -> Iterator[Standing]:
    """The standing before everything, at each end of a day on which something happened, and last."""
    known = [
        d
        for d in developments
        if d.event_date <= as_of and d.known_at.date() <= as_of and d.retracted_at is None
    ]
    now = morning = Standing(S.QUIET)
    last: date | None = None
    for told in sorted(known, key=lambda d: (d.event_date, _weight(d, kind), d.id)):
        if told.event_date != last:
            yield now
            now = morning = _rest(now, last, told.event_date, kind)
            yield now
            last = told.event_date
        moved = after(now.state, told, kind)
        if moved is morning.state:  # there and back within a day is no move
            now = morning
        elif moved is not now.state:
            now = Standing(moved, told.event_date, told)
    yield now
    yield _rest(now, last, as_of, kind)


def _rest(now: Standing, last: date | None, day: date, kind: TrackKind) -> Standing:
    """The standing on a day, if nothing was heard since ``last``.

    A measure that was imposed holds when nobody speaks of it.
    """
    patience = 2 * QUIET_AFTER if kind in _SLOW else QUIET_AFTER
    if last is None or now.state in _LASTING or now.state is S.QUIET or day - last <= patience:
        return now
    if now.state is S.ESCALATING and now.by is not None and now.by.in_force:
        return Standing(S.IN_FORCE, now.since, now.by)
    return Standing(S.QUIET, last + patience)


def in_order(developments: Iterable[Development], kind: TrackKind) -> tuple[Development, ...]:
    """Developments of a track as they came: by the day of the event, of one day the mildest first."""
    return tuple(
        sorted(developments, key=lambda d: (d.event_date, d.known_at, _weight(d, kind), d.id))
    )


def _weight(told: Development, kind: TrackKind) -> int:
    tos = [_GRAVITY.index(m.to) for m in TABLES[kind] if m.kind is told.kind]
    return max(tos, default=0)


def table(kind: TrackKind) -> str:
    """The moves of a kind of track as a Markdown table, for docs/ledger.md."""
    rows = (
        f"| {move.kind} | {_listed(move.start)} | **{move.to}** | {move.why} |"
        for move in TABLES[kind]
    )
    return "| what happened | in state | then | because |\n|---|---|---|---|\n" + "\n".join(rows)


def _listed(start: frozenset[S]) -> str:
    if start == _ANY:
        return "any"
    missing = [state for state in S if state not in start]
    if len(missing) < len(start):
        return "any but " + ", ".join(missing)
    return ", ".join(state for state in S if state in start)
