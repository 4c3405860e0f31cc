"""Colours of states that people with any colour vision can tell apart, and what is written on them.

They are those of M. Okabe and K. Ito, "Color Universal Design" (jfly.uni-koeln.de/color), with greys
for what rests. No state is told by its colour alone: each is written beside it.
"""

from parley.domain.model import TrackState as S

PAPER, INK, FAINT, LINE = "#ffffff", "#1a1a1a", "#595959", "#d0d0d0"
BAR = "#8a9aa8"

COLOURS = {
    S.QUIET: "#d9d9d9",
    S.TALKING: "#56b4e9",
    S.STALLED: "#a6a6a6",
    S.THREATENED: "#e69f00",
    S.TRUCE: "#f0e442",
    S.ESCALATING: "#d55e00",
    S.AGREED: "#009e73",
    S.IN_FORCE: "#0072b2",
    S.STRUCK_DOWN: "#cc79a7",
    S.ENDED: "#404040",
}


def written_on(colour: str) -> str:
    """Black or white, whichever has more contrast on a colour (WCAG 2.2, relative luminance)."""
    light = sum(
        weight * _linear(int(colour[at : at + 2], 16) / 255)
        for weight, at in ((0.2126, 1), (0.7152, 3), (0.0722, 5))
    )
    return "#000000" if (light + 0.05) / 0.05 >= 1.05 / (light + 0.05) else "#ffffff"


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
