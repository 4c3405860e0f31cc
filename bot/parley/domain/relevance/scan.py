"""What an article names, part by part: the common ground of relevance, tracks and mentions."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime

from parley.domain.model import Person, TrackCatalogue
from parley.domain.relevance.gazetteer import (
    Entry,
    Gazetteer,
    Kind,
    case_of,
    sentences,
    words,
)

# News tells what matters first: what comes later neither makes nor breaks a reading.
MAX_SENTENCES = 14
MAX_CHARACTERS = 4000
MAX_TITLE = 400
# "WASHINGTON, Oct 3 (Reuters) - " tells where the reporter sits, not who acts.
_DATELINE = re.compile(
    r"^[A-Z][\w .,/']{2,60}?"
    r"(?:\(\w[\w ]{1,20}\)|\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2})"
    r"\s*[-–—]+\s+"
)
# The wire of the 1980s marks a story without a text so.
_NO_TEXT = re.compile(r"^\W*\*{3,}.*", re.DOTALL)
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Part:
    """A title or a sentence: how often each cue, term and body is named, and the parties.

    ``parties`` are in the order of their first mention, those a person stands for included.
    ``size`` is in words, ``figures`` how many of them begin with a digit.
    """

    cues: Counter[str]
    terms: frozenset[str]
    bodies: frozenset[str]
    parties: tuple[str, ...]
    people: tuple[str, ...]
    size: int
    figures: int


@dataclass(frozen=True, slots=True)
class Scan:
    """An article's title and its first sentences, read once."""

    title: Part
    text: tuple[Part, ...]

    @property
    def lede(self) -> tuple[Part, ...]:
        """The first two sentences."""
        return self.text[:2]

    @property
    def rest(self) -> tuple[Part, ...]:
        """What follows the lede."""
        return self.text[2:]


class Scanner:
    """Reads articles against a catalogue."""

    def __init__(self, catalogue: TrackCatalogue) -> None:
        self.people: dict[str, Person] = {}
        self._sides = {name: p.id for p in catalogue.parties for name in (p.id, p.code) if name}
        self._gazetteer = Gazetteer(self._names(catalogue))

    def _names(self, catalogue: TrackCatalogue) -> list[tuple[str, Entry]]:
        names: list[tuple[str, Entry]] = []
        for party in catalogue.parties:
            for name in party.names:
                entry = Entry(
                    Kind.PARTY,
                    party.id,
                    name.since,
                    name.until,
                    case_of(name.text),
                    final=party.id == NOBODY,
                )
                names.append((name.text, entry))
        for person in catalogue.people:
            key = person.id or person.name
            self.people[key] = person
            for alias in (person.name, *person.aliases):
                entry = Entry(Kind.PERSON, key, person.since, person.until, case_of(alias))
                names.append((alias, entry))
        for track in catalogue.tracks:
            for kind, listed in ((Kind.TERM, track.terms), (Kind.BODY, track.bodies)):
                for name in listed:
                    entry = Entry(
                        kind,
                        track.id,
                        name.since or track.since,
                        name.until or track.until,
                        case_of(name.text),
                    )
                    names.append((name.text, entry))
        for cue in catalogue.cues:
            names += [(word, Entry(Kind.CUE, cue.id, case=case_of(word))) for word in cue.words]
        return names

    def scan(self, title: str, text: str, at: datetime | None, side: str | None = None) -> Scan:
        """What a title and a text name, as of a day (UTC); every name counts if none is given.

        ``side`` is the party whose official voice it is, by id or code: who speaks is named.
        """
        found = self._scan(title, text, at)
        speaker = self._sides.get(side) if side else None
        if speaker is None or speaker in found.title.parties:
            return found
        return replace(found, title=replace(found.title, parties=(speaker, *found.title.parties)))

    def _scan(self, title: str, text: str, at: datetime | None) -> Scan:
        on = at.date() if at is not None else None
        body = _NO_TEXT.sub("", _DATELINE.sub("", text[:MAX_CHARACTERS], count=1))
        parts = tuple(self.part(sentence, on) for sentence in sentences(body, MAX_SENTENCES))
        if not title.strip() and parts:  # an item without a title begins with what would be one
            return Scan(parts[0], parts[1:])
        return Scan(self.part(title[:MAX_TITLE], on), parts)

    def part(self, text: str, on: date | None) -> Part:
        """What one title or sentence names."""
        found = words(text)
        cues: Counter[str] = Counter()
        terms: set[str] = set()
        bodies: set[str] = set()
        parties: dict[str, None] = {}
        people: dict[str, None] = {}
        for entry in self._gazetteer.find(found, on):
            match entry.kind:
                case Kind.CUE:
                    cues[entry.id] += 1
                case Kind.PARTY:
                    parties[entry.id] = None
                case Kind.PERSON:
                    people[entry.id] = None
                    parties[self.people[entry.id].party] = None
                case Kind.TERM:
                    terms.add(entry.id)
                case Kind.BODY:
                    bodies.add(entry.id)
        parties.pop(NOBODY, None)
        return Part(
            cues=cues,
            terms=frozenset(terms),
            bodies=frozenset(bodies),
            parties=tuple(parties),
            people=tuple(people),
            size=len(found),
            figures=sum([word[0].isdigit() for word in found]),
        )
