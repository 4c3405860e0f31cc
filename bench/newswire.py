"""A made-up news wire of any length: words by Zipf's law, events told several times, real lengths."""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from parley.domain import identity
from parley.domain.model import Revision

START = datetime(2026, 1, 1, tzinfo=UTC)
PER_DAY = 5_000
_VOCABULARY, _SURNAMES = 60_000, 90_000
# An article's words: those of its event, names, figures, and the language's own.
_OF_EVENT, _NAMES, _FIGURES, _OTHERS = 55, 14, 8, 160
_SENTENCE = 22
_REACH = 2_000  # events back that a late report may be about
_ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "st",
    "tr",
    "pl",
    "gr",
    "sh",
    "ch",
    "br",
]
_RHYMES = [
    "a",
    "e",
    "i",
    "o",
    "u",
    "an",
    "en",
    "in",
    "on",
    "er",
    "ar",
    "al",
    "el",
    "is",
    "or",
    "ing",
    "ent",
    "ate",
    "ous",
    "ive",
]


@dataclass(frozen=True, slots=True)
class Report:
    """An article of the wire, and which event it tells of, counted from 0."""

    number: int
    event: int
    title: str
    text: str
    at: datetime
    language: str = "en"

    @property
    def article_id(self) -> str:
        """The id that its address gives it."""
        return identity.article_id(address(self.number))

    @property
    def first_seen(self) -> datetime:
        """When it became known (UTC)."""
        return self.at

    def revision(self) -> Revision:
        """As the archive keeps it."""
        article, content = self.article_id, identity.content_hash(self.title, self.text)
        return Revision(
            id=identity.revision_id(article, content),
            article_id=article,
            source_id=f"source-{self.number % 40}",
            url=address(self.number),
            title=self.title,
            text=self.text,
            published_at=self.at,
            first_seen=self.at,
            content=content,
            family=f"publisher-{self.number % 40}.example",
        )


def address(number: int) -> str:
    """Where the wire's article would be read; as long as addresses are."""
    return f"https://publisher-{number % 40}.example/news/economy/trade-report-{number:07d}"


class Newswire:
    """A wire that says the same for the same seed."""

    def __init__(self, seed: int = 7) -> None:
        self._chance = random.Random(seed)
        self._words = self._made(_VOCABULARY, lambda rank: 1 + (rank > 400) + (rank > 40_000))
        self._names = [
            name.capitalize() for name in self._made(_SURNAMES, lambda rank: 2 + (rank > 30_000))
        ]
        zipf = (1 / (rank + 2.7) for rank in range(_VOCABULARY))
        self._weights = list(itertools.accumulate(zipf))

    def _made(self, count: int, syllables: Callable[[int], int]) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            length = syllables(len(found))
            found["".join(self._syllable() for _ in range(length))] = None
        return list(found)

    def _syllable(self) -> str:
        return self._chance.choice(_ONSETS) + self._chance.choice(_RHYMES)

    def reports(self, count: int) -> Iterator[Report]:
        """Four of an event on average, ``PER_DAY`` a day."""
        chance = self._chance
        for number in range(count):
            newest = number // 4
            late = chance.random() >= 0.7
            event = chance.randint(max(0, newest - _REACH), newest) if late else newest
            yield self._report(number, event)

    def _report(self, number: int, event: int) -> Report:
        chance, about = self._chance, random.Random(event)
        names = about.sample(self._names, 6)
        telling = about.choices(self._words[200:], k=8)
        telling += about.choices(self._words, cum_weights=self._weights, k=16)
        figures = [f"{about.random() * 1000:.1f}", str(about.randrange(2, 99))]
        words = chance.choices(telling, k=_OF_EVENT) + chance.choices(names, k=_NAMES)
        words += chance.choices(figures, k=_FIGURES - 3)
        words += [str(chance.randrange(1, 10_000)) for _ in range(3)]
        words += chance.choices(self._words, cum_weights=self._weights, k=_OTHERS)
        chance.shuffle(words)
        parts = (words[at : at + _SENTENCE] for at in range(0, len(words), _SENTENCE))
        text = " ".join(f"{' '.join(part).capitalize()}." for part in parts)
        title = " ".join([*chance.sample(names, 2), *chance.choices(telling, k=6)])
        return Report(number, event, title, text, START + number * timedelta(days=1) / PER_DAY)
