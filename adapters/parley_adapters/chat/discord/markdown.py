"""Spans as Discord's Markdown, in which nothing that comes from outside can mention, link or format.

Discord's parser takes a backslash before any sign as "show the sign" (support.discord.com, "Markdown
Text 101"). Inside code and inside a link's label there is no such escape: there a sign that would end
it is replaced by one that looks the same.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from parley.domain.model import Citation, Link, Span, Style, Text

# Every sign that can mark, mention or link; and a colon that would make a bare address a link, or
# ":name:" an emoji.
_SIGNS = re.compile(r"[\\*_~`|\[\]()<>#@]|:(?=//)|:(?=[\w+-]+:)")
# What would begin a list of its own.
_NUMBERED = re.compile(r"^(\s*\d+)([.)])", re.MULTILINE)
_BULLET = re.compile(r"^(\s*)([-+])", re.MULTILINE)
# Embeds and the client-wide AllowedMentions notify nobody; this keeps them from looking as if.
_EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_ZERO_WIDTH = "\u200b"
_WRAPS = {Style.STRONG: "**", Style.EMPHASIS: "_"}
# Turn the rest of a line around, citation and all; marks that only join letters are kept.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BREAKS = str.maketrans(
    {"\r": None, "\t": " ", "\x0b": " ", "\x0c": " ", "\u2028": " ", "\u2029": " "}
)
_LABEL = str.maketrans({"[": "［", "]": "］", "\n": " "})
# A longer address than this would leave no room for the words that it belongs to.
_LONGEST_URL = 1_000


def size(text: str) -> int:
    """The length of a text in UTF-16 units: never less than Discord's own count."""
    return len(text) + sum(c > "\uffff" for c in text)


def width(spans: Sequence[Span]) -> int:
    """The length of spans as they are sent, escapes and addresses included."""
    return sum(map(_size, spans))


@lru_cache(maxsize=1_024)  # layout asks again for every span that it adds to a run
def _size(span: Span) -> int:
    return size(_span(span))


def printable(text: str) -> str:
    """Without control characters, lone surrogates and marks that reverse what follows."""
    text = text.translate(_BREAKS)
    return "".join(
        c
        for c in text
        if c == "\n" or (unicodedata.category(c) not in {"Cc", "Cs"} and c not in _BIDI)
    )


def inert(text: str) -> str:
    """Text that Discord shows as it stands."""
    text = _EVERYBODY.sub("@" + _ZERO_WIDTH, printable(text))
    text = _SIGNS.sub(r"\\\g<0>", text)
    return _BULLET.sub(r"\1\\\2", _NUMBERED.sub(r"\1\\\2", text))


def address(url: str) -> str | None:
    """A URL as it may stand in a link; none for one that is not http(s), or absurdly long."""
    clean = "".join(_percent(c) for c in printable(url).strip())
    if not clean.lower().startswith(("https://", "http://")) or size(clean) > _LONGEST_URL:
        return None
    return clean


def markdown(spans: Sequence[Span]) -> str:
    """A run of spans."""
    return "".join(_span(span) for span in spans)


def plain(spans: Sequence[Span]) -> str:
    """The words of spans, for what reads no markup."""
    return "".join(_words(span) for span in spans)


def unlinked(spans: Sequence[Span]) -> list[Span]:
    """The same words without their addresses."""
    return [Text(_words(s)) if isinstance(s, Citation | Link) else s for s in spans]


def _span(span: Span) -> str:
    match span:
        case Text(text, Style.CODE):
            return "\n".join(_code(line) for line in printable(text).split("\n"))
        case Text(text, style):
            mark = _WRAPS.get(style)
            return inert(text) if mark is None else _wrapped(text, mark)
        case Link(text, url):
            return _link(text, url)
        case Citation(number, url):
            target = address(url)
            return f"\\[{number}\\]" if target is None else f"[[{number}]](<{target}>)"
        case moment:
            # Discord shows it in each reader's own zone and language.
            return f"<t:{int(moment.at.timestamp())}:f>"


def _words(span: Span) -> str:
    match span:
        case Text(text) | Link(text):
            return text
        case Citation(number):
            return f"[{number}]"
        case moment:
            return moment.fallback


def _wrapped(text: str, mark: str) -> str:
    """A mark hugs what it marks, and ends with its line."""
    return "\n".join(_hugged(line, mark) for line in printable(text).split("\n"))


def _hugged(line: str, mark: str) -> str:
    core = line.strip()
    if not core:
        return line
    start = line.index(core)
    return f"{line[:start]}{mark}{inert(core)}{mark}{line[start + len(core) :]}"


def _code(line: str) -> str:
    """Code takes everything as it stands but its own end."""
    line = _EVERYBODY.sub("@" + _ZERO_WIDTH, line.replace("`", "ˋ"))
    return f"`{line}`" if line.strip() else line


def _link(text: str, url: str) -> str:
    target = address(url)
    label = " ".join(printable(text).split()) or printable(url)
    if target is None:
        return inert(label)
    return f"[{inert(label.translate(_LABEL))}](<{target}>)"


def _percent(char: str) -> str:
    return f"%{ord(char):02X}" if char in '<>()|"^`\\{}[] \n' else char
