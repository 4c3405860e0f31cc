"""What a text is about, as weighted terms: stems, names and figures."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from zlib import crc32

from parley.domain.languages import Glossary
from parley.domain.stemming import english
from parley.domain.stories.words import STOP_WORDS

# A word may hold inner dots and apostrophes (U.S., China's); a figure its separators (1,200.5).
# Scripts without spaces are cut into pairs of characters below.
_TOKEN = re.compile(
    r"[^\W\d_]+(?:\.[^\W\d_])*(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*",
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass(frozen=True, slots=True)
class Terms:
    """How often each term occurs, by the term's hash, and which are names, figures, written small.

    A name is what the text capitalises and never writes small: headlines capitalise all words.
    ``foreign`` are words of another language that no glossary has.
    """

    counts: Mapping[int, int]
    names: frozenset[int]
    figures: frozenset[int]
    small: frozenset[int]
    foreign: frozenset[int] = frozenset()

    def __add__(self, more: "Terms") -> "Terms":
        """The terms of two texts, one after the other."""
        counts = dict(self.counts)
        for term, count in more.counts.items():
            counts[term] = counts.get(term, 0) + count
        small = self.small | more.small
        return Terms(
            counts,
            (self.names | more.names) - small,
            self.figures | more.figures,
            small,
            self.foreign | more.foreign,
        )


def key(term: str) -> int:
    """A term's number: the same on every replica, and small in memory."""
    return crc32(term.encode())


@lru_cache(maxsize=1 << 16)
def _word(token: str) -> int | None:
    """A word's number; none for a stop word."""
    word = token.lower().replace(".", "").replace("’", "'").removesuffix("'s").replace("'", "")
    if len(word) < 2 or word in STOP_WORDS:
        return None
    return term_of(word)


def _figure(token: str) -> int:
    """A figure's number. There are too many figures to remember any."""
    return key("#" + token.replace(",", "").rstrip("."))


def term_of(word: str) -> int:
    """The term of a lower-case word."""
    return key(english(word))


def tokens(text: str) -> list[str]:
    """Words and figures in order, as written; unspaced scripts as pairs of characters."""
    if not _UNSPACED.search(text):
        return _TOKEN.findall(text)
    found: list[str] = []
    for token in _TOKEN.findall(text):
        if _UNSPACED.match(token):
            found.extend(token[i : i + 2] for i in range(max(1, len(token) - 1)))
        else:
            found.append(token)
    return found


def terms_in(language: str, title: str, text: str, glossary: Glossary) -> Terms:
    """The terms of a title and a text in a language: what the glossary has of them, in English."""
    if not glossary.reads(language):
        return terms_of(title, text)
    headline, body = glossary.gist(title, language), glossary.gist(text, language)
    said = terms_of(headline.english, body.english)
    counts = dict(said.counts)
    foreign: set[int] = set()
    for word in (*headline.own, *body.own):
        number = key(word)
        counts[number] = counts.get(number, 0) + 1
        foreign.add(number)
    return replace(said, counts=counts, foreign=frozenset(foreign - said.counts.keys()))


def terms_of(title: str, text: str) -> Terms:
    """The terms of a title and a text in English."""
    counts: dict[int, int] = {}
    names: set[int] = set()
    figures: set[int] = set()
    small: set[int] = set()
    for token, count in Counter(tokens(f"{title}\n{text}")).items():
        first = token[0]
        if first.isdigit():
            number = _figure(token)
            figures.add(number)
        elif (word := _word(token)) is None:
            continue
        else:
            number = word
            (names if first.isupper() else small).add(number)
        counts[number] = counts.get(number, 0) + count
    return Terms(counts, frozenset(names - small), frozenset(figures), frozenset(small))
