"""A track of negotiation, as data: who takes part, by which names it is known, and since when."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class TrackKind(StrEnum):
    """What a track follows."""

    BILATERAL = "bilateral"
    PLURILATERAL = "plurilateral"
    SECTOR = "sector"
    MEASURE = "measure"
    LITIGATION = "litigation"
    LEGISLATION = "legislation"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name with the days on which it was right; none means open. Days are inclusive."""

    text: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A country, a bloc or a body: its names, adjectives and capitals, by which text refers to it.

    A predecessor (EC for EU, GATT for WTO) is a name with dates.
    """

    id: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A negotiator with an office held between two days."""

    name: str
    office: str
    party: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One track. ``parties`` are ids; ``terms`` are words that place an article on it.

    ``aliases`` are other ids people use ("us-ec" for "us-eu"). ``weight`` multiplies a story's rank.
    """

    id: str
    name: str
    kind: TrackKind
    parties: tuple[str, ...] = ()
    terms: tuple[Name, ...] = ()
    bodies: tuple[Name, ...] = ()
    aliases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackCatalogue:
    """Every track, party and person that is known; the whole of ``config/tracks.toml``."""

    tracks: tuple[Track, ...]
    parties: tuple[Party, ...] = ()
    people: tuple[Person, ...] = field(default=())
