"""Developments that a model proposes: as claims that can be checked and kept, and what makes them stand."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from parley.domain.evidence.dates import resolve_dates
from parley.domain.evidence.modality import moods
from parley.domain.evidence.quotes import plain, verbatim
from parley.domain.evidence.text import passage
from parley.domain.identity import digest
from parley.domain.ledger.clauses import told as read_clause
from parley.domain.ledger.dating import NEWS_DAYS
from parley.domain.ledger.grammar import DENIED
from parley.domain.ledger.reading import BINDING, DIARY, HARSH, authority_of
from parley.domain.model import Claim, Development, Reason, ReasonKind, SourceText, Verdict
from parley.domain.model import DevelopmentKind as K
from parley.domain.sentences import prose

# Words, not deeds: what is said, threatened, asked or to come.
_WORDS = {K.STATEMENT, K.THREAT, K.PROPOSAL, K.DEADLINE_SET}


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a claim's text holds; dates as the model gave them."""

    track: str
    kind: K
    day: date
    actor: str
    authority: str | None
    deadline: date | None
    scheduled: bool


def packed(row: Mapping[str, Any]) -> str:
    """A proposal as a claim's text, its keys in order, so that the same is the same."""
    names = ("track", "kind", "date", "actor", "authority", "deadline", "scheduled")
    return json.dumps({name: row.get(name) for name in names}, ensure_ascii=False)


def unpacked(text: str) -> Particulars:
    """The particulars of a claim's text. Raises ``ValueError`` with what is wrong with them."""
    row = json.loads(text)
    deadline, authority = row.get("deadline"), row.get("authority")
    return Particulars(
        track=str(row.get("track")),
        kind=K(row.get("kind")),
        day=date.fromisoformat(str(row.get("date"))),
        actor=" ".join(str(row.get("actor") or "").split()),
        authority=str(authority) if authority else None,
        deadline=date.fromisoformat(str(deadline)) if deadline else None,
        scheduled=row.get("scheduled") is True,
    )


def check(claim: Claim, sources: Mapping[str, SourceText], tracks: Iterable[str]) -> Verdict:
    """Whether a proposal stands on the article it quotes; every fault is named.

    The quote must be verbatim, the day, the actor and the authority in the article, and a deed one
    that the quote tells as done.
    """
    try:
        said = unpacked(claim.text)
    except ValueError as error:
        return _verdict(claim, [(ReasonKind.UNSUPPORTED, f"Its particulars are wrong: {error}.")])
    if len(claim.evidence) != 1:
        return _verdict(claim, [(ReasonKind.NO_EVIDENCE, "It needs exactly one quote.")])
    (evidence,) = claim.evidence
    source = sources[evidence.article_id]
    return _verdict(claim, list(_faults(said, evidence.quote, source, frozenset(tracks))))


def development(claim: Claim, published_at: datetime) -> Development:
    """The development that a claim which stands proposes."""
    said = unpacked(claim.text)
    (evidence,) = claim.evidence
    done = not said.scheduled and said.deadline is None
    return Development(
        id=digest(said.track, said.kind, said.day.isoformat(), said.actor),
        track=said.track,
        kind=said.kind,
        event_date=said.day,
        actor=said.actor,
        article_id=evidence.article_id,
        quote=evidence.quote,
        known_at=published_at,
        authority=authority_of(said.authority or ""),
        in_force=done and said.kind in BINDING,
        scheduled=said.scheduled,
        deadline=said.deadline or (said.day if said.scheduled else None),
    )


def _faults(
    said: Particulars, quote: str, source: SourceText, tracks: frozenset[str]
) -> Iterable[tuple[ReasonKind, str]]:
    whole = f"{source.title}\n{source.text}"
    if said.track not in tracks:
        yield ReasonKind.UNSUPPORTED, f'"{said.track}" is not on the list of negotiations.'
    if not verbatim(quote, source.title) and not verbatim(quote, source.text):
        yield ReasonKind.QUOTE, "Its quote does not stand in the article."
    if said.actor and plain(said.actor) not in plain(whole):
        yield ReasonKind.NAME, f'The article does not name "{said.actor}".'
    if said.authority and plain(said.authority) not in plain(whole):
        yield ReasonKind.NAME, f'The article does not name "{said.authority}".'
    yield from _dates(said, source)
    yield from _mood(said, quote)


def _dates(said: Particulars, source: SourceText) -> Iterable[tuple[ReasonKind, str]]:
    at = source.published_at
    if at is None:
        yield ReasonKind.DATE, "The article has no date."
        return
    today = at.date()
    named = [
        (found.day, found.last)
        for text in (source.title, *(sentence.text for sentence in prose(source.text)))
        for found in resolve_dates(text, at)
    ]

    def is_named(day: date) -> bool:
        return any(first <= day <= last for first, last in named)

    if said.day != today and not is_named(said.day):
        yield ReasonKind.DATE, f"The article does not name {said.day}."
    if (today - said.day).days > NEWS_DAYS:
        yield ReasonKind.DATE, f"{said.day} is too long ago to be news."
    if said.day > today and not (said.scheduled and said.kind in DIARY):
        yield ReasonKind.DATE, f"{said.day} lies ahead; only a meeting or its like is scheduled."
    if said.day <= today and said.scheduled:
        yield ReasonKind.DATE, "What is scheduled lies ahead."
    if said.deadline is not None and (said.deadline <= today or not is_named(said.deadline)):
        yield ReasonKind.DATE, f"The article names no {said.deadline} ahead."
    if said.deadline is not None and said.kind in HARSH:
        yield ReasonKind.MODALITY, "A measure that begins later is a threat with a deadline."


def _mood(said: Particulars, quote: str) -> Iterable[tuple[ReasonKind, str]]:
    """A deed must be told as done: not as threatened, asked for, denied or possible."""
    if said.kind in _WORDS or said.scheduled:
        return
    read = read_clause(" ".join(quote.split()))
    if DENIED.search(quote):
        yield ReasonKind.MODALITY, f"The quote denies that there is a {said.kind}."
    elif read is not None and read.kind in {K.THREAT, K.PROPOSAL}:
        yield ReasonKind.MODALITY, f"The quote tells a {read.kind}, and no {said.kind}."
    elif read is not None and read.kind is not said.kind and not read.settled:
        yield ReasonKind.MODALITY, "The quote tells nothing that is done."
    else:
        words = passage(quote)
        governed = moods(words)
        done = any(
            token.content and at not in governed and token.word.endswith(("ed", "s"))
            for at, token in enumerate(words.tokens)
        )
        if governed and (read is None or read.kind is K.STATEMENT or not done):
            yield ReasonKind.MODALITY, "The quote says what may or will be, not what is done."


def _verdict(claim: Claim, faults: list[tuple[ReasonKind, str]]) -> Verdict:
    reasons = tuple(Reason(kind, 0, len(claim.text), why) for kind, why in faults)
    return Verdict(0.0 if reasons else 1.0, reasons)
