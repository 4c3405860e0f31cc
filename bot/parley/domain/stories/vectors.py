"""What a text is about, as weighted terms: stems, names and figures."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from zlib import crc32

import snowballstemmer

from parley.domain.languages import Glossary
from parley.domain.stories.words import STOP_WORDS

# A word may hold inner dots and apostrophes (U.S., China's); a figure its separators (1,200.5).
# Scripts without spaces are cut into pairs of characters below.
_TOKEN = re.compile(
    r"[^\W\d_]+(?:\.[^\W\d_])*(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*",
)
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_stemmer = snowballstemmer.stemmer("english")


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


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a lower-case word (Snowball's English stemmer)."""
    return str(_stemmer.stemWord(word))


@lru_cache(maxsize=1 << 16)
def key(term: str) -> int:
    """A term's number: the same on every replica, and small in memory."""
    return crc32(term.encode())


@lru_cache(maxsize=1 << 16)
def _term(token: str) -> tuple[int, str] | None:
    """A token's number and sort ("w" word, "n" name, "f" figure); none for a stop word."""
    if token[0].isdigit():
        return key("#" + token.replace(",", "").rstrip(".")), "f"
    word = token.lower().replace(".", "").replace("’", "'").removesuffix("'s").replace("'", "")
    if len(word) < 2 or word in STOP_WORDS:
        return None
    return key(stem(word)), "n" if token[0].isupper() else "w"


def term_of(word: str) -> int:
    """The term of a lower-case word."""
    return key(stem(word))


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
    for token in tokens(f"{title}\n{text}"):
        term = _term(token)
        if term is None:
            continue
        number, sort = term
        counts[number] = counts.get(number, 0) + 1
        if sort == "n":
            names.add(number)
        elif sort == "f":
            figures.add(number)
        elif sort == "w":
            small.add(number)
    return Terms(counts, frozenset(names - small), frozenset(figures), frozenset(small))
