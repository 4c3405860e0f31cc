"""What stands around a report and is no news: datelines, stamps, sign-offs, the publisher's name."""

import re

_DASH = r"[-‐‑‒–—―]"
_DATELINE = (
    rf"\A[^\n.!?]{{0,70}}?\((?:[A-Z][\w./ -]{{1,24}})\)\s*{_DASH}{{1,2}}\s*"
    rf"|\A[A-Z][A-Z .,'/-]{{2,40}}(?:,\s*\w{{3,9}}\.?\s+\d{{1,2}})?(?:,\s*\d{{4}})?\s*{_DASH}{{1,2}}\s+"
    rf"|\A[A-Z][^\n.!?()]{{1,60}},\s*\w{{3,9}}\.?\s+\d{{1,2}}\s*{_DASH}{{1,2}}\s+"
)
_FURNITURE = re.compile(
    _DATELINE
    + r"|(?im:^\s*(?:last\s+)?(?:updated?|published|posted|modified|first\s+published)\b[^\n]{0,80}$)"
    r"|(?i:\((?:additional\s+)?(?:reporting|writing|editing|compiled)\s+by\b[^)]{0,400}\))"
    r"|(?i:\b\w+\s+contributed\s+to\s+this\s+report\.?)"
    r"|(?m:^\s*(?:©|Copyright)[^\n]*$)"
)
_OPENING = re.compile(_DATELINE)
# "Talks stall - Harbour Gazette": aggregators put the publisher behind the headline.
_PUBLISHER = re.compile(rf"\s(?:\||{_DASH})\s(?:The\s)?[A-Z][a-z]\w*(?:\s[A-Z&][\w.]*){{0,3}}\s*\Z")


def bare(text: str) -> str:
    """A text without any of it."""
    return _FURNITURE.sub(" ", text)


def without_dateline(text: str) -> str:
    """A text from where its report begins; cheaper than ``bare``."""
    return _OPENING.sub("", text, count=1)


def without_publisher(title: str) -> str:
    """A headline without the publisher's name behind it."""
    return _PUBLISHER.sub("", title)
