"""Does a sentence tell a development of a trade matter or only mention one: rules, no model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parley.domain.ledger.patterns import PATTERNS
from parley.domain.model import DevelopmentKind as K

# Below this a cue is a mention in passing; at or above it a sentence carries the news.
TELLING = 0.5

# What stands shortly before a deed that has not been done; "not" and "denied" leave it undone too.
_ASKED = re.compile(
    r"\b(?:propos\w+|urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|call(?:s|ed|ing)? (?:on|for)|"
    r"recommend\w*|consider\w*|"
    r"seek(?:s|ing)?|sought|wants?|wanted|should|demand\w*|request\w*|weigh(?:s|ed|ing)?|"
    r"debat\w+|"
    r"pressed|press(?:es|ing)?|hop(?:e|es|ed|ing)|offer(?:s|ed)? to|willing)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|would|could|(?-i:may)|might|threat\w*|warn\w*|vow\w*|"
    r"(?<!\bon )(?<!\bon a )(?<!\bthe )plan(?:s|ned|ning)?|intend\w*|"
    r"prepar\w+|poised|"
    r"ready to|set to|due to|expected to|likely to|about to|close to|near(?:s|ing|ed)?|verge of|"
    r"if|unless|whether|going to|to be|"
    r"scheduled|pledg\w+|"
    r"aim(?:s|ed|ing)?|possible|possibly|potential|decides? to|has until|brink|tomorrow|"
    r"next (?:week|month))\b",
    re.IGNORECASE,
)
_UNDONE = re.compile(
    r"\b(?:not|never|no|den(?:y|ies|ied)|refus\w+|fail(?:s|ed)? to|reject\w*|avoid\w*|avert\w*|"
    r"without|rul(?:es|ed) out|(?:vot|decid|warn)\w+ against|halt\w*|oppos\w+|unlikely)\b|n't\b",
    re.IGNORECASE,
)
# Old news: what it tells is remembered, not reported.
_BACKGROUND = re.compile(
    r"\b(?:last (?:year|month|september|october|november|december|july|august|june)|in 19\d\d|"
    r"in 20[01]\d|"
    r"(?:a|two|three) (?:years?|months) ago|since (?:19|20)\d\d|earlier this year|"
    r"previously|historically|years of|in the past|formerly)\b",
    re.IGNORECASE,
)
# What had been done before the deed is told.
_BEFORE_THAT = re.compile(r"\b(?:which|that|who) had \w+", re.IGNORECASE)
_HARSH = {K.TARIFF_IMPOSED, K.TARIFF_RAISED, K.RETALIATION, K.EXPORT_CONTROL, K.QUOTA, K.WITHDRAWAL}
_MILD = {K.TARIFF_LOWERED, K.TARIFF_SUSPENDED, K.DEAL, K.SIGNATURE, K.RATIFICATION}
_BEFORE, _AFTER = 140, 12


_CLAUSE = re.compile(r"[.;]\s|\bwhile\b|\bbut\b")
_AGREED = re.compile(r"\bagree(?:s|d|ing)? to (?:\w+ )?$", re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|never)\b|n't\b", re.IGNORECASE)
_WISHED = re.compile(r"\b(?:would|could|(?-i:may)|might|must|should|if)\b", re.IGNORECASE)
_THREATENED = re.compile(r"\b(?:threat\w*|warn\w*|vow\w*|will)\b", re.IGNORECASE)
_SAID = next(strength for kind, strength, _ in PATTERNS if kind is K.STATEMENT)


@dataclass(frozen=True, slots=True)
class Cue:
    """What a sentence tells: its kind, 0 to 1 how surely it is news, and where it says so.

    ``settled`` is true for what has been done; what is proposed, threatened, expected, scheduled or
    denied is not. ``span`` is [start, end) in code points of the sentence.
    """

    kind: K
    strength: float
    settled: bool
    span: tuple[int, int]

    @property
    def telling(self) -> bool:
        """Whether the sentence carries a development rather than a mention in passing."""
        return self.strength >= TELLING


def lowered(sentence: str) -> str:
    """A sentence in small letters, letter for letter, so that places in it are places in both."""
    low = sentence.lower()
    return (
        low
        if len(low) == len(sentence)
        else "".join(small if len(small := letter.lower()) == 1 else letter for letter in sentence)
    )


def cue(sentence: str) -> Cue | None:
    """The first of ``cues``, or none."""
    return next(cues(sentence), None)


def cues(sentence: str) -> Iterator[Cue]:
    """The developments that a sentence names, the most telling kind first.

    A deed not yet done is a ``threat`` where it would hurt and somebody means to do it, and a
    ``proposal`` where somebody only asks for it.
    """
    low = lowered(sentence)
    for kind, surely, pattern in PATTERNS:
        found = pattern.search(low)
        if found is not None:
            told, settled = _told(kind, sentence, found)
            strength = _SAID if told is K.STATEMENT else surely
            if not settled and told is kind and kind not in {K.THREAT, K.PROPOSAL}:
                strength -= 0.1
            told_before = _BEFORE_THAT.search(sentence[: found.end()])
            if told_before or _BACKGROUND.search(sentence):
                strength *= 0.5
            yield Cue(told, round(strength, 2), settled, found.span())


def _told(kind: K, sentence: str, found: re.Match[str]) -> tuple[K, bool]:
    """The kind as it stands, and whether it is done."""
    if kind is K.STATEMENT:
        return kind, True
    if kind in {K.THREAT, K.PROPOSAL}:
        return kind, False
    start, end = found.span()
    before = _CLAUSE.split(sentence[max(0, start - _BEFORE) : start])[-1]
    clause = before + sentence[start : end + _AFTER]
    if kind in _MILD and _AGREED.search(before):
        return K.DEAL, True
    asked, undone = _ASKED.search(clause), _UNDONE.search(before) or _NOT.search(found[0])
    if not (asked or undone or _AHEAD.search(clause)):
        return kind, True
    if kind is K.LEGISLATION and (undone or _WISHED.search(clause)):
        return K.STATEMENT, False
    if undone:
        return kind, False
    if kind in _HARSH:
        return (K.PROPOSAL if asked and not _THREATENED.search(clause) else K.THREAT), False
    return (K.PROPOSAL if kind in {K.TARIFF_LOWERED, K.TARIFF_SUSPENDED} else kind), False
