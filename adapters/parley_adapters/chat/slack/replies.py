"""Where an answer goes in Slack: into a thread, to the address of what was asked, or into a view."""

import json
from collections.abc import Sequence
from typing import Any

from parley.app.ports import Part
from parley.domain.errors import ChatError, MessageRejected
from parley.domain.model import Audience, Reply
from parley_adapters.chat.slack import views
from parley_adapters.chat.slack.client import TIMEOUT, quiet
from parley_adapters.chat.slack.commands import Asked, Pushed, sentence
from parley_adapters.chat.slack.render import parts
from parley_adapters.chat.slack.workspaces import Workspaces

# A response_url works five times (docs.slack.dev, "Handling user interaction").
_RESPONSES = 5
# A picture that Slack is not done with is tried once more, so many seconds later.
_ONCE_MORE = (2.0,)
_POSTED = "A trial was posted in the channel; it counts as none of its briefings."
_MORE = "The answer goes on, but Slack takes no more of it here: ask in a direct message instead."


class Replies:
    """Delivers what was said, with the token of the workspace that asked; each raises ``ChatError``."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def to_asked(self, asked: Asked, reply: Reply) -> None:
        """To a command at its ``response_url``, to what was said in its thread."""
        if asked.response_url is not None:
            await self._respond(asked.tenant_id, asked.response_url, reply)
        else:
            await self._post(asked, reply)

    async def to_pushed(self, pushed: Pushed, reply: Reply) -> None:
        """In the view that was pressed, or at the ``response_url`` of the message."""
        if pushed.response_url is not None:
            await self._respond(pushed.tenant_id, pushed.response_url, reply)
        elif pushed.view is not None:
            await self._respond_in_view(pushed, pushed.view, reply)

    async def _post(self, asked: Asked, reply: Reply) -> None:
        """In the thread of the question, for everybody who could read the question."""
        workspace = await self._workspaces.of(asked.tenant_id)
        for part in parts(reply.message):
            body = {**json.loads(part.payload), "thread_ts": asked.thread}
            await workspace.pictures.say(
                body, part.files, lambda shown: workspace.api.send(asked.channel, shown), hint=True
            )

    async def _respond_in_view(self, pushed: Pushed, view: str, reply: Reply) -> None:
        """In the view that was pressed; what is for the channel goes there, and the view says so."""
        workspace = await self._workspaces.of(pushed.tenant_id)
        shown = reply.message
        if reply.audience is Audience.CHANNEL:
            for part in parts(reply.message):
                await workspace.pictures.say(
                    json.loads(part.payload),
                    part.files,
                    lambda body: workspace.api.send(pushed.channel, body),
                )
            shown = sentence(_POSTED)
        await workspace.api.view(
            "views.update", view_id=view, view=views.answered(pushed.channel, shown)
        )

    async def _respond(self, tenant_id: str, url: str, reply: Reply) -> None:
        import aiohttp
        from slack_sdk.webhook.async_client import AsyncWebhookClient

        client = AsyncWebhookClient(url, timeout=TIMEOUT, retry_handlers=[], logger=quiet())
        shown = "in_channel" if reply.audience is Audience.CHANNEL else "ephemeral"

        async def send(body: dict[str, Any]) -> None:
            try:
                answer = await client.send_dict(body)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                raise ChatError(f"Slack did not take the answer ({error}).") from error
            if answer.status_code != 200:
                why = f"Slack refused the answer ({answer.status_code}: {answer.body})"
                # It does not say here which block it means.
                picture = any("slack_file" in block for block in body.get("blocks") or ())
                raise MessageRejected(f"{why}, perhaps its slack_file." if picture else f"{why}.")

        workspace = await self._workspaces.of(tenant_id)
        for part in _fitting(parts(reply.message)):
            body = {
                **json.loads(part.payload),
                "response_type": shown,
                "replace_original": False,
                "unfurl_links": False,
                "unfurl_media": False,
            }
            await workspace.pictures.say(body, part.files, send, hint=True, waits=_ONCE_MORE)


def _fitting(answer: Sequence[Part]) -> Sequence[Part]:
    if len(answer) <= _RESPONSES:
        return answer
    return [*answer[: _RESPONSES - 1], *parts(sentence(_MORE))]
