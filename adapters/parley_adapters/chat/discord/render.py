"""A neutral message as Discord's embeds, within their limits, each citation with its words.

Limits are of discord.com/developers/docs, "Message": content 2,000, ten embeds, title 256, description
4,096, and 6,000 characters in all embeds of one message together. Links stand only in embeds, where
Discord makes no preview of them.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from parley.app.ports import Part
from parley.domain.layout import Limits, fit
from parley.domain.model import (
    Actions,
    Block,
    Citation,
    Heading,
    Listing,
    Message,
    Note,
    Paragraph,
    Picture,
    Rule,
    Span,
    Style,
    Text,
)
from parley_adapters.chat.discord.buttons import rows
from parley_adapters.chat.discord.markdown import (
    inert,
    markdown,
    plain,
    size,
    unlinked,
    width,
)

CONTENT = 2_000
EMBEDS = 10
TITLE = 256
DESCRIPTION = 4_096
TOTAL = 6_000
# Kept free in a message's last embed for its reference; see ``referenced``.
_REFERENCE = 64
# A paragraph and the heading above it fit one embed together, marks and bullets included.
_LIMITS = Limits(block=2_800, heading=1_000, total=TOTAL, blocks=EMBEDS)
_COLOUR = 0x2F6F8F

Payload = dict[str, Any]


def parts(message: Message) -> list[Part]:
    """The messages that a message makes; those of its thread come last."""
    content, blocks = _opening(message)
    pages = _packed(_embeds(blocks))
    below = _packed(_embeds(message.thread))
    if not pages:  # Discord takes no message without words
        pages, content = [[_Embed(lines=[content or "Parley"])]], ""
    payloads = [_payload(page) for page in pages]
    if content:
        payloads[0] = {"content": content, **payloads[0]}
    found = [
        Part(index, _json(payload), files=_files(page))
        for index, (payload, page) in enumerate(zip(payloads, pages, strict=True))
    ]
    for page in below:
        found.append(Part(len(found), _json(_payload(page)), in_thread=True, files=_files(page)))
    return found


def _files(page: Sequence["_Embed"]) -> tuple[Picture, ...]:
    return tuple(embed.picture for embed in page if embed.picture is not None)


def referenced(payload: str, key: str) -> Payload:
    """A part's payload with its key in small print below, by which ``find`` knows it again.

    Discord keeps no nonce with a message, so what is to be found later must stand in it.
    """
    body: Payload = json.loads(payload)
    embeds = body.setdefault("embeds", []) or [{}]
    embeds[-1] = {**embeds[-1], "footer": {"text": f"ref {key}"}}
    return {**body, "embeds": embeds}


def payload_of(payload: str) -> tuple[str | None, list[Payload], list[Payload]]:
    """A part's text above the embeds, if any, its embeds, and the rows of buttons below them."""
    body: Payload = json.loads(payload)
    return body.get("content"), body["embeds"], body.get("components", [])


def reference_of(footer: str | None) -> str | None:
    """The key in an embed's small print, if it is one of ours."""
    word, _, key = (footer or "").partition(" ")
    return key if word == "ref" and key else None


def _opening(message: Message) -> tuple[str, Sequence[Block]]:
    """What stands above the embeds, which is what a notification shows, and what is left for them."""
    first, rest = (message.blocks[0], message.blocks[1:]) if message.blocks else (None, ())
    if isinstance(first, Heading) and first.level == 1 and rest:
        words = inert(" ".join(plain(first.spans).split()))
        if 0 < size(words) <= CONTENT - 4 and all(isinstance(one, Text) for one in first.spans):
            return f"**{words}**", rest
    if isinstance(first, Heading | Paragraph) and plain(first.spans) == message.title:
        return "", message.blocks
    title = " ".join(message.title.split())
    if not message.blocks:
        return "", (Heading((Text(title or "Parley"),)),)
    return inert(title if len(title) <= TITLE else title[: TITLE - 1] + "…"), message.blocks


