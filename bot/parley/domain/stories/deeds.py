"""What weighs how much among the things that happen: deeds before threats, threats before words."""

import re
from collections.abc import Sequence
from datetime import timedelta
from enum import IntEnum

from parley.domain.evidence.text import fold, sentences
from parley.domain.ledger.cues import cues
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
    r"stress(?:es|ed)|wary|worr(?:y|ies|ied)|concern(?:ed|s)? (?:about|over)|concerned|faults?|"
    r"attack(?:s|ed)?|must|appears?|feels?|advises?|isolated|impatient|foolish|why|how|what|commentary|"
    r"opinion|analysis|spotlight|editorial|factbox|explainer|timeline|comments? on|reacts?|reaction|"
    r"sidelines|anniversary|profile|interview)\b",
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

# A threat that somebody means; "any retaliation he might impose" is none.
_MEANT = re.compile(
    r"\b(?:threat\w*|warn\w*|vow\w*|will|plan(?:s|ned|ning)?|intend\w*|prepar\w+|poised|ready|order\w*|"
    r"ultimatum|deadline|unless|consider\w*|weigh\w*|retaliat(?:e|es|ed))\b",
    re.IGNORECASE,
)
# Before a deed that somebody takes for possible.
_SUPPOSED = re.compile(
    r"\b(?:can|could|might|(?-i:may)|possible|possibly|likely|hop(?:e|es|ed|ing)|think(?:s)?|believes?|"
    r"expect(?:s|ed)?|wondered|near(?:s|ing)?|close to|if|whether)\b",
    re.IGNORECASE,
)
_RECALLING = re.compile(r"\b(?:after|since|because|following|over|when)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:]\s|\b(?:while|but|after|because|since)\b")


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

    It happened of late or lies ahead, and the title or one of the first sentences says it. What is
    recalled there weighs a word: an offer or a threat that neither the title nor the first sentence
    tells, and the deed that a remark is about.
    """
    opening, lead = _opening(article), _opening(article, _LEAD)
    since = article.revision.published_at.date() - _OF_LATE
    remarks = is_comment(article.revision.title)
    found = []
    for one in told:
        quote = _folded(one.quote)
        if one.event_date < since or quote not in lead:
            continue
        found.append(
            (Grade.WORD if _is_recalled(one, quote, opening, remarks) else grade(one), one)
        )
    return found


def _is_recalled(one: Development, quote: str, opening: str, remarks: bool) -> bool:
    """Whether it is only recalled: an offer that the opening does not tell, and in what comments on a
    deed the deed."""
    if grade(one) < Grade.OFFER:
        return False
    if quote not in opening:
        return remarks or grade(one) is Grade.OFFER
    return remarks and _RECALLING.search(_before(one, quote)) is not None


def _before(one: Development, quote: str) -> str:
    """What stands in a quote before the words that tell its development."""
    said = next((cue for cue in cues(quote) if cue.kind is one.kind), None)
    return quote[: said.span[0]] if said is not None else ""


def _opening(article: Archived, most: int = 1) -> str:
    """The title and the first sentences of an article, each on one line."""
    text = fold(article.revision.text[:3000])
    spans = sentences(text)[:most]
    return f"{_folded(article.revision.title)}\n{_folded(text[: spans[-1][1]] if spans else text)}"


def tells(article: Archived, told: Development) -> bool:
    """Whether an article tells a development plainly enough for an editor to print what it moved.

    It is the article's news, whoever threatens means it, and nobody only thinks that it may be done.
    What is recalled in passing may well stand in the ledger; "US-UK: threatened" above a story is read
    as the news of the day.
    """
    weight = next((weight for weight, one in news_of(article, [told]) if one.id == told.id), None)
    if weight is None:
        return False
    quote = _folded(told.quote)
    if weight < min(grade(told), Grade.OFFER):
        # Of several sentences on one thing the ledger keeps one: the opening may have told it.
        opening = _opening(article).split("\n")
        return not is_comment(opening[0]) and any(
            one.kind is told.kind for sentence in opening for one in cues(sentence)
        )
    if told.kind is K.THREAT:
        return _MEANT.search(quote) is not None
    if weight is not Grade.DEED:
        return True
    return _SUPPOSED.search(_CLAUSE.split(_before(told, quote))[-1]) is None


def _folded(text: str) -> str:
    return " ".join(fold(text).split())
