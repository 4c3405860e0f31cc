"""Long texts cut to size: the pieces of a claim, and what of a source speaks of a piece.

A check compares each place of a claim with each place of its source, which is right for a sentence
and an article, and takes minutes for a book against a book.
"""

from collections.abc import Sequence

from parley.domain.evidence.text import Passage, Token

PAIRS = 1_000_000
"""A claim and its sources are compared whole up to so many pairs of their tokens."""
_PIECE, _STRETCH = 150, 60  # tokens
_CHOSEN = 12  # stretches that speak most of a piece; each is read with its neighbours
_COMMON = 500  # a word that occurs more often tells no stretch from another
Span = tuple[int, int]


def pieces(claim: Passage) -> list[Span]:
    """[start, end) in code points of a claim's pieces: whole sentences as far as they are short."""
    found = _cut(claim.tokens, _PIECE)
    starts = [0, *(claim.tokens[first].start for first, _ in found[1:])]
    return list(zip(starts, [*starts[1:], len(claim.raw)], strict=True))


def excerpt(piece: Passage, source: Passage) -> str:
    """The stretches of a source that have most of a piece's rare words, in their order."""
    cuts = _cut(source.tokens, _STRETCH)
    if not cuts:
        return source.raw
    stretch_of = [number for number, (first, last) in enumerate(cuts) for _ in range(first, last)]
    votes: dict[int, float] = {}
    for key in dict.fromkeys(token.key for token in piece.tokens if token.content):
        places = source.where.get(key, ())
        if len(places) <= _COMMON:
            for number in {stretch_of[at] for at in places}:
                votes[number] = votes.get(number, 0.0) + 1.0 / len(places)
    best = sorted(votes, key=lambda number: (-votes[number], number))[:_CHOSEN]
    wanted = sorted({near for at in best or range(_CHOSEN) for near in (at - 1, at, at + 1)})
    kept = [cuts[number] for number in wanted if 0 <= number < len(cuts)]
    return "\n\n".join(
        source.raw[source.tokens[first].start : _end(source, last)] for first, last in kept
    )


def _end(passage: Passage, last: int) -> int:
    """Where the text before token ``last`` ends, its full stop included."""
    tokens = passage.tokens
    return tokens[last].start if last < len(tokens) else len(passage.raw)


def _cut(tokens: Sequence[Token], most: int) -> list[Span]:
    """[first, last) of runs of at most so many tokens, cut where a sentence opens if it can be."""
    cuts, first = [], 0
    for at, token in enumerate(tokens):
        size = at - first
        if size >= most or (token.opens and size >= most // 2):
            cuts.append((first, at))
            first = at
    if first < len(tokens):
        cuts.append((first, len(tokens)))
    return cuts
