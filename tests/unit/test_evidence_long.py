"""A book held against a book: the work grows with the length, and a wrong figure is still found."""

from datetime import UTC, datetime

import pytest

from parley.domain.evidence import align
from parley.domain.evidence.check import verify
from parley.domain.evidence.text import Context
from parley.domain.model.claim import ReasonKind, SourceText

_GOODS = ("steel pipes", "lumber", "solar panels", "bottled wine", "copper wire", "car parts")
_PLACES = ("Brazil", "Canada", "Mexico", "Japan", "India", "Switzerland", "Norway")


def book(length: int, *, rate: int = 0) -> str:
    """Sentences of one form, each with its own figures, until there are so many characters."""
    told, number = "", 0
    while len(told) < length:
        goods, place = _GOODS[number % len(_GOODS)], _PLACES[number % len(_PLACES)]
        told += (
            f"The tariff on {goods} from {place} rose to {number * 7 % 89 + 3 + rate}% on May "
            f"{number % 28 + 1}, and trade worth {number + 100} million dollars was hit. "
        )
        number += 1
    return told


def source(text: str) -> SourceText:
    return SourceText("a", "", text, datetime(2025, 6, 1, tzinfo=UTC))


def test_a_book_stands_on_itself_and_one_wrong_figure_in_it_does_not() -> None:
    """The fault is told at its own place, however far from the beginning."""
    text = book(20_000)
    assert verify(text, [source(text)]).supported
    at = text.index("% on", 12_000)
    wrong = text[:at] + "77" + text[at:]
    verdict = verify(wrong, [source(text)])
    assert not verdict.supported
    figures = [reason for reason in verdict.reasons if reason.kind is ReasonKind.FIGURE]
    assert any(reason.start <= at < reason.end for reason in figures)


def test_the_work_grows_with_the_length_and_not_with_its_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Twice the text, at most some more than twice the comparisons of places."""
    compared = 0
    whole = align.Neighbourhood.affinity

    def counted(self: align.Neighbourhood, found: Context) -> float:
        nonlocal compared
        compared += 1
        return whole(self, found)

    monkeypatch.setattr(align.Neighbourhood, "affinity", counted)
    counts = []
    for length in (20_000, 40_000):
        compared = 0
        verify(book(length, rate=1), [source(book(length))])
        counts.append(compared)
    assert counts[0] < 400_000
    assert counts[1] < 2.6 * counts[0]
