"""What Slack refuses in a message, and what it makes of one: mentions, links, plain words."""

import html
import re
from typing import Any

_TOTAL = 12_000  # over all blocks; undocumented, measured by many
_MENTION = re.compile(r"<(?:![a-z]+(?:\^[A-Z0-9]+)?|@[UW][A-Z0-9]+|#C[A-Z0-9]+)(?:\|[^>]*)?>")
_LINK = re.compile(r"<(https?://[^|>]+)(?:\|([^>]*))?>")
_DATE = re.compile(r"<!date\^\d+\^[^|>]+\|([^>]*)>")


def length(text: str) -> int:
    """In UTF-16 units, the strictest way that anybody has reported."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def faults(message: dict[str, Any]) -> tuple[str, list[str]] | None:
    """The error code and its details for a message that Slack would refuse."""
    text, blocks = message.get("text") or "", message.get("blocks") or []
    if not text and not blocks:
        return "no_text", []
    if length(text) > 40_000:
        return "msg_too_long", []
    if not isinstance(blocks, list):
        return "invalid_blocks_format", []
    details = [fault for i, block in enumerate(blocks) for fault in _block(block, f"/blocks/{i}")]
    if len(blocks) > 50:
        details.append("no more than 50 items allowed [json-pointer:/blocks]")
    if details:
        return "invalid_blocks", details
    labels = sum(length(label) for label, _ in buttons(message))
    if labels + sum(length(found["text"]) for found in texts(blocks)) > _TOTAL:
        return "msg_blocks_too_long", []
    if length(str(message.get("metadata") or "")) > 3_000:
        return "metadata_too_large", []
    return None


def _block(block: dict[str, Any], at: str) -> list[str]:
    match block.get("type"):
        case "header":
            return _text(block.get("text"), at, 150, plain=True)
        case "section":
            return _text(block.get("text"), at, 3_000)
        case "context":
            elements = block.get("elements") or []
            if not 0 < len(elements) <= 10:
                return [f"between 1 and 10 elements [json-pointer:{at}/elements]"]
            return [fault for element in elements for fault in _text(element, at, 3_000)]
        case "actions":
            return _actions(block.get("elements") or [], at)
        case "image":
            return _image(block, at)
        case "divider" | "rich_text":
            return []
        case kind:
            return [f"unsupported type: {kind} [json-pointer:{at}/type]"]


def view_faults(view: dict[str, Any], kind: str) -> list[str]:
    """What Slack refuses in a view: 100 blocks, short titles, a button to submit where there is input."""
    if view.get("type") != kind:
        return [f"must be a {kind} view [json-pointer:/view/type]"]
    blocks = view.get("blocks") or []
    many = "no more than 100 items allowed [json-pointer:/view/blocks]"
    found = [many] if len(blocks) > 100 else []
    for i, block in enumerate(blocks):
        at = f"/view/blocks/{i}"
        found += _input(block, at) if block.get("type") == "input" else _block(block, at)
    if length(str(view.get("private_metadata") or "")) > 3_000:
        found.append("must be at most 3000 characters [json-pointer:/view/private_metadata]")
    if kind == "modal":
        for name in ("title", "submit", "close"):
            if name == "title" or name in view:
                found += _text(view.get(name), f"/view/{name}", 24, plain=True)
        if any(block.get("type") == "input" for block in blocks) and "submit" not in view:
            found.append("submit is required with input blocks [json-pointer:/view/submit]")
    return found


def _input(block: dict[str, Any], at: str) -> list[str]:
    found = _text(block.get("label"), f"{at}/label", 2_000, plain=True)
    element = block.get("element") or {}
    options = element.get("options")
    match element.get("type"):
        case "multi_static_select" | "static_select" if not 0 < len(options or []) <= 100:
            found.append(f"between 1 and 100 options [json-pointer:{at}/element/options]")
        case "checkboxes" if not 0 < len(options or []) <= 10:
            found.append(f"between 1 and 10 options [json-pointer:{at}/element/options]")
        case "multi_static_select" | "static_select" | "checkboxes" | "plain_text_input":
            pass
        case "timepicker" if re.fullmatch(r"\d\d:\d\d", element.get("initial_time", "00:00")):
            pass
        case kind:
            found.append(f"unsupported element: {kind} [json-pointer:{at}/element]")
    for option in options or []:
        found += _text(option.get("text"), f"{at}/element", 75, plain=True)
        if not 0 < length(str(option.get("value") or "")) <= 150:
            found.append(f"must be between 1 and 150 characters [json-pointer:{at}/element]")
    return found


def _image(block: dict[str, Any], at: str) -> list[str]:
    """A file of Slack's or an address, and words for it: 2,000 characters at most, and some."""
    if not 0 < length(str(block.get("alt_text") or "")) <= 2_000:
        return [f"must be between 1 and 2000 characters [json-pointer:{at}/alt_text]"]
    if ("slack_file" in block) == ("image_url" in block):
        return [f"must provide either image_url or slack_file [json-pointer:{at}]"]
    return []


