"""``parley eval ledger``: the developments that each article of a stream reports as new."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from parley.app.evaluate import Tools, instant
from parley.app.jsonl import Row
from parley.app.ledger import Ledger
from parley.domain.model import Development, Track

REQUIRED = ("id", "title", "text", "published_at")
# What a row is of whose time cannot be read.
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Report:
    article_id: str
    title: str
    text: str
    published_at: datetime


def run(rows: Iterator[Row], tools: Tools) -> Iterator[Mapping[str, Any]]:
    """One row out for each in: ``{id, developments}``, each development with the state after it."""
    catalogue = tools.tracks()
    ledger = Ledger(catalogue)
    tracks = {track.id: track for track in catalogue.tracks}
    for number, row in enumerate(rows):
        published = instant(row["published_at"]) or _EPOCH
        # The row's number keeps apart rows that share an id.
        report = _Report(f"{number}:{row['id']}", str(row["title"]), str(row["text"]), published)
        told = ledger.take(report)
        yield {"id": row["id"], "developments": [_row(item, tracks[item.track]) for item in told]}


def _row(told: Development, track: Track) -> dict[str, Any]:
    return {
        "track": name_on(track, told.event_date),
        "date": told.event_date.isoformat(),
        "kind": told.kind,
        "actor": told.actor,
        "authority": told.authority,
        "state": told.state,
        "in_force": told.in_force,
        "scheduled": told.scheduled,
        "deadline": told.deadline.isoformat() if told.deadline else None,
        "quote": told.quote,
    }


def name_on(track: Track, day: date) -> str:
    """The id under which a track went on a day: an alias whose name the catalogue dates, else its own.

    "us-ec" until October 1993 and "gatt" until the end of 1994.
    """
    return next(
        (name.text for name in track.former if name.until is not None and day <= name.until),
        track.id,
    )
