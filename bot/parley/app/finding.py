"""Finds the articles that answer a question: searched for in the archive, then ranked by the question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from parley.app.ports import Search
from parley.domain.model import Archived, Source
from parley.domain.questions import answerable, ranking
from parley.domain.questions.asked import Question, taken_apart
from parley.domain.questions.ranking import Passage, Rarity
from parley.domain.questions.words import stems

# So many search results are ranked again, or fewer where they are long: a reader waits.
_CANDIDATES = 100
_CHARACTERS = 50_000
# Of a longer article its beginning is ranked by; news says at its top what it is about.
_READ = 6_000
# Articles that were read for ranking are kept for the next question, up to this many.
_KEPT = 500


@dataclass(frozen=True, slots=True)
class Found:
    """Articles, best first; ``score`` is how well they support an answer, 0 to 1."""

    question: Question
    articles: tuple[Archived, ...]
    score: float

    @property
    def answerable(self) -> bool:
        """Whether an answer is worth writing."""
        return self.score >= answerable.THRESHOLD


class Finding:
    """Retrieval for questions. Its order and score depend on the archive alone, not on what was asked
    before.
    """

    def __init__(self, search: Search, sources: Mapping[str, Source]) -> None:
        self._search = search
        self._publishers = {source.name: source.id for source in sources.values()}
        self._read: dict[str, Passage] = {}

    async def find(
        self, text: str, *, until: datetime, tracks: Sequence[str] = (), limit: int = _CANDIDATES
    ) -> Found:
        """The articles for a question as known at ``until``. Raises ``StoreError``."""
        question = taken_apart(text, self._publishers)
        hits = await self._search.search(question.words, limit=limit, until=until)
        fitting = _fitting([len(hit.archived.revision.text) for hit in hits])
        return await self._ranked(
            question, [hit.archived for hit in hits[:fitting]], until=until, tracks=tracks
        )

    async def among(self, text: str, articles: Sequence[Archived], *, until: datetime) -> Found:
        """These articles alone, for a question about them. Raises ``StoreError``."""
        return await self._ranked(taken_apart(text, self._publishers), articles, until=until)

    async def _ranked(
        self,
        question: Question,
        found: Sequence[Archived],
        *,
        until: datetime,
        tracks: Sequence[str] = (),
    ) -> Found:
        known = await self._search.frequencies(question.words, until=until)
        articles = {item.revision.id: item for item in found}
        rarity = Rarity(
            known.total,
            {stem: count for word, count in known.counts.items() for stem in stems(word)},
        )
        passages = [self._passage(item) for item in articles.values()]
        ranked = ranking.rank(question, passages, rarity, tracks=tracks)
        return Found(
            question=question,
            articles=tuple(articles[entry.passage.key] for entry in ranked),
            score=answerable.score(answerable.signs(question, ranked, rarity)),
        )

    def _passage(self, item: Archived) -> Passage:
        revision = item.revision
        passage = self._read.get(revision.id)
        if passage is None:
            if len(self._read) >= _KEPT:
                del self._read[next(iter(self._read))]
            passage = self._read[revision.id] = ranking.passage(
                revision.id,
                revision.title,
                revision.text[:_READ],
                publisher=revision.source_id,
                day=revision.published_at.date(),
                tracks=item.reading.tracks,
            )
        return passage


def _fitting(sizes: Sequence[int]) -> int:
    """How many texts of these sizes are ranked again."""
    total = 0
    for count, size in enumerate(sizes):
        total += min(size, _READ)
        if total > _CHARACTERS:
            return count + 1
    return len(sizes)
