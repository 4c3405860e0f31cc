"""Quiet hours in the reader's own zone, over midnight and over the days on which clocks change."""

from datetime import UTC, datetime, time

import pytest

from parley.domain.model import QuietHours
from parley.domain.quiet import quiet_until

NIGHT = QuietHours(time(22), time(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2025-05-12T19:59:59", None),
        ("2025-05-12T20:00:00", "2025-05-13T05:00:00"),
        ("2025-05-12T23:30:00", "2025-05-13T05:00:00"),
        ("2025-05-13T04:59:59", "2025-05-13T05:00:00"),
        ("2025-05-13T05:00:00", None),
        # The night of the change to summer time is an hour shorter, that of the change back longer.
        ("2025-03-29T22:30:00", "2025-03-30T05:00:00"),
        ("2025-10-25T20:30:00", "2025-10-26T06:00:00"),
    ],
)
def test_a_night_ends_in_the_morning(at: str, until: str | None) -> None:
    """From 22:00 to 07:00 in Brussels, over midnight."""
    found = quiet_until(NIGHT, "Europe/Brussels", utc(at))
    assert found == (utc(until) if until else None)


@pytest.mark.parametrize(
    ("at", "end", "until"),
    [
        # 02:30 is skipped on this night: quiet ends when the clocks are set to 03:00.
        ("2025-03-30T00:30:00", time(2, 30), "2025-03-30T01:00:00"),
        # 02:30 comes twice on that one: quiet ends when it comes again.
        ("2025-10-26T00:10:00", time(2, 30), "2025-10-26T01:30:00"),
        ("2025-10-26T01:10:00", time(2, 30), "2025-10-26T01:30:00"),
    ],
)
def test_an_end_that_is_skipped_or_comes_twice(at: str, end: time, until: str) -> None:
    """The end is never before the moment that was asked about."""
    hours = QuietHours(time(1), end)
    assert quiet_until(hours, "Europe/Brussels", utc(at)) == utc(until)


def test_equal_times_are_no_hours() -> None:
    """Whoever wants none sets both alike; hours within one day end the same day."""
    at = utc("2025-05-12T12:30:00")
    assert quiet_until(QuietHours(time(0), time(0)), "UTC", at) is None
    assert quiet_until(QuietHours(time(12), time(14)), "UTC", at) == utc("2025-05-12T14:00:00")
    assert quiet_until(QuietHours(time(13), time(14)), "UTC", at) is None
