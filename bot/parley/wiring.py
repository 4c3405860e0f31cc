"""Puts the pieces together: finds adapters by entry point and hands them to the use cases."""

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from parley import settings
from parley.app.evaluate import Tools
from parley.domain.errors import ConfigError


def plug(group: str, name: str) -> Any:
    """The adapter registered under ``parley.<group>`` as ``name``. Raises ``ConfigError``."""
    for point in entry_points(group=f"parley.{group}", name=name):
        return point.load()
    known = ", ".join(sorted(point.name for point in entry_points(group=f"parley.{group}")))
    raise ConfigError(f'There is no adapter "{name}" for {group}; installed are: {known}.')


def eval_tools(source: Path, index: Path | None) -> Tools:
    """What the evaluation tasks need from outside; adapters are loaded when they are first used."""
    return Tools(
        parse_feed=lambda body: plug("readers", "feed")(body, source_id="eval"),
        extract_page=lambda html, url: plug("readers", "page")(html, url),  # noqa: PLW0108 - loads late
        tracks=settings.load_tracks,
        open_archive=lambda: plug("stores", "sqlalchemy")("sqlite+aiosqlite://"),
        index=index,
        base=source.parent,
    )
