"""Spanish, French and German into English words: phrases by their stems, compounds, figures."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

import snowballstemmer

from parley.domain.languages.detect import SMALL_WORDS
from parley.domain.languages.numbers import (
    MONTHS,
    NUMBER,
    SCALE,
    english,
    number,
    scale,
    shared_percent,
)

_NAMES = {"es": "spanish", "fr": "french", "de": "german"}
_MONTHS = {
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
}
_TOKEN = re.compile(
    rf"(?P<figure>(?<![\w.,]){NUMBER}(?:er|º|ª)?)(?:\s*(?P<scale>{SCALE}))?(?:\s*(?P<percent>%))?"
    r"|(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]+)"
    r"|(?P<end>[.!?…]+[\"»“”’)]*(?=\s+[\"«„“(¿¡]*(?-i:[^\Wa-zß-ÿ_])|\s*$)|\n+)",
    re.IGNORECASE,
)
_ABBREVIATIONS = "mrd mio bio m mm mme mlle sr sra dr prof st nr bzw ca z b u a d h usw av no"
_ABBREVIATED = frozenset(_ABBREVIATIONS.split())
_STATES = re.compile(r"\bEE\.\s?UU\.?")  # Estados Unidos, the only plural that keeps its stops
_SHORTEST = 4  # letters of either part of a compound
_TAIL = 5  # letters of a known end, from which it speaks for the whole
_LINKS = ("", "s", "es", "n", "en")

Phrase = tuple[str, ...]


class SpacedReader:
    """Reads one language by its words, each with what it stands for in English.

    ``kept`` are names that stand for themselves.
    """

    def __init__(self, language: str, words: Mapping[str, str], kept: Iterable[str]) -> None:
        self._language = language
        self._stemmer = snowballstemmer.stemmer(_NAMES[language])
        self._small = SMALL_WORDS[language]
        self._stems: dict[str, str] = {}
        self._phrases: dict[str, list[tuple[Phrase, str]]] = {}
        self._heads: dict[str, str] = {}
        months = zip(_MONTHS[language].split(), MONTHS, strict=True)
        for word, said in (*words.items(), *months, *((name, name) for name in kept)):
            self._learn(word, said)
        for listed in self._phrases.values():
            listed.sort(key=lambda pair: -len(pair[0]))

    def _learn(self, word: str, said: str) -> None:
        """File a word or phrase; of two with the same stems the first is right."""
        keys = tuple(self._stem(part) for part in _parts(word))
        listed = self._phrases.setdefault(keys[0], []) if keys else []
        if keys and all(known != keys for known, _ in listed):
            listed.append((keys, said))
        if len(keys) == 1 and self._language == "de":
            self._heads.setdefault(_plain(word.lower()), said)

    def _stem(self, word: str) -> str:
        """The stem of a word, without accents: headlines in capitals leave them off."""
        found = self._stems.get(word)
        if found is None:
            if len(self._stems) > 50_000:  # a service must not grow with the words it has seen
                self._stems.clear()
            found = self._stems[word] = _plain(str(self._stemmer.stemWord(word.lower())))
        return found

    def read(self, text: str) -> tuple[str, tuple[str, ...]]:
        """The text in English words, and its unknown words in lower case."""
        plain = _STATES.sub("EE UU", unicodedata.normalize("NFC", text))
        tokens = list(_TOKEN.finditer(plain))
        said: list[str] = []
        own: list[str] = []
        at, opens = 0, True
        while at < len(tokens):
            token = tokens[at]
            if token["figure"]:
                said.append(_figure(token))
            elif token["end"]:
                opens = opens or not self._abbreviated(tokens, at)
                if opens:
                    said.append("。")
            else:
                phrase = self._phrase(tokens, at)
                if phrase is not None:
                    size, meaning = phrase
                    said.append(meaning)
                    at += size
                    opens = False
                    continue
                self._word(token["word"], said, own, opens=opens)
            opens = bool(token["end"]) and opens
            at += 1
        return shared_percent(" ".join(said)), tuple(own)

    def _phrase(self, tokens: list[re.Match[str]], at: int) -> tuple[int, str] | None:
        """The longest known phrase at a place: how many tokens, and the English for it."""
        first = self._stem(tokens[at]["word"])
        for keys, said in self._phrases.get(first, ()):
            size = len(keys)
            if at + size <= len(tokens) and all(
                (word := tokens[at + step][0]) and self._stem(word) == keys[step]
                for step in range(1, size)
            ):
                return size, said
        return None

    def _word(self, word: str, said: list[str], own: list[str], *, opens: bool) -> None:
        """Take down a word that no phrase begins with."""
        lower = word.lower()
        if lower in self._small or len(word) < 2:
            return
        if self._language == "de" and (parts := self._compound(_plain(lower))):
            said.append(parts)
            return
        # German writes every noun with a capital: a capital alone makes no name there.
        if word.isupper() or (word[0].isupper() and not opens and self._language != "de"):
            said.append(word)
        else:
            own.append(lower)
            said.append("x")

    def _compound(self, word: str) -> str | None:
        """What a German compound says: "Stahlzölle" is steel and tariffs."""
        for cut in range(len(word) - _SHORTEST, _SHORTEST - 2, -1):
            tail = self._heads.get(word[cut:]) or self._single(word[cut:])
            if tail is None:
                continue
            head = word[:cut]
            for link in _LINKS:
                bare = head.removesuffix(link) if link else head
                meaning = self._heads.get(bare) or self._single(bare)
                if meaning is not None and len(bare) >= _SHORTEST - 1:
                    return f"{meaning} {tail}"
            if len(word) - cut >= _TAIL:
                return tail
        return None

    def _single(self, word: str) -> str | None:
        """The English for one word by its stem."""
        if len(word) < _SHORTEST:
            return None
        key = self._stem(word)
        return next((said for keys, said in self._phrases.get(key, ()) if keys == (key,)), None)

    def _abbreviated(self, tokens: list[re.Match[str]], at: int) -> bool:
        """Whether a full stop belongs to the word before it: "3,5 Mrd. Euro", "1. August"."""
        if at == 0 or tokens[at][0][0] != ".":
            return False
        before = tokens[at - 1]
        if before.end() != tokens[at].start():
            return False
        if before["figure"]:
            return self._language == "de" and not before["percent"]
        return bool(before["word"]) and before["word"].lower().rstrip(".") in _ABBREVIATED


def _parts(phrase: str) -> list[str]:
    return [match[0] for match in _TOKEN.finditer(phrase)]


def _plain(word: str) -> str:
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _figure(token: re.Match[str]) -> str:
    value = number(re.sub(r"(?:er|º|ª)$", "", token["figure"])) * scale(token["scale"] or "")
    return english(value) + (" percent" if token["percent"] else "")
