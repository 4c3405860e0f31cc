"""Which sentences stood in an older article word for word, so that nobody is told them twice."""

import re
from collections import defaultdict
from collections.abc import Iterable

from parley.domain.evidence.text import fold

_STOP = re.compile(r"[.!?]+[\"')\]]*(?=\s|$)|[。！？]+[\"'」』]*")
_TAIL = 12  # code points before a stop, by which the few sentences to compare are found


def plain(text: str) -> str:
    """Words as they are compared: one line, one kind of quotation mark."""
    return " ".join(fold(text).split())


class Repeats:
    """Looks for some sentences in texts, one text after the other."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self._wanted: defaultdict[str, set[str]] = defaultdict(set)
        self._found: set[str] = set()
        for sentence in sentences:
            words = plain(sentence)
            if len(words) >= _TAIL:
                self._wanted[words[-_TAIL:]].add(words)

    def read(self, text: str) -> None:
        """Take note of the sentences that stand in a text."""
        words = plain(text)
        for stop in _STOP.finditer(words):
            end = stop.end()
            for wanted in self._wanted.get(words[max(0, end - _TAIL) : end], ()):
                if words.endswith(wanted, 0, end):
                    self._found.add(wanted)

    @property
    def found(self) -> frozenset[str]:
        """The sentences that stood somewhere, ``plain``."""
        return frozenset(self._found)
