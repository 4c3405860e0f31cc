"""Takes what Slack sends: acknowledged by then, each once, answered in a task that an end waits for."""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

import structlog

from parley.app.ports import Clock, Dispatch, Part, Pressed
from parley.domain.commands import spec_of
from parley.domain.errors import ChatError, CommandError, MessageGone, MessageRejected, ParleyError
from parley.domain.model import Audience, CommandName, Permission, Reply
from parley_adapters.chat.slack import views
from parley_adapters.chat.slack.client import TIMEOUT, Sleep, quiet
from parley_adapters.chat.slack.commands import (
    Asked,
    Pushed,
    command,
    from_action,
    from_command,
    from_event,
    from_shortcut,
    parsed,
    press,
    sentence,
    tenant_of,
    whole,
)
from parley_adapters.chat.slack.people import Person
from parley_adapters.chat.slack.render import parts
from parley_adapters.chat.slack.workspaces import Workspace, Workspaces

_log = structlog.get_logger(__name__)

# Slack sends an event again within the hour; so many are remembered.
_REMEMBERED = 10_000
# A response_url works five times (docs.slack.dev, "Handling user interaction").
_RESPONSES = 5
# A picture that Slack is not done with is tried once more, so many seconds later.
_ONCE_MORE = (2.0,)
# So many are answered at a time; in a rush the others wait, since acknowledging comes first.
_LINES = 16
_PAGE_WAITS = (0.1, 0.3, 1.0, 2.0)  # seconds
_BROKEN = "That did not work; please try again, and tell the operator if it happens again."
_UNHEARD = "Buttons are switched off on this installation."
_POSTED = "A trial was posted in the channel; it counts as none of its briefings."
_MORE = "The answer goes on, but Slack takes no more of it here: ask in a direct message instead."


Left = Callable[[str], Awaitable[None]]
"""Called with the tenant's id when a workspace removes the app."""


