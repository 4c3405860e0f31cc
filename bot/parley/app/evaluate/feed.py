"""``parley eval feed``: files into entries, by the reader that the service uses."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from parley.app.evaluate import Tools
from parley.app.jsonl import Row
from parley.domain.errors import FetchError
from parley.domain.model import Entry

REQUIRED = ("id", "path")


def run(rows: Iterator[Row], tools: Tools) -> Iterator[Mapping[str, Any]]:
    """Out: ``{id, entries:[{id, url, title, summary, published_at}]}``, null where absent.

    ``path`` is taken as it is, else relative to the input file. A file that is not there or no feed
    gives ``{id, error}``.
    """
    for row in rows:
        path = Path(str(row["path"]))
        try:
            body = (path if path.exists() else tools.base / path).read_bytes()
            entries = tools.parse_feed(body)
        except (OSError, ValueError) as error:  # ValueError: a path with a NUL in it
            reason = getattr(error, "strerror", None) or error
            yield {"id": row["id"], "error": f"{path} cannot be read: {reason}."}
        except FetchError as error:
            yield {"id": row["id"], "error": str(error)}
        else:
            yield {"id": row["id"], "entries": [_shown(entry) for entry in entries]}


def _shown(entry: Entry) -> Mapping[str, str | None]:
    return {
        "id": entry.guid,
        "url": entry.url,
        "title": entry.title or None,
        # An item that has only its full content is summed up by it, as feed readers do.
        "summary": entry.summary or entry.body or None,
        "published_at": entry.published_at.isoformat() if entry.published_at else None,
    }
