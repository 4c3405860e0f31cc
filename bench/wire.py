"""A synthetic news wire: any number of articles with the lengths and word frequencies of the real one."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from parley.domain import identity
from parley.domain.model import Archived, Placement, Reading, Revision

START = datetime(2020, 1, 1, tzinfo=UTC)
_STEP = timedelta(minutes=9)
_STARTS = (
    "b",
    "c",
    "d",
    "f",
    "g",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "st",
    "tr",
    "pl",
    "gr",
)
_ENDS = ("a", "e", "i", "o", "an", "en", "in", "on", "ar", "er", "or", "al", "el", "is")
_SYLLABLES = [start + end for start in _STARTS for end in _ENDS]
_GLUE = ("the", "of", "to", "and", "in", "a", "said", "that", "for", "on", "it", "with", "as", "by")
_WORDS, _NAMES, _SENTENCES = 40_000, 30_000, 20_000
_PARAGRAPHS = 7


@dataclass(frozen=True, slots=True)
class Piece:
    """An article and the names that it is about, which a question can be made from."""

    archived: Archived
    names: tuple[str, ...]
    words: tuple[str, ...]


class Wire:
    """A wire that always says the same."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self._words = self._made(_WORDS)
        self._names = [word.capitalize() for word in self._made(_NAMES)]
        # Zipf's law, which makes a few hundred words common and most of them rare.
        self._weights = list(accumulate(1 / (rank + 20) for rank in range(_WORDS)))
        self._sentences = [self._sentence(18) for _ in range(_SENTENCES)]

    def _made(self, count: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found["".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 4)))] = None
        return list(found)

    def _sentence(self, length: int) -> str:
        telling = self._random.choices(self._words, cum_weights=self._weights, k=length // 2)
        glue = self._random.choices(_GLUE, k=length - len(telling))
        mixed = [word for pair in zip(glue, telling, strict=False) for word in pair]
        return f"{' '.join(mixed).capitalize()}."

    def articles(self, count: int) -> Iterator[Piece]:
        """Articles, one every nine minutes."""
        for number in range(count):
            yield self._article(number)

    def _article(self, number: int) -> Piece:
        pick = self._random
        # A few names are in the news for weeks: everybody's question is about them.
        names = (
            *pick.sample(self._names[:400], 2),
            self._names[int(len(self._names) * pick.random() ** 2)],
        )
        words = tuple(pick.choices(self._words, cum_weights=self._weights, k=6))
        title = f"{names[0]} {words[0]} {words[1]} {names[1]} {words[2]}"
        lead = f"{names[0]} and {names[2]} said {' '.join(words)} with {names[1]} on trade."
        text = " ".join([lead, *pick.choices(self._sentences, k=_PARAGRAPHS)])
        at = START + number * _STEP
        article = identity.article_id(f"https://wire.example/{number}")
        content = f"{number:024x}"
        revision = Revision(
            id=identity.revision_id(article, content),
            article_id=article,
            source_id="wire",
            url=f"https://wire.example/{number}",
            title=title,
            text=text,
            published_at=at,
            first_seen=at,
            content=content,
            family="wire",
        )
        place = Placement(article_id=article, story_id=article, thread_id=article, placed_at=at)
        reading = Reading(relevant=True, score=0.9)
        return Piece(Archived(revision=revision, reading=reading, placement=place), names, words)


def short_question(piece: Piece) -> str:
    """A question of a dozen words about one article."""
    first, second, third = piece.names
    return f"What did {first} and {third} say about {' '.join(piece.words[:3])} with {second}?"


def long_question(one: Piece, other: Piece) -> str:
    """A question of forty words about two articles, as people who compare ask."""
    return (
        f"Did the report on {one.names[0]} and {one.names[2]} say that {' '.join(one.words)} of "
        f"{one.names[1]} in the trade talks, while the article on {other.names[0]} and "
        f"{other.names[2]} suggests that {' '.join(other.words)} with {other.names[1]} on trade?"
    )
