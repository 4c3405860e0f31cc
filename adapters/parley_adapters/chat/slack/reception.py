"""Takes what Slack sends: acknowledged by then, each once, answered in a task that an end waits for."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

import structlog

from parley.app.ports import Clock, Dispatch, Pressed
from parley.domain.errors import ParleyError
from parley.domain.model import CommandName
from parley_adapters.chat.slack.answering import Answering
from parley_adapters.chat.slack.client import Sleep
from parley_adapters.chat.slack.commands import (
    Asked,
    Pushed,
    from_action,
    from_command,
    from_event,
    from_shortcut,
    parsed,
    tenant_of,
)
from parley_adapters.chat.slack.pages import Pages
from parley_adapters.chat.slack.replies import Replies
from parley_adapters.chat.slack.workspaces import Workspaces

_log = structlog.get_logger(__name__)

# Slack sends an event again within the hour; so many are remembered.
_REMEMBERED = 10_000
# So many are answered at a time; in a rush the others wait, since acknowledging comes first.
_LINES = 16
# A workspace that leaves is forgotten even where the archive cannot be written for a while.
_FORGET_WAITS = (1.0, 10.0, 60.0, 600.0)  # seconds

Left = Callable[[str], Awaitable[None]]
"""Called with the tenant's id when a workspace removes the app."""


class Reception:
    """Begins an answer to each command, mention, direct message, press and form, once."""

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
        self._left = left
        self._sleep = sleep
        self._answering = Answering(workspaces, clock, dispatch, pressed)
        self._replies = Replies(workspaces)
        self._pages = Pages(workspaces, self._answering, tracks, sleep)
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
        for wait in (*_FORGET_WAITS, None):
            try:
                await left(tenant_id)
            except ParleyError as error:  # it was acknowledged, so Slack does not tell it again
                _log.error("tenant not removed", tenant=tenant_id, why=str(error))
                if wait is not None:
                    await self._sleep(wait)
            else:
                return

    async def _answer(self, asked: Asked) -> None:
        async with self._lines:
            reply = await self._answering.to_line(asked)
            try:
                await self._replies.to_asked(asked, reply)
            except ParleyError as error:
                _log.warning("answer not delivered", channel=asked.channel, why=str(error))

    async def _answer_press(self, pushed: Pushed) -> None:
        async with self._lines:
            reply = await self._answering.to_press(pushed)
            try:
                await self._replies.to_pushed(pushed, reply)
            except ParleyError as error:
                _log.warning("answer not delivered", channel=pushed.channel, why=str(error))

    async def _offer_form(self, asked: Asked, trigger: str) -> None:
        if not await self._pages.offer_form(asked, trigger):
            await self._answer(asked)  # in words, which say what is wrong or offer the usual times

    async def _answer_form(self, body: Mapping[str, Any]) -> None:
        async with self._lines:
            await self._pages.answer_form(body)

    async def _show_home(self, tenant_id: str, user: str) -> None:
        async with self._lines:
            await self._pages.show_home(tenant_id, user)
