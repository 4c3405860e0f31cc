"""Pictures of tracks, drawn by matplotlib, which is loaded when the first one is asked for."""

import asyncio
from functools import lru_cache

from parley.app.ports import Painter
from parley.domain.errors import PictureError
from parley.domain.model import Chart

# The same picture is asked for by every reader of a channel.
_KEPT = 32


class MatplotlibPainter:
    """Draws in a thread, one picture at a time: matplotlib shares its fonts between figures."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def draw(self, chart: Chart) -> bytes:
        """See the port."""
        async with self._turn:
            return await asyncio.to_thread(_drawn, chart)


@lru_cache(maxsize=_KEPT)
def _drawn(chart: Chart) -> bytes:
    from parley_adapters.pictures.timeline import png

    try:
        return png(chart)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        raise PictureError(f"The picture of {chart.name} could not be drawn ({error}).") from error


def open_painter() -> Painter:
    """The painter; nothing is loaded yet."""
    return MatplotlibPainter()
