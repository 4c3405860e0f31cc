"""A page of 360 pixels' width to draw on, three dots to each: text, boxes, lines, discs."""

import io
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from parley_adapters.pictures.palette import INK, PAPER

WIDTH = 360
LEFT, RIGHT = 14.0, WIDTH - 14.0
"""The margins."""
SMALL = 11.0
"""No text is smaller."""
_DOTS = 3  # to a pixel: phones show three
_INCH = 72  # pixels: a point is a pixel then


class Canvas:
    """Coordinates are pixels from the top left. What is drawn later lies above."""

    def __init__(self, height: float) -> None:
        # Without pyplot, which keeps every figure and chooses a window system.
        self._height = height
        self._figure = Figure(
            figsize=(WIDTH / _INCH, height / _INCH), dpi=_INCH * _DOTS, facecolor=PAPER
        )
        FigureCanvasAgg(self._figure)
        self._order = 0

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12,
        colour: str = INK,
        bold: bool = False,
        align: str = "left",
    ) -> None:
        """Words whose middle is at ``y``; no mark in them means anything."""
        self._figure.text(
            x / WIDTH,
            1 - y / self._height,
            printable(words),
            fontproperties=_font(size, bold),
            color=colour,
            ha=align,
            va="center_baseline",
            parse_math=False,
            zorder=self._next(),
        )

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle from its upper left corner."""
        self._add(
            Rectangle((x, -y), width, -height, facecolor=colour, edgecolor="none", antialiased=True)
        )

    def line(self, points: list[tuple[float, float]], colour: str, *, dashed: bool = False) -> None:
        """A thin line through points."""
        drawn = Line2D(
            [x for x, _ in points],
            [-y for _, y in points],
            color=colour,
            linewidth=1,
            linestyle=(0, (3, 2)) if dashed else "-",
            solid_capstyle="butt",
        )
        self._add(drawn)

    def disc(self, x: float, y: float, radius: float, fill: str, edge: str) -> None:
        """A circle."""
        self._add(Circle((x, -y), radius, facecolor=fill, edgecolor=edge, linewidth=1.2))

    def png(self) -> bytes:
        """The page; nothing in the file tells when or by which version it was drawn."""
        out = io.BytesIO()
        self._figure.savefig(
            out, format="png", dpi=_INCH * _DOTS, facecolor=PAPER, metadata={"Software": None}
        )
        return out.getvalue()

    def _add(self, drawn: Any) -> None:
        from matplotlib.transforms import Affine2D

        scale = Affine2D().translate(0, self._height).scale(_DOTS)
        drawn.set_transform(scale)
        drawn.set_zorder(self._next())
        self._figure.add_artist(drawn)

    def _next(self) -> int:
        self._order += 1
        return self._order


def width_of(words: str, *, size: float = 12, bold: bool = False) -> float:
    """How wide words are (pixels)."""
    font = get_font(str(_file(bold=bold)))
    font.set_size(size, _INCH)
    font.set_text(printable(words), 0.0)
    return float(font.get_width_height()[0]) / 64  # FreeType counts in 64ths


def cut(words: str, room: float, *, size: float = 12, bold: bool = False) -> str:
    """Words that fit into so many pixels, with an ellipsis where some are left out."""
    if width_of(words, size=size, bold=bold) <= room:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        fits = width_of(words[:middle].rstrip() + "…", size=size, bold=bold) <= room
        low, high = (middle, high) if fits else (low, middle - 1)
    kept = words[:low].rstrip()
    whole = kept.rpartition(" ")[0] if low < len(words) and not words[low].isspace() else kept
    return (whole or kept).rstrip(" ,;:") + "…"


def printable(words: str) -> str:
    """Without what the font cannot show, which would be boxes."""
    glyphs = get_font(str(_file(bold=False))).get_charmap()
    line = " ".join(words.split())
    return "".join(c for c in line if ord(c) in glyphs)


@cache
def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(fname=_file(bold=bold), size=size)


@cache
def _file(*, bold: bool) -> Path:
    """matplotlib's own font by its file, so that every machine draws the same."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / name
