"""Which sentences stood in an older article, word for word or nearly, so that nobody is told them twice."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from parley.domain.evidence.text import fold
from parley.domain.ledger.cues import cue
from parley.domain.sentences import split
from parley.domain.stories.words import STOP_WORDS

_STOP = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|[。！？]+[\"'」』]*")
_TAIL = 12  # code points before a stop, by which the few sentences to compare are found
_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 6  # letters by which two forms of a word are one
_FEWEST = 8  # words; of fewer, a single one makes another sentence
_MOSTLY = 0.8  # share of a sentence's words in another that says it too
# A figure, a day, and what turns a sentence into its opposite: none may be new.
_DECISIVE = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|"
    r"dozen|half|not?|never|neither|nor|without|den(?:y|ies|ied)|reject\w*|refus\w*|"
    r"fail\w*|lift\w*|end(?:s|ed)?|drop\w*|suspend\w*|delay\w*|postpon\w*|rais\w*|cut\w*|lower\w*|"
    r"reduc\w*|increas\w*|accept\w*|agree\w*|impos\w*|threat\w*|will|would|may|might|could|must|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|"
    r"jan\w*|feb\w*|march|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\b|n't\b",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Words as they are compared: one line, one kind of quotation mark."""
    return " ".join(fold(text).split())


@dataclass(frozen=True, slots=True)
class _Gist:
    """What a sentence says, for another wording to be held against it."""

    words: frozenset[str]
    decisive: frozenset[str]
    told: tuple[str, bool] | None


class Repeats:
    """Looks for some sentences in texts, one text after the other."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._wanted: defaultdict[str, set[str]] = defaultdict(set)
        self._found: set[str] = set()
        self._gists: dict[str, _Gist] = {}
        for sentence in sentences:
            words = plain(sentence)
            if len(words) >= _TAIL:
                self._wanted[words[-_TAIL:]].add(words)
                gist = _gist(words)
                if len(gist.words) >= _FEWEST:
                    self._gists[words] = gist

    def read(self, text: str) -> None:
        """Take note of the sentences that stand in a text, in its words or in much the same."""
        words = plain(text)
        for stop in _STOP.finditer(words):
            end = stop.end()
            for wanted in self._wanted.get(words[max(0, end - _TAIL) : end], ()):
                if words.endswith(wanted, 0, end):
                    self._found.add(wanted)
        self._read_rewordings(text)

    def _read_rewordings(self, text: str) -> None:
        whole = _content(text)
        near = [
            (sentence, gist)
            for sentence, gist in self._gists.items()
            if sentence not in self._found and _share(gist.words, whole) >= _MOSTLY
        ]
        if not near:
            return
        told = [_gist(plain(one.text)) for one in split(text)]
        for sentence, gist in near:
            if any(_says(other, gist) for other in told):
                self._found.add(sentence)

    @property
    def found(self) -> frozenset[str]:
        """The sentences that stood somewhere, ``plain``."""
        return frozenset(self._found)


def _gist(sentence: str) -> _Gist:
    said = cue(sentence)
    return _Gist(
        _content(sentence),
        frozenset(word.lower() for word in _DECISIVE.findall(sentence)),
        None if said is None else (said.kind.value, said.settled),
    )


def _says(known: _Gist, wanted: _Gist) -> bool:
    """Whether a sentence that was read says what another does, and nothing in that is new."""
    return (
        _share(wanted.words, known.words) >= _MOSTLY
        and wanted.decisive <= known.decisive
        and wanted.told == known.told
    )


def _content(text: str) -> frozenset[str]:
    """The words that say what a text is about, each by its first letters."""
    return frozenset(word[:_STEM] for word in _WORD.findall(text.lower()) if word not in STOP_WORDS)


def _share(words: frozenset[str], of: frozenset[str]) -> float:
    return len(words & of) / len(words) if words else 0.0
