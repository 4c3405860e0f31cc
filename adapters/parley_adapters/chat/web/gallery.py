"""The pictures that pages show, each at an address made from its content."""

import hashlib
import struct
from collections import OrderedDict
from collections.abc import Iterable

from parley.domain.model import Block, Picture

# Of about 150 kB each. One that is gone leaves its words; the page, loaded again, has it anew.
_KEPT = 64
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Gallery:
    """The newest pictures, by the names in their addresses."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    def hang(self, blocks: Iterable[Block]) -> None:
        """Keep the pictures of a message that is about to be shown."""
        for block in blocks:
            if isinstance(block, Picture):
                self._kept[_name(block)] = block.png
                self._kept.move_to_end(_name(block))
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def png(self, name: str) -> bytes | None:
        """A picture's bytes, while it is kept."""
        return self._kept.get(name)


def address(picture: Picture) -> str:
    """Where a picture is found."""
    return f"/pictures/{_name(picture)}"


def dimensions(picture: Picture) -> tuple[int, int] | None:
    """Width and height (pixels) on a page 360 wide, so that nothing moves when it comes."""
    if not picture.png.startswith(_SIGNATURE) or len(picture.png) < 24:
        return None
    width, height = struct.unpack(">II", picture.png[16:24])
    return (360, round(360 * height / width)) if width else None


def _name(picture: Picture) -> str:
    return f"{hashlib.sha256(picture.png).hexdigest()[:24]}.png"