class Reception:
    """Answers commands, mentions and direct messages through one ``Dispatch``, presses likewise."""

    def __init__(
        self,
        workspaces: Workspaces,
        clock: Clock,
        dispatch: Dispatch,
        pressed: Pressed | None = None,
        *,
        left: Left | None = None,
        tracks: Sequence[tuple[str, str]] = (),
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._sleep = sleep
        self._left = left
        self._workspaces = workspaces
        self._clock = clock
        self._dispatch = dispatch
        self._pressed = pressed
        self._tracks = tracks
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._lines = asyncio.Semaphore(_LINES)
        self._tasks: set[asyncio.Task[None]] = set()

    def on_command(self, body: Mapping[str, Any]) -> None:
        """A slash command, acknowledged."""
        if not self._is_new(str(body.get("trigger_id") or "")):
            return
        asked = from_command(body)
        if parsed(asked) == (CommandName.SUBSCRIBE, {}):
            self._begin(self._offer_form(asked, str(body.get("trigger_id") or "")))
        else:
            self._begin(self._answer(asked))

    def on_shortcut(self, body: Mapping[str, Any]) -> None:
        """A shortcut on a message, acknowledged."""
        if self._is_new(str(body.get("trigger_id") or "")):
            self._begin(self._answer(from_shortcut(body)))

    def on_order(self, body: Mapping[str, Any]) -> None:
        """The form of a standing order, filled in and acknowledged with a page that waits."""
        if self._is_new(str(body.get("trigger_id") or "")):
            self._begin(self._answer_form(body))

    def on_home(self, body: Mapping[str, Any]) -> None:
        """Somebody opened App Home."""
        home = (body.get("event") or {}).get("tab") == "home"
        if home and self._is_new(str(body.get("event_id") or "")):
            self._begin(self._show_home(tenant_of(body), str(body["event"]["user"])))

    def on_event(self, body: Mapping[str, Any]) -> None:
        """An event, acknowledged; Slack may send it several times."""
        asked = from_event(body)
        if asked is not None and self._is_new(str(body.get("event_id") or "")):
            self._begin(self._answer(asked))

    def on_press(self, body: Mapping[str, Any]) -> None:
        """A press of a button, acknowledged."""
        pushed = from_action(body)
        if pushed is not None and self._is_new(str(body.get("trigger_id") or "")):
            self._begin(self._answer_press(pushed))

    def on_uninstalled(self, body: Mapping[str, Any]) -> None:
        """The app was removed, or its token revoked: what belongs to the workspace goes as well."""
        event = body.get("event") or {}
        if event.get("type") == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            return  # a person's token, of which we have none
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
                    await self._respond(asked.tenant_id, asked.response_url, reply)
                else:
                    await self._post(asked, reply)
            except ChatError as error:
                _log.warning("answer not delivered", channel=asked.channel, why=str(error))

    async def _answer_press(self, pushed: Pushed) -> None:
        async with self._lines:
            reply = await self._press_reply(pushed)
            try:
                if pushed.response_url is not None:
                    await self._respond(pushed.tenant_id, pushed.response_url, reply)
                elif pushed.view is not None:
                    await self._respond_in_view(pushed, pushed.view, reply)
            except ChatError as error:
                _log.warning("answer not delivered", channel=pushed.channel, why=str(error))

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

    async def _press_reply(self, pushed: Pushed) -> Reply:
        """What to say to whoever pressed; every failure is a sentence."""
        pressed = self._pressed
        if pressed is None:
            return Reply(message=sentence(_UNHEARD))

        async def said() -> Reply:
            person = await self._person(pushed.tenant_id, pushed.user)
            return await pressed(
                press(
                    pushed,
                    pressed_at=self._clock.now(),
                    manager=person.manager,
                    zone=person.zone,
                )
            )

        return await _safely(said)

    async def _reply(self, asked: Asked) -> Reply:
        """What to say; every failure is a sentence."""
        name, args = parsed(asked)
        return await self._said(asked, name, args)

    async def _said(self, asked: Asked, name: CommandName, args: Mapping[str, str]) -> Reply:
        async def said() -> Reply:
            person = await self._person(asked.tenant_id, asked.user)
            if person.problem and spec_of(name).permission is Permission.MANAGER:
                return Reply(message=sentence(person.problem))
            return await self._dispatch(
                command(
                    asked,
                    name,
                    args,
                    asked_at=self._clock.now(),
                    manager=person.manager,
                    zone=person.zone,
                )
            )

        return await _safely(said)

    async def _person(self, tenant_id: str, user: str) -> Person:
        workspace = await self._workspaces.of(tenant_id)
        return await workspace.people.person(user, await workspace.us(), tenant_id)

    async def _offer_form(self, asked: Asked, trigger: str) -> None:
        """The form for whoever may subscribe, at once: Slack opens it for three seconds only."""
        try:
            person = await self._person(asked.tenant_id, asked.user)
            if person.manager:
                workspace = await self._workspaces.of(asked.tenant_id)
                form = views.order_form(asked.channel, person.zone, self._tracks)
                await workspace.api.view("views.open", trigger_id=trigger, view=form)
                return
        except ChatError as error:
            _log.warning("form not opened", why=str(error))
        await self._answer(asked)  # in words, which say what is wrong or offer the usual times

    async def _answer_form(self, body: Mapping[str, Any]) -> None:
        view = body["view"]
        given = views.ordered(view)
        asked = Asked(
            line="",
            tenant_id=tenant_of(whole(body)),
            channel=given.channel,
            user=str(body["user"]["id"]),
        )
        async with self._lines:
            reply = await self._said(asked, CommandName.SUBSCRIBE, given.args)
            try:
                workspace = await self._workspaces.of(asked.tenant_id)
                shown = views.answered(given.channel, reply.message)
                await self._show_once_there(workspace, views.name_of(body), shown)
            except ChatError as error:
                _log.warning("form not answered", channel=given.channel, why=str(error))

    async def _show_once_there(
        self, workspace: Workspace, name: str, view: Mapping[str, Any]
    ) -> None:
        """Slack may not have read the acknowledgement yet that brings the page of this name."""
        for wait in _PAGE_WAITS:
            try:
                await workspace.api.view("views.update", external_id=name, view=view)
            except MessageGone:
                await self._sleep(wait)
            else:
                return
        await workspace.api.view("views.update", external_id=name, view=view)

    async def _show_home(self, tenant_id: str, user: str) -> None:
        """What is posted in this workspace, how the sources do, and the news of the day."""
        asked = Asked(line="", tenant_id=tenant_id, channel="", user=user)
        async with self._lines:
            shown = [
                (await self._said(asked, name, {})).message
                for name in (CommandName.SUBSCRIPTIONS, CommandName.BRIEF, CommandName.SOURCES)
            ]
            try:
                workspace = await self._workspaces.of(tenant_id)
                await workspace.api.view("views.publish", user_id=user, view=views.home(shown))
            except ChatError as error:
                _log.warning("home not shown", tenant=tenant_id, why=str(error))

    async def _post(self, asked: Asked, reply: Reply) -> None:
        """In the thread of the question, for everybody who could read the question."""
        workspace = await self._workspaces.of(asked.tenant_id)
        for part in parts(reply.message):
            body = {**json.loads(part.payload), "thread_ts": asked.thread}
            await workspace.pictures.say(
                body, part.files, lambda shown: workspace.api.send(asked.channel, shown), hint=True
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


async def _safely(said: Callable[[], Awaitable[Reply]]) -> Reply:
    """What was said; every failure is a sentence."""
    try:
        return await said()
    except CommandError as error:
        return Reply(message=sentence(str(error)))
    except Exception as error:  # noqa: BLE001 - the last line before a person
        _log.error("answer broke", exc_info=error)
        return Reply(message=sentence(_BROKEN))


def _fitting(answer: Sequence[Part]) -> Sequence[Part]:
    if len(answer) <= _RESPONSES:
        return answer
    return [*answer[: _RESPONSES - 1], *parts(sentence(_MORE))]
