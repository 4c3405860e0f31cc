"""Text as the check sees it: tokens with their places, canonical keys, contexts, sentences."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from parley.domain.evidence import geography, lexicon
from parley.domain.stemming import english

_FOLD = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        # Chinese and Japanese write figures and letters in full width: ３０％.
        **{wide: wide - 0xFEE0 for wide in (0xFF05, 0xFF0E, *range(0xFF10, 0xFF1A))},
        **{wide: wide - 0xFEE0 for wide in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))},
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u3000\t\r\n", " "),
    }
)
_TOKEN = re.compile(
    rf"(?=[A-Z])(?i:{'|'.join(geography.LONG_NAMES)})\b(?:'s)?"  # "South Korea" is one word
    r"|(?:[A-Za-z]\.){2,}"  # U.S., e.g.
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:'[^\W\d_]+)*"
    r"|[$€£¥%]"
)
_BREAK = re.compile(
    r"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|\n{2,}|(?<=[。！？])[」』）”]*(?=\S)"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|No|vs|Inc|Corp|Co|Ltd|Jan|Feb|Mar|Apr|Jun|Jul"
    r"|Aug|Sept?|Oct|Nov|Dec|[A-Z])|[A-Z]\.[A-Z])\.$"
)
REACH = 6  # content words of context on either side of a place


def fold(text: str) -> str:
    """The text with typographic variants replaced one for one, so that places stay the same."""
    return text.translate(_FOLD)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a lower-case English word; irregular verbs go to their first form."""
    return english(lexicon.IRREGULAR.get(word, word))


class Token(NamedTuple):
    """A word, number or sign: its place, lower-case form, canonical key, and what it is."""

    start: int
    end: int
    word: str
    key: str
    content: bool
    capital: bool
    number: bool
    opens: bool = False  # it is the first of its sentence, so its capital says nothing


@lru_cache(maxsize=65536)
def _describe(raw: str) -> tuple[str, str, bool, bool, bool]:
    """(word, key, content, capital, number) of a raw token: what does not hang on its place."""
    word = raw.lower()
    word = word.removesuffix("'s")
    if word[0].isdigit():
        return word, word.replace(",", ""), True, False, True
    plain = word.replace(".", "") if "." in word else word
    country = geography.key(raw, plain)
    if country:
        return plain, country, True, raw[0].isupper(), False
    content = plain not in lexicon.STOPWORDS and len(plain) > 1
    return plain, stem(plain), content, raw[0].isupper(), False


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """[start, end) of each sentence of a folded text."""
    spans, start = [], 0
    for match in _BREAK.finditer(text):
        if _ABBREVIATED.search(text, max(start, match.start() - 8), match.start()):
            continue
        spans.append((start, match.start()))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return tuple(spans)


Context = tuple[tuple[str, ...], tuple[str, ...], str, str]


@dataclass(slots=True, eq=False)
class Passage:
    """A text taken apart once and asked often. ``raw`` keeps the case; it is folded."""

    raw: str
    tokens: tuple[Token, ...]
    spans: tuple[tuple[int, int], ...]
    where: dict[str, list[int]] = field(default_factory=dict)
    _contexts: dict[tuple[int, int], Context] = field(default_factory=dict)

    def context(self, first: int, last: int) -> Context:
        """Content keys left of ``first`` and right of ``last``, nearest first, and direct neighbours."""
        found = self._contexts.get((first, last))
        if found is None:
            tokens = self.tokens
            left: list[str] = []
            right: list[str] = []
            at = first - 1
            while at >= 0 and len(left) < REACH and first - at < 2 * REACH:
                if tokens[at].content:
                    left.append(tokens[at].key)
                at -= 1
            at = last + 1
            while at < len(tokens) and len(right) < REACH and at - last < 2 * REACH:
                if tokens[at].content:
                    right.append(tokens[at].key)
                at += 1
            before = tokens[first - 1].word if first else ""
            after = tokens[last + 1].word if last + 1 < len(tokens) else ""
            found = (tuple(left), tuple(right), before, after)
            self._contexts[first, last] = found
        return found


@lru_cache(maxsize=512)
def passage(text: str) -> Passage:
    """Take a text apart; the same text gives the same object."""
    raw = fold(text)
    spans = sentences(raw)
    firsts = {_first_token(raw, start) for start, _ in spans}
    tokens: list[Token] = []
    where: dict[str, list[int]] = {}
    make = tuple.__new__  # Token(...) takes three times as long, and this is most of the check
    for match in _TOKEN.finditer(raw):
        start, end = match.span()
        described = _describe(match.group())
        key = described[1]
        if key in where:
            where[key].append(len(tokens))
        else:
            where[key] = [len(tokens)]
        tokens.append(make(Token, (start, end, *described, start in firsts)))
    return Passage(raw, tuple(tokens), spans, where)


def _first_token(raw: str, start: int) -> int:
    match = _TOKEN.search(raw, start)
    return match.start() if match else start
