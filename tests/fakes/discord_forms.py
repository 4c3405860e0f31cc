"""Discord's modals: what may stand in one, and what comes of it when somebody sends it."""

from collections.abc import Iterator, Mapping
from typing import Any

Body = Mapping[str, Any]

_LABEL, _TEXT, _SELECT = 18, 4, 3


def modal_faults(modal: Body) -> dict[str, Any]:
    """What Discord would call invalid; empty for a good one."""
    labels = list(modal.get("components") or ())
    found = dict(_range("title", modal.get("title"), 1, 45))
    found |= dict(_range("custom_id", modal.get("custom_id"), 1, 100))
    if not 1 <= len(labels) <= 5:
        found["components"] = "between 1 and 5 in length"
    ids = [str(label.get("component", {}).get("custom_id")) for label in labels]
    if len(set(ids)) < len(ids):
        found["components"] = "custom id twice"
    for number, label in enumerate(labels):
        for key, why in _label_faults(label):
            found[f"components.{number}.{key}"] = why
    return found


def filled_in(modal: Body, filled: Mapping[str, str | list[str]]) -> list[dict[str, Any]]:
    """The components of a submission; Discord's client lets nobody send what the form forbids."""
    return [_sent(label, filled) for label in modal["components"]]


def _sent(label: Body, filled: Mapping[str, str | list[str]]) -> dict[str, Any]:
    one = label["component"]
    name, needed = one["custom_id"], one.get("required", True)
    if one["type"] == _TEXT:
        text = filled.get(name, one.get("value") or "")
        assert isinstance(text, str)
        least, most = one.get("min_length") or 0, one.get("max_length") or 4_000
        assert (not text and not needed) or max(least, needed) <= len(text) <= most, name
        given: dict[str, Any] = {"value": text}
    else:
        defaults = [option["value"] for option in one["options"] if option.get("default")]
        values = filled.get(name, defaults)
        assert isinstance(values, list)
        assert set(values) <= {option["value"] for option in one["options"]}, name
        least, most = one.get("min_values", 1), one.get("max_values", 1)
        assert (not values and not needed) or least <= len(values) <= most, name
        given = {"values": values}
    inside = {"type": one["type"], "id": 2, "custom_id": name, **given}
    return {"type": _LABEL, "id": 1, "component": inside}


def _label_faults(label: Body) -> Iterator[tuple[str, str]]:
    if label.get("type") != _LABEL:
        yield "type", "a label goes around what is filled in"
        return
    yield from _range("label", label.get("label"), 1, 45)
    yield from _range("description", label.get("description") or "", 0, 100)
    one: Body = label.get("component") or {}
    yield from _range("custom_id", one.get("custom_id"), 1, 100)
    if one.get("label"):
        yield "component.label", "stands in the label around it"
    if one.get("type") == _TEXT:
        yield from _text_faults(one)
    elif one.get("type") == _SELECT:
        yield from _select_faults(one)
    else:
        yield "component.type", "not one of those that this server knows in a modal"


def _text_faults(one: Body) -> Iterator[tuple[str, str]]:
    least, most = one.get("min_length") or 0, one.get("max_length")
    if one.get("style") not in (1, 2):
        yield "style", "short or paragraph"
    if not 0 <= least <= 4_000 or not 1 <= (4_000 if most is None else most) <= 4_000:
        yield "length", "at most 4000"
    yield from _range("value", one.get("value") or "", 0, 4_000 if most is None else most)
    yield from _range("placeholder", one.get("placeholder") or "", 0, 100)


def _select_faults(one: Body) -> Iterator[tuple[str, str]]:
    options = list(one.get("options") or ())
    least, most = one.get("min_values", 1), one.get("max_values", 1)
    if not 1 <= len(options) <= 25:
        yield "options", "1 to 25"
    if not 0 <= least <= most <= len(options):
        yield "values", "no more than there are options"
    if least == 0 and one.get("required", True):
        yield "required", "what is required cannot be left empty"
    if sum(bool(option.get("default")) for option in options) > most:
        yield "default", "more than may be chosen"
    values = [option["value"] for option in options]
    if len(set(values)) < len(values):
        yield "values", "a value twice"
    yield from _range("placeholder", one.get("placeholder") or "", 0, 150)
    for option in options:
        yield from _range("option.label", option.get("label"), 1, 100)
        yield from _range("option.value", option.get("value"), 1, 100)


def _range(name: str, text: object, least: int, most: int) -> Iterator[tuple[str, str]]:
    if not least <= len(str(text or "")) <= most:
        yield name, f"Must be between {least} and {most} in length."
