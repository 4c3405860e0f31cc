"""What weighs how much among the things that happen: deeds before threats, threats before words."""

import re
from collections.abc import Sequence
from datetime import timedelta
from enum import IntEnum

from parley.domain.evidence.text import fold, sentences
from parley.domain.model import Archived, Development
from parley.domain.model import DevelopmentKind as K


class Grade(IntEnum):
    """How much has happened, from nothing to a deed."""

    NOTHING = 0
    WORD = 1
    OFFER = 2
    DEED = 3


_DEEDS = frozenset(
    {
        K.TARIFF_IMPOSED,
        K.TARIFF_RAISED,
        K.TARIFF_LOWERED,
        K.TARIFF_SUSPENDED,
        K.RETALIATION,
        K.QUOTA,
        K.EXPORT_CONTROL,
        K.RULING,
        K.STAY,
        K.DEAL,
        K.SIGNATURE,
        K.RATIFICATION,
        K.ENTRY_INTO_FORCE,
        K.WITHDRAWAL,
        K.LEGISLATION,
    }
)
# What a report tells of an older day is its background.
_OF_LATE = timedelta(days=3)
_LEAD = 4  # sentences of a text in which its news stands
# A headline that tells what may happen tells no event.
_FORECAST = re.compile(
    r"\b(?:predicts?|forecasts (?:a|an|no|more|that|end|higher|lower|slow\w*|ris\w+)|foresees?|sees?|"
    r"seen|expects?|expected|likely|unlikely|possible|fears?|hopes?|hopeful|outlook|may|might|could|"
    r"should|analysts?|economists?|optimistic|pessimistic|upbeat|confident)\b|\?\s*$",
    re.IGNORECASE,
)
# Neither does one that tells what somebody makes of an event.
_REACTION = re.compile(
    r"\b(?:doubts?|downplays?|discounts?|shrugs?|prais(?:es?|ed)|welcom(?:es?|ed)|hails?|hailed|"
    r"regrets?|criticis\w+|criticiz\w+|angered|angry|dismay\w*|slams?|blasts?|raps?|chides?|laments?|"
    r"stress(?:es|ed)|foolish|why|how|what|commentary|opinion|analysis|spotlight|editorial|factbox|"
    r"explainer|timeline|comments? on|reacts?|reaction|impatient|sidelines|anniversary|profile|"
    r"interview)\b",
    re.IGNORECASE,
)
# Who asks for something has not got it, and has put nothing on the table.
_ASKS = re.compile(
    r"\b(?:urg(?:e|es|ed|ing)|call(?:s|ed|ing)? (?:on|for|upon)|want(?:s|ed)?|ask(?:s|ed|ing)?|"
    r"plead\w*|hop(?:e|es|ed)|demand(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
# Whoever will meet has not met.
_TO_COME = re.compile(
    r"\b(?:will|would|to (?:visit|meet|hold|send|attend|open|discuss|resume|begin|start|be held)|"
    r"plan(?:s|ned)?|expect(?:s|ed)?|agreed to|importance|stress\w*|hop(?:es|ed))\b",
    re.IGNORECASE,
)
_NOTICE = re.compile(r"^\W*(?:correction|clarification|corrected)\b(?!\s*:\s*\w+ )", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied)|refutes?|no plans?|not (?:consider\w*|plan\w*|in (?:a )?)|rules? out|"
    r"(?:sees?|is|are) no(?:t)?)\b",
    re.IGNORECASE,
)


def grade(told: Development) -> Grade:
    """How much a development is. A deed that lies ahead is announced, and not done."""
    if told.kind in _DEEDS:
        return Grade.OFFER if told.scheduled else Grade.DEED
    if told.kind is K.STATEMENT or (told.kind is K.PROPOSAL and _ASKS.search(told.quote)):
        return Grade.WORD
    if told.kind is K.MEETING and (told.scheduled or _TO_COME.search(told.quote)):
        return Grade.WORD
    return Grade.OFFER


def is_deed(kind: str) -> bool:
    """Whether a kind of development, by its name, is a deed."""
    return kind in _DEEDS


def is_forecast(title: str) -> bool:
    """Whether a headline tells what may happen."""
    return _FORECAST.search(title) is not None


def is_comment(title: str) -> bool:
    """Whether a headline tells what may happen, what somebody makes of an event, or a denial."""
    return is_forecast(title) or bool(_REACTION.search(title) or _DENIAL.search(title))


def is_notice(title: str) -> bool:
    """Whether a headline is that of a correction: the story it corrects is told by itself."""
    return _NOTICE.search(title) is not None


def news_of(article: Archived, told: Sequence[Development]) -> list[tuple[Grade, Development]]:
    """Of what the ledger reads in an article, that which is its news, and what it weighs there.

    It happened of late or lies ahead, and the title or one of the first sentences says it. An offer or
    a threat that neither the title nor the first sentence tells is recalled there, and weighs a word.
    """
    title = _folded(article.revision.title)
    text = fold(article.revision.text[:3000])
    spans = sentences(text)[:_LEAD]
    opening = f"{title}\n{_folded(text[: spans[0][1]] if spans else text)}"
    lead = f"{title}\n{_folded(text[: spans[-1][1]] if spans else text)}"
    since = article.revision.published_at.date() - _OF_LATE
    found = []
    for one in told:
        quote = _folded(one.quote)
        if one.event_date < since or quote not in lead:
            continue
        recalled = grade(one) is Grade.OFFER and quote not in opening
        found.append((Grade.WORD if recalled else grade(one), one))
    return found


def _folded(text: str) -> str:
    return " ".join(fold(text).split())
