"""A track's picture: states as bands, developments as numbers, articles as bars, and lines that read them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from parley.domain.ledger.chart import words
from parley.domain.model import Chart
from parley_adapters.pictures.canvas import LEFT, RIGHT, SMALL, Canvas, cut, width_of
from parley_adapters.pictures.labels import Label, fits, labels
from parley_adapters.pictures.palette import BAR, COLOURS, FAINT, INK, LINE, PAPER, written_on

# All in pixels of a picture that is 360 wide.
_BAND, _DISC, _BARS, _ROW = 24.0, 8.0, 34.0, 20.0
_LINE = 15.0  # of two lines that belong together
_LABELS = 15.0  # a row of labels above the bands
_DATES = 88.0  # where the words of a key line begin, behind their day
_GAP = 5.0


def png(chart: Chart) -> bytes:
    """The picture."""
    place = _scale(chart)
    outside = labels(chart.bands, place)
    days = [place(day) for day in (*(m.day for m in chart.marks), *(c.day for c in chart.coming))]
    discs = _discs(days)
    bands = 58 + _LABELS * (1 + max((label.row for label in outside), default=-1))
    marks = bands + _BAND + 14
    rows = 1 + max((row for _, row in discs), default=0)
    bars = marks + rows * (2 * _DISC + 2) + 20
    axis = bars + _BARS
    key = axis + 38
    lines = sum(len(_two_lines(one.what)) - 1 for one in chart.coming) * _LINE
    height = key + _ROW * (len(chart.marks) + len(chart.coming)) + lines + 4

    page = Canvas(height)
    _title(page, chart)
    _frame(page, chart, place, bands, axis)
    _bands(page, chart, place, bands, outside)
    _dots(page, days, discs, bands + _BAND, marks)
    signs = [(str(mark.number), INK) for mark in chart.marks]
    signs += [(one.letter, PAPER) for one in chart.coming]
    for (sign, fill), (x, row) in zip(signs, discs, strict=True):
        _disc(page, x, marks + row * (2 * _DISC + 2), sign, fill)
    _coverage(page, chart, place, bars)
    _ticks(page, chart, place, axis)
    _key(page, chart, key)
    return page.png()


def _scale(chart: Chart) -> Callable[[date], float]:
    """Where a day begins; all that is after the last stand at the right edge, beyond the scale."""
    per_day = (_last(chart) - LEFT) / (chart.end - chart.start).days

    def place(day: date) -> float:
        if day > chart.end:
            return RIGHT - _DISC
        return max(LEFT + (day - chart.start).days * per_day, LEFT)

    return place


def _last(chart: Chart) -> float:
    """Where the scale ends."""
    beyond = any(one.day > chart.end for one in chart.coming)
    return RIGHT - (2 * _DISC + 12 if beyond else 0)


def _title(page: Canvas, chart: Chart) -> None:
    page.text(LEFT, 18, cut(chart.name, RIGHT - LEFT, size=15, bold=True), size=15, bold=True)
    page.box(LEFT, 33, 11, 11, COLOURS[chart.state])
    since = f" since {_day(chart.since)} {chart.since.year}" if chart.since else ""
    page.text(LEFT + 17, 39, f"{words(chart.state).capitalize()}{since}", bold=True)
    known = f"as of {_day(chart.as_of)} {chart.as_of.year}"
    page.text(RIGHT, 39, known, size=SMALL, colour=FAINT, align="right")


def _frame(
    page: Canvas, chart: Chart, place: Callable[[date], float], top: float, bottom: float
) -> None:
    """The line of the day as of which all this is known, and the floor of the bars."""
    now = place(chart.as_of + timedelta(days=1))
    last = _last(chart)
    page.line([(LEFT, bottom), (last, bottom)], LINE)
    if last < RIGHT:  # the scale is broken off
        for x in (last + 2, last + 6):
            page.line([(x - 2, bottom + 4), (x + 2, bottom - 4)], FAINT)
        page.line([(last + 8, bottom), (RIGHT, bottom)], LINE)
    page.line([(now, top - 3), (now, bottom + 4)], INK, dashed=True)


def _bands(
    page: Canvas,
    chart: Chart,
    place: Callable[[date], float],
    top: float,
    outside: Iterable[Label],
) -> None:
    above = {label.band: label for label in outside}
    for band in chart.bands:
        left, right = place(band.start), place(band.end)
        colour, name = COLOURS[band.state], words(band.state)
        page.box(left, top, max(right - left, 1.5), _BAND, colour)
        label = above.get(band)
        if label is not None:
            y = top - 9 - label.row * _LABELS
            page.line([((left + right) / 2, top), ((left + right) / 2, y + 6)], FAINT)
            page.text(label.x, y, name, size=SMALL, align="center")
        elif fits(band, place):
            ink = written_on(colour)
            page.text(
                (left + right) / 2, top + _BAND / 2, name, size=SMALL, colour=ink, align="center"
            )
    for before, _ in pairwise(chart.bands):
        page.line([(place(before.end), top), (place(before.end), top + _BAND)], PAPER)


def _discs(places: Sequence[float]) -> list[tuple[float, int]]:
    """Where the disc of each place goes: its x and its row, so that no two touch."""
    last: dict[int, float] = {}
    found = []
    for x in places:
        wanted = min(max(x, LEFT + _DISC), RIGHT - _DISC)
        row = next((r for r in (0, 1, 2) if wanted - last.get(r, -99.0) >= 2 * _DISC + 2), None)
        if row is None:
            row = min(last, key=lambda r: last[r])
            wanted = last[row] + 2 * _DISC + 2
        last[row] = wanted
        found.append((wanted, row))
    shift = max((x - (RIGHT - _DISC) for x, _ in found), default=0.0)
    return [(x - shift, row) for x, row in found] if shift > 0 else found


def _dots(
    page: Canvas,
    places: Sequence[float],
    discs: Sequence[tuple[float, int]],
    top: float,
    first: float,
) -> None:
    """A stem from the band to each disc."""
    for x, (at, row) in zip(places, discs, strict=True):
        page.line([(x, top), (x, top + 4), (at, first + row * (2 * _DISC + 2))], FAINT)


def _disc(page: Canvas, x: float, y: float, sign: str, fill: str) -> None:
    page.disc(x, y, _DISC, fill, INK)
    ink = PAPER if fill == INK else INK
    page.text(x, y, sign, size=SMALL, bold=True, colour=ink, align="center")


def _coverage(page: Canvas, chart: Chart, place: Callable[[date], float], top: float) -> None:
    most = max((bar.articles for bar in chart.bars), default=0)
    weekly = any((bar.end - bar.start).days > 1 for bar in chart.bars)
    page.text(
        LEFT,
        top - 8,
        f"Articles a {'week' if weekly else 'day'}, {most:,} at most",
        size=SMALL,
        colour=FAINT,
    )
    for bar in chart.bars:
        if bar.articles:
            height = max(_BARS * 0.9 * bar.articles / most, 1.5)
            left, right = place(bar.start), place(bar.end)
            width = max(right - left - 1, 1)
            page.box(left, top + _BARS - height, width, height, BAR)


def _ticks(page: Canvas, chart: Chart, place: Callable[[date], float], axis: float) -> None:
    """The day as of which it is known, and as many others as there is room for."""
    taken = _Taken()
    now = place(chart.as_of + timedelta(days=1))
    _tick(page, taken, now, axis, _day(chart.as_of), bold=True)
    for day in _days(chart):
        _tick(page, taken, place(day), axis, _day(day))


@dataclass(slots=True)
class _Taken:
    """Stretches of the axis that are written on."""

    spans: list[tuple[float, float]] = field(default_factory=list)

    def take(self, left: float, right: float) -> bool:
        """Whether it was free, and is taken now."""
        if any(left < end + _GAP and start < right + _GAP for start, end in self.spans):
            return False
        self.spans.append((left, right))
        return True


def _tick(
    page: Canvas, taken: _Taken, x: float, axis: float, name: str, *, bold: bool = False
) -> None:
    width = width_of(name, size=SMALL, bold=bold)
    middle = min(max(x, LEFT + width / 2), RIGHT - width / 2)
    if taken.take(middle - width / 2, middle + width / 2):
        page.line([(x, axis), (x, axis + 4)], FAINT)
        page.text(middle, axis + 13, name, size=SMALL, bold=bold, align="center", colour=INK)


def _days(chart: Chart) -> list[date]:
    """The first days of months, or Mondays where the picture is of some weeks."""
    length = (chart.end - chart.start).days
    days = [chart.start + timedelta(days=n) for n in range(length + 1)]
    if length > 100:
        return [day for day in days if day.day == 1]
    return [day for day in days if day.weekday() == 0][:: max(length // 35, 1)]


def _key(page: Canvas, chart: Chart, top: float) -> None:
    y = top
    for mark in chart.marks:
        _disc(page, LEFT + _DISC, y, str(mark.number), INK)
        page.text(_DATES - 8, y, _day(mark.day), colour=FAINT, align="right")
        room = RIGHT - _DATES
        if mark.after is not None:
            state = words(mark.after)
            width = width_of(state, bold=True)
            page.text(RIGHT, y, state, bold=True, align="right")
            page.box(RIGHT - width - 15, y - 5, 10, 10, COLOURS[mark.after])
            room -= width + 22
        said = words(mark.kind).capitalize() + (f", {mark.who}" if mark.who else "")
        page.text(_DATES, y, cut(said, room))
        y += _ROW
    if chart.coming:
        page.line([(LEFT, y - 9), (RIGHT, y - 9)], LINE)
        y += 4
    for one in chart.coming:
        _disc(page, LEFT + _DISC, y, one.letter, PAPER)
        page.text(_DATES - 8, y, _day(one.day), colour=FAINT, align="right")
        for line in _two_lines(one.what):
            page.text(_DATES, y, line)
            y += _LINE
        y += _ROW - _LINE


def _two_lines(what: str) -> list[str]:
    """Words in one line, or in two."""
    room = RIGHT - _DATES
    first = cut(what, room)
    if first == what:
        return [what]
    first = first.removesuffix("…")
    return [first, cut(what[len(first) :].lstrip(" ,;:"), room)]


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"
