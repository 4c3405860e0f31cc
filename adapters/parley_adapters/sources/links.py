"""Links made absolute."""

from urllib.parse import urljoin


def absolute(base: str, link: str | None) -> str | None:
    """``link`` against ``base``; one that cannot be read stays as it is, an empty one is none."""
    if not link or not base:
        return link or None
    try:
        return urljoin(base, link)
    except ValueError:
        return link
