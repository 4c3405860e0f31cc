"""Reads cited articles again after they were posted, and strikes what no longer stands in them.

A sentence goes if its words stood in the article's text, the article can still be read, and they are
not in it any more. An article that cannot be read any more, or gives much less, takes nothing back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from parley.app.brief import source_of
from parley.app.intake import Body
from parley.app.jobs import amend_job
from parley.app.ports import Archive, Job
from parley.domain.evidence.quotes import verbatim
from parley.domain.model import (
    Decision,
    DecisionKind,
    Delivery,
    DeliveryState,
    Edition,
    Evidence,
    Rights,
    Source,
)
from parley.domain.redaction import Shown, shown

# So long after a briefing's slot its articles are read again.
AGES = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=24), timedelta(hours=72))
# A service that was stopped makes up for this long; what is older is in nobody's eyes.
_BACK = timedelta(hours=6)
# A page that gives less than this share of what it gave is a notice, a wall, or an accident.
_LEAST = 0.5
# More briefings than these were not sent in three days.
_RECENT = 2_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """An article's text when it was cited, and now."""

    before: str
    now: str

    def gave_way(self, quote: str) -> bool:
        """Whether words that stood in the article are gone from it."""
        if len(self.now) < _LEAST * len(self.before):
            return False
        return verbatim(quote, self.before) and not verbatim(quote, self.now)


class Correcting:
    """Corrects what was sent; ``body`` reads a page's article, "" where that cannot be had."""

    def __init__(self, archive: Archive, body: Body, sources: Mapping[str, Source]) -> None:
        self._archive = archive
        self._body = body
        self._sources = sources
        self._last: datetime | None = None

    async def look(self, now: datetime) -> Sequence[Job]:
        """Read again what is due at ``now`` (UTC); the jobs that change what was posted.

        Raises ``StoreError``; the same briefings are then due again.
        """
        since = self._last or now - _BACK
        due = [
            one
            for one in await self._archive.deliveries.recent(None, limit=_RECENT)
            if one.state is DeliveryState.SENT
            and any(since < one.slot + age <= now for age in AGES)
        ]
        jobs: list[Job] = []
        pages: dict[str, str] = {}
        for edition_id in dict.fromkeys(one.edition_id for one in due):
            edition = await self._archive.editions.edition(edition_id or "")
            if edition is not None:
                same = [one for one in due if one.edition_id == edition_id]
                jobs += await self._correct(edition, same, pages, now)
        self._last = now
        return jobs

    async def _correct(
        self,
        edition: Edition,
        deliveries: Sequence[Delivery],
        pages: dict[str, str],
        now: datetime,
    ) -> list[Job]:
        fallen = list(_fallen(edition, await self._grounds(edition, pages, now)))
        jobs = []
        for delivery in deliveries if fallen else ():
            stands = await self._archive.decisions.of(delivery.tenant_id, delivery.id)
            known = {(one.story_id, one.claim) for one in stands}
            left = shown(edition, stands)
            new = [one for one in fallen if one not in known and _is_told(left, edition, *one)]
            for story_id, claim in new:
                await self._archive.decisions.decide(
                    Decision(
                        tenant_id=delivery.tenant_id,
                        delivery_id=delivery.id,
                        kind=DecisionKind.CORRECT,
                        user="",
                        at=now,
                        story_id=story_id,
                        claim=claim,
                    )
                )
            if new:
                _log.info("briefing corrected", delivery=delivery.id, claims=len(new))
                jobs.append(amend_job(delivery))
        return jobs

    async def _grounds(
        self, edition: Edition, pages: dict[str, str], now: datetime
    ) -> Mapping[str, Ground]:
        """What can be read anew of the cited articles, by their ids.

        ``pages`` are those read in this look: many editions cite one page, which is asked for once.
        """
        keys = [article.id for article in edition.articles]
        cited = await self._archive.articles.named(keys, edition.until)
        newest = {
            row.revision.article_id: row for row in await self._archive.articles.named(keys, now)
        }
        found: dict[str, Ground] = {}
        for row in cited:
            before, after = row.revision, newest[row.revision.article_id].revision
            text = after.text if after.id != before.id else ""
            source = source_of(self._sources, before.source_id)
            if before.text and source.enabled and source.rights is Rights.FULL_TEXT:
                if before.url not in pages:
                    pages[before.url] = await self._body(source, before.url)
                text = pages[before.url] or text
            if before.text and text:
                found[before.article_id] = Ground(before.text, f"{after.title}\n{text}")
        return found


def _is_told(left: Shown, edition: Edition, story_id: str, claim: int | None) -> bool:
    """Whether a sentence stands in what a channel is shown; what was taken out needs no correction."""
    if left.retracted_at is not None:
        return False
    if story_id:
        return story_id in {item.story_id for item in left.edition.items}
    return claim != 0 or left.edition.top_line == edition.top_line


def _fallen(edition: Edition, grounds: Mapping[str, Ground]) -> Iterable[tuple[str, int | None]]:
    """The sentences whose ground has moved, as decisions name them."""
    if edition.top_line is not None and _falls(edition.top_line.evidence, grounds):
        yield "", 0
    for place, date in enumerate(edition.next_dates, 1):
        if _falls(date.claim.evidence, grounds):
            yield "", place
    for item in edition.items:
        if _falls(item.headline_evidence, grounds):
            yield item.story_id, None
        for place, claim in enumerate(item.claims):
            if _falls(claim.evidence, grounds):
                yield item.story_id, place


def _falls(evidence: Iterable[Evidence], grounds: Mapping[str, Ground]) -> bool:
    return any(
        (ground := grounds.get(one.article_id)) is not None and ground.gave_way(one.quote)
        for one in evidence
    )
