"""``parley eval schedule``: the next three slots of a cron line in a zone."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from parley.app.evaluate import Tools
from parley.app.jsonl import Row
from parley.domain.errors import ScheduleError
from parley.domain.schedule import slots, zone_of

REQUIRED = ("id", "cron", "tz", "after")


def run(rows: Iterator[Row], _tools: Tools) -> Iterator[Mapping[str, Any]]:
    """One row out for each row in; a line, zone or time that cannot be read gives an ``error``."""
    for row in rows:
        try:
            yield {"id": row["id"], "next_utc": _next(row["cron"], row["tz"], row["after"])}
        except ScheduleError as error:
            yield {"id": row["id"], "error": str(error)}


def _next(cron: object, zone: object, after: object) -> list[str]:
    if not (isinstance(cron, str) and isinstance(zone, str) and isinstance(after, str)):
        raise ScheduleError("cron, tz and after must be text; put them in quotes.")
    place = zone_of(zone)
    try:
        start = datetime.fromisoformat(after)
        # A repeated local time is its first instant, as Python reads it (PEP 495).
        start = start if start.tzinfo else start.replace(tzinfo=place)
        found = [slot.isoformat() for slot in islice(slots(cron, zone, start), 3)]
    except (ValueError, OverflowError) as error:
        raise ScheduleError(
            f'The time "{after}" cannot be read; write it like 2025-03-08T12:00:00.'
        ) from error
    if len(found) < 3:
        raise ScheduleError(f'"{cron}" has fewer than three slots before the calendar ends.')
    return found
