"""Answers a question from the archive alone, every sentence held against the article it cites."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from parley.app.brief import Drafts, assigned
from parley.app.finding import Finding, Found
from parley.app.ports import Clock
from parley.app.survey import source_of
from parley.domain.assembly import QUOTED, reference
from parley.domain.errors import CommandError
from parley.domain.model import (
    Answer,
    Archived,
    ArticleRef,
    Assignment,
    Claim,
    Rights,
    Source,
    Task,
)
from parley.domain.questions import asof

# From so many articles an answer is written: more cost tokens and say the same.
_SOURCES = 6
_NEAREST = 3
_LISTED = 8


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question as it was put, up to when the archive was asked (UTC), and what it has."""

    text: str
    until: datetime
    found: Found


class Asking:
    """Answers questions."""

    def __init__(
        self,
        finding: Finding,
        drafts: Drafts,
        clock: Clock,
        *,
        sources: Mapping[str, Source],
        language: str = "en",
    ) -> None:
        self._finding = finding
        self._drafts = drafts
        self._clock = clock
        self._sources = sources
        self._language = language

    async def ask(
        self,
        question: str,
        *,
        as_of: datetime | None = None,
        tenant_id: str | None = None,
        tracks: Sequence[str] = (),
        among: Sequence[Archived] = (),
    ) -> Answer:
        """The answer as known at ``as_of``, by default at the date the question names, or now.

        ``tracks`` (ids) weigh a little in what is found; ``tenant_id`` pays for a model's words.
        ``among`` are articles that the question is about: the archive is asked only if they have no
        answer.
        Raises ``CommandError`` for a question without words, ``StoreError``.
        """
        if among:
            near = await self._among(question, among, as_of)
            if near.found.question.words and near.found.answerable:
                answer = await self.answer(near, tenant_id=tenant_id)
                if answer.claims:
                    return answer
        inquiry = await self.find(question, as_of=as_of, tracks=tracks)
        if not inquiry.found.question.words:
            raise CommandError("There is no question in that; ask in words, with names and dates.")
        return await self.answer(inquiry, tenant_id=tenant_id)

    async def find(
        self, text: str, *, as_of: datetime | None = None, tracks: Sequence[str] = ()
    ) -> Inquiry:
        """What the archive has on a text as known at ``as_of``, or at the date that the text names.

        Raises ``StoreError``.
        """
        rest, named = asof.parted(text)
        until = as_of or named or self._clock.now()
        return Inquiry(text, until, await self._finding.find(rest, until=until, tracks=tracks))

    async def _among(
        self, text: str, articles: Sequence[Archived], as_of: datetime | None
    ) -> Inquiry:
        rest, named = asof.parted(text)
        until = as_of or named or self._clock.now()
        known = [item for item in articles if item.revision.first_seen <= until]
        return Inquiry(text, until, await self._finding.among(rest, known, until=until))

    async def answer(self, inquiry: Inquiry, *, tenant_id: str | None = None) -> Answer:
        """The answer written from what was found, or a refusal. Raises ``StoreError``."""
        found = inquiry.found
        if not found.answerable:
            return self._refusal(inquiry)
        chosen = found.articles[:_SOURCES]
        draft = await self._drafts.draft(
            Assignment(
                task=Task.ANSWER,
                sources=tuple(
                    assigned(number, item, self._source_of(item), fresh=True)
                    for number, item in enumerate(chosen, 1)
                ),
                language=self._language,
                question=found.question.text,
            ),
            tenant_id=tenant_id,
        )
        if not draft.claims:
            return replace(
                self._refusal(inquiry),
                writer=draft.writer.name,
                dropped=draft.dropped,
                note=draft.note,
            )
        return Answer(
            question=inquiry.text,
            as_of=inquiry.until,
            claims=draft.claims,
            articles=cited(draft.claims, chosen, self._source),
            writer=draft.writer.name,
            score=found.score,
            dropped=draft.dropped,
            note=draft.note,
        )

    async def search(
        self, words: str, *, as_of: datetime | None = None, tracks: Sequence[str] = ()
    ) -> tuple[ArticleRef, ...]:
        """The best articles for words as known at ``as_of`` (now by default), one of each story.

        Raises ``CommandError`` where there are no words, ``StoreError``.
        """
        found = (await self.find(words, as_of=as_of, tracks=tracks)).found
        if not found.question.words:
            raise CommandError("There is nothing to look for in that; use words.")
        return numbered(_told_once(found.articles)[:_LISTED], self._source)

    def _refusal(self, inquiry: Inquiry) -> Answer:
        found = inquiry.found
        return Answer(
            question=inquiry.text,
            as_of=inquiry.until,
            claims=(),
            articles=(),
            nearest=numbered(_told_once(found.articles)[:_NEAREST], self._source),
            writer=QUOTED,
            score=found.score,
        )

    def _source(self, source_id: str) -> Source:
        return source_of(self._sources, source_id)

    def _source_of(self, item: Archived) -> Source:
        """An article's source; of one that left the catalogue, what was stored may still be read.

        Intake stores no text that the source's rights did not allow.
        """
        source = self._source(item.revision.source_id)
        if source.id in self._sources or not item.revision.text:
            return source
        return replace(source, rights=Rights.EXCERPT)


def cited(
    claims: Sequence[Claim], articles: Sequence[Archived], source_of: Callable[[str], Source]
) -> tuple[ArticleRef, ...]:
    """The articles that claims cite, numbered in the order in which the reader meets them."""
    known = {item.revision.article_id: item for item in articles}
    order = dict.fromkeys(evidence.article_id for claim in claims for evidence in claim.evidence)
    return numbered([known[key] for key in order], source_of)


def numbered(
    articles: Sequence[Archived], source_of: Callable[[str], Source]
) -> tuple[ArticleRef, ...]:
    """Articles as a reader is shown them, from 1."""
    return tuple(reference(number, item, source_of) for number, item in enumerate(articles, 1))


def _told_once(articles: Sequence[Archived]) -> list[Archived]:
    """The best article of each story."""
    best: dict[str, Archived] = {}
    for item in articles:
        place = item.placement
        best.setdefault(place.story_id if place else item.revision.article_id, item)
    return list(best.values())
