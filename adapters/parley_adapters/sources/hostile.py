"""What is refused before any parser sees it: bombs, floods, and bytes that only grow."""

import re
import zlib

from parley.domain.errors import NotAFeed

MAX_BYTES = 32_000_000
_MAX_EXPANSION = 1_000_000  # what a document's own entities may add to it, in bytes
_MAX_ATTRIBUTES = 1_000  # on one element; parsers take quadratic time over them

_DECLARATION = re.compile(rb"<!ENTITY\s+(%\s+)?([^\s\"'<>]+)\s+(?:\"([^\"]*)\"|'([^']*)'|([A-Z]+))")
_REFERENCE = re.compile(rb"&(?!#)[^\s;&<]+;")
_PREDEFINED = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;")
_LONG = re.compile(rb"<[^<]{%d}" % (3 * _MAX_ATTRIBUTES))  # too short for a flood is quick to see
# Possessive throughout, and nothing crosses a "<": one pass over the bytes, whatever they are.
_FLOOD = re.compile(
    rb"<[A-Za-z_][^\s<>\"'=/]*+"
    rb"(?:\s*+[^\s=<>\"'/]++(?:\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'<>]++))?+){%d}"
    % _MAX_ATTRIBUTES
)


def unpacked(body: bytes) -> bytes:
    """The bytes themselves, or what a gzip file holds, within the cap. Raises ``NotAFeed``."""
    if body[:2] == b"\x1f\x8b":
        reader = zlib.decompressobj(wbits=31)
        try:
            body = reader.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            raise NotAFeed("The file is gzip but broken; fetch it again.") from error
    if len(body) > MAX_BYTES:
        raise NotAFeed(f"The feed is larger than {MAX_BYTES // 1_000_000} MB and was not read.")
    return body


def check(body: bytes) -> None:
    """Raise ``NotAFeed`` for XML (in an ASCII-compatible encoding) that is made to exhaust a parser.

    External parameter entities and DTDs are let through, because the parsers used never read them.
    """
    if b"<!ENTITY" in body:
        _check_entities(body)
    if is_flooded(body):
        raise NotAFeed(
            f"The feed has an element with over {_MAX_ATTRIBUTES} attributes and was refused."
        )


def is_flooded(markup: bytes) -> bool:
    """Whether an element carries more attributes than any honest one does."""
    return bool(_LONG.search(markup) and _FLOOD.search(markup))


def _check_entities(body: bytes) -> None:
    sizes: dict[bytes, int] = {}
    for parameter, name, double, single, external in _DECLARATION.findall(body):
        if parameter:
            continue
        if external:
            raise NotAFeed("The feed declares an entity from outside itself and was refused.")
        value = double or single
        for inner in _REFERENCE.findall(value):
            if inner not in _PREDEFINED:
                raise NotAFeed("The feed declares entities within entities and was refused.")
        sizes[name] = max(len(value), sizes.get(name, 0))
    growth = sum(size * body.count(b"&" + name + b";") for name, size in list(sizes.items())[:1000])
    if len(sizes) > 1000 or growth > _MAX_EXPANSION:
        raise NotAFeed("The feed's entities would swell it beyond reason; it was refused.")
