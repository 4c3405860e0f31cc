"""Languages as sources name them, down to their primary tags."""

from functools import lru_cache


@lru_cache(maxsize=1024)
def primary(tag: str) -> str:
    """The primary language of a tag: "en" for "en-GB"."""
    return tag.partition("-")[0].lower()
