"""Who draws."""

from typing import Protocol

from parley.domain.model import Chart


class Painter(Protocol):
    """Draws charts."""

    async def draw(self, chart: Chart) -> bytes:
        """A PNG, three pixels to one at 360 wide, readable there; the same chart gives the same bytes.

        It holds up nobody else. Raises ``PictureError``.
        """
        ...
