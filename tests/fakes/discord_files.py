"""Files of a message on the fake Discord: they come in parts beside the JSON, and must fit it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import BodyPartReader, web

Body = dict[str, Any]

LARGEST = 10 << 20
"""Bytes of a file."""
_MOST, _DESCRIPTION = 10, 1_024


class Form(Body):
    """The JSON of a request with the files that came beside it: name and content by index."""

    files: dict[str, tuple[str, bytes]]


def files_of(body: Any) -> dict[str, tuple[str, bytes]]:
    """The files that came with a body."""
    return body.files if isinstance(body, Form) else {}


async def body_of(request: web.Request) -> Any:
    """A request's JSON, with its files if it has any."""
    if not request.content_type.startswith("multipart/"):
        text = await request.text()
        return json.loads(text) if text else {}
    body = Form()
    files: dict[str, tuple[str, bytes]] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            body.update(json.loads(await part.text()))
        elif numbered := re.fullmatch(r"files\[(\d+)\]", part.name or ""):
            files[numbered[1]] = (part.filename or "", bytes(await part.read()))
    body.files = files
    return body


def faults(body: Body) -> dict[str, Any]:
    """What is wrong with a message's files and with what its embeds say of them."""
    files = files_of(body)
    named = {str(one["id"]): one for one in body.get("attachments") or ()}
    found: dict[str, Any] = {}
    if len(files) > _MOST or any(len(content) > LARGEST for _, content in files.values()):
        found["files"] = "Request entity too large"
    if any(len(one.get("description") or "") > _DESCRIPTION for one in named.values()):
        found["attachments"] = f"Must be {_DESCRIPTION} or fewer in length."
    names = {name for name, _ in files.values()}
    for embed in body.get("embeds") or ():
        url = str((embed.get("image") or {}).get("url") or "")
        scheme, _, name = url.partition("://")
        if url and (scheme != "attachment" or name not in names):
            found["embeds"] = f"{url} is no file of this message"
    return found


def attached(body: Body) -> list[Body]:
    """The attachments of a message as they are kept with it."""
    named = {str(one["id"]): one for one in body.get("attachments") or ()}
    files = files_of(body)
    return [
        {
            "id": str(900_000_000_000_000_000 + int(number)),
            "filename": name,
            "size": len(content),
            "url": f"https://cdn.example/{name}",
            "proxy_url": f"https://media.example/{name}",
            "description": named.get(number, {}).get("description"),
            "content_type": "image/png",
        }
        for number, (name, content) in files.items()
    ]


def shown(message: Mapping[str, Any], contents: Mapping[str, bytes]) -> list[tuple[bytes, str]]:
    """The pictures that a message's embeds show, with the words that a screen reader speaks."""
    words = {one["filename"]: one["description"] for one in message["attachments"]}
    names = [
        str(embed["image"]["url"]).partition("://")[2]
        for embed in message.get("embeds") or ()
        if embed.get("image")
    ]
    return [(contents[name], str(words[name] or "")) for name in names]
