"""Finds a track by whatever a person calls it: its id, an alias, or its name."""

import difflib
from collections.abc import Iterable

from parley.domain.errors import InputError
from parley.domain.identity import folded
from parley.domain.model import Track, TrackCatalogue


def _key(word: str) -> str:
    return folded(word).replace("–", "-").replace("_", "-").replace(" ", "-")


def find_track(catalogue: TrackCatalogue, word: str) -> Track | None:
    """The track with this id, alias or name, in any case."""
    wanted = _key(word)
    for track in catalogue.tracks:
        if wanted in {_key(track.id), _key(track.name), *map(_key, track.aliases)}:
            return track
    return None


def track_ids(catalogue: TrackCatalogue, words: Iterable[str]) -> tuple[str, ...]:
    """The ids of the named tracks, each once. Raises ``InputError`` that names the nearest one."""
    found: dict[str, None] = {}
    for word in words:
        track = find_track(catalogue, word)
        if track is None:
            ids = [known.id for known in catalogue.tracks]
            near = difflib.get_close_matches(_key(word), ids, n=1, cutoff=0.4)
            hint = f'did you mean "{near[0]}"?' if near else f"known are: {', '.join(ids)}."
            raise InputError(f'There is no track "{word}"; {hint}')
        found[track.id] = None
    return tuple(found)
