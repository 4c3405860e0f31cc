"""Asks a model for the developments of an article; what does not stand on its words is dropped."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from parley.app.drafting import Drafting
from parley.domain.ledger import proposals
from parley.domain.model import (
    Archived,
    AssignedSource,
    Assignment,
    Claim,
    Development,
    Draft,
    Rights,
    Source,
    SourceText,
    Task,
    TrackCatalogue,
    Usage,
    Verdict,
    WriterIdentity,
    WriterKind,
    Written,
)

# So long after it came in an article is still worth asking for.
_NEW = timedelta(days=1)
_log = structlog.get_logger(__name__)


class Nobody:
    """The writer behind a model that reads for the ledger: it proposes nothing, and the rules stand."""

    @property
    def identity(self) -> WriterIdentity:
        """Quotes nothing, sends nothing."""
        return WriterIdentity(name="rules", kind=WriterKind.EXTRACTIVE)

    async def write(self, assignment: Assignment) -> Written:
        """Nothing, whatever the assignment."""
        del assignment
        return Written(headline=Claim("", ()), claims=())

    def estimate(self, assignment: Assignment) -> Usage:
        """Nothing."""
        del assignment
        return Usage()


def checked_against(
    catalogue: TrackCatalogue, claim: Claim, sources: Mapping[str, SourceText]
) -> Verdict:
    """The check that a ``Drafting`` of proposals is opened with."""
    return proposals.check(claim, sources, [track.id for track in catalogue.tracks])


class Proposer:
    """Has each article read once; budget, rights, repair and keeping are those of every draft."""

    def __init__(
        self, drafting: Drafting, catalogue: TrackCatalogue, sources: Mapping[str, Source]
    ) -> None:
        self._drafting = drafting
        self._names = {track.id: track.name for track in catalogue.tracks}
        self._sources = sources

    async def proposals(self, item: Archived, now: datetime) -> Sequence[Development]:
        """What a model reads in an article, each checked; nothing where it may not or cannot read.

        Of an article that is no longer new at ``now`` (UTC) only what was kept: an old archive is
        not paid for. Raises ``StoreError``.
        """
        work = self._assignment(item)
        if work is None:
            return ()
        if now - item.revision.first_seen > _NEW:
            draft = await self._drafting.kept(work)
        else:
            draft = await self._drafting.draft(work)
        if draft is None:
            return ()
        self._tell(draft, item)
        at = item.revision.published_at
        return [proposals.development(claim, at) for claim in draft.claims]

    def _assignment(self, item: Archived) -> Assignment | None:
        words, source = item.revision, self._sources[item.revision.source_id]
        tracks = [track for track in item.reading.tracks if track in self._names]
        if source.rights is Rights.HEADLINE_ONLY or not words.text.strip() or not tracks:
            return None
        return Assignment(
            task=Task.LEDGER,
            sources=(
                AssignedSource(
                    number=1,
                    article_id=words.article_id,
                    revision_id=words.id,
                    publisher=source.name,
                    authority=source.authority,
                    rights=source.rights,
                    title=words.title,
                    text=words.text,
                    published_at=words.published_at,
                    language=words.language,
                ),
            ),
            tracks=tuple(f"{track} ({self._names[track]})" for track in tracks),
        )

    @staticmethod
    def _tell(draft: Draft, item: Archived) -> None:
        for entry in draft.dropped:
            why = " ".join(reason.detail for reason in entry.verdict.reasons)
            _log.info(
                "a proposed development was dropped", article=item.revision.article_id, why=why
            )
