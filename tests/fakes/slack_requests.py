"""What a request to Slack's Web API carries: a token, and arguments in one of two forms."""

import base64
import json
from typing import Any

from aiohttp import web


def token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


def basic(request: web.Request) -> dict[str, str]:
    """The app's id and secret, as they come in a header."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "basic":
        return {}
    name, _, secret = base64.b64decode(value).decode().partition(":")
    return {"client_id": name, "client_secret": secret}


async def arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    values: dict[str, Any] = {**request.query, **await request.post()}
    for name in ("blocks", "metadata", "view"):
        if isinstance(values.get(name), str):
            values[name] = json.loads(values[name])
    return values
