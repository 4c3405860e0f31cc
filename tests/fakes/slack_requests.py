"""What a request to Slack's Web API carries: a token, and arguments in one of two forms."""

import json
from typing import Any

from aiohttp import web


def token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


async def arguments(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    values: dict[str, Any] = {**request.query, **await request.post()}
    for name in ("blocks", "metadata"):
        if isinstance(values.get(name), str):
            values[name] = json.loads(values[name])
    return values
