"""Who confirms a move: an official source, or two that do not copy each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.app.drafting import Check
from parley.app.ledger import Ledger
from parley.app.ports import Articles
from parley.app.survey import source_of
from parley.domain.ledger.moves import Moved
from parley.domain.ledger.phrases import quoted
from parley.domain.ledger.states import after
from parley.domain.model import (
    Archived,
    Authority,
    Claim,
    Development,
    Evidence,
    Revision,
    Rights,
    Source,
    SourceText,
    TrackCatalogue,
    TrackState,
)
from parley.domain.stories.wire import families, voices

"""Holds a claim against the articles that it names."""

# Two reports of one event may differ by so much about its day.
_DAYS = timedelta(days=1)
# So many sources are shown; the reader has a minute.
_SHOWN = 4
# So many articles' readings are kept.
_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The articles that each tell a move by themselves, and quotations of them that stand.

    The official ones come first. ``headlines_only`` says that no more than that may be shown of any.
    """

    story: str
    articles: tuple[Archived, ...]
    claims: tuple[Claim, ...]
    official: bool
    headlines_only: bool


class Confirming:
    """Reads the articles of a development's story again, each for itself."""

    def __init__(
        self,
        articles: Articles,
        catalogue: TrackCatalogue,
        sources: Mapping[str, Source],
        check: Check,
    ) -> None:
        self._articles = articles
        self._catalogue = catalogue
        self._kinds = {track.id: track.kind for track in catalogue.tracks}
        self._sources = sources
        self._check = check
        self._read: dict[str, tuple[Development, ...]] = {}

    async def of(self, move: Moved, until: datetime) -> Confirmation | None:
        """Who confirms a move by ``until`` (UTC); none if too few do. Raises ``StoreError``.

        An article confirms it that would by itself have moved the track so. What an unvetted source
        says confirms nothing, and neither does a copy.
        """
        (first,) = await self._articles.named([move.by.article_id], until) or (None,)
        if first is None:
            return None
        rows = [first]
        if first.placement is not None:
            rows = list(await self._articles.stories([first.placement.story_id], until))
        told = self._told(rows, move)
        if not told:
            return None
        official = any(self._is_official(item) for item, _ in told)
        words = [item.revision for item, _ in told]
        heard = voices(words, families(self._sources))
        if not official and len(heard) < 2:
            return None
        return self._confirmation(move, told, official=official)

    def _told(self, rows: list[Archived], move: Moved) -> list[tuple[Archived, Development]]:
        """The articles of standing that tell it, each with its own telling, by first report."""
        found: dict[str, tuple[Archived, Development]] = {}
        for item in rows:
            words = item.revision
            source = source_of(self._sources, words.source_id)
            if source.authority is Authority.OTHER or words.article_id in found:
                continue
            own = next((one for one in self._by_itself(words) if self._same(one, move)), None)
            if own is not None:
                found[words.article_id] = (item, own)
        return list(found.values())

    def _by_itself(self, words: Revision) -> tuple[Development, ...]:
        """What an article tells, read as if it were the first; a day's news is asked for again and again."""
        if words.id not in self._read:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            side = source_of(self._sources, words.source_id).side
            self._read[words.id] = Ledger(self._catalogue).take(words, side, words.first_seen)
        return self._read[words.id]

    def _same(self, told: Development, move: Moved) -> bool:
        by = move.by
        if told.track != by.track or abs(told.event_date - by.event_date) > _DAYS:
            return False
        before = move.move.before or TrackState.QUIET
        return after(before, told, self._kinds[by.track]) is move.move.after

    def _confirmation(
        self, move: Moved, told: list[tuple[Archived, Development]], *, official: bool
    ) -> Confirmation:
        told = sorted(told, key=lambda one: not self._is_official(one[0]))
        shown = _distinct(told, self._sources)[:_SHOWN]
        claims = [claim for item, own in shown if (claim := self._claim(item, own)) is not None]
        place = shown[0][0].placement
        rights = {source_of(self._sources, one.revision.source_id).rights for one, _ in shown}
        return Confirmation(
            story=place.story_id if place else move.by.article_id,
            articles=tuple(item for item, _ in shown),
            claims=tuple(claims[:1]),
            official=official,
            headlines_only=rights == {Rights.HEADLINE_ONLY},
        )

    def _claim(self, item: Archived, own: Development) -> Claim | None:
        """The words of an article in quotation marks, if they stand in it."""
        words = item.revision
        if source_of(self._sources, words.source_id).rights is Rights.HEADLINE_ONLY:
            return None
        key = words.article_id
        claim = Claim(own.quote, (Evidence(key, own.quote),))
        text = SourceText(key, words.title, words.text, words.published_at)
        if not self._check(claim, {key: text}).supported:
            return None
        line = " ".join(quoted(own.quote, own.quote).split())
        return Claim(line, claim.evidence)

    def _is_official(self, item: Archived) -> bool:
        source = source_of(self._sources, item.revision.source_id)
        return source.authority is Authority.OFFICIAL


def _distinct(
    told: list[tuple[Archived, Development]], sources: Mapping[str, Source]
) -> list[tuple[Archived, Development]]:
    """One article a voice: copies are not shown beside what they copy."""
    shown: list[tuple[Archived, Development]] = []
    for one in told:
        words = [item.revision for item, _ in [*shown, one]]
        if len(voices(words, families(sources))) > len(shown):
            shown.append(one)
    return shown
