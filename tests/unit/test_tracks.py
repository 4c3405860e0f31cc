"""The catalogue of tracks: whole, true to the day, and open to an operator's own by data alone."""

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from parley import settings
from parley.domain.model import TrackCatalogue, TrackKind
from parley.domain.relevance import TradeReader

PROMISED = [
    "us-china",
    "us-eu",
    "us-uk",
    "us-japan",
    "us-korea",
    "us-india",
    "us-canada",
    "us-mexico",
    "usmca",
    "us-brazil",
    "us-switzerland",
    "eu-china",
    "eu-mercosur",
    "eu-india",
    "china-canada",
    "cptpp",
    "rcep",
    "wto",
    "steel-aluminium",
    "autos",
    "semiconductors",
    "critical-minerals",
    "pharmaceuticals",
    "agriculture",
    "de-minimis",
    "us-measures",
    "tariff-litigation",
    "us-trade-bill",
    "other",
]


@pytest.fixture(scope="module")
def catalogue() -> TrackCatalogue:
    return settings.load_tracks()


def test_every_promised_track_is_there(catalogue: TrackCatalogue) -> None:
    """The tracks that people subscribe to exist, under the ids that they type."""
    assert [track.id for track in catalogue.tracks] == PROMISED


def test_ids_and_aliases_are_nobody_elses(catalogue: TrackCatalogue) -> None:
    """No id or alias means two tracks."""
    named = Counter(name for track in catalogue.tracks for name in (track.id, *track.aliases))
    assert {name for name, count in named.items() if count > 1} == set()


def test_every_party_that_is_named_exists(catalogue: TrackCatalogue) -> None:
    """Tracks and people belong to parties that have names."""
    known = {party.id for party in catalogue.parties if party.names}
    used = {party for track in catalogue.tracks for party in track.parties}
    assert used | {person.party for person in catalogue.people} <= known


def test_what_is_between_two_has_two_parties(catalogue: TrackCatalogue) -> None:
    """A bilateral track is placed by its parties, so it has them."""
    for track in catalogue.tracks:
        if track.kind is TrackKind.BILATERAL:
            assert len(set(track.parties)) == 2, track.id


def test_nobody_holds_one_name_twice_on_a_day(catalogue: TrackCatalogue) -> None:
    """A name or alias stands for one person on any day, and no term of office ends before it starts."""
    held: dict[str, list[tuple[date, date]]] = {}
    for person in catalogue.people:
        term = (person.since or date.min, person.until or date.max)
        assert term[0] < term[1], person.name
        for name in (person.name, *person.aliases):
            for other in held.get(name, []):
                assert term[0] > other[1] or term[1] < other[0], name
            held.setdefault(name, []).append(term)


def test_predecessors_are_names_with_dates(catalogue: TrackCatalogue) -> None:
    """The EC of 1987 is on the EU's track and GATT on the WTO's; today neither name is."""
    reader = TradeReader(catalogue)
    then, now = datetime(1987, 3, 1, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    row = "EC threatens to retaliate against U.S. tariffs"
    assert "us-eu" in reader.read(row, "", then).tracks
    assert "us-eu" not in reader.read(row, "", now).tracks
    assert "wto" in reader.read("GATT panel rules on U.S. oil import tax", "", then).tracks
    aliases = {alias: track.id for track in catalogue.tracks for alias in track.aliases}
    assert (aliases["us-ec"], aliases["gatt"]) == ("us-eu", "wto")


def test_a_third_party_beside_a_pair_is_not_its_track(catalogue: TrackCatalogue) -> None:
    """Washington against Canada and China is two disputes of its own, not one between those."""
    tracks = (
        TradeReader(catalogue)
        .read(
            "US imposes tariffs on Canada, Mexico and China",
            "",
            datetime(2025, 3, 4, tzinfo=UTC),
        )
        .tracks
    )
    assert {"us-canada", "us-mexico", "us-china"} <= set(tracks)
    assert "china-canada" not in tracks


def test_an_operator_adds_a_track_by_data_alone(tmp_path: Path) -> None:
    """A file of a few lines makes a new pair a track, and the reader places articles on it."""
    (tmp_path / "tracks.toml").write_text(
        """
[[track]]
id = "norway-iceland"
name = "Norway-Iceland"
kind = "bilateral"
parties = ["norway", "iceland"]

[[party]]
id = "iceland"
names = ["Iceland", "Icelandic", "Reykjavik"]

[[track]]
id = "us-china"
weight = 3.0
""",
        encoding="utf-8",
    )
    catalogue = settings.load_tracks(tmp_path)
    reading = TradeReader(catalogue).read(
        "Norway and Iceland reach trade deal on mackerel quotas", "", None
    )
    assert (reading.relevant, reading.tracks) == (True, ("norway-iceland",))
    assert next(t for t in catalogue.tracks if t.id == "us-china").weight == 3.0
