"""Reads developments off an article: what happened on which track, when, by whom, in whose words."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from parley.domain.identity import digest
from parley.domain.ledger.actors import actor_of, court_of, names, speaker_of
from parley.domain.ledger.clauses import headline
from parley.domain.ledger.clauses import told as read_clause
from parley.domain.ledger.cues import Cue
from parley.domain.ledger.dating import days_of
from parley.domain.model import Development
from parley.domain.model import DevelopmentKind as K
from parley.domain.sentences import prose

# News tells what matters first: what comes later is background more often than not.
MAX_SENTENCES = 20
# The title and so many sentences are the head of an article.
HEAD = 2
# How surely a later sentence must carry news to be more than background.
FURTHER = 0.7
# Behind so many sentences only what is beyond doubt is read.
DEEP, BEYOND_DOUBT = 8, 0.9
# How many developments of one track an article tells at most.
MOST = 3
# Deeds that hurt: announced for a later day, they are threats until that day.
HARSH = {K.TARIFF_IMPOSED, K.TARIFF_RAISED, K.RETALIATION, K.EXPORT_CONTROL}
# Deeds that bind from the day they are done.
BINDING = {*HARSH, K.QUOTA, K.TARIFF_LOWERED, K.TARIFF_SUSPENDED, K.ENTRY_INTO_FORCE, K.STAY}
# What stands in a diary: told with a later day, it is scheduled.
DIARY = {K.MEETING, K.SIGNATURE, K.ENTRY_INTO_FORCE, K.LEGISLATION, K.RULING}
_AUTHORITY = re.compile(
    r"\b(?:(?:Super )?Section (?:122|201|232|301|337|338)|IEEPA|International Emergency Economic "
    r"Powers Act|Trade Expansion Act|Trading with the Enemy Act)\b",
    re.IGNORECASE,
)
_BY_FULL_NAME = {"international emergency economic powers act": "IEEPA", "ieepa": "IEEPA"}


# "Officials have accused Tokyo" goes before the news and explains it.
_PERFECT = re.compile(
    r"(?<!that )(?<!which )\b(?:has|have|had) (?:\w+ly )?(?:\w+ed|been|said|begun|become|led)\b"
)
# "The duties take effect on", "an order signed on Monday adds 25 points from": when a measure begins.
_BEGINS = re.compile(
    r"\b(?:tak(?:e|es|ing) effect|com(?:e|es|ing) into (?:force|effect)|go(?:es)? into (?:force|effect)|"
    r"starts?|starting|begins?|beginning|appl(?:y|ies)|effective|kicks? in|from)\b",
    re.IGNORECASE,
)
_SUIT = re.compile(r"\b(?:lawsuits?|sue[sd]?|suing)\b", re.IGNORECASE)
# A span of the past: its events are known already.
_OLD = re.compile(
    r"\b(?:last|earlier this|previous) (?:week|month|year|summer|autumn|fall|winter|spring|January|"
    r"February|March|April|May|June|July|August|September|October|November|December)\b|"
    r"\b(?:weeks|months|years) ago\b|\b(?:came|comes) (?:\w+ ){0,2}(?:days?|weeks?|hours?) after\b|"
    r"\balready\b|\bunder (?:the|that|its|this) (?:\w+ ){0,2}"
    r"(?:pact|agreement|accord|deal)\b|^in return\b|"
    r"\b(?:pact|agreement|accord|deal),? (?:was |which was )?(?:signed|reached|struck) in\b",
    re.IGNORECASE,
)


class Report(Protocol):
    """What is read of an article; ``published_at`` is UTC."""

    @property
    def article_id(self) -> str:
        """Whose developments these are."""

    @property
    def title(self) -> str:
        """Its headline."""

    @property
    def text(self) -> str:
        """As much of its text as may be read."""

    @property
    def published_at(self) -> datetime:
        """Against which "today" and "on Monday" are resolved."""


Placing = Callable[[str], Sequence[str]]
"""The tracks that a sentence by itself speaks of, most central first; empty if it names none."""


@dataclass(frozen=True, slots=True)
class Roles:
    """What tracks are for. ``courts`` are those on which courts decide: rulings are theirs,
    whatever countries the measure was about. ``sectors`` are told of beside the affair itself,
    ``rest`` only where no other is spoken of.
    """

    courts: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    rest: frozenset[str] = frozenset()

    def told_on(self, tracks: Sequence[str]) -> tuple[str, ...]:
        """Of the tracks that a sentence speaks of, the affair and the sector that it touches."""
        affairs = [track for track in tracks if track not in self.sectors]
        return (*affairs[:1], *[track for track in tracks if track in self.sectors][:1])


@dataclass(frozen=True, slots=True)
class _Told:
    """A sentence that tells something: ``place`` is 0 for the title, then counts from 1."""

    place: int
    text: str
    cue: Cue
    tracks: tuple[str, ...]
    actor: str
    spoken: bool


def developments(
    report: Report, tracks: Sequence[str], placing: Placing, roles: Roles
) -> tuple[Development, ...]:
    """What an article on ``tracks`` reports as new, the most central first.

    The event's own day is that which the sentence gives, else the day of publication (UTC); what is
    older than ``NEWS_DAYS`` is background and left out. A measure announced for a later day is a
    threat with a deadline until then.
    """
    return tuple(
        _development(told, track, report)
        for track, told in _chosen(list(_told(report, tracks, placing, roles)))
    )


def _told(report: Report, tracks: Sequence[str], placing: Placing, roles: Roles) -> Iterator[_Told]:
    body = [sentence.text for sentence in prose(report.text)[:MAX_SENTENCES]]
    for place, text in enumerate([report.title, *body]):
        plain = " ".join(text.split())
        found = read_clause(plain) if place else headline(plain)
        if (
            found is None
            or (place > HEAD and _OLD.search(text))
            or (place > 0 and found.settled and _OLD.search(text))
        ):
            continue
        own = _own(text, report.title, tracks, placing, roles)
        if found.kind in {K.RULING, K.STAY} or _SUIT.search(plain):
            own = tuple(t for t in own if t in roles.courts) or tuple(t for t in own if t in tracks)
        if place <= HEAD and all(track in roles.rest for track in own):
            own = tuple(tracks[:1])
        on = roles.told_on(own)
        if on:
            judged = court_of(text) if found.kind in {K.RULING, K.STAY} else ""
            yield _Told(place, text, found, on, judged or actor_of(text), bool(speaker_of(text)))


def _own(
    text: str, title: str, tracks: Sequence[str], placing: Placing, roles: Roles
) -> tuple[str, ...]:
    """The tracks that a sentence speaks of: by itself, under the title, or as its article does."""
    own = tuple(placing(text))
    if all(track in roles.sectors or track in roles.rest for track in own):
        under = placing(f"{title}. {text}")
        own = (*own, *[track for track in under if track not in own and track in tracks])
    named = tuple(track for track in own if track not in roles.rest)
    return named or own


def _chosen(told: list[_Told]) -> Iterator[tuple[str, _Told]]:
    """What is told of each track: the head's strongest, and of the rest what others do or say."""
    tracks = dict.fromkeys(track for item in told for track in item.tracks)
    for track in tracks:
        on = [item for item in told if track in item.tracks]
        head = [item for item in on if item.place <= HEAD]
        chosen = _first(head)
        for item in on:
            if item.place > HEAD and len(chosen) < MOST and _adds(item, chosen):
                chosen.append(item)
        yield from ((track, item) for item in chosen)


