"""The ruling that a stay presupposes: who reads of the stay first must learn of both, in order."""

import re
from datetime import timedelta

from parley.domain.identity import digest
from parley.domain.ledger.grammar import RULED
from parley.domain.ledger.reading import Report
from parley.domain.model import Development
from parley.domain.model import DevelopmentKind as K
from parley.domain.sentences import prose

# A ruling that was told so long before is the one that was stayed.
STANDS = timedelta(days=90)
_SENTENCES = 20
_RULED = re.compile(
    r"\b(?P<court>(?:[A-Z][\w.]* |federal |trade |appeals |lower |district ){0,3}(?:court|judges?|panel))\b"
    rf"(?:(?!\b(?:stay|appeal|hear))[^.;,]){{0,40}}?{RULED.pattern}"
)
_STAYED = re.compile(
    r"\b(?P<court>(?:\w+[- ])?court|judges?|panel)(?:'s|’s)? (?:ruling|order|decision|judgment) "
    r"(?:that|which) (?:had |has )?(?:invalidated|blocked|struck down|voided|overturned)",
    re.IGNORECASE,
)


def ruling_before(stay: Development, report: Report) -> Development | None:
    """The ruling that an article says was stayed, none if it does not tell of one.

    Its day is that of the stay, where the article gives no other: it was not after it.
    """
    sentences = [sentence.text for sentence in prose(report.text)[:_SENTENCES]]
    for pattern in (_RULED, _STAYED):
        for text in [report.title, *sentences]:
            found = pattern.search(" ".join(text.split()))
            if found is None or (pattern is _RULED and text == stay.quote):
                continue
            actor = found["court"].strip()
            return Development(
                id=digest(stay.track, K.RULING, stay.event_date.isoformat(), actor),
                track=stay.track,
                kind=K.RULING,
                event_date=stay.event_date,
                actor=actor,
                article_id=stay.article_id,
                quote=text,
                known_at=stay.known_at,
                authority=stay.authority,
            )
    return None
