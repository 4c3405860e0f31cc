"""The story so far of a desk's tracks, for a reader who is told of them for the first time."""

from collections.abc import Mapping, Sequence, Set
from datetime import datetime

from parley.app.outlook import Check, source_text
from parley.app.ports import Articles, Developments
from parley.domain.assembly import Past
from parley.domain.ledger.history import steps, telling
from parley.domain.ledger.states import standing
from parley.domain.model import (
    Archived,
    DatedClaim,
    Desk,
    Development,
    SoFar,
    Track,
    TrackKind,
)
from parley.domain.repeats import plain
from parley.domain.writing import quotation

# A reader of many tracks asks `status` for the others.
_MOST_TRACKS = 4


class Background:
    """Reads the recorded ledger for a desk's first edition."""

    def __init__(
        self,
        articles: Articles,
        developments: Developments,
        tracks: Mapping[str, Track],
        check: Check,
    ) -> None:
        self._articles = articles
        self._developments = developments
        self._tracks = tracks
        self._check = check

    async def of(
        self, desk: Desk, told: Sequence[str], until: datetime, said: Set[str] = frozenset()
    ) -> tuple[Past, ...]:
        """Where each of the desk's tracks stands, since when and how it came there, as of ``until``.

        For a desk that follows everything, the tracks that are ``told``, what is one affair before the
        sectors that it touches. What was ``said`` (``repeats.plain``), in the edition or of a track
        before, is not said again; a track of which nothing is left has no story. Raises ``StoreError``.
        """
        found: list[Past] = []
        heard = set(said)
        for track in desk.tracks or sorted(told, key=self._is_sector):
            known = self._tracks.get(track)
            if known is None or known.kind is TrackKind.OTHER or len(found) == _MOST_TRACKS:
                continue
            past = await self._past(desk, known, until, heard)
            if past is not None:
                found.append(past)
                heard |= {plain(step.claim.evidence[0].quote) for step in past.so_far.steps}
        return tuple(found)

    def _is_sector(self, track: str) -> bool:
        return track in self._tracks and self._tracks[track].kind is TrackKind.SECTOR

    async def _past(
        self, desk: Desk, track: Track, until: datetime, heard: Set[str]
    ) -> Past | None:
        known = await self._developments.known(None, until, [track.id])
        now = standing(known, track.kind, until.date())
        if now.since is None or now.by is None:
            return None
        candidates = telling(known, now.by)
        articles = {
            item.revision.article_id: item
            for item in await self._articles.named((d.article_id for d in candidates), until)
        }
        stand = [d for d in candidates if self._stands(d, articles.get(d.article_id), desk)]
        chosen = [s for s in steps(stand, now.by) if plain(s.quote) not in heard]
        if not chosen or (track.kind is TrackKind.SECTOR and plain(now.by.quote) in heard):
            return None
        so_far = SoFar(track.id, now.state, now.since, tuple(_dated(step) for step in chosen))
        return Past(so_far, tuple(articles[step.article_id] for step in chosen))

    def _stands(self, step: Development, article: Archived | None, desk: Desk) -> bool:
        """Whether its words stand in its article as it reads now, and the desk reads its source."""
        if article is None or (desk.sources and article.revision.source_id not in desk.sources):
            return False
        return self._check(_dated(step).claim, {step.article_id: source_text(article)}).supported


def _dated(step: Development) -> DatedClaim:
    return DatedClaim(step.event_date, quotation(step.article_id, step.quote))
