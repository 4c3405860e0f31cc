"""The form of a standing order, as Discord's modal, and what somebody filled in.

Limits are of discord.com/developers/docs, "Component Reference": a title of 45 characters, five
components, ids of 100, a label of 45 with a description of 100, 25 options in a menu of 100 each.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord

from parley_adapters.chat.discord.markdown import printable

_TITLE = "A briefing in this channel"
_PREFIX = "parley:order:"
_OPTIONS, _OPTION = 25, 100
_ZONE = 64
_WHOSE = "Discord tells no bot yours. Write it as a place, such as Europe/Brussels."
_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
_WORKDAYS = tuple(_DAYS)[:5]


def order_form(opening: int, zone: str, tracks: Sequence[tuple[str, str]]) -> discord.ui.Modal:
    """The form, filled in as most people want it; ``tracks`` are (id, name).

    ``opening`` is the id of the interaction that opens it, by which a form that is sent twice is
    known. discord.py keeps nothing of it: it is known by its id alone, after a restart as well.
    """
    form = discord.ui.Modal(title=_TITLE, custom_id=f"{_PREFIX}{opening}")
    if tracks:
        offered = [_option(key, name) for key, name in tracks[:_OPTIONS] if len(key) <= _OPTION]
        menu: discord.ui.Select[Any] = discord.ui.Select(
            custom_id="tracks",
            placeholder="All tracks",
            options=offered,
            min_values=0,
            max_values=len(offered),
            required=False,
        )
        form.add_item(discord.ui.Label(text="Tracks", component=menu))
    at: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="at", default="08:00", min_length=4, max_length=5
    )
    form.add_item(discord.ui.Label(text="Time of day", component=at))
    days: discord.ui.Select[Any] = discord.ui.Select(
        custom_id="on",
        options=[_option(key, name, default=key in _WORKDAYS) for key, name in _DAYS.items()],
        min_values=1,
        max_values=len(_DAYS),
    )
    form.add_item(discord.ui.Label(text="Days", component=days))
    place: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="zone", default=zone, max_length=_ZONE
    )
    form.add_item(discord.ui.Label(text="Time zone", description=_WHOSE, component=place))
    form.stop()  # so that discord.py does not wait for it
    return form


def opening_of(data: Mapping[str, Any]) -> str | None:
    """By which opening a form that came in is known; none for one that is not ours."""
    name = str(data.get("custom_id") or "")
    return name.removeprefix(_PREFIX) if name.startswith(_PREFIX) else None


def filled(data: Mapping[str, Any]) -> dict[str, str]:
    """What was filled in, as the arguments of the command ``subscribe``."""
    given = {
        str(one.get("custom_id")): ",".join(map(str, one["values"]))
        if "values" in one
        else str(one.get("value") or "").strip()
        for one in _components(data)
    }
    known = {name: given.get(name, "") for name in ("tracks", "at", "on", "zone")}
    return {name: value for name, value in known.items() if value}


def _components(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for label in data.get("components") or ():
        inside = label.get("component")
        if isinstance(inside, Mapping):
            yield inside


def _option(value: str, name: str, *, default: bool = False) -> discord.SelectOption:
    label = " ".join(printable(name).split())[:_OPTION] or value
    return discord.SelectOption(label=label, value=value, default=default)
