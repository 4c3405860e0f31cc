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

    A predecessor (EC for EU, GATT for WTO) is a name with dates. ``code`` is its ISO 3166 code, or
    ``EU``: the side for which an official source speaks.
    """

    id: str
    names: tuple[Name, ...]
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A negotiator with an office held between two days (inclusive; none means open).

    ``aliases`` are shorter names under which text refers to them; ``id`` tells two offices of the
    same person apart in a file, and may be left out.
    """

    name: str
    office: str
    party: str
    since: date | None = None
    until: date | None = None
    aliases: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """One track. ``parties`` are ids; ``terms`` are words that place an article on it.

    ``aliases`` are other ids people use ("us-ec" for "us-eu"). ``former`` are the ids
    under which it went until a day ("us-ec"). ``weight`` less one is added to a story's rank.
    """

    id: str
    name: str
    kind: TrackKind
    parties: tuple[str, ...] = ()
    terms: tuple[Name, ...] = ()
    bodies: tuple[Name, ...] = ()
    aliases: tuple[str, ...] = ()
    former: tuple[Name, ...] = ()
    since: date | None = None
    until: date | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A class of words that speak for or against trade policy, and what one is worth.

    The weights are log odds: in the title, in the first two sentences, and for each doubling of
    their number in the rest.
    """

    id: str
    words: tuple[str, ...]
    title: float = 0.0
    lede: float = 0.0
    body: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A named number of the relevance score, in log odds."""

    id: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """An English word of the desk (``id``, or words), and what it is in other languages.

    Chinese, Japanese, Spanish, French, German.
    """

    id: str
    zh: tuple[str, ...] = ()
    ja: tuple[str, ...] = ()
    es: tuple[str, ...] = ()
    fr: tuple[str, ...] = ()
    de: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackCatalogue:
    """Every track, party and person that is known: ``config/tracks.toml`` and ``glossary.toml``."""

    tracks: tuple[Track, ...]
    parties: tuple[Party, ...] = ()
    people: tuple[Person, ...] = field(default=())
    cues: tuple[Cue, ...] = ()
    weights: tuple[Weight, ...] = ()
    glosses: tuple[Gloss, ...] = ()
