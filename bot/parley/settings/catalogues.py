"""The catalogues of sources and tracks: ours, and an operator's entries over them by id."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from parley.domain.errors import ConfigError
from parley.domain.model import Gloss, Source, TrackCatalogue
from parley.settings.files import data_dir, overlay, toml, value_of


def load_sources(own: Path | None = None) -> tuple[Source, ...]:
    """The catalogue of sources, an operator's entries over ours by id."""
    return parse_sources(_merged_by_id("sources.toml", own), "sources.toml")


def parse_sources(raw: Mapping[str, Any], where: str) -> tuple[Source, ...]:
    """Sources from the tables of a TOML document. Raises ``ConfigError`` naming ``where``."""
    return tuple(value_of(Source, row, where) for row in raw.get("source", []))


def load_tracks(own: Path | None = None) -> TrackCatalogue:
    """The catalogue of tracks, parties, people and words, an operator's entries over ours by id."""
    merged = _merged_by_id("tracks.toml", own)
    words = _merged_by_id("glossary.toml", own).get("word", [])
    catalogue = value_of(
        TrackCatalogue,
        {
            "tracks": [_named(row) for row in merged.get("track", [])],
            "parties": [_named(row) for row in merged.get("party", [])],
            "people": merged.get("person", []),
            "cues": merged.get("cue", []),
            "weights": merged.get("weight", []),
        },
        "tracks.toml",
    )
    glosses = value_of(tuple[Gloss, ...], words, "glossary.toml")
    return replace(catalogue, glosses=glosses)


def _named(row: dict[str, Any]) -> dict[str, Any]:
    """A track or party whose plain names are written out: ``"EU"`` is ``{text = "EU"}``."""
    return {
        key: [{"text": name} if isinstance(name, str) else name for name in value]
        if key in {"names", "terms", "bodies"} and isinstance(value, list)
        else value
        for key, value in row.items()
    }


def _merged_by_id(name: str, own: Path | None) -> dict[str, list[dict[str, Any]]]:
    merged: dict[str, dict[str, dict[str, Any]]] = {}
    paths = [data_dir("config") / name]
    if own is not None and (own / name).is_file():
        paths.append(own / name)
    for path in paths:
        for table, rows in toml(path).items():
            if not isinstance(rows, list):
                raise ConfigError(f'{path}: "{table}" must be a list; write [[{table}]].')
            for row in rows:
                key = row.get("id") or row.get("name")
                if not key:
                    raise ConfigError(f"{path}: an entry of [[{table}]] has no id; give it one.")
                overlay(merged.setdefault(table, {}).setdefault(key, {}), row)
    return {table: list(rows.values()) for table, rows in merged.items()}
