"""A local OpenAI-compatible endpoint that answers as told, in every odd way that real ones have."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Answer = Mapping[str, Any] | str
Respond = Callable[[dict[str, Any]], web.StreamResponse]


def completion(
    content: Any,
    *,
    finish: str = "stop",
    usage: Any = None,
    refusal: str | None = None,
) -> web.Response:
    """A well-formed completion around any content."""
    message: dict[str, Any] = {"role": "assistant", "content": content}
    if refusal is not None:
        message["refusal"] = refusal
    return web.json_response(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": finish}],
            "usage": usage or {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1},
        }
    )


def refused(status: int, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """An error in OpenAI's form."""
    return web.json_response({"error": {"message": message}}, status=status, headers=headers)


def says(answer: Answer, **more: Any) -> Respond:
    """A server that gives one answer, an object as its JSON."""
    content = answer if isinstance(answer, str) else json.dumps(answer)
    return lambda _: completion(content, **more)


@dataclass
class OpenAIServer:
    """``respond`` is called with each request's JSON; ``bodies`` keeps every byte that came in."""

    respond: Respond
    base_url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> "OpenAIServer":
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._handle)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        self.requests.append(json.loads(body))
        return self.respond(self.requests[-1])
