"""Discord's own rules, as its documentation tells them: limits of a message, and how Markdown reads."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]

_EMBED = {"title": 256, "description": 4_096}
_TOKENS = re.compile(
    r"""
      \\(?P<escape>[^0-9A-Za-z\s])
    | (?P<fence>```.*?```)
    | (?P<ticks>`+)(?P<code>.+?)(?P=ticks)(?!`)
    | \[(?P<label>(?:\[[^\]]*\]|[^\[\]])*)\]\(<?(?P<href>https?://[^\s<>()]*(?:\([^()]*\)[^\s<>()]*)*)>?\)
    | <(?P<mention>@[!&]?\d+|\#\d+|/[\w\ ]+:\d+|id:\w+)>
    | <(?P<emoji>a?:\w+:\d+)>
    | <t:(?P<time>-?\d+)(?::[tTdDfFsSR])?>
    | <(?P<auto>https?://[^>\s]+)>
    | (?P<bare>https?://[^\s<]+)
    | (?P<everybody>@(?:everyone|here))
    | (?P<shortcode>:[\w+-]+:)
    | (?P<mark>\*\*|__|~~|\|\||\*|_)
    | (?P<start>^(?:\#{1,3}\ |-\#\ |>>?>?\ |[-*]\ |\d+\.\ ))
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A piece of Markdown: its kind, what is read of it, and where it leads."""

    kind: str
    text: str
    url: str = ""


def tokens(text: str) -> Iterator[Token]:
    """Discord's Markdown, piece by piece."""
    end = 0
    for found in _TOKENS.finditer(text):
        if found.start() > end:
            yield Token("text", text[end : found.start()])
        end = found.end()
        if found["escape"]:
            yield Token("text", found["escape"])
        elif found["code"]:
            yield Token("code", found["code"])
        elif found["label"] is not None:
            yield Token("link", "".join(t.text for t in tokens(found["label"])), found["href"])
        elif found["time"]:
            yield Token("time", f"<{found['time']}>")
        elif found["auto"] or found["bare"]:
            url = found["auto"] or found["bare"]
            yield Token("bare", url, url)
        elif found["mark"] or found["start"]:
            yield Token("mark", "")
        else:
            kind = next(
                k for k in ("fence", "mention", "emoji", "everybody", "shortcode") if found[k]
            )
            yield Token(kind, found[kind])
    if end < len(text):
        yield Token("text", text[end:])


def shown(text: str) -> str:
    """What a person reads."""
    return "".join(token.text for token in tokens(text))


def texts(message: Body) -> list[str]:
    """The Markdown of a message: above its embeds, and in them."""
    found = [str(message.get("content") or "")]
    for embed in message.get("embeds") or ():
        found += [str(embed.get("title") or ""), str(embed.get("description") or "")]
    return [text for text in found if text]


def read(message: Body) -> str:
    """A message as a person reads it, small print included."""
    small = [e["footer"]["text"] for e in message.get("embeds") or () if e.get("footer")]
    return "\n".join([*map(shown, texts(message)), *small])


def links(message: Body) -> list[tuple[str, str]]:
    """Every link of a message: where it leads, and its words."""
    return [
        (token.url, token.text) for text in texts(message) for token in tokens(text) if token.url
    ]


def alerts(message: Body) -> list[str]:
    """What would notify or lead somebody, or dress up as something it is not."""
    kinds = {"mention", "everybody", "emoji", "shortcode", "bare", "fence"}
    found = [token.text for text in texts(message) for token in tokens(text) if token.kind in kinds]
    controls = re.findall(
        r"[\x00-\x09\x0b-\x1f\u202a-\u202e\u2066-\u2069]", "".join(texts(message))
    )
    return [*found, *controls]


def notified(message: Body) -> list[str]:
    """Who is notified: mentions above the embeds, as far as ``allowed_mentions`` lets them."""
    allowed = message.get("allowed_mentions")
    parse = ["everyone", "users", "roles"] if allowed is None else allowed.get("parse", [])
    kinds = {"everybody": "everyone", "mention": "users"}
    return [
        token.text
        for token in tokens(str(message.get("content") or ""))
        if kinds.get(token.kind) in parse
    ]


def faults(body: Body) -> dict[str, Any]:
    """What Discord would call an invalid form body, by field; empty for a good one."""
    found: dict[str, Any] = {}
    if len(str(body.get("content") or "")) > 2_000:
        found["content"] = _long(2_000)
    nonce = body.get("nonce")
    if nonce is not None and len(str(nonce)) > 25:
        found["nonce"] = _long(25)
    if wrong_rows := _component_faults(body.get("components") or ()):
        found["components"] = wrong_rows
    embeds: Sequence[Body] = body.get("embeds") or ()
    if len(embeds) > 10:
        found["embeds"] = _fault("BASE_TYPE_BAD_LENGTH", "Must be 10 or fewer in length.")
        return found
    wrong = {str(n): why for n, embed in enumerate(embeds) if (why := _embed_faults(embed))}
    if sum(map(embed_size, embeds)) > 6_000:
        wrong["0"] = _fault("MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
    if wrong:
        found["embeds"] = wrong
    return found


def components(message: Body) -> list[Body]:
    """The buttons and menus of a message, in order."""
    return [one for row in message.get("components") or () for one in row["components"]]


def _component_faults(rows: Sequence[Body]) -> dict[str, Any]:
    """Five rows of five buttons or one menu; ids once a message, and as long as they may be."""
    if len(rows) > 5:
        return _fault("BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    found: dict[str, Any] = {}
    ids = [str(one.get("custom_id")) for row in rows for one in row["components"]]
    if len(set(ids)) < len(ids):
        found["_"] = _fault("COMPONENT_CUSTOM_ID_DUPLICATED", "custom id twice")
    for number, row in enumerate(rows):
        inside: Sequence[Body] = row["components"]
        room = sum(5 if one["type"] == 3 else 1 for one in inside)
        if row["type"] != 1 or not 0 < room <= 5:
            found[str(number)] = _fault("COMPONENT_LAYOUT_WIDTH_EXCEEDED", "too wide or empty")
        texts = [(one.get("custom_id"), 100) for one in inside]
        texts += [(one.get("label"), 80) for one in inside if one["type"] == 2]
        for menu in inside:
            options: Sequence[Body] = menu.get("options") or ()
            if menu["type"] == 3 and not 0 < len(options) <= 25:
                found[f"{number}.options"] = _fault("BASE_TYPE_BAD_LENGTH", "1 to 25 options")
            values = [option["value"] for option in options]
            if len(set(values)) < len(values):
                found[f"{number}.values"] = _fault("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "")
            texts += [(option[key], 100) for option in options for key in ("label", "value")]
            texts += [(menu["placeholder"], 150)] if "placeholder" in menu else []
        if any(not 1 <= len(str(text or "")) <= most for text, most in texts):
            found[f"{number}.text"] = _fault("BASE_TYPE_BAD_LENGTH", "empty or too long")
    return found


def embed_size(embed: Body) -> int:
    """What counts towards the 6,000."""
    fields = embed.get("fields") or ()
    return sum(
        len(str(text or ""))
        for text in (
            embed.get("title"),
            embed.get("description"),
            (embed.get("footer") or {}).get("text"),
            (embed.get("author") or {}).get("name"),
            *(field["name"] for field in fields),
            *(field["value"] for field in fields),
        )
    )


def _embed_faults(embed: Body) -> dict[str, Any]:
    found = {key: _long(most) for key, most in _EMBED.items() if len(embed.get(key) or "") > most}
    if not any(str(embed.get(key) or "").strip() for key in _EMBED):
        found["description"] = _fault("BASE_TYPE_REQUIRED", "This field is required")
    if len((embed.get("footer") or {}).get("text", "")) > 2_048:
        found["footer"] = {"text": _long(2_048)}
    return found


def command_faults(commands: Sequence[Body]) -> dict[str, Any]:
    """What is wrong with the commands that an application registers."""
    found: dict[str, Any] = {}
    if len(commands) > 100:
        found["_"] = _fault("APPLICATION_COMMANDS_TOO_MANY", "100 at most")
    for kind in (2, 3):
        if sum(command.get("type") == kind for command in commands) > 5:
            found["_"] = _fault("APPLICATION_COMMANDS_TOO_MANY", "5 entries of a menu at most")
    for number, command in enumerate(commands):
        if _characters(command) > 8_000:
            found[str(number)] = _fault("APPLICATION_COMMAND_TOO_LARGE", "8,000 at most")
        for path in _wrong(command):
            found[f"{number}{path}"] = _fault("BASE_TYPE_BAD_LENGTH", "bad name or description")
    return found


def _wrong(node: Body, path: str = "") -> Iterator[str]:
    if not path and node.get("type") in (2, 3):  # an entry of a menu
        if not 1 <= len(str(node.get("name") or "")) <= 32:
            yield ".name"
        if node.get("description") or node.get("options"):
            yield ".description"
        return
    if not re.fullmatch(r"[-_a-z0-9]{1,32}", str(node.get("name"))):
        yield f"{path}.name"
    if not 1 <= len(str(node.get("description") or "")) <= 100:
        yield f"{path}.description"
    options: Sequence[Body] = node.get("options") or ()
    required = [bool(option.get("required")) for option in options]
    if len(options) > 25 or required != sorted(required, reverse=True):
        yield f"{path}.options"
    for option in options:
        yield from _wrong(option, f"{path}.{option.get('name')}")


def _characters(node: Body) -> int:
    own = len(str(node.get("name"))) + len(str(node.get("description") or ""))
    return own + sum(_characters(option) for option in node.get("options") or ())


def _long(most: int) -> dict[str, Any]:
    return _fault("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def _fault(code: str, message: str) -> dict[str, Any]:
    return {"_errors": [{"code": code, "message": message}]}
