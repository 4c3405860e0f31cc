"""Quiet hours: until when nothing is posted unasked."""

from datetime import UTC, datetime, timedelta

from parley.domain.model import QuietHours
from parley.domain.schedule import instant, zone_of


def quiet_until(hours: QuietHours, zone: str, at: datetime) -> datetime | None:
    """The end (UTC) of the quiet hours in which ``at`` lies; none if it lies in none.

    They are local times of ``zone`` (IANA): over midnight, the end is the next day's. An end that
    the clocks skip is the end of the gap; one that they show twice is the second.
    Raises ``ScheduleError`` for a zone that is not known.
    """
    place = zone_of(zone)
    local = at.astimezone(place)
    now = local.time()
    if hours.start == hours.end:
        return None
    if hours.start < hours.end:
        if not hours.start <= now < hours.end:
            return None
        day = local.date()
    elif now >= hours.start:
        day = local.date() + timedelta(days=1)
    elif now < hours.end:
        day = local.date()
    else:
        return None
    end = datetime.combine(day, hours.end)
    shown_last = end.replace(tzinfo=place, fold=1).astimezone(UTC)
    first = instant(end, place)
    # In a gap the first instant after it counts; "fold 1" would lie before it.
    return max(first, shown_last)
