"""A message as lines of IRC: plain words, nothing that a client would act on."""

import json
import unicodedata
from collections.abc import Iterator, Sequence

from parley.app.ports import Part
from parley.domain.layout import Limits, split
from parley.domain.model import (
    Actions,
    Block,
    Citation,
    Heading,
    Link,
    Listing,
    Message,
    Moment,
    Note,
    Paragraph,
    Picture,
    Span,
    Text,
)

# modern.ircdocs.horse, "Message format": 512 bytes a line, with the server's prefix and ours.
_LINE = 380
LIMITS = Limits(block=3_000, heading=350, total=6_000, blocks=60)


def parts(message: Message) -> list[Part]:
    """The message as parts, each a list of lines; detail follows below, for there are no threads."""
    pages = split((*message.blocks, *message.thread), LIMITS, _width)
    return [
        Part(number, json.dumps([line for block in page for line in _lines(block)]))
        for number, page in enumerate(pages)
    ]


def sentences(message: Message) -> list[str]:
    """The message as lines for one person."""
    return [line for part in parts(message) for line in json.loads(part.payload)]


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(spans) | Paragraph(spans) | Note(spans):
            yield from _wrapped(_words(spans))
        case Listing(lines):
            for line in lines:
                yield from _wrapped("- " + _words(line))
        case Picture(alt=alt):
            yield from _wrapped(alt)
        case Actions():
            return
        case _:
            yield "--"


def _words(spans: Sequence[Span]) -> str:
    return "".join(map(_word, spans))


def _word(span: Span) -> str:
    match span:
        case Text(text):
            return _inert(text)
        case Link(text, url):
            return f"{_inert(text)} <{_printable(url)}>"
        case Citation(number, url):
            return f"[{number}] <{_printable(url)}>"
        case Moment(fallback=fallback):
            return _inert(fallback)


def _width(spans: Sequence[Span]) -> int:
    return len(_words(spans).encode())


def _inert(text: str) -> str:
    """An article's words: clients make links of addresses, so an address in them is none."""
    return _printable(text).replace("://", ": //").replace("www.", "www .")


def _printable(text: str) -> str:
    """Without control characters: they are IRC's colours, its commands' ends, and reversed text."""
    return "".join(" " if c in "\n\t" else c for c in text if c in "\n\t" or _shown(c))


def _shown(character: str) -> bool:
    return unicodedata.category(character)[0] != "C"


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for piece in (part for word in text.split() for part in _fitting(word)):
        longer = f"{line} {piece}" if line else piece
        if len(longer.encode()) > _LINE:
            yield line
            longer = piece
        line = longer
    if line:
        yield line


def _fitting(word: str) -> Iterator[str]:
    """A word, in pieces if it is longer than a line."""
    while len(word.encode()) > _LINE:
        piece = word.encode()[:_LINE].decode(errors="ignore")
        yield piece
        word = word[len(piece) :]
    yield word
