"""Dates in text are resolved against the day of publication."""

from datetime import UTC, date, datetime

import pytest

from parley.domain.evidence.dates import resolve_dates

FRIDAY = datetime(2025, 5, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "written", "day"),
    [
        ("The pause ends Aug. 12.", "Aug. 12", date(2025, 8, 12)),
        ("signed on 2 April 2025", "2 April 2025", date(2025, 4, 2)),
        ("on August 12, 2026", "August 12, 2026", date(2026, 8, 12)),
        ("on the 12th of August", "12th of August", date(2025, 8, 12)),
        ("since 2025-01-20", "2025-01-20", date(2025, 1, 20)),
        ("They meet next Friday.", "next Friday", date(2025, 6, 6)),
        ("He said on Monday that", "on Monday", date(2025, 5, 26)),
        ("He will speak on Monday", "on Monday", date(2025, 6, 2)),
        ("two weeks ago", "two weeks ago", date(2025, 5, 16)),
        ("in 90 days", "in 90 days", date(2025, 8, 28)),
        ("sixty days from now", "sixty days from now", date(2025, 7, 29)),
        ("tomorrow", "tomorrow", date(2025, 5, 31)),
        ("on Tuesday, June 3, in London", "June 3", date(2025, 6, 3)),
        ("on December 30", "December 30", date(2025, 12, 30)),
    ],
)
def test_a_day_is_resolved(text: str, written: str, day: date) -> None:
    """Absolute and relative days, with the span of the words that say so."""
    (found,) = resolve_dates(text, FRIDAY)
    assert (text[found.start : found.end], found.day, found.until) == (written, day, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("within 90 days", date(2025, 8, 28)),
        ("by July 9", date(2025, 7, 9)),
        ("by mid-July", date(2025, 7, 21)),
        ("before the end of June", date(2025, 6, 30)),
        ("by Wednesday", date(2025, 6, 4)),
        ("by the end of the month", date(2025, 5, 31)),
        ("by year-end", date(2025, 12, 31)),
    ],
)
def test_a_deadline_is_its_last_day(text: str, day: date) -> None:
    """What must be done by a time is due on its last day."""
    (found,) = resolve_dates(text, FRIDAY)
    assert (found.day, found.until, found.deadline) == (day, None, True)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in June", date(2025, 6, 1), date(2025, 6, 30)),
        ("June 15-17", date(2025, 6, 15), date(2025, 6, 17)),
        ("15 to 17 June", date(2025, 6, 15), date(2025, 6, 17)),
        ("last month", date(2025, 4, 1), date(2025, 4, 30)),
        ("next week", date(2025, 6, 2), date(2025, 6, 8)),
        ("last November", date(2024, 11, 1), date(2024, 11, 30)),
        ("in 2026", date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_span_of_days_has_both_ends(text: str, first: date, last: date) -> None:
    """A month, a week, a year or a range."""
    (found,) = resolve_dates(text, FRIDAY)
    assert (found.day, found.until) == (first, last)


@pytest.mark.parametrize(
    "text",
    ["he may march on", "The duty is 2024 dlrs a tonne", "Theresa May said", "a 90-day pause"],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    """Verbs, names, prices and durations are not dates."""
    assert resolve_dates(text, FRIDAY) == ()


def test_a_year_is_the_nearest_around_new_year() -> None:
    """In January, December is the one just past."""
    (found,) = resolve_dates("on December 30", datetime(2026, 1, 5, tzinfo=UTC))
    assert found.day == date(2025, 12, 30)
