"""Spans as Slack's mrkdwn, in which nothing that comes from outside can mention, link or format.

Slack has an escape for ``& < >`` alone (docs.slack.dev, "Formatting message text"): none for the
markers ``* _ ~ ` ``, for a quoted line or for an ``:emoji:``. Where one of these could take effect it
is replaced by a character that looks the same and means nothing; everywhere else (``snake_case``,
``2 * 3``) text stays as it is, so that it copies well.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from parley.domain.model import Citation, Link, Moment, Span, Style, Text

_LOOKALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_MARKER = re.compile(r"[*_~`]")
_EMOJI = re.compile(r"(?<!\w):(?=[a-z0-9_+'-]*[a-z][a-z0-9_+'-]*:)", re.IGNORECASE)
_QUOTED = re.compile(r"^(\s*)(?:>|＞)+", re.MULTILINE)
_WRAPS = {Style.STRONG: "*", Style.EMPHASIS: "_", Style.CODE: "`"}
_BREAKS = re.compile("[\t\v\f\u2028\u2029]")
# Control characters and halves of pairs; and the marks that turn the rest of a line around, citation
# and all. Marks that only join letters are kept.
_HIDDEN = re.compile("[\x00-\x08\x0e-\x1f\r\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
# A longer address than this is no citation; Slack's own links end well before.
_LONGEST_URL = 2_000


def size(text: str) -> int:
    """The length of a text in UTF-16 units: never less than Slack's own count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def width(spans: Sequence[Span]) -> int:
    """The length of spans as they are sent, escapes and addresses included."""
    return size(mrkdwn(spans))


def printable(text: str) -> str:
    """Without control characters, lone surrogates and marks that reverse what follows."""
    return _HIDDEN.sub("", _BREAKS.sub(" ", text))


@lru_cache(maxsize=1024)  # splitting measures the same sentences again and again
def inert(text: str) -> str:
    """Text that Slack shows as it stands."""
    return escaped(_defused(printable(text)))


def escaped(text: str) -> str:
    """The three characters that Slack reads as control characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def address(url: str) -> str | None:
    """A URL as it may stand in a link; none for one that is not http(s), or absurdly long."""
    clean = "".join(_percent(c) for c in printable(url).strip())
    if not clean.lower().startswith(("https://", "http://")) or size(clean) > _LONGEST_URL:
        return None
    return clean.replace("&", "&amp;")


def mrkdwn(spans: Sequence[Span]) -> str:
    """A run of spans."""
    out = ""
    for index, span in enumerate(spans):
        match span:
            case Text(text, style):
                following = plain(spans[index + 1 : index + 2])
                out += _styled(text, style, out[-1:], following[:1])
            case Link(text, url):
                out += _link(text, url)
            case Citation(number, url):
                out += _link(f"[{number}]", url)
            case Moment():
                out += _moment(span)
    return out


def plain(spans: Sequence[Span]) -> str:
    """The words of spans, for what reads no markup."""
    return "".join(_words(span) for span in spans)


def _words(span: Span) -> str:
    match span:
        case Text(text) | Link(text):
            return text
        case Citation(number):
            return f"[{number}]"
        case moment:
            return moment.fallback


def _styled(text: str, style: Style, before: str, after: str) -> str:
    """A marker works at the edge of a word only, within a line, and hugs what it marks."""
    mark = _WRAPS.get(style)
    if mark is None or before.isalnum() or after.isalnum():
        return inert(text)
    return "\n".join(_wrapped(line, mark) for line in printable(text).split("\n"))


def _wrapped(line: str, mark: str) -> str:
    core = line.strip()
    if not core:
        return line
    start = line.index(core)
    # Inside code only its own mark means anything; what is copied from there must be right.
    inner = core if mark == "`" else _defused(core)
    inner = escaped(inner.replace(mark, mark.translate(_LOOKALIKES)))
    return f"{line[:start]}{mark}{inner}{mark}{line[start + len(core) :]}"


def _link(text: str, url: str) -> str:
    target = address(url)
    label = " ".join(printable(text).split()) or url
    if target is None:
        return inert(label)
    return f"<{target}|{inert(label).replace('|', '¦')}>"


def _moment(moment: Moment) -> str:
    """Slack's date form (docs.slack.dev, "Date formatting"): each reader sees their own zone."""
    fallback = inert(moment.fallback).replace("|", "¦").replace("^", "")
    return f"<!date^{int(moment.at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def _defused(text: str) -> str:
    text = _QUOTED.sub(r"\1›", text)
    text = _EMOJI.sub("꞉", text)
    return _MARKER.sub(lambda found: _marker(text, found.start()), text)


def _marker(text: str, at: int) -> str:
    """A marker as it is where it can mark nothing: inside a word, or between spaces."""
    mark, before, after = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    inside = before.isalnum() and after.isalnum()
    apart = before.isspace() and after.isspace()
    return mark if mark != "`" and (inside or apart) else mark.translate(_LOOKALIKES)


def _percent(char: str) -> str:
    return f"%{ord(char):02X}" if char in '<>|"^`\\{} \n' else char
