"""An edition as one channel is shown it: without what managers took out or its sources took back.

An edition is shared by channels and never changes; what is decided for one of them is kept beside it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from parley.domain.model import ArticleRef, Claim, Decision, DecisionKind, Edition, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What is left of an edition for one channel.

    ``edition`` has the whole one's id and coverage, its own items, top line, dates and articles.
    ``numbers`` are its items' numbers in the whole one, from 1: buttons name stories by them. The
    times (UTC) are of the newest retraction of an item, of the newest correction, and of the
    retraction of the whole; none where there was none.
    """

    edition: Edition
    numbers: tuple[int, ...]
    item_retracted_at: datetime | None = None
    corrected_at: datetime | None = None
    retracted_at: datetime | None = None

    @property
    def amended_at(self) -> datetime | None:
        """When what had been posted was last changed."""
        times = (self.item_retracted_at, self.corrected_at, self.retracted_at)
        return max((at for at in times if at is not None), default=None)


def shown(edition: Edition, decisions: Collection[Decision] = ()) -> Shown:
    """The edition by the decisions on one delivery of it."""
    if not decisions:
        return Shown(edition=edition, numbers=tuple(range(1, len(edition.items) + 1)))
    dropped = _stories(decisions, DecisionKind.DROP)
    retracted = _stories(decisions, DecisionKind.RETRACT)
    struck = {one.story_id for one in decisions if _corrects(one) and one.claim is None}
    gone = dropped | retracted | struck
    kept = [
        (number, _corrected(item, decisions))
        for number, item in enumerate(edition.items, 1)
        if item.story_id not in gone
    ]
    items = tuple(item for _, item in kept)
    left = replace(
        edition,
        items=items,
        also=tuple(item for item in edition.also if item.story_id not in gone),
        top_line=_top_line(edition, items, gone, decisions),
        next_dates=tuple(
            date
            for place, date in enumerate(edition.next_dates, 1)
            if not _is_struck(decisions, "", place)
        ),
        notes=(*edition.notes, *_note(sum(item.story_id in dropped for item in edition.items))),
    )
    return Shown(
        edition=replace(left, articles=_cited(left)),
        numbers=tuple(number for number, _ in kept),
        item_retracted_at=_newest(decisions, lambda one: one.story_id in retracted),
        corrected_at=_newest(decisions, _corrects),
        retracted_at=_newest(decisions, _retracts_all),
    )


def number_of(edition: Edition, story_id: str) -> int | None:
    """A story's number in the whole edition, from 1; none if it is not in it."""
    found = (n for n, item in enumerate(edition.items, 1) if item.story_id == story_id)
    return next(found, None)


def _stories(decisions: Iterable[Decision], kind: DecisionKind) -> set[str]:
    return {one.story_id for one in decisions if one.kind is kind and one.story_id}


def _corrects(one: Decision) -> bool:
    return one.kind is DecisionKind.CORRECT


def _retracts_all(one: Decision) -> bool:
    return one.kind is DecisionKind.RETRACT and not one.story_id


def _is_struck(decisions: Iterable[Decision], story_id: str, claim: int) -> bool:
    return any(
        _corrects(one) and (one.story_id, one.claim) == (story_id, claim) for one in decisions
    )


def _corrected(item: Item, decisions: Collection[Decision]) -> Item:
    claims = tuple(
        claim
        for place, claim in enumerate(item.claims)
        if not _is_struck(decisions, item.story_id, place)
    )
    return item if claims == item.claims else replace(item, claims=claims)


def _top_line(
    edition: Edition,
    items: Sequence[Item],
    gone: Collection[str],
    decisions: Collection[Decision],
) -> Claim | None:
    """The edition's own while its story is told and its words stand, else the next story's best
    sentence; none where no sentence is left.
    """
    line = edition.top_line
    if line is None:
        return None
    if not _is_struck(decisions, "", 0) and _owner(edition, line) not in gone:
        return line
    return next((item.claims[0] for item in items if item.claims), None)


def _owner(edition: Edition, line: Claim) -> str | None:
    """The story that the top line is of: the one that says it, or the first from the same article."""
    for item in edition.items:
        if line.text in {claim.text for claim in item.claims}:
            return item.story_id
    articles = {evidence.article_id for evidence in line.evidence}
    for item in edition.items:
        own = [*item.headline_evidence, *(e for claim in item.claims for e in claim.evidence)]
        if any(evidence.article_id in articles for evidence in own):
            return item.story_id
    return None


def _cited(edition: Edition) -> tuple[ArticleRef, ...]:
    claims = [date.claim for date in edition.next_dates]
    claims += [claim for item in edition.items for claim in item.claims]
    claims += [] if edition.top_line is None else [edition.top_line]
    claims += [step.claim for past in edition.background for step in past.steps]
    evidence = [e for item in (*edition.items, *edition.also) for e in item.headline_evidence]
    evidence += [e for claim in claims for e in claim.evidence]
    wanted = {one.article_id for one in evidence}
    return tuple(article for article in edition.articles if article.id in wanted)


def _note(dropped: int) -> tuple[str, ...]:
    if not dropped:
        return ()
    items = "1 item was" if dropped == 1 else f"{dropped} items were"
    return (f"{items} dropped by a manager.",)


def _newest(decisions: Iterable[Decision], counts: Callable[[Decision], bool]) -> datetime | None:
    return max((one.at for one in decisions if counts(one)), default=None)
