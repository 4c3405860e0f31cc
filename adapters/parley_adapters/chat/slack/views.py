"""Slack's views: the form of a standing order, what comes of it, and App Home.

Limits are of docs.slack.dev, "Views": 100 blocks, a title of 24 characters, private metadata of 3,000.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parley.app.ports import Part
from parley.domain.model import Message
from parley.domain.schedule import WEEKDAYS, WORKDAYS
from parley_adapters.chat.slack.commands import channel_of
from parley_adapters.chat.slack.render import parts

ORDER = "parley_order"
"""The callback of the form."""
SHORTCUT = "summarise_link"
"""The callback of the message shortcut."""

_BLOCKS = 100
_OPTIONS = 100  # in one list to choose from

View = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ordered:
    """What somebody filled in: the arguments of the command ``subscribe``, and for which channel."""

    args: Mapping[str, str]
    channel: str


def order_form(channel: str, zone: str, tracks: Sequence[tuple[str, str]]) -> View:
    """The form of a standing order, filled in as most people want it; ``tracks`` are (id, name)."""
    chosen: View = {
        "type": "multi_static_select",
        "action_id": "tracks",
        "placeholder": _plain("All tracks"),
        "options": [_option(key, name) for key, name in tracks[:_OPTIONS]],
    }
    days: View = {
        "type": "checkboxes",
        "action_id": "on",
        "options": [_option(key, name) for key, name in WEEKDAYS.items()],
        "initial_options": [_option(key, WEEKDAYS[key]) for key in WORKDAYS],
    }
    at: View = {"type": "timepicker", "action_id": "at", "initial_time": "08:00"}
    place: View = {
        "type": "plain_text_input",
        "action_id": "zone",
        "initial_value": zone,
        "max_length": 64,
    }
    blocks = [_input("at", "At", at), _input("on", "On", days), _input("zone", "Time zone", place)]
    if tracks:
        blocks.insert(0, _input("tracks", "Tracks", chosen, optional=True))
    return {
        "type": "modal",
        "callback_id": ORDER,
        "private_metadata": json.dumps({"channel": channel}),
        "title": _plain("A briefing here"),
        "submit": _plain("Show the times"),
        "close": _plain("Cancel"),
        "blocks": blocks,
    }


def waiting(channel: str, name: str) -> View:
    """While what was filled in is looked at.

    ``name`` is ours for the view: Slack knows it only once it has taken the acknowledgement that
    brings this page, so an answer under that name cannot come before it and be painted over.
    """
    view = _modal(channel, [{"type": "section", "text": _plain("One moment…")}])
    return {**view, "external_id": name}


def name_of(body: Mapping[str, Any]) -> str:
    """Our name for the view that answers a form: each form that is sent has one of its own."""
    return f"order-{body.get('trigger_id')}"[:255]


def answered(channel: str, message: Message) -> View:
    """An answer in the place of the form."""
    return _modal(channel, _blocks(parts(message)))


def home(messages: Sequence[Message]) -> View:
    """App Home: several answers one below the other."""
    pages = [_blocks(parts(message)) for message in messages]
    blocks = [block for page in pages for block in [*page, {"type": "divider"}]]
    return {"type": "home", "blocks": blocks[:_BLOCKS]}


def ordered(view: Mapping[str, Any]) -> Ordered:
    """What was filled in, as the command's arguments."""
    state: Mapping[str, Any] = (view.get("state") or {}).get("values") or {}
    filled = {
        name: (state.get(name) or {}).get(name) or {} for name in ("tracks", "at", "on", "zone")
    }
    tracks, days = (
        ",".join(str(one["value"]) for one in filled[name].get("selected_options") or ())
        for name in ("tracks", "on")
    )
    args = {
        "tracks": tracks,
        "at": str(filled["at"].get("selected_time") or ""),
        "on": days,
        "zone": str(filled["zone"].get("value") or "").strip(),
    }
    return Ordered({name: value for name, value in args.items() if value}, channel_of(view))


def _modal(channel: str, blocks: list[View]) -> View:
    return {
        "type": "modal",
        "callback_id": "parley_answer",
        "private_metadata": json.dumps({"channel": channel}),
        "title": _plain("A briefing here"),
        "close": _plain("Close"),
        "blocks": blocks[:_BLOCKS],
    }


def _blocks(found: Sequence[Part]) -> list[View]:
    return [block for part in found for block in json.loads(part.payload).get("blocks") or ()]


def _input(block_id: str, label: str, element: View, *, optional: bool = False) -> View:
    return {
        "type": "input",
        "block_id": block_id,
        "label": _plain(label),
        "element": element,
        "optional": optional,
    }


def _option(value: str, name: str) -> View:
    return {"text": _plain(name[:75]), "value": value}


def _plain(text: str) -> View:
    return {"type": "plain_text", "text": text}
