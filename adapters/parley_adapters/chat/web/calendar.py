"""The dates ahead as a calendar that other programs subscribe to (RFC 5545)."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from parley.app.ports import CalendarDate

_REFRESH = timedelta(hours=6)


def calendar(dates: Sequence[CalendarDate], base: str) -> bytes:
    """All-day events; ``base`` is the address of the page, without a slash at its end.

    An event is of one day of one track and keeps its id whatever is said of it, also where it moves
    to another day; its number rises with every article that names it. A day that no article gives
    any more is not there, and so is gone from whoever subscribes.
    """
    from icalendar import Calendar, Event

    found = Calendar()
    found.add("prodid", "-//Parley//Dates ahead//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", "Trade talks: dates ahead")
    found.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    for one in dates:
        event = Event()
        event.add("uid", uid(one))
        event.add("dtstamp", one.known_at)
        event.add("last-modified", one.known_at)
        event.add("sequence", one.told - 1)
        event.add("dtstart", one.day)
        event.add("dtend", one.day + timedelta(days=1))
        event.add("summary", f"{one.name}: {_bare(one.what)}")
        event.add("description", f"“{one.quote}”\n\n{one.publisher}: {one.title}\n{one.url}")
        event.add("url", f"{base}/track/{one.track}")
        event.add("transp", "TRANSPARENT")  # nobody is busy for it
        event.add("categories", [one.name])
        found.add_component(event)
    return bytes(found.to_ical())


def uid(one: CalendarDate) -> str:
    """An event's id, the same everywhere; that of the first day, where it has moved."""
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, f'parley:{one.track}:{one.was or one.day}')}@parley"


def _bare(what: str) -> str:
    return what.strip("“”… ")
