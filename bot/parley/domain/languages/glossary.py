"""Reads an article in another language through the desk's words: what it says, in English words."""

from collections.abc import Iterable
from dataclasses import dataclass

from parley.domain.languages.detect import UNSPACED, language_of
from parley.domain.languages.spaced import SpacedReader
from parley.domain.languages.unspaced import UnspacedReader
from parley.domain.model import TrackCatalogue

LANGUAGES = frozenset({"zh", "ja", "es", "fr", "de"})
"""The languages that a gloss has words in."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What a text names, in English words and in its order, with ``x`` for each unknown word.

    ``own`` are the unknown words as they stand (pairs of characters in Chinese and Japanese), by
    which two articles in one language are compared. Sentences end in "。".
    """

    english: str
    own: tuple[str, ...] = ()


class Glossary:
    """The desk's words in five languages; without entries it reads nothing but English.

    Names in the catalogue that are not plainly English stand for themselves, so that a name added to
    a party in any language is enough for it to be found.
    """

    def __init__(self, catalogue: TrackCatalogue | None = None) -> None:
        self._catalogue = catalogue or TrackCatalogue(tracks=())
        self._languages = LANGUAGES if self._catalogue.glosses else frozenset[str]()
        self._readers: dict[str, SpacedReader | UnspacedReader] = {}

    def language_of(self, title: str, text: str, declared: str | None = None) -> str:
        """The primary tag of an article's language; see ``detect.language_of``."""
        return language_of(title, text, declared)

    def reads(self, language: str) -> bool:
        """Whether articles in a language are read through the glossary; English is read as it is."""
        return language in self._languages

    def gist(self, text: str, language: str) -> Gist:
        """A text in English words; the text itself in English or a language without entries."""
        if language not in self._languages:
            return Gist(text)
        english, own = self._reader(language).read(text)
        return Gist(english, own)

    def english(self, title: str, text: str, language: str | None = None) -> tuple[str, str]:
        """A title and a text in English words; ``language`` is told from them where it is not given."""
        told = language_of(title, text) if language is None else language
        return self.gist(title, told).english, self.gist(text, told).english

    def _reader(self, language: str) -> "SpacedReader | UnspacedReader":
        """The reader of a language, made when it is first needed: a desk may never need it."""
        found = self._readers.get(language)
        if found is None:
            found = self._readers[language] = _made(language, self._catalogue)
        return found


def _made(language: str, catalogue: TrackCatalogue) -> SpacedReader | UnspacedReader:
    words = {word: gloss.id for gloss in catalogue.glosses for word in getattr(gloss, language)}
    names = _names(catalogue)
    return (
        UnspacedReader(words, names)
        if language in UNSPACED
        else SpacedReader(language, words, names)
    )


def _names(catalogue: TrackCatalogue) -> tuple[str, ...]:
    """Names that are the same word in an article of any language."""
    listed: Iterable[str] = (
        *(name.text for party in catalogue.parties for name in party.names),
        *(name for person in catalogue.people for name in (person.name, *person.aliases)),
        *(name.text for t in catalogue.tracks for name in (*t.terms, *t.bodies)),
    )
    return tuple(name for name in listed if not name.isascii() or name[:1].isupper())
