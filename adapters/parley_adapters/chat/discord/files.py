"""Pictures as Discord takes them: files of a message, which its embeds show by their names.

Limits are of discord.com/developers/docs: a description of 1,024 characters, which a screen reader
speaks, and ten files a message.
"""

import io
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import discord
import structlog

from parley.domain.model import Picture

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")

_DESCRIPTION = 1_024
PERMISSION = "Attach Files"

Row = dict[str, Any]


async def with_files(
    files: Sequence[Picture],
    embeds: Sequence[Row],
    send: Callable[[dict[str, Any]], Awaitable[_T]],
) -> _T:
    """Send embeds with the files that they show; without them where files are not allowed.

    ``send`` is given discord.py's arguments, and raises its errors.
    """
    if not files:
        return await send({"embeds": _embeds(embeds)})
    try:
        return await send({"embeds": _embeds(embeds), "files": [_file(one) for one in files]})
    except discord.Forbidden:
        # Discord does not say what is missing; if it is not this, the words are refused as well.
        _log.warning("picture not shown", why=f"Perhaps Parley lacks the permission {PERMISSION}.")
        bare = [{key: value for key, value in one.items() if key != "image"} for one in embeds]
        return await send({"embeds": _embeds(bare)})


def _embeds(bodies: Sequence[Row]) -> list[discord.Embed]:
    return [discord.Embed.from_dict(body) for body in bodies]


def _file(picture: Picture) -> discord.File:
    words = picture.alt
    if len(words) > _DESCRIPTION:
        words = words[: _DESCRIPTION - 1].rstrip() + "…"
    return discord.File(io.BytesIO(picture.png), filename=picture.name, description=words)
