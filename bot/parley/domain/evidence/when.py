"""Are the claim's dates, months, weekdays and years those of the source?"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from parley.domain.evidence import lexicon
from parley.domain.evidence.align import Span, best, outdone, singles
from parley.domain.evidence.dates import ResolvedDate, resolve_folded
from parley.domain.evidence.numerals import figures
from parley.domain.evidence.text import Passage
from parley.domain.model.claim import Reason, ReasonKind


@lru_cache(maxsize=512)
def months(passage: Passage) -> dict[int, list[int]]:
    """The places of each month (1 to 12) that the passage names, without "may" the verb."""
    found: dict[int, list[int]] = {}
    for at, token in enumerate(passage.tokens):
        number = lexicon.MONTHS.get(token.word)
        if number is None or not token.capital or (token.word == "may" and not _may(passage, at)):
            continue
        if token.word == "mar" or (token.word == "march" and token.opens):
            continue
        found.setdefault(number, []).append(at)
    return found


def _may(passage: Passage, at: int) -> bool:
    tokens = passage.tokens
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after and after.number:
        return True
    if tokens[at].opens:
        return False
    return before is not None and (
        before.number or not before.capital or before.word in lexicon.MONTHS
    )


def _with_day(passage: Passage, at: int) -> Span:
    """The place of a month together with its day."""
    beside = _day_beside(passage, at)
    return (at, at) if beside is None else (min(at, beside), max(at, beside))


def _named(passage: Passage, span: Span) -> frozenset[str]:
    """The month and, if it is there, the day of a place."""
    tokens = passage.tokens[span[0] : span[1] + 1]
    return frozenset(
        token.word.lstrip("0") if token.number else str(-lexicon.MONTHS[token.word])
        for token in tokens
    )


def _day_beside(passage: Passage, at: int) -> int | None:
    for near in (at + 1, at - 1):
        if 0 <= near < len(passage.tokens):
            token = passage.tokens[near]
            if token.number and token.word.isdigit() and 1 <= int(token.word) <= 31:
                return near
    return None


def _implied(
    claimed: Sequence[ResolvedDate], start: int, end: int, known: Sequence[ResolvedDate]
) -> bool:
    """Whether a date of the source falls within the one claimed at this place."""
    return any(
        here.day <= there.day and there.last <= here.last
        for here in claimed
        if here.start <= start and end <= here.end + 1
        for there in known
    )


def _near_day(weekday: int, known: Sequence[ResolvedDate], published: Sequence[date]) -> bool:
    """Whether a single day of the source, within a week of its publication, is this weekday."""
    return any(
        there.until is None
        and there.day.weekday() == weekday
        and any(abs((there.day - today).days) < 8 for today in published)
        for there in known
    )


def check(
    claim: Passage, source: Passage, known: Sequence[ResolvedDate], published: Sequence[date]
) -> list[Reason]:
    """Months with their days, weekdays, and years. ``known`` are the source's dates, resolved."""
    claimed = [day for today in published for day in resolve_folded(claim.raw, today)]
    return [
        *_months(claim, source, claimed, known),
        *_weekdays(claim, source, known, published),
        *_years(claim, source, claimed, known),
    ]


