"""Pages of ours in Slack: the form of a standing order and its answer, and App Home."""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from parley.domain.errors import MessageGone, ParleyError
from parley.domain.model import CommandName
from parley_adapters.chat.slack import views
from parley_adapters.chat.slack.answering import Answering
from parley_adapters.chat.slack.client import Sleep
from parley_adapters.chat.slack.commands import Asked, tenant_of, whole
from parley_adapters.chat.slack.workspaces import Workspace, Workspaces

_log = structlog.get_logger(__name__)

_WAITS = (0.1, 0.3, 1.0, 2.0)  # seconds
_HOME = (CommandName.SUBSCRIPTIONS, CommandName.BRIEF, CommandName.SOURCES)


class Pages:
    """Opens, answers and shows pages; what Slack does not take of them is logged."""

    def __init__(
        self,
        workspaces: Workspaces,
        answering: Answering,
        tracks: Sequence[tuple[str, str]],
        sleep: Sleep,
    ) -> None:
        self._workspaces = workspaces
        self._answering = answering
        self._tracks = tracks
        self._sleep = sleep

    async def offer_form(self, asked: Asked, trigger: str) -> bool:
        """Open the form for whoever may subscribe, and say whether it is open.

        At once, whatever else waits: Slack opens it for three seconds only.
        """
        try:
            person = await self._answering.person(asked.tenant_id, asked.user)
            if not person.manager:
                return False
            workspace = await self._workspaces.of(asked.tenant_id)
            form = views.order_form(asked.channel, person.zone, self._tracks)
            await workspace.api.view("views.open", trigger_id=trigger, view=form)
        except ParleyError as error:
            _log.warning("form not opened", why=str(error))
            return False
        return True

    async def answer_form(self, body: Mapping[str, Any]) -> None:
        """What comes of a form that was filled in, in its place."""
        view = body["view"]
        given = views.ordered(view)
        asked = Asked(
            line="",
            tenant_id=tenant_of(whole(body)),
            channel=given.channel,
            user=str(body["user"]["id"]),
        )
        reply = await self._answering.to_command(asked, CommandName.SUBSCRIBE, given.args)
        try:
            workspace = await self._workspaces.of(asked.tenant_id)
            shown = views.answered(given.channel, reply.message)
            await self._show_once_there(workspace, views.name_of(body), shown)
        except ParleyError as error:
            _log.warning("form not answered", channel=given.channel, why=str(error))

    async def show_home(self, tenant_id: str, user: str) -> None:
        """What is posted in this workspace, the news of the day, and how the sources do."""
        asked = Asked(line="", tenant_id=tenant_id, channel="", user=user)
        shown = [(await self._answering.to_command(asked, name, {})).message for name in _HOME]
        try:
            workspace = await self._workspaces.of(tenant_id)
            await workspace.api.view("views.publish", user_id=user, view=views.home(shown))
        except ParleyError as error:
            _log.warning("home not shown", tenant=tenant_id, why=str(error))

    async def _show_once_there(
        self, workspace: Workspace, name: str, view: Mapping[str, Any]
    ) -> None:
        """Slack may not have read the acknowledgement yet that brings the page of this name."""
        for wait in _WAITS:
            try:
                await workspace.api.view("views.update", external_id=name, view=view)
            except MessageGone:
                await self._sleep(wait)
            else:
                return
        await workspace.api.view("views.update", external_id=name, view=view)
