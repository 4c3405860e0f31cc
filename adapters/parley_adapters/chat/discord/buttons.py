"""Buttons as Discord has them: in rows below a message, known again by what their ids say.

Limits are of discord.com/developers/docs, "Component Reference": five rows of five buttons a message,
25 options in a menu, ids and options of 100 characters, a label of 80.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from parley.domain.identity import split_story_ref
from parley.domain.model import Action, ActionKind, Actions
from parley_adapters.chat.discord.markdown import printable

Row = dict[str, Any]

_ROW, _BUTTON, _MENU = 1, 2, 3
_GREY = 2
_IN_ROW, _ROWS, _OPTIONS = 5, 5, 25
_LABEL, _OPTION = 80, 100
_CHOOSE = "parley:choose"
_OURS = re.compile(r"parley:([a-z_]+):(.{1,80})")


def rows(found: Sequence[Actions]) -> list[Row]:
    """The components of a message: one story's buttons, or a menu of several stories; before them
    what is about all of it.

    Discord has no place under each embed, and twenty-five buttons at the end of a message would have
    to say which story they are about: a reader chooses the story, and privately gets its buttons.
    """
    if len(found) == 1:
        return _buttons(found[0].actions, _ROWS)
    stories = [one for one in found if one.actions and split_story_ref(one.actions[0].ref)]
    whole = [action for one in found if one not in stories for action in one.actions]
    above = _buttons(whole, _ROWS - 1 if stories else _ROWS)
    options = [
        {"label": _cut(one.about, _OPTION), "value": one.actions[0].ref}
        for one in stories[:_OPTIONS]
    ]
    if not options:
        return above
    menu = {
        "type": _MENU,
        "custom_id": _CHOOSE,
        "placeholder": "To see more or do something: choose a story",
        "options": options,
    }
    return [*above, {"type": _ROW, "components": [menu]}]


def _buttons(actions: Sequence[Action], most: int) -> list[Row]:
    """Buttons in so many rows at most."""
    buttons = [_button(action) for action in actions[: _IN_ROW * most]]
    starts = range(0, len(buttons), _IN_ROW)
    return [{"type": _ROW, "components": buttons[at : at + _IN_ROW]} for at in starts]


def view_of(components: Sequence[Row]) -> discord.ui.View | None:
    """Rows as discord.py sends them, if there are any."""
    return _Rows(components) if components else None


def pressed(data: Mapping[str, Any]) -> tuple[ActionKind, str] | None:
    """What an interaction with a component means; none for one that is not, or no longer, ours."""
    name, values = str(data.get("custom_id") or ""), data.get("values") or ()
    if name == _CHOOSE and values:
        return ActionKind.OPEN, str(values[0])
    found = _OURS.fullmatch(name)
    if found is None or found[1] not in set(ActionKind):
        return None
    return ActionKind(found[1]), found[2]


class _Rows(discord.ui.View):
    """Components that discord.py only sends.

    It would keep every view that it can dispatch to, one for each message for as long as it runs;
    a press is told by its id alone, after a restart as well, so there is nothing to keep.
    """

    def __init__(self, components: Sequence[Row]) -> None:
        super().__init__(timeout=None)
        for number, row in enumerate(components):
            for one in row["components"]:
                self.add_item(_item(one, number))

    def is_dispatchable(self) -> bool:
        return False


def _item(one: Mapping[str, Any], row: int) -> discord.ui.Item[discord.ui.View]:
    if one["type"] == _BUTTON:
        return discord.ui.Button(label=one["label"], custom_id=one["custom_id"], row=row)
    return discord.ui.Select(
        custom_id=one["custom_id"],
        placeholder=one["placeholder"],
        options=[discord.SelectOption(**option) for option in one["options"]],
        row=row,
    )


def _button(action: Action) -> Row:
    return {
        "type": _BUTTON,
        "style": _GREY,
        "label": _cut(action.label, _LABEL),
        "custom_id": f"parley:{action.kind}:{action.ref}",
    }


def _cut(text: str, most: int) -> str:
    line = " ".join(printable(text).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
