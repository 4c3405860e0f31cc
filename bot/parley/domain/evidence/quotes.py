"""Are the quoted words in the article, verbatim but for typography?"""

import re

from parley.domain.evidence.text import fold

_ELLIPSIS = re.compile(r"\s*(?:\.\s?\.\s?\.|…|\[(?:\.\.\.|…)\]|\[\.\.\.\])\s*")
_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[\"']")
_DASH = re.compile(r"\s*-+\s*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_NUMERAL = re.compile(r"[\d〇零一二三四五六七八九十百千万亿億兆.,]")


def plain(text: str) -> str:
    """The text without what typesetting changes: marks, dashes, spaces, case."""
    text = _MARKS.sub("", fold(text))
    return _SPACE.sub(" ", _DASH.sub("-", text)).strip().casefold()


def pieces(quote: str) -> list[str]:
    """The parts of a quote between ellipses, each to be found in this order."""
    bare = [plain(part).strip(" .,;:") for part in _ELLIPSIS.split(fold(quote))]
    return [part for part in bare if part]


def verbatim(quote: str, text: str) -> bool:
    """Whether the quote's words stand in the text in this order; ellipses may leave words out.

    Differences of quotation marks, dashes, spaces, case, and of marks at the edges are no
    differences. A quote that is cut within a word is none.
    """
    parts = pieces(quote)
    return bool(parts) and _in_order(parts, plain(_ELLIPSIS.sub(" ... ", fold(text))))


def _in_order(parts: list[str], text: str) -> bool:
    at = 0
    for part in parts:
        found = _find(part, text, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _find(part: str, text: str, start: int) -> int:
    """The next place of a part that begins and ends with whole words, or -1."""
    at = text.find(part, start)
    while at >= 0:
        end = at + len(part)
        before = at == 0 or not _one_word(text[at - 1], part[0])
        after = end == len(text) or not _one_word(part[-1], text[end])
        if before and after:
            return at
        at = text.find(part, at + 1)
    return -1


def _one_word(left: str, right: str) -> bool:
    """Whether two neighbouring signs are of one word; Chinese and Japanese part only numbers so."""
    if _UNSPACED.match(left) or _UNSPACED.match(right):
        return bool(_NUMERAL.match(left) and _NUMERAL.match(right))
    return left.isalnum() and right.isalnum()
