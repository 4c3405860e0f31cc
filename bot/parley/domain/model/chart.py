"""What a picture of a track shows: its states in time, what happened, what comes, how much was written."""

from dataclasses import dataclass
from datetime import date

from parley.domain.model.story import DevelopmentKind, TrackState


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of days in one state; ``end`` is the day on which the next begins, or the last."""

    state: TrackState
    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A development under its number; ``after`` is the state that it brought, if it moved the track."""

    number: int
    day: date
    kind: DevelopmentKind
    who: str
    after: TrackState | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A day ahead under its letter, with what is to come in a few words."""

    letter: str
    day: date
    what: str


@dataclass(frozen=True, slots=True)
class Bar:
    """How many articles were published in the days from ``start`` to ``end`` (not included)."""

    start: date
    end: date
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A track between two days (UTC), as it was known at ``as_of``.

    ``bands`` are in order and without gaps, from the first state that is known. ``since`` is when
    the present one began, none where nothing is known. ``marks`` are the oldest first, ``coming``
    the nearest first, some of them perhaps after ``end``.
    """

    track: str
    name: str
    start: date
    end: date
    as_of: date
    state: TrackState
    since: date | None
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    coming: tuple[Coming, ...]
    bars: tuple[Bar, ...]
