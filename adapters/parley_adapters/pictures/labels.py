"""Where the names of states stand: in their bands, or above them so that none covers another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from parley.domain.ledger.chart import words
from parley.domain.model import Band
from parley_adapters.pictures.canvas import LEFT, RIGHT, SMALL, width_of

_GAP = 5.0


@dataclass(slots=True)
class Label:
    """A state that does not fit into its band: written above it, in a row counted from the band."""

    band: Band
    x: float
    width: float
    row: int


def labels(bands: Sequence[Band], place: Callable[[date], float]) -> list[Label]:
    """Labels that fit nowhere are left out: the key names the state that a number brought.

    Of two narrow bands side by side the first is named to the left, the second to the right.
    """
    narrow = [band for band in bands if not fits(band, place)]
    found: list[Label] = []
    for number, band in enumerate(narrow):
        width = width_of(words(band.state), size=SMALL)
        middle = (place(band.start) + place(band.end)) / 2
        before = number > 0 and narrow[number - 1].end == band.start
        after = number + 1 < len(narrow) and narrow[number + 1].start == band.end
        side = (before - after) * (width / 2 - 4)
        tries = [
            Label(band, min(max(x, LEFT + width / 2), RIGHT - width / 2), width, row)
            for row in (0, 1, 2)
            for x in dict.fromkeys((middle + side, middle))
        ]
        found += [
            label
            for label in tries
            if not any(_in_the_way(label, other, middle, place) for other in found)
        ][:1]
    return found


def fits(band: Band, place: Callable[[date], float]) -> bool:
    """Whether a state's name can stand in its band."""
    room = place(band.end) - place(band.start)
    return width_of(words(band.state), size=SMALL) + 6 <= room


def _in_the_way(label: Label, other: Label, middle: float, place: Callable[[date], float]) -> bool:
    """Whether two labels touch, or the leader of the upper crosses the lower."""
    apart = abs(label.x - other.x)
    if label.row == other.row:
        return apart < (label.width + other.width) / 2 + _GAP
    if label.row > other.row:
        return abs(middle - other.x) < other.width / 2 + 2
    theirs = (place(other.band.start) + place(other.band.end)) / 2
    return abs(theirs - label.x) < label.width / 2 + 2
