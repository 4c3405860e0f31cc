"""Languages as a reader is told of them."""

from collections.abc import Sequence
from functools import lru_cache

_NAMES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "hi": "Hindi",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean", "nl": "Dutch",
    "pl": "Polish", "pt": "Portuguese", "ru": "Russian", "tr": "Turkish", "vi": "Vietnamese",
    "zh": "Chinese",
}  # fmt: skip


@lru_cache(maxsize=1024)
def primary(tag: str) -> str:
    """The primary language of a tag: "en" for "en-GB"."""
    return tag.partition("-")[0].lower()


def name(tag: str) -> str:
    """The English name of a tag's language; the tag itself where it has none here."""
    return _NAMES.get(primary(tag), tag)


def quoted_from(tags: Sequence[str]) -> str:
    """What a reader is told of quotations in other languages: none gives ""."""
    names = sorted({name(tag) for tag in tags})
    if not names:
        return ""
    *first, last = names
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"Quoted from the original {listed}."
