"""Takes what Slack sends: acknowledged by then, each once, answered in a task that an end waits for."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

import structlog

from parley.app.ports import Clock, Dispatch, Part, Pressed
from parley.domain.commands import spec_of
from parley.domain.errors import ChatError, CommandError, MessageRejected, ParleyError
from parley.domain.model import Audience, Permission, Reply
from parley_adapters.chat.slack.client import TIMEOUT, Identity, SlackApi, quiet
from parley_adapters.chat.slack.commands import (
    Asked,
    Pushed,
    command,
    from_action,
    from_command,
    from_event,
    parsed,
    press,
    sentence,
    tenant_of,
)
from parley_adapters.chat.slack.people import People
from parley_adapters.chat.slack.pictures import Pictures
from parley_adapters.chat.slack.render import parts

_log = structlog.get_logger(__name__)

# Slack sends an event again within the hour; so many are remembered.
_REMEMBERED = 10_000
# A response_url works five times (docs.slack.dev, "Handling user interaction").
_RESPONSES = 5
# A picture that Slack is not done with is tried once more, so many seconds later.
_ONCE_MORE = (2.0,)
# So many are answered at a time; in a rush the others wait, since acknowledging comes first.
_LINES = 16
_BROKEN = "That did not work; please try again, and tell the operator if it happens again."
_UNHEARD = "Buttons are switched off on this installation."
_MORE = "The answer goes on, but Slack takes no more of it here: ask in a direct message instead."


Left = Callable[[str], Awaitable[None]]
"""Called with the tenant's id when a workspace removes the app."""


class Reception:
    """Answers commands, mentions and direct messages through one ``Dispatch``, presses likewise."""

    def __init__(
        self,
        api: SlackApi,
        clock: Clock,
        us: Identity,
        dispatch: Dispatch,
        pressed: Pressed | None = None,
        *,
        left: Left | None = None,
        pictures: Pictures | None = None,
    ) -> None:
        self._left = left
        self._api = api
        self._clock = clock
        self._us = us
        self._dispatch = dispatch
        self._pressed = pressed
        self._people = People(api, clock)
        self._pictures = pictures or Pictures(api)
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lines = asyncio.Semaphore(_LINES)
        self._tasks: set[asyncio.Task[None]] = set()

    def on_command(self, body: Mapping[str, Any]) -> None:
        """A slash command, acknowledged."""
        if self._is_new(str(body.get("trigger_id") or "")):
            self._begin(self._answer(from_command(body)))

    def on_event(self, body: Mapping[str, Any]) -> None:
        """An event, acknowledged; Slack may send it several times."""
        asked = from_event(body, self._us.user_id)
        if asked is not None and self._is_new(str(body.get("event_id") or "")):
            self._begin(self._answer(asked))

    def on_press(self, body: Mapping[str, Any]) -> None:
        """A press of a button, acknowledged."""
        pushed = from_action(body)
        if pushed is not None and self._is_new(str(body.get("trigger_id") or "")):
            self._begin(self._answer_press(pushed))

    def on_uninstalled(self, body: Mapping[str, Any]) -> None:
        """The app was removed: what belongs to the workspace goes as well."""
        if self._left is not None and self._is_new(str(body.get("event_id") or "")):
            self._begin(self._forget(self._left, tenant_of(body)))

    async def finish(self, seconds: float) -> None:
        """Wait for the answers in hand, and cut off what takes longer."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _is_new(self, key: str) -> bool:
        if key and key in self._seen:
            return False
        self._seen[key] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _forget(self, left: Left, tenant_id: str) -> None:
        _log.info("slack app uninstalled", tenant=tenant_id)
        try:
            await left(tenant_id)
        except ParleyError as error:
            _log.error("tenant not removed", tenant=tenant_id, why=str(error))

    async def _answer(self, asked: Asked) -> None:
        async with self._lines:
            reply = await self._reply(asked)
            try:
                if asked.response_url is not None:
                    await self._respond(asked.response_url, reply)
                else:
                    await self._post(asked, reply)
            except ChatError as error:
                _log.warning("answer not delivered", channel=asked.channel, why=str(error))

    async def _answer_press(self, pushed: Pushed) -> None:
        async with self._lines:
            reply = await self._press_reply(pushed)
            try:
                await self._respond(pushed.response_url, reply)
            except ChatError as error:
                _log.warning("answer not delivered", channel=pushed.channel, why=str(error))

    async def _press_reply(self, pushed: Pushed) -> Reply:
        """What to say to whoever pressed; every failure is a sentence."""
        if self._pressed is None:
            return Reply(message=sentence(_UNHEARD))
        try:
            person = await self._people.person(pushed.user, self._us)
            return await self._pressed(
                press(
                    pushed,
                    pressed_at=self._clock.now(),
                    manager=person.manager,
                    zone=person.zone,
                )
            )
        except CommandError as error:
            return Reply(message=sentence(str(error)))
        except Exception as error:  # noqa: BLE001 - the last line before a person
            _log.error("press broke", exc_info=error)
            return Reply(message=sentence(_BROKEN))

    async def _reply(self, asked: Asked) -> Reply:
        """What to say; every failure is a sentence."""
        try:
            person = await self._people.person(asked.user, self._us)
            name, _ = parsed(asked)
            if person.problem and spec_of(name).permission is Permission.MANAGER:
                return Reply(message=sentence(person.problem))
            return await self._dispatch(
                command(
                    asked,
                    asked_at=self._clock.now(),
                    manager=person.manager,
                    zone=person.zone,
                )
            )
        except CommandError as error:
            return Reply(message=sentence(str(error)))
        except Exception as error:  # noqa: BLE001 - the last line before a person
            _log.error("command broke", exc_info=error)
            return Reply(message=sentence(_BROKEN))

    async def _post(self, asked: Asked, reply: Reply) -> None:
        """In the thread of the question, for everybody who could read the question."""
        for part in parts(reply.message):
            body = {**json.loads(part.payload), "thread_ts": asked.thread}
            await self._pictures.say(
                body, part.files, lambda shown: self._api.send(asked.channel, shown), hint=True
            )

    async def _respond(self, url: str, reply: Reply) -> None:
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

        for part in _fitting(parts(reply.message)):
            body = {
                **json.loads(part.payload),
                "response_type": shown,
                "replace_original": False,
                "unfurl_links": False,
                "unfurl_media": False,
            }
            await self._pictures.say(body, part.files, send, hint=True, waits=_ONCE_MORE)


def _fitting(answer: Sequence[Part]) -> Sequence[Part]:
    if len(answer) <= _RESPONSES:
        return answer
    return [*answer[: _RESPONSES - 1], *parts(sentence(_MORE))]
