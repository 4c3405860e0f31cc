"""A neutral message as Slack's Block Kit, within its limits, each citation with its words.

Limits are of docs.slack.dev, "Block Kit": 50 blocks, 3,000 characters a section, 150 a header, 25
elements in an actions block, 75 characters on a button and 2,000 in its value. What all blocks hold
together is not documented; about 12,000 is refused, so a message has at most 9,000.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from parley.app.ports import Part
from parley.domain.layout import Limits, split
from parley.domain.model import (
    Action,
    Actions,
    Block,
    Citation,
    Heading,
    Listing,
    Message,
    Note,
    Paragraph,
    Picture,
    Span,
    Style,
    Text,
)
from parley_adapters.chat.slack.commands import action_id
from parley_adapters.chat.slack.mrkdwn import inert, mrkdwn, plain, printable, size, width

LIMITS = Limits(block=3_000, heading=3_000, total=9_000, blocks=50)
_HEADER = 150
_FALLBACK = 4_000  # Slack's advice for the text beside the blocks, which screen readers read
_TITLE = 400  # of it; five times that is its longest escape
_MARGIN = 200  # of a block's limit, for the marks that make a heading bold
_BULLET = "• "
_ALT = 2_000  # characters of an image's alternative text
_ELEMENTS = 25  # in one actions block
_BUTTON = 75  # characters on a button, and in what a screen reader is told of it


def parts(message: Message) -> list[Part]:
    """The messages that a message makes; those of its thread come last."""
    limits = replace(LIMITS, block=LIMITS.block - _MARGIN, heading=LIMITS.heading - _MARGIN)
    pages = split(message.blocks, limits, _width) or [[]]
    below = split(message.thread, limits, _width)
    return [
        Part(
            index,
            payload(message.title, page),
            in_thread=index >= len(pages),
            files=tuple(block for block in page if isinstance(block, Picture)),
        )
        for index, page in enumerate([*pages, *below])
    ]


def _width(spans: Sequence[Span]) -> int:
    """The length of a line, which may get a bullet."""
    return width(spans) + len(_BULLET)


def payload(title: str, blocks: Sequence[Block]) -> str:
    """One message as JSON: ``blocks``, and ``text`` for notifications and screen readers."""
    rendered = [made for block in blocks for made in _block(block)]
    body: dict[str, Any] = {"text": _fallback(title, blocks)}
    if rendered:
        body["blocks"] = rendered
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _block(block: Block) -> Iterable[dict[str, Any]]:
    match block:
        case Heading(spans, 1) if _is_header(spans):
            text = {"type": "plain_text", "text": printable(plain(spans)).strip(), "emoji": False}
            yield {"type": "header", "text": text}
        case Heading(spans):
            yield from _section(mrkdwn([_strong(span) for span in spans]))
        case Paragraph(spans):
            yield from _section(mrkdwn(spans))
        case Listing(lines):
            yield from _section("\n".join(_line(line) for line in lines))
        case Note(spans):
            if small := mrkdwn(spans).strip():
                yield {"type": "context", "elements": [_text(small)]}
        case Picture(name, _, alt):
            yield {
                "type": "image",
                "slack_file": {"id": name},  # its id on Slack, once it is there
                "alt_text": _cut(printable(alt), _ALT),
            }
        case Actions(actions, about):
            elements = [_button(action, about) for action in actions[:_ELEMENTS]]
            if elements:
                yield {"type": "actions", "elements": elements}
        case _:
            yield {"type": "divider"}


def _button(action: Action, about: str) -> dict[str, Any]:
    """A button; for who hears it, with what it is about."""
    label = printable(action.label)[:_BUTTON]
    return {
        "type": "button",
        "action_id": action_id(action.kind),
        "text": {"type": "plain_text", "text": label, "emoji": False},
        "value": action.ref,
        "accessibility_label": _cut(f"{label}: {printable(about)}", _BUTTON),
    }


def _cut(text: str, most: int) -> str:
    """Text in one line, cut so that it fits in Slack's own count."""
    line = " ".join(text.split())[:most]
    while size(line) > most:
        line = line[:-1]
    return line


def _is_header(spans: Sequence[Span]) -> bool:
    """Whether a heading can be Slack's header, which is short, plain and holds no link.

    Slack's documentation does not say how a header shows ``& < >``: a heading with one is a section.
    """
    words = printable(plain(spans)).strip()
    return (
        all(isinstance(span, Text) for span in spans)
        and 0 < size(words) <= _HEADER
        and not set(words) & set("&<>\n")
    )


def _strong(span: Span) -> Span:
    """Bold and in one line: each line of its own would need marks of its own."""
    if not isinstance(span, Text):
        return span
    return Text(re.sub(r"\s*\n\s*", " ", printable(span.text)), Style.STRONG)


def _line(line: Sequence[Span]) -> str:
    """A line with a bullet, unless its own number stands there."""
    return mrkdwn(line) if line and isinstance(line[0], Citation) else _BULLET + mrkdwn(line)


def _section(text: str) -> Iterable[dict[str, Any]]:
    if text.strip():
        yield {"type": "section", "text": _text(text.strip("\n"))}


def _text(text: str) -> dict[str, Any]:
    """``verbatim``: Slack makes no links and no mentions out of bare addresses and names."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _fallback(title: str, blocks: Sequence[Block]) -> str:
    """The words in lines, cut at the end of one; the title first, since notifications show that."""
    title = title[:_TITLE]
    lines = (line for block in blocks for line in _lines(block))
    kept = [inert(title).strip()] if title.strip() else []
    room = _FALLBACK - sum(size(line) + 1 for line in kept)
    for line in lines:
        words = inert(line[:_FALLBACK]).strip()
        if not words or line.strip() == title:
            continue
        room -= size(words) + 1
        if room < 0:
            break
        kept.append(words)
    return "\n".join(kept) or "Parley"


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(spans) | Paragraph(spans) | Note(spans):
            return [plain(spans)]
        case Picture(_, _, alt):
            return [alt]
        case Listing(lines):
            return [plain(line) for line in lines]
        case _:
            return []
