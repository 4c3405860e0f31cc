"""Cron lines and zones to slots: the grammar, the two nights a year, quiet days and holidays."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.domain.errors import ScheduleError
from parley.domain.model import Schedule
from parley.domain.schedule import next_slots, parse, slots, slots_of, validate


def _local(cron: str, zone: str, after: str, count: int) -> list[str]:
    place = ZoneInfo(zone)
    start = datetime.fromisoformat(after).replace(tzinfo=place)
    found = islice(slots(cron, zone, start), count)
    return [slot.astimezone(place).isoformat(timespec="minutes") for slot in found]


def test_a_skipped_local_time_fires_once_at_the_end_of_the_gap() -> None:
    """02:30 does not exist in Brussels on 30 March 2025; the slot is 03:00, and once."""
    assert _local("30 2 * * *", "Europe/Brussels", "2025-03-29T20:00", 2) == [
        "2025-03-30T03:00+02:00",
        "2025-03-31T02:30+02:00",
    ]


def test_what_falls_into_a_gap_collapses_into_its_end() -> None:
    """A line for every quarter of an hour has one slot at 03:00, not five."""
    assert _local("*/15 * * * *", "America/New_York", "2025-03-09T01:40", 3) == [
        "2025-03-09T01:45-05:00",
        "2025-03-09T03:00-04:00",
        "2025-03-09T03:15-04:00",
    ]


def test_a_repeated_local_time_fires_at_its_first() -> None:
    """01:30 comes twice in New York on 2 November 2025; only the first is a slot, for every line."""
    assert _local("30 1 * * *", "America/New_York", "2025-11-01T20:00", 2) == [
        "2025-11-02T01:30-04:00",
        "2025-11-03T01:30-05:00",
    ]
    assert _local("*/30 * * * *", "America/New_York", "2025-11-02T01:10", 2) == [
        "2025-11-02T01:30-04:00",
        "2025-11-02T02:00-05:00",
    ]


def test_a_gap_of_half_an_hour_and_one_of_a_day() -> None:
    """Lord Howe skips thirty minutes; Apia skipped the whole of 30 December 2011."""
    assert _local("15 2 * * *", "Australia/Lord_Howe", "2025-10-04T12:00", 1) == [
        "2025-10-05T02:30+11:00"
    ]
    assert _local("0 8 * * *", "Pacific/Apia", "2011-12-29T12:00", 2) == [
        "2011-12-31T00:00+14:00",
        "2011-12-31T08:00+14:00",
    ]


def test_days_and_weekdays_both_set_mean_either() -> None:
    """The thirteenth or a Friday, as crontab(5) has it; with a star in one, both must hold."""
    assert _local("0 8 13 * fri", "UTC", "2025-05-08T00:00", 3) == [
        "2025-05-09T08:00+00:00",
        "2025-05-13T08:00+00:00",
        "2025-05-16T08:00+00:00",
    ]
    assert _local("0 8 13 * *", "UTC", "2025-05-08T00:00", 1) == ["2025-05-13T08:00+00:00"]


@pytest.mark.parametrize(
    ("names", "numbers"),
    [
        ("0 8 * * mon-fri", "0 8 * * 1-5"),
        ("0 8 * JAN-MAR,dec *", "0 8 * 1-3,12 *"),
        ("0 8 * * sun", "0 8 * * 7"),
        ("0 8 * * 0", "0 8 * * 7"),
        ("0 8 * * fri-sun", "0 8 * * 5-7"),
    ],
)
def test_names_are_numbers(names: str, numbers: str) -> None:
    """Names of months and weekdays in any case; 0 and 7 are Sunday, which may close a range."""
    assert parse(names) == parse(numbers)


@pytest.mark.parametrize(
    ("cron", "says"),
    [
        ("61 * * * *", 'minute cannot be "61"; write 0 to 59'),
        ("* 24 * * *", 'hour cannot be "24"; write 0 to 23'),
        ("0 8 0 * *", 'day of the month cannot be "0"; write 1 to 31'),
        ("0 8 * 13 *", 'month cannot be "13"; write 1 to 12 or jan to dec'),
        ("0 8 * * 8", 'weekday cannot be "8"; write 0 to 7 or sun to sat'),
        ("0 8 * * funday", 'weekday cannot be "funday"'),
        ("0 8 L * *", 'day of the month cannot be "l"'),
        ("0 8 * *", "has 4 fields; write five"),
        ("@daily", "has 1 fields; write five"),
        ("0 17-9 * * *", '"17-9" runs backwards'),
        ("*/0 * * * *", "step"),
        ("*-5 * * * *", "minute"),
        ("1,,2 * * * *", "minute"),
        ("-1 * * * *", "minute"),
        ("٣ * * * *", "minute"),
        ("30 2 30 2 *", "never fires"),
        ("0 0 31 4,6,9,11 *", "never fires"),
    ],
)
def test_a_bad_line_is_told_in_one_sentence(cron: str, says: str) -> None:
    """The sentence names the field and what may stand there."""
    with pytest.raises(ScheduleError) as caught:
        parse(cron)
    assert says in str(caught.value)


@pytest.mark.parametrize("zone", ["Mars/Phobos", "", "America", "../UTC", "/etc/passwd", "\0"])
def test_a_zone_that_is_not_one(zone: str) -> None:
    """Whatever the library makes of a wrong name, it is one ScheduleError."""
    with pytest.raises(ScheduleError, match="time zone"):
        next(slots("0 8 * * *", zone, datetime(2025, 1, 1, tzinfo=UTC)))


def test_the_nearest_zone_is_named() -> None:
    """A name in the wrong case is found."""
    with pytest.raises(ScheduleError, match="Europe/Brussels"):
        next(slots("0 8 * * *", "europe/brussels", datetime(2025, 1, 1, tzinfo=UTC)))


def test_quiet_days_and_holidays_have_no_slot() -> None:
    """Thanksgiving 2025 is a holiday and the day after is set quiet, so Monday is next."""
    schedule = Schedule(
        cron="0 8 * * mon-fri",
        zone="America/New_York",
        quiet_days=(date(2025, 11, 28),),
        holidays="US",
    )
    found = next_slots(schedule, datetime(2025, 11, 26, 14, tzinfo=UTC), 1)
    assert found == (datetime(2025, 12, 1, 13, tzinfo=UTC),)


def test_a_subdivision_has_its_own_holidays() -> None:
    """Epiphany is a holiday in Bavaria, not in all of Germany."""
    start = datetime(2025, 1, 5, 12, tzinfo=UTC)
    in_country = Schedule(cron="0 8 * * *", zone="Europe/Berlin", holidays="DE")
    in_part = Schedule(cron="0 8 * * *", zone="Europe/Berlin", holidays="de-by")
    assert next_slots(in_country, start, 1)[0].date() == date(2025, 1, 6)
    assert next_slots(in_part, start, 1)[0].date() == date(2025, 1, 7)


@pytest.mark.parametrize(("name", "near"), [("USA", "US"), ("US-NX", "US-"), ("ZZZZ", "US or DE")])
def test_an_unknown_calendar_names_the_nearest(name: str, near: str) -> None:
    """So that a slip is put right at once."""
    with pytest.raises(ScheduleError, match=near):
        validate(Schedule(cron="0 8 * * *", zone="UTC", holidays=name))


def test_a_schedule_that_is_always_quiet_is_refused() -> None:
    """Only on Christmas, and never on a holiday: that would be silence for ever."""
    with pytest.raises(ScheduleError, match="quiet day"):
        validate(Schedule(cron="0 8 25 12 *", zone="UTC", holidays="US"))


def test_a_negative_lead_is_refused() -> None:
    """A cut-off after the slot makes no sense."""
    with pytest.raises(ScheduleError, match="negative"):
        validate(Schedule(cron="0 8 * * *", zone="UTC", lead=timedelta(minutes=-1)))


def test_29_february_over_a_year_without_one() -> None:
    """From 2096 the next is 2104, for 2100 is no leap year."""
    found = islice(slots("0 0 29 2 *", "UTC", datetime(2096, 1, 1, tzinfo=UTC)), 2)
    assert [slot.year for slot in found] == [2096, 2104]


def test_the_calendar_ends() -> None:
    """The last day of year 9999 is not passed."""
    found = list(slots("0 * * * *", "America/New_York", datetime(9999, 12, 31, 20, tzinfo=UTC)))
    assert found[-1] < datetime.max.replace(tzinfo=UTC)


def _terms(low: int, high: int) -> st.SearchStrategy[str]:
    number = st.integers(low, high)
    span = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    term = st.one_of(number.map(str), span, st.integers(1, high).map("*/{}".format))
    return st.one_of(st.just("*"), st.lists(term, min_size=1, max_size=3).map(",".join))


_LINES = st.tuples(_terms(0, 59), _terms(0, 23), _terms(1, 28), _terms(1, 12), _terms(0, 6)).map(
    " ".join
)

# Hypothesis draws naive times between naive bounds.
_EARLY, _LATE = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2037-01-01")


@settings(max_examples=200, deadline=None)
@given(cron=_LINES, after=st.datetimes(_EARLY, _LATE))
def test_the_grammar_agrees_with_cronsim(cron: str, after: datetime) -> None:
    """Away from changes of the clock, an independent reading of crontab(5) gives the same slots."""
    start = after.replace(microsecond=0, tzinfo=UTC)
    expected = cast("list[datetime]", list(islice(CronSim(cron, start), 3)))
    assert list(islice(slots(cron, "UTC", start), 3)) == expected


@settings(max_examples=200, deadline=None)
@given(
    cron=_LINES,
    zone=st.sampled_from(
        ["America/New_York", "Europe/Brussels", "Australia/Lord_Howe", "Africa/Cairo"]
    ),
    after=st.datetimes(_EARLY, _LATE),
)
def test_slots_rise_and_do_not_depend_on_where_one_starts(
    cron: str, zone: str, after: datetime
) -> None:
    """Every slot is strictly after the last, and asking again from a slot gives the ones behind it."""
    found = list(islice(slots(cron, zone, after.replace(tzinfo=UTC)), 6))
    assert found == sorted(set(found))
    assert list(islice(slots(cron, zone, found[0]), 5)) == found[1:]


def test_slots_of_takes_any_idea_of_quiet() -> None:
    """A caller may bring its own."""
    schedule = Schedule(cron="0 8 * * *", zone="UTC")
    start = datetime(2025, 5, 1, tzinfo=UTC)
    found = next(slots_of(schedule, start, lambda day: day.day < 10))
    assert found == datetime(2025, 5, 10, 8, tzinfo=UTC)
