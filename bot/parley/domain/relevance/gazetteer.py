"""Finds many thousand names and terms in one pass over the words of a text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum, StrEnum
from functools import lru_cache

# Chinese and Japanese write without spaces: each of their characters is a word of its own here.
_CJK = "\u3005\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"(?:[A-Za-z]\.){{2,}}|[{_CJK}]|[^\W_{_CJK}]+")
# The end of a sentence: not after "U.S.", "Mr." and their like, and not before a small letter.
_SENTENCE_END = re.compile(
    r"(?<=[a-z0-9%)\"”'’][.!?])(?<!Mr\.)(?<!Mrs\.)(?<!Dr\.)(?<!St\.)(?<!Sen\.)(?<!Rep\.)(?<!Gov\.)"
    r"(?<!Inc\.)(?<!Corp\.)(?<!Ltd\.)(?<!No\.)[\"”’]?\s+(?=[A-Z\"“‘0-9])"
    r"|(?<=[。！？])"
)
_PLAIN = {
    code: base
    for code in range(0xC0, 0x250)
    if (base := unicodedata.normalize("NFKD", chr(code))[0]) != chr(code) and base.isalpha()
}


class Kind(StrEnum):
    """What a name stands for."""

    PARTY = "party"
    PERSON = "person"
    CUE = "cue"
    TERM = "term"
    BODY = "body"


class Case(IntEnum):
    """How much of a name's capitals must be there."""

    ANY = 0
    INITIAL = 1
    ALL = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """A name: what it stands for, the days on which it did (inclusive), its capitals.

    A ``final`` name says nothing by its parts.
    """

    kind: Kind
    id: str
    since: date | None = None
    until: date | None = None
    case: Case = Case.ANY
    final: bool = False

    def holds(self, word: str, on: date | None) -> bool:
        """Whether it may be what ``word``, its first, says on a day; every day if none is given."""
        if self.case is Case.INITIAL and not word[0].isupper():
            return False
        if self.case is Case.ALL and not word.isupper():
            return False
        if on is None:
            return True
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


def words(text: str) -> list[str]:
    """The words of a text as they stand, accents and the full stops of "U.S." removed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_PLAIN)
    return [word.replace(".", "") for word in _WORD.findall(text)]


def sentences(text: str, limit: int) -> list[str]:
    """The first sentences of a text, at most ``limit``."""
    return [part for part in _SENTENCE_END.split(text, maxsplit=limit) if part.strip()][:limit]


@lru_cache(maxsize=65536)
def normal(word: str) -> str:
    """A word as it is compared: casefolded, without the -s of a plural."""
    folded = word.casefold()
    if len(folded) > 3 and folded.endswith("s") and not folded.endswith("ss"):
        return folded[:-3] + "y" if folded.endswith("ies") and len(folded) > 4 else folded[:-1]
    return folded


class _Node:
    __slots__ = ("entries", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.entries: list[Entry] = []


class Gazetteer:
    """A trie over words; the longest name at a place wins, and what it covers is used up."""

    def __init__(self, names: Iterable[tuple[str, Entry]]) -> None:
        self._root = _Node()
        self._stems: set[str] = set()
        listed = list(names)
        for name, entry in listed:
            self._add(name, entry)
        self._shortest = min(map(len, self._stems), default=1)
        self._longest = max(map(len, self._stems), default=0)
        self._cache: dict[str, tuple[str, ...]] = {}
        inner = [(name, more) for name, entry in listed for more in self._within(name, entry)]
        for name, more in inner:
            self._add(name, more)

    def _within(self, name: str, outer: Entry) -> Iterator[Entry]:
        """What else a name says by a part of itself: "EU-Mercosur" is two parties as well."""
        parts = words(name)
        if outer.final or len(parts) < 2:
            return
        spans = [parts[a:b] for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)]
        seen = {(outer.kind, outer.id)}
        for span in spans:
            length, hits = self._longest_at(span, 0, None)
            for hit in hits if length == len(span) < len(parts) else ():
                if (hit.kind, hit.id) not in seen and hit.kind is not outer.kind and not hit.final:
                    seen.add((hit.kind, hit.id))
                    yield replace(hit, case=outer.case)

    def _add(self, name: str, entry: Entry) -> None:
        node = self._root
        parts = words(name)
        open_ended = name.endswith("*")
        for place, word in enumerate(parts):
            key = normal(word)
            if open_ended and place == len(parts) - 1:
                key = word.casefold()
                self._stems.add(key)
                key += "*"
            node = node.next.setdefault(key, _Node())
        if parts:
            node.entries.append(entry)

    def _keys(self, word: str) -> tuple[str, ...]:
        """Under which keys a word may be filed: itself, and the stems that it begins with."""
        found = self._cache.get(word)
        if found is None:
            folded = word.casefold()
            span = range(self._shortest, min(len(folded), self._longest) + 1)
            stems = tuple(folded[:n] + "*" for n in span if folded[:n] in self._stems)
            if len(self._cache) > 100_000:  # a service must not grow with the words it has seen
                self._cache.clear()
            found = self._cache[word] = (normal(word), *stems)
        return found

    def find(self, text: list[str], on: date | None) -> Iterator[Entry]:
        """What the words name, in order, as of a day."""
        place, end, first = 0, len(text), self._root.next
        cache = self._cache
        while place < end:
            length = 1
            for key in cache.get(text[place]) or self._keys(text[place]):
                if key in first:
                    length, hits = self._longest_at(text, place, on)
                    yield from hits
                    break
            place += length

    def _longest_at(self, text: list[str], place: int, on: date | None) -> tuple[int, list[Entry]]:
        best: list[Entry] = []
        length, at, end = 1, place, len(text)
        cache = self._cache
        nodes = [self._root]
        while nodes and at < end:
            keys = cache.get(text[at]) or self._keys(text[at])
            at += 1
            following: list[_Node] = []
            found: list[Entry] = []
            for node in nodes:
                for key in keys:
                    if key in node.next:
                        reached = node.next[key]
                        following.append(reached)
                        if reached.entries:
                            found += [e for e in reached.entries if e.holds(text[place], on)]
            nodes = following
            if found:
                best, length = found, at - place
        return length, best


def case_of(name: str) -> Case:
    """The capitals that a name needs, read off the name itself."""
    letters = name.partition(" ")[0].replace(".", "")
    if not letters[:1].isupper():
        return Case.ANY
    return Case.ALL if letters.isupper() and len(letters) <= 4 else Case.INITIAL