def _actions(elements: list[dict[str, Any]], at: str) -> list[str]:
    """Buttons: 25 at most, each id once in its block, 75 characters, a value of 2,000."""
    if not 0 < len(elements) <= 25:
        return [f"between 1 and 25 elements [json-pointer:{at}/elements]"]
    ids = [str(element.get("action_id") or "") for element in elements]
    found = [] if len(set(ids)) == len(ids) else [f"action_id twice [json-pointer:{at}/elements]"]
    for element, action_id in zip(elements, ids, strict=True):
        if element.get("type") != "button":
            found.append(f"unsupported element: {element.get('type')} [json-pointer:{at}]")
            continue
        found += _text(element.get("text"), at, 75, plain=True)
        for name, value, most in (
            ("action_id", action_id, 255),
            ("value", element.get("value"), 2_000),
            ("accessibility_label", element.get("accessibility_label"), 75),
        ):
            if value is not None and not 0 < length(str(value)) <= most:
                found.append(f"must be between 1 and {most} [json-pointer:{at}/{name}]")
    return found


def buttons(message: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The buttons of a message by their labels, each with its element, in order."""
    return [
        (element["text"]["text"], element)
        for block in message.get("blocks") or []
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def _text(text: Any, at: str, most: int, *, plain: bool = False) -> list[str]:
    if not isinstance(text, dict) or text.get("type") not in {"plain_text", "mrkdwn"}:
        return [f"missing text object [json-pointer:{at}/text]"]
    if plain and text["type"] != "plain_text":
        return [f"must be plain_text [json-pointer:{at}/text]"]
    if "emoji" in text and text["type"] != "plain_text":
        return [f"emoji is for plain_text alone [json-pointer:{at}/text/emoji]"]
    if not 0 < length(text.get("text") or "") <= most:
        return [f"must be between 1 and {most} characters [json-pointer:{at}/text/text]"]
    return []


def texts(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every text object of a message's blocks, in order."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        if isinstance(block.get("text"), dict):
            found.append(block["text"])
        found += [e for e in block.get("elements") or [] if isinstance(e.get("text"), str)]
    return found


def marked(message: dict[str, Any]) -> list[str]:
    """What Slack reads as mrkdwn: the text, and the blocks' mrkdwn objects."""
    objects = texts(message.get("blocks") or [])
    return [message.get("text") or "", *(o["text"] for o in objects if o["type"] == "mrkdwn")]


def mentions(message: dict[str, Any]) -> list[str]:
    """Who would be notified, or what would become a channel's link."""
    found = [m for text in marked(message) for m in _MENTION.findall(_DATE.sub("", text))]
    for text in texts(message.get("blocks") or []):
        if text["type"] == "mrkdwn" and not text.get("verbatim"):
            found += re.findall(r"@(?:everyone|channel|here)", text["text"])
    return found


def links(message: dict[str, Any]) -> list[tuple[str, str]]:
    """Every link as (address, words), those included that Slack makes of bare addresses itself."""
    found: list[tuple[str, str]] = []
    for text in texts(message.get("blocks") or []):
        if text["type"] != "mrkdwn":
            continue
        found += [(html.unescape(u), html.unescape(w)) for u, w in _LINK.findall(text["text"])]
        if not text.get("verbatim"):
            found += [(u, u) for u in re.findall(r"https?://\S+", _LINK.sub("", text["text"]))]
    return found


def formatted(message: dict[str, Any]) -> list[str]:
    """The runs that Slack shows bold, slanted, struck or as code, marks included."""
    runs = re.compile(r"(?<!\w)([*_~])(?=\S)[^\n]*?(?<=\S)\1(?!\w)|`[^`\n]+`")
    return [
        m[0]
        for text in marked(message)[1:]
        for m in runs.finditer(_LINK.sub("", _DATE.sub("", text)))
    ]


def words(message: dict[str, Any]) -> str:
    """What a person reads."""
    objects = texts(message.get("blocks") or [])
    lines = [o["text"] for o in objects] or [message.get("text") or ""]
    shown = (_LINK.sub(lambda m: m[2] or m[1], _DATE.sub(r"\1", line)) for line in lines)
    return "\n".join(html.unescape(line) for line in shown)
