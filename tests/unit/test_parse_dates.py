"""Dates as sources write them."""

from datetime import UTC, datetime

import pytest

from parley_adapters.sources import dates
from parley_adapters.sources.dates import parse_date

TEN = datetime(2025, 5, 29, 10, tzinfo=UTC)
DAY = datetime(2025, 5, 29, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 29 May 2025 10:00:00 GMT", TEN),
        ("Thu, 29 May 2025 06:00:00 EDT", TEN),
        ("Thu, 29 May 2025 06:30:00 -0330", TEN),
        ("29 May 2025 19:00:00 +0900", TEN),
        ("Thursday, 29 May 25 10:00:00 Z", TEN),
        ("2025-05-29T10:00:00Z", TEN),
        ("2025-05-29T12:00:00.5+02:00", TEN),
        ("2025-05-29 10:00:00", TEN),
        ("20250529T100000Z", TEN),
        ("1748512800", TEN),
        ("Thu May 29 10:00:00 2025", TEN),
        ("29 May 2025", DAY),
        ("May 29, 2025", DAY),
        ("29/05/2025", DAY),
        ("20250529", DAY),
        ("2025년 05월 29일 19:00:00", TEN),
    ],
)
def test_date_is_read_as_utc(text: str, expected: datetime) -> None:
    """Each way of writing names its instant; no zone means UTC, no time midnight."""
    assert parse_date(text) == expected


@pytest.mark.parametrize("zone", ["GMT", "+0000", "-0500", "+0530", "+1400"])
@pytest.mark.parametrize(
    "moment",
    ["29 May 2025 10:00:00", "9 Feb 1970 00:00:59", "29 Feb 2024 23:59:00", "31 Dec 1999 23:59:59"],
)
def test_the_quick_way_reads_a_date_as_feedparser_does(moment: str, zone: str) -> None:
    """RFC 822 as nearly all feeds write it, in every kind of zone."""
    text = f"{moment} {zone}"
    assert dates._quick(text) == dates._by_handlers(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "soon",
        "10:00",
        "May 2025",
        "2025-13-45",
        "32 May 2025 10:00:00 GMT",
        "2025-05-29T25:00:00Z",
        "9" * 200,
    ],
)
def test_what_names_no_day_gives_none(text: str | None) -> None:
    """A date is never filled in from today."""
    assert parse_date(text) is None