def _months(
    claim: Passage, source: Passage, claimed: Sequence[ResolvedDate], known: Sequence[ResolvedDate]
) -> list[Reason]:
    reasons = []
    there = months(source)
    pairs = {
        (number, source.tokens[day].word.lstrip("0"))
        for number, places in there.items()
        for at in places
        for step in (-2, -1, 1, 2, 3)
        if 0 <= (day := at + step) < len(source.tokens) and source.tokens[day].number
    }
    for number, places in months(claim).items():
        for at in places:
            token = claim.tokens[at]
            beside = _day_beside(claim, at)
            start, end = token.start, token.end
            if beside is not None:
                start = min(start, claim.tokens[beside].start)
                end = max(end, claim.tokens[beside].end)
            shown = claim.raw[start:end]
            implied = _implied(claimed, start, end, known)
            if number not in there:
                if not implied:
                    reasons.append(Reason(ReasonKind.DATE, start, end, _absent(shown, source)))
                continue
            if beside is not None:
                named = claim.tokens[beside].word.lstrip("0")
                if (number, named) not in pairs and not implied:
                    reasons.append(Reason(ReasonKind.DATE, start, end, _absent(shown, source)))
                    continue
            spans = [_with_day(source, p) for ps in there.values() for p in ps]
            mine = _with_day(claim, at)
            meant = _named(claim, mine)
            own = [span for span in spans if meant <= _named(source, span)]
            rivals = [span for span in spans if not meant <= _named(source, span)]
            place = outdone(claim, mine, source, own, rivals, margin=0.3, least=0.6)
            if place is not None:
                said = source.raw[source.tokens[place[0]].start : source.tokens[place[1]].end]
                detail = f"The cited article has {said} at this place, not {shown}."
                reasons.append(Reason(ReasonKind.DATE, start, end, detail))
    return reasons


def _absent(shown: str, source: Passage) -> str:
    names = dict.fromkeys(
        source.raw[source.tokens[at].start : source.tokens[at].end]
        for places in months(source).values()
        for at in places
    )
    has = f"; it names {', '.join(names)}" if names else ""
    return f"The date {shown} is not in the cited article{has}."


def _weekdays(
    claim: Passage, source: Passage, known: Sequence[ResolvedDate], published: Sequence[date]
) -> list[Reason]:
    reasons = []
    for at, token in enumerate(claim.tokens):
        number = lexicon.WEEKDAYS.get(token.word)
        if number is None or len(token.word) < 6 or not token.capital:
            continue
        shown = claim.raw[token.start : token.end]
        places = _weekday_places(source, number)
        if not places:
            if not _near_day(number, known, published):
                detail = f"The day {shown} is not in the cited article."
                reasons.append(Reason(ReasonKind.DATE, token.start, token.end, detail))
            continue
        rivals = singles(
            p for other in range(7) if other != number for p in _weekday_places(source, other)
        )
        if outdone(claim, (at, at), source, singles(places), rivals, margin=0.35, least=0.6):
            detail = f"The cited article names another day than {shown} at this place."
            reasons.append(Reason(ReasonKind.DATE, token.start, token.end, detail))
    return reasons


@lru_cache(maxsize=4096)
def _weekday_places(source: Passage, number: int) -> tuple[int, ...]:
    return tuple(
        at
        for at, t in enumerate(source.tokens)
        if lexicon.WEEKDAYS.get(t.word) == number and t.capital
    )


def _years(
    claim: Passage, source: Passage, claimed: Sequence[ResolvedDate], known: Sequence[ResolvedDate]
) -> list[Reason]:
    reasons = []
    there = [f for f in figures(source) if f.year]
    named = {int(f.digits) for f in there} | {d.day.year for d in known}
    for figure in figures(claim):
        if not figure.year:
            continue
        year = int(figure.digits)
        shown = claim.raw[figure.start : figure.end]
        if year not in named and str(year) not in source.raw:
            near, place = best(claim, figure.span, source, [f.span for f in there])
            said = next((f for f in there if f.span == place), None)
            has = f"; it says {int(said.digits)}" if said and near > 0.35 else ""
            detail = f"The year {shown} is not in the cited article{has}."
            reasons.append(Reason(ReasonKind.DATE, figure.start, figure.end, detail))
            continue
        own = [f.span for f in there if int(f.digits) == year]
        rivals = [f.span for f in there if int(f.digits) != year]
        place = (
            outdone(claim, figure.span, source, own, rivals, margin=0.35, least=0.6)
            if own
            else None
        )
        if place is not None:
            said = next(f for f in there if f.span == place)
            detail = f"The cited article has {int(said.digits)} at this place, not {shown}."
            reasons.append(Reason(ReasonKind.DATE, figure.start, figure.end, detail))
    return reasons
