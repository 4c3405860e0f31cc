"""Reads an article in another language through the desk's words: what it says, in English words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parley.domain.languages.detect import language_of
from parley.domain.languages.spaced import SpacedReader
from parley.domain.languages.unspaced import UnspacedReader
from parley.domain.model import TrackCatalogue

UNKNOWN = "x"
"""Stands in a gist for a word that no entry has: a letter that is no word of any reader."""


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
        glosses = catalogue.glosses if catalogue is not None else ()
        kept = _names(catalogue) if catalogue is not None and glosses else ()
        self._readers: Mapping[str, SpacedReader | UnspacedReader] = {}
        if glosses:
            self._readers = {
                "zh": UnspacedReader({word: g.id for g in glosses for word in g.zh}, kept),
                "ja": UnspacedReader({word: g.id for g in glosses for word in g.ja}, kept),
                "es": SpacedReader("es", {word: g.id for g in glosses for word in g.es}, kept),
                "fr": SpacedReader("fr", {word: g.id for g in glosses for word in g.fr}, kept),
                "de": SpacedReader("de", {word: g.id for g in glosses for word in g.de}, kept),
            }

    def language_of(self, title: str, text: str, declared: str | None = None) -> str:
        """The primary tag of an article's language; see ``detect.language_of``."""
        return language_of(title, text, declared)

    def reads(self, language: str) -> bool:
        """Whether articles in a language are read through the glossary; English is read as it is."""
        return language in self._readers

    def gist(self, text: str, language: str) -> Gist:
        """A text in English words; the text itself in English or a language without entries."""
        reader = self._readers.get(language)
        if reader is None:
            return Gist(text)
        english, own = reader.read(text)
        return Gist(english, own)

    def english(self, title: str, text: str, language: str | None = None) -> tuple[str, str]:
        """A title and a text in English words; ``language`` is told from them where it is not given."""
        told = language_of(title, text) if language is None else language
        reader = self._readers.get(told)
        if reader is None:
            return title, text
        return reader.read(title)[0], reader.read(text)[0]


def _names(catalogue: TrackCatalogue) -> tuple[str, ...]:
    """Names that are the same word in an article of any language."""
    listed: Iterable[str] = (
        *(name.text for party in catalogue.parties for name in party.names),
        *(name for person in catalogue.people for name in (person.name, *person.aliases)),
        *(name.text for t in catalogue.tracks for name in (*t.terms, *t.bodies)),
    )
    return tuple(name for name in listed if not name.isascii() or name[:1].isupper())
