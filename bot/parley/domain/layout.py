"""Splits a message's blocks over a platform's limits without parting words from their citation."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parley.domain.model import (
    Actions,
    Block,
    Citation,
    Heading,
    Listing,
    Note,
    Paragraph,
    Span,
    Text,
)

Width = Callable[[Sequence[Span]], int]
"""How long spans are once rendered, in the platform's own count."""

_SENTENCE_END = re.compile(r"(?<=[.!?…。！？”\"])\s+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message of a platform holds.

    ``block`` and ``heading`` are the rendered length of one paragraph or heading, ``total`` that of
    the whole message, ``blocks`` how many blocks it may have.
    """

    block: int
    heading: int
    total: int
    blocks: int


def split(blocks: Iterable[Block], limits: Limits, width: Width) -> list[list[Block]]:
    """Blocks as messages, in order, each within the limits; nothing is lost but the space between.

    A heading is not left alone at the end of a message, and actions stay with the block before them,
    as long as the next message holds them together.
    """
    pages: list[list[Block]] = [[]]
    used = 0
    for block in (piece for whole in blocks for piece in fit(whole, limits, width)):
        size = width_of(block, width)
        page = pages[-1]
        if page and (used + size > limits.total or len(page) >= limits.blocks):
            stranded = _stranded(page, block)
            if len(stranded) < len(page):
                del page[len(page) - len(stranded) :]
            else:
                stranded = []
            pages.append([*stranded])
            used = sum(width_of(moved, width) for moved in stranded)
        pages[-1].append(block)
        used += size
    return [page for page in pages if page]


def _stranded(page: Sequence[Block], block: Block) -> list[Block]:
    """What at the end of a page belongs to the block that comes next: headings, and before actions
    the block that they are about.
    """
    count = 1 if isinstance(block, Actions) else 0
    while count < len(page) and isinstance(page[-1 - count], Heading):
        count += 1
    return list(page[len(page) - count :])


def width_of(block: Block, width: Width) -> int:
    """The rendered length of a block."""
    match block:
        case Heading(spans) | Paragraph(spans) | Note(spans):
            return width(spans)
        case Listing(lines):
            return sum(width(line) + 1 for line in lines)
        case Actions(actions):
            return sum(width([Text(action.label)]) for action in actions)
        case _:
            return 1


def fit(block: Block, limits: Limits, width: Width) -> Iterator[Block]:
    """A block in pieces that each fit; most blocks are one piece."""
    match block:
        case Heading(spans, level):
            first, *rest = pieces(spans, limits.heading, width)
            yield Heading(first, level)
            yield from (Paragraph(piece) for piece in rest)
        case Paragraph(spans) | Note(spans):
            for piece in pieces(spans, limits.block, width):
                yield replace(block, spans=piece)
        case Listing(lines):
            yield from _fit_lines(lines, limits, width)
        case _:
            yield block


def _fit_lines(
    lines: Sequence[tuple[Span, ...]], limits: Limits, width: Width
) -> Iterator[Listing]:
    batch: list[tuple[Span, ...]] = []
    used = 0
    for line in (piece for whole in lines for piece in pieces(whole, limits.block - 1, width)):
        size = width(line) + 1
        if batch and used + size > limits.block:
            yield Listing(tuple(batch))
            batch, used = [], 0
        batch.append(line)
        used += size
    if batch:
        yield Listing(tuple(batch))


def pieces(spans: Sequence[Span], limit: int, width: Width) -> list[tuple[Span, ...]]:
    """Spans in runs of at most ``limit``, broken at sentence ends, else at spaces, else anywhere.

    A citation stays with the words before it. A single span that cannot be broken and is longer than
    the limit (a link with a very long address) makes a run of its own.
    """
    if width(spans) <= limit:
        return [tuple(spans)]
    runs: list[tuple[Span, ...]] = []
    run: list[Span] = []
    for unit in _units(spans, limit, width):
        if run and width([*run, *unit]) > limit:
            runs.append(_trimmed(run))
            run = []
        run.extend(unit)
    runs.append(_trimmed(run))
    return [piece for piece in runs if piece]


def _units(spans: Sequence[Span], limit: int, width: Width) -> list[list[Span]]:
    """What may not be parted: a sentence with the citations behind it."""
    units: list[list[Span]] = []
    rest = list(spans)
    while rest:
        head = rest.pop(0)
        tail: list[Span] = []
        while rest and (isinstance(rest[0], Citation) or _is_blank(rest[0])):
            tail.append(rest.pop(0))
        if isinstance(head, Text):
            room = max(limit - width(tail), 1)
            units.extend([piece] for piece in _broken(head, room, width))
        else:
            units.append([head])
        if not units:  # it began with an empty text
            units.append([])
        units[-1].extend(tail)
    return units


def _is_blank(span: Span) -> bool:
    return isinstance(span, Text) and not span.text.strip()


def _broken(span: Text, limit: int, width: Width) -> list[Text]:
    """A text span in pieces: sentences, or what fits of an overlong one."""
    found: list[Text] = []
    for sentence in _split_keeping(span.text, _SENTENCE_END):
        piece = replace(span, text=sentence)
        if width([piece]) <= limit:
            found.append(piece)
            continue
        line = ""
        for word in _split_keeping(sentence, _SPACE):
            if line and width([replace(span, text=line + word)]) > limit:
                found.append(replace(span, text=line))
                line = ""
            line += word
            while width([replace(span, text=line)]) > limit and len(line) > 1:
                cut = _longest(line, span, limit, width)
                found.append(replace(span, text=line[:cut]))
                line = line[cut:]
        if line:
            found.append(replace(span, text=line))
    return found


def _longest(line: str, span: Text, limit: int, width: Width) -> int:
    low, high = 1, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width([replace(span, text=line[:middle])]) <= limit
        low, high = (middle, high) if fits else (low, middle - 1)
    return low


def _split_keeping(text: str, pattern: re.Pattern[str]) -> list[str]:
    """Split behind each match, which stays with what comes before it."""
    found, start = [], 0
    for match in pattern.finditer(text):
        found.append(text[start : match.end()])
        start = match.end()
    found.append(text[start:])
    return [piece for piece in found if piece]


def _trimmed(run: Sequence[Span]) -> tuple[Span, ...]:
    spans = list(run)
    while spans and _is_blank(spans[-1]):
        spans.pop()
    while spans and _is_blank(spans[0]):
        spans.pop(0)
    return tuple(spans)
