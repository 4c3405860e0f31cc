"""What is offered while somebody types an option."""

import pytest

from parley_adapters.chat.discord.completing import complete_track, complete_tracks, complete_zone

TRACKS = (
    ("us-china", "US-China talks"),
    ("us-eu", "US-EU deal"),
    ("steel", "Steel and aluminium"),
)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("", ["us-china", "us-eu", "steel"]),
        ("us", ["us-china", "us-eu"]),
        ("ALU", ["steel"]),
        ("hina", ["us-china"]),
        ("*", []),
    ],
)
def test_tracks_are_found_by_id_or_name(typed: str, offered: list[str]) -> None:
    """What begins with the words comes first, then what holds them."""
    assert [value for value, _ in complete_track(TRACKS, typed)] == offered


def test_a_list_of_tracks_is_completed_at_its_end() -> None:
    """What was chosen is kept, shown by name, and not offered twice."""
    assert complete_tracks(TRACKS, "steel,us-c") == [
        ("steel,us-china", "Steel and aluminium, US-China talks")
    ]
    assert [value for value, _ in complete_tracks(TRACKS, "us-eu, ")] == [
        "us-eu,us-china",
        "us-eu,steel",
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("new york", "America/New_York"),
        ("bruss", "Europe/Brussels"),
        ("Asia/Tok", "Asia/Tokyo"),
        ("utc", "UTC"),
    ],
)
def test_zones_are_found_by_city(typed: str, first: str) -> None:
    """Nobody types America/New_York."""
    assert complete_zone(typed)[0][0] == first


def test_every_zone_offered_is_one_that_schedules_know() -> None:
    """No "EST5EDT", no "Etc/GMT+5": names of places, and UTC."""
    names = [value for value, _ in complete_zone("")]
    assert "Europe/Brussels" in names
    assert all("/" in name or name == "UTC" for name in names)
