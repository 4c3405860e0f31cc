"""Runs the real pipeline over a dated corpus on a simulated clock: one line out for every slot."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from parley.app.brief import Briefing
from parley.app.intake import Intake
from parley.app.jsonl import Row
from parley.domain import identity
from parley.domain.errors import InputError
from parley.domain.model import (
    Authority,
    Claim,
    Desk,
    Edition,
    Entry,
    Item,
    Rights,
    Source,
    SourceKind,
)

REQUIRED = ("id", "title", "body", "source", "published_at")
_WIRES = {"reuters", "ap", "associated press", "afp", "xinhua", "kyodo", "yonhap", "bloomberg"}
Slots = Callable[[datetime], Iterable[datetime]]
"""Slots strictly after an instant, in UTC, without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A row of the corpus: its own id beside the entry it makes."""

    id: object
    source: str
    entry: Entry
    published_at: datetime


class Replay:
    """A corpus told day by day, as it would have been."""

    def __init__(
        self,
        intake: Intake,
        briefing: Briefing,
        sources: dict[str, Source],
    ) -> None:
        self._intake = intake
        self._briefing = briefing
        self._sources = sources
        self._row_ids: dict[str, object] = {}

    async def run(
        self,
        corpus: Sequence[Dated],
        desk: Desk,
        slots: Slots,
        *,
        first: datetime | None = None,
        last: datetime | None = None,
        watch: Callable[[Iterable[Dated]], Iterable[Dated]] = iter,
    ) -> AsyncIterator[tuple[datetime, Edition]]:
        """Editions for every slot from ``first`` to ``last`` (inclusive), by default of all the corpus.

        An edition is cut off at its slot, for a replay has no writing time to allow for. ``corpus``
        is in order of time; ``watch`` sees its rows go by, for a progress bar.
        """
        if not corpus:
            return
        start, end = corpus[0].published_at, corpus[-1].published_at
        since = start - timedelta(seconds=1)
        waiting = iter(watch(corpus))
        ahead: Dated | None = next(waiting)
        for slot in slots(since):
            if last is not None and slot > last:
                break
            while ahead is not None and ahead.published_at <= slot:
                await self._take(ahead)
                ahead = next(waiting, None)
            if first is None or slot >= first:
                yield slot, await self._briefing.edition(desk, since, slot)
            since = slot
            if slot >= end and last is None:
                break

    async def _take(self, row: Dated) -> None:
        source = self._sources.setdefault(row.source, unknown_source(row.source))
        await self._intake.take([(source, [row.entry])], row.published_at)
        url = row.entry.url or ""
        self._row_ids[identity.article_id(url)] = row.id

    def json(self, slot: datetime, edition: Edition, zone: ZoneInfo) -> Row:
        """One line of the public contract; articles go by the corpus's own ids."""
        return edition_row(slot, edition, self._row_ids, zone)


def dated(row: Mapping[str, Any]) -> Dated:
    """A row of the corpus. Raises ``InputError`` for a date that cannot be read."""
    key = str(row["id"])
    return Dated(
        id=row["id"],
        source=str(row["source"]),
        entry=Entry(
            source_id=str(row["source"]),
            title=str(row["title"]),
            url=str(row.get("url") or f"urn:parley:replay:{key}"),
            guid=key,
            body=str(row["body"]),
            published_at=instant(str(row["published_at"])),
        ),
        published_at=instant(str(row["published_at"])),
    )


def instant(text: str, *, end_of_day: bool = False, zone: tzinfo = UTC) -> datetime:
    """An ISO date or time; without an offset it is read in ``zone``. A bare date is its start, or its
    last moment. The answer is UTC.

    Raises ``InputError``.
    """
    try:
        if len(text) == len("2025-05-29"):
            day = date.fromisoformat(text)
            return datetime.combine(day, time.max if end_of_day else time.min, zone).astimezone(UTC)
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f'"{text}" is not an ISO date; write it like 2025-05-29.') from error
    return (at.replace(tzinfo=zone) if at.tzinfo is None else at).astimezone(UTC)


def unknown_source(name: str) -> Source:
    """A corpus's own source: whoever replays it holds the rights to read it."""
    key = identity.folded(name)
    return Source(
        id=name,
        name=name[:1].upper() + name[1:],
        kind=SourceKind.FEED,
        url="",
        family=key,
        authority=Authority.WIRE if key in _WIRES else Authority.PRESS,
        rights=Rights.FULL_TEXT,
    )


def edition_row(
    slot: datetime,
    edition: Edition,
    row_ids: Mapping[str, object],
    zone: ZoneInfo,
) -> Row:
    """An edition as one JSON object of the public contract, its times in ``zone``."""

    def name(article: str) -> object:
        return row_ids.get(article, article)

    def claims(found: Sequence[Claim]) -> list[Row]:
        return [
            {
                "text": claim.text,
                "evidence": [
                    {"article": name(item.article_id), "quote": item.quote}
                    for item in claim.evidence
                ],
            }
            for claim in found
        ]

    def story(item: Item) -> Row:
        row: Row = {
            "story": item.story_id,
            "headline": item.headline,
            "change": {"kind": item.change.kind.value},
            "claims": claims(item.claims),
            "tracks": list(item.tracks),
        }
        if item.change.old and item.change.new:
            row["change"] |= {"old": item.change.old, "new": item.change.new}
        if item.state is not None:
            move = item.state
            row["state"] = {
                "track": move.track,
                "from": move.before,
                "to": move.after,
                "since": move.since.isoformat(),
            }
        return row

    return {
        "edition": edition.id,
        "desk": edition.desk_id,
        "slot": slot.astimezone(zone).isoformat(),
        "since": edition.since.astimezone(zone).isoformat(),
        "until": edition.until.astimezone(zone).isoformat(),
        "top_line": edition.top_line.text if edition.top_line else None,
        "items": [story(item) for item in edition.items],
        "also": [story(item) for item in edition.also],
        "articles": [
            {
                "id": name(article.id),
                "url": article.url,
                "title": article.title,
                "source": article.source_id,
                "published_at": article.published_at.isoformat(),
            }
            for article in edition.articles
        ],
        "coverage": {
            "seen": edition.coverage.seen,
            "relevant": edition.coverage.relevant,
            "stories": edition.coverage.stories,
            "used": edition.coverage.used,
            "left_out": {why.value: n for why, n in edition.coverage.left_out.items()},
        },
        "dropped": [
            {"text": dropped.claim.text, "reasons": [r.detail for r in dropped.verdict.reasons]}
            for dropped in edition.dropped
        ],
        "writer": edition.writer,
    }
