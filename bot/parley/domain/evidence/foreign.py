"""Claims in another language than English: the check cannot read them, so they stand word for word.

Who did what to whom, a denial, a country's name: all that the other modules know of it is English.
"""

import re
from collections.abc import Sequence

from parley.domain.evidence.text import Passage, passage
from parley.domain.languages.detect import language_of
from parley.domain.languages.figures import values
from parley.domain.languages.names import name
from parley.domain.model.claim import Reason, ReasonKind, SourceText

ENGLISH = "en"
# What parts a clause from the next, a space included where the script has none between words.
_MARK = re.compile(r"[^\w\s]|(?<=[\u3040-\u9fff])\s|\s(?=[\u3040-\u9fff])")


def told_in(text: str, sources: Sequence[SourceText]) -> str:
    """The language that a claim has in common with an article that it cites, or "en"."""
    spoken = {language_of(source.title, source.text) for source in sources} - {ENGLISH}
    for language in sorted(spoken):
        if language_of("", text, language) == language:
            return language
    return ENGLISH


def check(claim: Passage, sources: Sequence[SourceText], language: str) -> tuple[Reason, ...]:
    """One reason for each sentence that no cited article has word for word."""
    parts = [passage(part) for one in sources for part in (one.title, one.text) if part.strip()]
    reasons = []
    for start, end in claim.spans:
        words = [token.word for token in claim.tokens if start <= token.start < end]
        if words and not any(_stands(words, part) for part in parts):
            reasons.append(_fault(claim, start, end, parts, language))
    return tuple(reasons)


def _stands(words: list[str], source: Passage) -> bool:
    """Whether the words are a whole clause of the source: a "not" may stand before them or behind."""
    whole = "\n" + "\n".join(token.word for token in source.tokens) + "\n"
    wanted = "\n" + "\n".join(words) + "\n"
    at = whole.find(wanted)
    while at >= 0:
        first = whole.count("\n", 0, at)
        if _parted(source, first) and _parted(source, first + len(words)):
            return True
        at = whole.find(wanted, at + 1)
    return False


def _parted(source: Passage, at: int) -> bool:
    """Whether a mark stands before a token, or it is the first or one behind the last."""
    tokens = source.tokens
    if at == 0 or at >= len(tokens) or tokens[at].opens:
        return True
    left = max(0, tokens[at - 1].end - 1)
    return bool(_MARK.search(source.raw[left : tokens[at].start + 1]))


def _fault(claim: Passage, start: int, end: int, parts: Sequence[Passage], language: str) -> Reason:
    text = claim.raw[start:end]
    known = frozenset[float]().union(*(values(part.raw, language) for part in parts))
    if values(text, language) - known:
        detail = "A figure or a date of this sentence is not in the cited article."
        return Reason(ReasonKind.FIGURE, start, end, detail)
    detail = f"This {name(language)} sentence is not word for word in the cited article."
    return Reason(ReasonKind.UNSUPPORTED, start, end, detail)
