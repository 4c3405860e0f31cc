"""Links made absolute."""

import re
from urllib.parse import urljoin

_ABSOLUTE = re.compile(r"https?://[^/?#\s]")  # most are, and joining them changes nothing


def absolute(base: str, link: str | None) -> str | None:
    """``link`` against ``base``; one that cannot be read stays as it is, an empty one is none."""
    if not link or not base:
        return link or None
    if _ABSOLUTE.match(link):
        return link
    try:
        return urljoin(base, link)
    except ValueError:
        return link
