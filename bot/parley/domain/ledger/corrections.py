"""Which developments an article takes back: its own, left out of a new version, or one it corrects."""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from parley.domain.ledger.clauses import told as read_clause
from parley.domain.ledger.reading import Report
from parley.domain.model import Development
from parley.domain.sentences import prose

# So long after it was told a development may still be corrected; later a page only changes.
CORRECTABLE = timedelta(days=14)
# So much of the same words is the same sentence, put right.
_SAME_SENTENCE = 0.5
_SENTENCES = 20
_HINT = re.compile(
    r"correct|clarif|withdr|retract|kills?\b|wrong|false|earlier version", re.IGNORECASE
)
_CORRECTS = re.compile(
    r"^\W*(?:(?:rpt|refile|update \d|repeat)\W+)*(?:correct(?:ed|ion|ions|s)|clarif(?:ication|ied|ies))\b",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\((?:corrects|clarifies|corrected|clarified)\b|"
    r"\bthis (?:story|article|report) (?:has been|was|is) (?:corrected|clarified)\b|"
    r"\ban earlier version of this (?:story|article|report)\b",
    re.IGNORECASE,
)
_WITHDRAWS = re.compile(
    r"\b(?:withdraws?|withdrew|withdrawn|retracts?|retracted|kills?)\s(?:\w+ ){0,3}?"
    r"(?:report|story|article|headline|alert)\b(?P<claim>[^.;]*)|"
    r"\b(?:report|story|article|headline|alert)\b(?P<called>[^.;]{0,120}?)\b(?:is|was|has been) "
    r"(?:withdrawn|retracted|wrong|incorrect|false)\b",
    re.IGNORECASE,
)


def is_notice(report: Report) -> bool:
    """Whether an article says of itself that it corrects or withdraws a report."""
    if not _HINT.search(f"{report.title} {report.text[:600]}"):
        return False
    return _corrects(report) or bool(_withdrawn(report))


def left_out(
    report: Report, now: Sequence[Development], before: Iterable[Development]
) -> list[Development]:
    """Of what an article told ``before``, what its new version neither quotes nor tells (``now``)."""
    text = _plain(f"{report.title} {report.text}")
    return [
        told
        for told in before
        if _plain(told.quote) not in text and not any(same_event(told, other) for other in now)
    ]


def taken_back(
    report: Report, now: Sequence[Development], known: Iterable[Development]
) -> list[Development]:
    """What a notice takes back of what others told: what it has in other words, or withdraws.

    What it tells itself (``now``) stands; so does what it still has word by word.
    """
    claims = _withdrawn(report)
    lines = (
        [frozenset(_plain(line).split()) for line in _lines(report)] if _corrects(report) else []
    )
    text = _plain(f"{report.title} {report.text}")
    return [
        told
        for told in known
        if not any(same_event(told, other) for other in now)
        and (
            any(_claimed(told, claim) for claim in claims)
            or (_plain(told.quote) not in text and any(_alike(told, line) for line in lines))
        )
    ]


def same_event(one: Development, other: Development) -> bool:
    """Whether they tell the same kind of thing of the same track, a day apart at most."""
    return (
        one.track == other.track
        and one.kind is other.kind
        and abs(one.event_date - other.event_date) <= timedelta(days=1)
    )


def is_shortened(old: str, new: str) -> bool:
    """Whether a text is only a part of an older one: a teaser in place of the article takes nothing back."""
    had = _plain(old)
    return len(new) < len(old) and all(
        _plain(sentence.text).rstrip(" .…") in had for sentence in prose(new)
    )


def _corrects(report: Report) -> bool:
    return bool(_CORRECTS.match(report.title) or _NOTE.search(report.text[:400]))


def _withdrawn(report: Report) -> list[str]:
    """The claims that an article says are withdrawn, in its own words."""
    found = (_WITHDRAWS.search(line) for line in _lines(report)[:3])
    return [claim.strip() for m in found if m and (claim := m["claim"] or m["called"] or "")]


def _claimed(told: Development, claim: str) -> bool:
    read = read_clause(re.sub(r"^(?:that|of|on|about|saying)\s", "", claim))
    return read is not None and read.kind is told.kind


def _alike(told: Development, line: frozenset[str]) -> bool:
    words = frozenset(_plain(told.quote).split())
    return len(words & line) >= _SAME_SENTENCE * len(words | line)


def _lines(report: Report) -> list[str]:
    body = [sentence.text for sentence in prose(report.text)[:_SENTENCES]]
    return [_CORRECTS.sub("", report.title), *body]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
