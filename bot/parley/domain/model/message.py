"""A message before any platform has touched it: blocks of spans, with links made by code alone."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Style(StrEnum):
    """How a run of text looks."""

    PLAIN = "plain"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Text:
    """Words; whatever they contain is shown, never obeyed: no markup, no mention."""

    text: str
    style: Style = Style.PLAIN


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a stored http(s) URL."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The number of a source, leading to it. It is never parted from the words before it."""

    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A time (UTC), shown in each reader's own zone where the platform can; else ``fallback``."""

    at: datetime
    fallback: str


Span = Text | Link | Citation | Moment


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that stands out: the briefing's title (level 1) or a story's headline (level 2)."""

    spans: tuple[Span, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of one kind, such as the dates ahead or the sources."""

    lines: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: the coverage line, how it was made."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG) with the sentences that say what it shows; they stand where it cannot.

    ``name`` is that of a file, of ASCII letters, digits and hyphens, ending in ``.png``.
    """

    name: str
    png: bytes = field(repr=False)
    alt: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line between stories."""


class ActionKind(StrEnum):
    """What can be done with a story, with a standing order that is not saved yet, or with a draft.

    ``OPEN`` offers a story's others, where there is no room for all. ``APPROVE`` to ``KEEP`` decide on
    a briefing before it is posted; ``RETRACT`` asks, and ``RETRACT_ALL`` does it.
    """

    OPEN = "open"
    SOURCES = "sources"
    MORE = "more"
    USEFUL = "useful"
    NOT_USEFUL = "not_useful"
    REPORT = "report"
    SAVE = "save"
    TRIAL = "trial"
    DISCARD = "discard"
    APPROVE = "approve"
    HOLD = "hold"
    DROP = "drop"
    KEEP = "keep"
    RETRACT_ITEM = "retract_item"
    RETRACT = "retract"
    RETRACT_ALL = "retract_all"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"


@dataclass(frozen=True, slots=True)
class Action:
    """Something to press. ``ref`` names what it is about by ids alone, so that it lasts for ever."""

    kind: ActionKind
    ref: str
    label: str


@dataclass(frozen=True, slots=True)
class Actions:
    """What can be pressed, about what stands in the block before it, which ``about`` names in words.

    A platform on which nothing can be pressed leaves it out.
    """

    actions: tuple[Action, ...]
    about: str


Block = Heading | Paragraph | Listing | Note | Picture | Rule | Actions


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What is to be said. ``title`` is what a notification shows, plain text in one line.

    ``thread`` is detail for under the message; platforms without threads show it below.
    """

    title: str
    blocks: tuple[Block, ...]
    thread: tuple[Block, ...] = field(default=())
