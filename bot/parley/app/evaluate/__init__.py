"""The evaluation tasks: one module a task, each with ``REQUIRED`` fields and ``run(rows, tools)``.

``run`` takes an iterator of rows and yields one row out for each row in, in order. It is handed the
``Tools`` that need an adapter or a file, so that the tasks themselves stay free of both.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from parley.app import jsonl
from parley.app.jsonl import Row
from parley.app.ports import Archive, Page
from parley.domain.model import Entry, TrackCatalogue

Run = Callable[[Iterator[Row], "Tools"], Iterator[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the tasks need from outside: readers of feeds and pages, data, a throw-away archive.

    ``parse_feed`` raises ``FetchError`` for bytes that are no feed. ``open_archive`` opens an
    archive in memory. ``index`` is the ``--index`` file of the task ``ask``; ``base`` the folder of
    the input file, which relative paths in rows are relative to, if they do not exist as they are.
    """

    parse_feed: Callable[[bytes], list[Entry]]
    extract_page: Callable[[str, str | None], Page]
    tracks: Callable[[], TrackCatalogue]
    open_archive: Callable[[], Awaitable[Archive]]
    index: Path | None = None
    base: Path = Path()


def rows_of(
    run: Run,
    required: Iterable[str],
    source: Path,
    out: Path,
    tools: Tools,
    *,
    watch: Callable[[Iterator[Row]], Iterator[Row]] = iter,
) -> int:
    """Run a task from file to file; how many rows. Nothing is written if the input is faulty.

    ``watch`` sees the rows go by, for a progress bar.
    """
    return jsonl.write(out, run(watch(jsonl.read(source, required)), tools))


def instant(value: object) -> datetime | None:
    """An ISO time of a row in UTC, which one without an offset is in; none where none can be read."""
    try:
        time = datetime.fromisoformat(str(value))
        return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):  # the last at either end of the calendar
        return None
