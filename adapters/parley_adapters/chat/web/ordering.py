"""The form of a standing order: what was ticked, as a command line and as its next three times."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from parley.domain.errors import ScheduleError
from parley.domain.model import Schedule
from parley.domain.schedule import next_slots, validate

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A standing order that is not given yet; ``problem`` says what is wrong with it, if anything."""

    tracks: tuple[str, ...] = ()
    days: tuple[str, ...] = DAYS[:5]
    at: str = "08:00"
    zone: str = ""
    coming: tuple[datetime, ...] = ()
    problem: str | None = None

    @property
    def line(self) -> str:
        """The command that gives the order."""
        tracks = " ".join(filter(None, ["subscribe", ",".join(self.tracks)]))
        return f"{tracks} at {self.at} on {','.join(self.days)} zone {self.zone} save yes"

    @property
    def trial(self) -> str:
        """The command for one such briefing at once."""
        return " ".join(filter(None, ["brief", ",".join(self.tracks)]))


def drafted(fields: Mapping[str, Sequence[str]], tracks: Mapping[str, str], now: datetime) -> Draft:
    """The order in a form's fields, looked at: its next three times (UTC), or what is wrong."""
    if "at" not in fields:
        return Draft()
    at, zone = fields["at"][-1], (fields.get("zone") or [""])[-1].strip() or "UTC"
    draft = Draft(
        tracks=tuple(one for one in tracks if one in fields.get("tracks", ())),
        days=tuple(day for day in DAYS if day in fields.get("on", ())),
        at=at,
        zone=zone,
    )
    try:
        return replace(draft, coming=_coming(draft, now))
    except ScheduleError as error:
        return replace(draft, problem=str(error))


def _coming(draft: Draft, now: datetime) -> tuple[datetime, ...]:
    time = _CLOCK.fullmatch(draft.at)
    if time is None:
        raise ScheduleError("That is no time of day; write it like 08:00.")
    if not draft.days:
        raise ScheduleError("On which days? Choose one at least.")
    if _ZONE.fullmatch(draft.zone) is None:
        raise ScheduleError("That is no time zone; write it like Europe/Brussels.")
    cron = f"{int(time[2])} {int(time[1])} * * {','.join(draft.days)}"
    schedule = Schedule(cron=cron, zone=draft.zone)
    validate(schedule)
    return next_slots(schedule, now, 3)