def _first(head: list[_Told]) -> list[_Told]:
    """The head's strongest, in the words of the text rather than of the title: they give the day."""
    if not head:
        return []
    best = max(head, key=lambda item: item.cue.strength)
    fuller = (item for item in head if item.place and item.cue.kind is best.cue.kind)
    return [next(fuller, best)]


def _adds(item: _Told, chosen: list[_Told]) -> bool:
    """Whether a later sentence brings another's deed or word, rather than background."""
    if (
        _PERFECT.search(item.text)
        or not item.actor
        or any(names(item.actor) & names(other.actor) for other in chosen)
    ):
        return False
    if item.place > DEEP:
        return item.cue.strength >= BEYOND_DOUBT
    return item.cue.strength >= FURTHER or (item.spoken and item.cue.kind is K.STATEMENT)


def _development(told: _Told, track: str, report: Report) -> Development:
    """The development that a sentence tells of a track."""
    plain = " ".join(told.text.split())
    kind, settled = told.cue.kind, told.cue.settled
    day, ahead = days_of(plain, report.published_at, done=settled)
    if told.place == 0 or kind in HARSH:
        lent, begins = _lent(told, report)
        day, ahead = lent or day, ahead or (begins if kind in {*HARSH, K.THREAT} else None)
    deadline = ahead
    scheduled = ahead is not None and kind in DIARY and not settled
    if scheduled and ahead is not None:
        day = ahead
    if kind in HARSH and settled and ahead is not None:
        kind, settled = K.THREAT, False
    if kind is K.DEAL and not settled and not scheduled:
        kind = K.STATEMENT  # a deal that is near or hoped for is what somebody says of it
    actor = told.actor
    return Development(
        id=digest(track, kind, day.isoformat(), actor),
        track=track,
        kind=kind,
        event_date=day,
        actor=actor,
        article_id=report.article_id,
        quote=told.text,
        known_at=report.published_at,
        authority=authority_of(f"{plain} {report.title} {report.text[:1500]}"),
        in_force=settled and kind in BINDING,
        scheduled=scheduled,
        deadline=deadline,
    )


def _lent(told: _Told, report: Report) -> tuple[date | None, date | None]:
    """What the sentences below a headline say of it: its day, and when the measure begins."""
    lent = begins = None
    for sentence in prose(report.text)[max(0, told.place - 1) : HEAD]:
        plain = " ".join(sentence.text.split())
        day, ahead = days_of(plain, report.published_at, done=True)
        if told.place == 0 and lent is None and day != report.published_at.date():
            lent = day
        if begins is None and ahead is not None and _BEGINS.search(plain):
            begins = ahead
    return lent, begins


def authority_of(text: str) -> str | None:
    """The legal authority that a text names first, in one spelling, or none."""
    found = _AUTHORITY.search(text)
    if found is None:
        return None
    name = " ".join(found[0].split())
    return _BY_FULL_NAME.get(name.lower()) or name.title().replace("Of", "of")