@dataclass(slots=True)
class _Embed:
    """An embed that is being filled."""

    title: str = ""
    lines: list[str] = field(default_factory=list)
    actions: list[Actions] = field(default_factory=list)
    picture: Picture | None = None

    @property
    def description(self) -> str:
        return "\n".join(self.lines)

    @property
    def size(self) -> int:
        return size(self.title) + size(self.description)

    @property
    def says_something(self) -> bool:
        return bool((self.title + self.description).strip())

    def takes(self, line: str) -> bool:
        return size(self.description) + 1 + size(line) <= DESCRIPTION


def _embeds(blocks: Iterable[Block]) -> list[_Embed]:
    """An embed for each stretch that begins with a heading or a rule; longer stretches go on."""
    found = [_Embed()]
    for block in (piece for whole in blocks for piece in fit(whole, _LIMITS, width)):
        if isinstance(block, Actions):
            found[-1].actions.append(block)  # so that they come with the words above them
            continue
        if isinstance(block, Picture):
            found.append(_Embed(lines=_small(inert(block.alt)), picture=block))
            found.append(_Embed())
            continue
        if isinstance(block, Rule | Heading | Note) and found[-1].size:
            found.append(_Embed())
        title = _title(block)
        if title and not found[-1].size:
            found[-1].title = title
            continue
        for line in _lines(block):
            if not found[-1].takes(line):
                found.append(_Embed())
            found[-1].lines.append(line)
    return [embed for embed in found if embed.says_something]


def _title(block: Block) -> str | None:
    """A heading as an embed's title, which is short and cannot hold a link."""
    if isinstance(block, Heading) and all(isinstance(span, Text) for span in block.spans):
        title = inert(" ".join(plain(block.spans).split()))
        return title if size(title) <= TITLE else None
    return None


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(spans):
            return [_within(markdown([_bold(span) for span in spans]), spans)]
        case Listing(lines):
            return [_bullet(line) + _within(markdown(line), line) for line in lines]
        case Note(spans):
            return _small(_within(markdown(spans), spans))
        case Rule() | Actions() | Picture():
            return []
        case paragraph:
            text = _within(markdown(paragraph.spans), paragraph.spans).strip()
            return [text] if text else []


def _small(text: str) -> list[str]:
    return [f"-# {line}" for line in text.split("\n") if line.strip()]


def _bold(span: Span) -> Span:
    return replace(span, style=Style.STRONG) if isinstance(span, Text) else span


def _bullet(line: Sequence[Span]) -> str:
    """A bullet, unless the line's own number stands there."""
    return "" if line and isinstance(line[0], Citation) else "• "


def _within(text: str, spans: Sequence[Span]) -> str:
    """Words with more addresses than an embed can hold keep their numbers; sources are listed below."""
    return text if size(text) <= DESCRIPTION - 100 else markdown(unlinked(spans))


def _packed(embeds: Iterable[_Embed]) -> list[list[_Embed]]:
    pages: list[list[_Embed]] = []
    room = 0
    for embed in embeds:
        if not pages or embed.size > room or len(pages[-1]) >= EMBEDS:
            pages.append([])
            room = TOTAL - _REFERENCE
        pages[-1].append(embed)
        room -= embed.size
    return pages


def _payload(page: Sequence[_Embed]) -> Payload:
    made: Payload = {"embeds": [_embed(embed) for embed in page]}
    below = rows([actions for embed in page for actions in embed.actions])
    return {**made, "components": below} if below else made


def _embed(embed: _Embed) -> Payload:
    made: Payload = {"title": embed.title} if embed.title else {}
    if embed.lines:
        made["description"] = embed.description
    if embed.picture is not None:
        made["image"] = {"url": f"attachment://{embed.picture.name}"}
    return {**made, "color": _COLOUR}


def _json(payload: Payload) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
