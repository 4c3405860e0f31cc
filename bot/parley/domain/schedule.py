"""Cron line and zone to slots: the one truth for the service, the replay and the evaluation.

A line is read in local time. A local time that the clock skips fires once the same day, at the first
instant after the gap; one that the clock repeats fires at its first. Both hold for every line, also
for "every fifteen minutes": what falls into a gap collapses into one slot at its end.
"""

import calendar
import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from parley.domain.calendar import public_holidays
from parley.domain.errors import ScheduleError
from parley.domain.model import Schedule

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
"""The days as a cron line names them, and as people do."""
WORKDAYS = tuple(WEEKDAYS)[:5]
_FROM_SUNDAY = ("sun", *tuple(WEEKDAYS)[:6])
_TERM = re.compile(r"(\*|[0-9]+|[a-z]+)(?:-([0-9]+|[a-z]+))?(?:/([0-9]+))?", re.ASCII)
_LONGEST_SILENCE = timedelta(days=366 * 40)  # 29 February on a given weekday, over a 2100


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        also = f" or {self.names[0]} to {self.names[-1]}" if self.names else ""
        return f"{self.low} to {self.high}{also}, with , - and /"


_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_DAY = _Field("day of the month", 1, 31)
_MONTH = _Field("month", 1, 12, _MONTHS)
_WEEKDAY = _Field("weekday", 0, 7, _FROM_SUNDAY)
_FIELDS = (_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron line, read. ``weekdays`` count from Sunday as 0.

    ``either`` is crontab(5)'s rule: where neither day field begins with ``*``, one of them suffices.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def on(self, day: date) -> bool:
        """Whether the line names this day."""
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return (by_day or by_weekday) if self.either else (by_day and by_weekday)


def parse(cron: str) -> Cron:
    """Read a standard five-field line: names, lists, ranges, steps; 0 and 7 are Sunday.

    Raises ``ScheduleError`` that names the field and what may stand there, or says that the line
    never fires.
    """
    words = cron.lower().split()
    if len(words) != len(_FIELDS):
        raise ScheduleError(
            f'The cron line "{cron}" has {len(words)} fields; write five: '
            "minute, hour, day of the month, month, weekday."
        )
    minutes, hours, days, months, weekdays = map(_values, _FIELDS, words)
    either = not words[2].startswith("*") and not words[4].startswith("*")
    longest = max(
        31 if month in {1, 3, 5, 7, 8, 10, 12} else 29 if month == 2 else 30 for month in months
    )
    if not either and min(days) > longest:
        raise ScheduleError(
            f'The cron line "{cron}" never fires: no month in it has a day {min(days)}; '
            "choose a day that exists."
        )
    return Cron(
        tuple(sorted(minutes)),
        tuple(sorted(hours)),
        frozenset(days),
        frozenset(months),
        frozenset(day % 7 for day in weekdays),
        either,
    )


@cache
def _known_zones() -> dict[str, str]:
    """The zones by their names in small letters; the folder they are in is walked once."""
    return {zone.lower(): zone for zone in available_timezones()}


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of this name. Raises ``ScheduleError`` that names the nearest one."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        known = _known_zones()
        near = difflib.get_close_matches(name.lower(), known, n=1, cutoff=0.6)
        hint = known[near[0]] if near else "Europe/Brussels or America/New_York"
        raise ScheduleError(f'The time zone "{name}" is not known; did you mean {hint}?') from error


def slots(cron: str, zone: str, after: datetime) -> Iterator[datetime]:
    """The slots strictly after an instant (aware), in UTC and in order, to the end of the calendar.

    Raises ``ScheduleError`` at the first slot that is asked for.
    """
    line, place = parse(cron), zone_of(zone)
    last = after
    for local in _local_times(line, after.astimezone(place).replace(tzinfo=None)):
        try:
            slot = instant(local, place)
        except OverflowError:
            return
        if slot > last:
            last = slot
            yield slot


def slots_of(
    schedule: Schedule, after: datetime, quiet: Callable[[date], bool] | None = None
) -> Iterator[datetime]:
    """The slots of a schedule (UTC), without its quiet days and holidays.

    ``quiet`` says which local days have none; by default the schedule's own. Raises
    ``ScheduleError``, also where forty years hold no slot that is not on a quiet day.
    """
    silent = quiet or quiet_days(schedule)
    place = zone_of(schedule.zone)
    last = after
    for slot in slots(schedule.cron, schedule.zone, after):
        if not silent(slot.astimezone(place).date()):
            last = slot
            yield slot
        elif slot - last > _LONGEST_SILENCE:
            raise ScheduleError(
                f'Every slot of "{schedule.cron}" falls on a quiet day or a holiday; '
                "choose other days."
            )


def next_slots(schedule: Schedule, after: datetime, count: int = 3) -> tuple[datetime, ...]:
    """The next few slots (UTC) strictly after an instant. Raises ``ScheduleError``."""
    return tuple(islice(slots_of(schedule, after), count))


def quiet_days(schedule: Schedule) -> Callable[[date], bool]:
    """Which local days are without a briefing. Raises ``ScheduleError`` for an unknown calendar."""
    own = frozenset(schedule.quiet_days)
    if schedule.holidays is None:
        return own.__contains__
    holiday = public_holidays(schedule.holidays)
    return lambda day: day in own or holiday(day)


def is_quiet(schedule: Schedule, slot: datetime) -> bool:
    """Whether a slot's local day is without a briefing. Raises ``ScheduleError``."""
    return quiet_days(schedule)(slot.astimezone(zone_of(schedule.zone)).date())


def validate(schedule: Schedule) -> None:
    """Raise ``ScheduleError`` if the line, zone or calendar is wrong, or leaves no slot at all."""
    if schedule.lead < timedelta(0) or schedule.grace < timedelta(0):
        raise ScheduleError(
            "The lead and the grace of a schedule cannot be negative; write 0 or more."
        )
    next(slots_of(schedule, datetime(2000, 1, 1, tzinfo=UTC)))


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a naive local time: its first if repeated, the gap's end if skipped."""
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == local:
        return first
    # In a gap, fold 0 reads the time by the offset before it and fold 1 by the one after (PEP 495),
    # so that the end of the gap lies between the two.
    late, early = first, local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late


def _local_times(line: Cron, after: datetime) -> Iterator[datetime]:
    """Naive local times from the minute of ``after`` on, to the end of the calendar."""
    start = after.replace(second=0, microsecond=0)
    for year in range(start.year, 10000):
        for month in sorted(line.months):
            if (year, month) < (start.year, start.month):
                continue
            for number in range(1, calendar.monthrange(year, month)[1] + 1):
                day = date(year, month, number)
                if day < start.date() or not line.on(day):
                    continue
                for hour in line.hours:
                    for minute in line.minutes:
                        local = datetime(year, month, number, hour, minute)  # noqa: DTZ001 - local
                        if local >= start:
                            yield local


def _values(field: _Field, text: str) -> set[int]:
    values: set[int] = set()
    for term in text.split(","):
        values.update(_term(field, term, text))
    return values


def _term(field: _Field, term: str, text: str) -> range:
    match = _TERM.fullmatch(term)
    if match is None:
        raise _wrong(field, text)
    first, last, step = match.groups()
    if first == "*" and last is not None:
        raise _wrong(field, text)
    if first == "*":
        low, high = field.low, 6 if field is _WEEKDAY else field.high
    else:
        low = _number(field, first, text)
        high = low if last is None else _number(field, last, text)
        if (
            last is None and step is not None
        ):  # "5/15" counts on from 5, as every reader of it expects
            high = field.high
        elif field is _WEEKDAY and high == 0 and low > 0:  # "fri-sun": Sunday closes a week as 7
            high = 7
    if low > high:
        raise ScheduleError(
            f'In the cron line\'s {field.name}, "{term}" runs backwards; '
            "write the smaller value first, or a list."
        )
    if step is not None and not 1 <= int(step) <= field.high:
        raise ScheduleError(
            f'In the cron line\'s {field.name}, the step of "{term}" must be 1 to {field.high}.'
        )
    return range(low, high + 1, int(step or 1))


def _number(field: _Field, word: str, text: str) -> int:
    if word in field.names:
        return field.names.index(word) + (1 if field is _MONTH else 0)
    if not word.isdigit() or not field.low <= int(word) <= field.high:
        raise _wrong(field, text)
    return int(word)


def _wrong(field: _Field, text: str) -> ScheduleError:
    return ScheduleError(
        f'The cron line\'s {field.name} cannot be "{text}"; write {field.allowed}.'
    )
