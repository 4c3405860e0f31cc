"""Neutral blocks as HTML: everything from outside escaped, links only where they are http(s)."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from parley.domain.model import (
    ActionKind,
    Actions,
    Block,
    Citation,
    Heading,
    Link,
    Listing,
    Moment,
    Note,
    Paragraph,
    Picture,
    Rule,
    Span,
    Text,
)
from parley_adapters.chat.web import gallery
from parley_adapters.chat.web.labels import Labels, TrackLink, is_chips

HERE = Path(__file__).parent
# Control characters, which no word from outside keeps: only a form of ours can hold it.
FORM_KEY = "\x01form\x01"
# Marks that turn the direction of what follows them: an article may not reorder our words.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What is pressed to change what stands on the page.
_DECIDING = frozenset(
    {
        ActionKind.APPROVE,
        ActionKind.HOLD,
        ActionKind.DROP,
        ActionKind.KEEP,
        ActionKind.RETRACT_ITEM,
        ActionKind.RETRACT_ALL,
        ActionKind.UNFOLLOW,
    }
)
_NUMBERED = re.compile(r"^(\d+) · ")


@cache
def environment() -> Environment:
    """The templates, with escaping on for all of them."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # For fragments that these very templates made, and for nothing else.
    env.filters["made_here"] = Markup
    env.filters.update(
        words=printable, href=web_address, stamp=stamp, runs=runs, picture=gallery.address
    )
    env.tests.update(
        {
            kind.__name__.lower(): (lambda value, kind=kind: isinstance(value, kind))
            for kind in (
                Actions,
                Heading,
                Paragraph,
                Listing,
                Note,
                Picture,
                Rule,
                Text,
                Link,
                Citation,
                Moment,
                Labels,
                TrackLink,
            )
        }
    )
    env.tests["chips"] = is_chips
    env.tests["deciding"] = lambda action: action.kind in _DECIDING
    env.globals.update(asset=asset, split_title=split_title, dimensions=gallery.dimensions)
    return env


def page(name: str, **values: Any) -> str:
    """A whole template, filled in."""
    return environment().get_template(name).render(**values)


def blocks_html(blocks: Sequence[Block], *, level: int, csrf: str = "") -> str:
    """Blocks on their own, with the title at heading ``level``; without a form key without buttons.

    With ``FORM_KEY``, whoever shows them puts the visitor's own key in its place.
    """
    return page("fragment.html", blocks=blocks, level=level, csrf=csrf)


def printable(text: str) -> str:
    """Without control characters and marks that turn the direction of the text."""
    plain = _TURNING.sub("", text)
    return "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"})


def web_address(url: str) -> str | None:
    """The address if it is http(s), else none: anything else is shown as words."""
    clean = printable(url).strip()
    return clean if clean.lower().startswith(("https://", "http://")) else None


def stamp(at: datetime) -> str:
    """A time for people who have no script: 28 May 2025, 20:10 UTC."""
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def runs(spans: Sequence[Span]) -> list[Span]:
    """Spans in which no line can end between words and their citation."""
    joined: list[Span] = []
    for span in spans:
        before = joined[-1] if joined else None
        if isinstance(span, Citation) and isinstance(before, Text) and before.text.endswith(" "):
            joined[-1] = Text(before.text[:-1] + "\N{NO-BREAK SPACE}", before.style)
        joined.append(span)
    return joined


def split_title(spans: Sequence[Span]) -> tuple[str, str]:
    """A heading's lead-in (a story's number, "Trade talks") and the rest, as plain words."""
    text = printable("".join(s.text for s in spans if isinstance(s, Text | Link)))
    if numbered := _NUMBERED.match(text):
        return numbered[1], text[numbered.end() :]
    lead, dot, rest = text.partition(" · ")
    return (lead, rest) if dot else ("", text)


@cache
def asset(name: str) -> str:
    """The address of a static file, which changes with its content so that it can be kept for ever."""
    content = (HERE / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
