"""The port ``Chat`` for Slack."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from parley.app.ports import ChannelCheck, Clock, Dispatch, Part, Pressed
from parley.domain.errors import ChannelUnavailable, MessageGone, MissingPermission
from parley.domain.model import Message, Place, Platform, PostedPart
from parley_adapters.chat.slack import render
from parley_adapters.chat.slack.client import SlackApi, Sleep, message_body
from parley_adapters.chat.slack.door import HttpDoor, OAuth, SocketDoor, bolt_app
from parley_adapters.chat.slack.people import GroupOf
from parley_adapters.chat.slack.reception import Left, Reception
from parley_adapters.chat.slack.workspaces import (
    Installed,
    Single,
    SlackApp,
    Workspace,
    Workspaces,
)

# Before a person's id, in a ``Place``.
PERSON = "@"
# A service gives each platform two seconds to end.
_FAREWELL = 1.0


class SlackChat:
    """One workspace or many: posts with the token of each, and takes commands where there is a way in."""

    def __init__(
        self,
        *,
        bot_token: str | None = None,
        app_token: str | None = None,
        signing_secret: str | None = None,
        app: SlackApp | None = None,
        base_url: str = "https://slack.com/api/",
        http_host: str = "127.0.0.1",
        http_port: int = 3000,
        tracks: Sequence[tuple[str, str]] = (),
        left: Left | None = None,
        group_of: GroupOf | None = None,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._signing_secret = signing_secret
        self._app = app
        self._base_url = base_url
        self._clock = clock
        self._left = left
        self._tracks = tracks
        self._sleep = sleep
        self._workspaces: Workspaces
        if app is not None:
            self._workspaces = Installed(app, base_url, clock, sleep, group_of)
        else:
            api = SlackApi(base_url, bot_token or "", sleep)
            self._workspaces = Single(Workspace(api, clock, sleep, group_of))
        self._doors: list[SocketDoor | HttpDoor] = []
        if app_token:
            self._doors.append(SocketDoor(base_url, app_token, sleep))
        if app is not None or (signing_secret and not app_token):
            self._doors.append(HttpDoor(http_host, http_port))
        self._reception: Reception | None = None

    @property
    def http_port(self) -> int | None:
        """Where signed requests are taken and workspaces install the app; none over Socket Mode alone."""
        return next((door.port for door in self._doors if isinstance(door, HttpDoor)), None)

    @property
    def platform(self) -> Platform:
        """Which one it is."""
        return Platform.SLACK

    async def start(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        """Check the tokens and open the door for commands and presses.

        Raises ``ChatAuthError``, ``ChatError``.
        """
        await self._workspaces.open()
        self._reception = Reception(
            self._workspaces,
            self._clock,
            dispatch,
            pressed,
            left=self._left,
            tracks=self._tracks,
            sleep=self._sleep,
        )
        if self._doors:
            served = bolt_app(self._base_url, self._reception, self._signing_secret, self._oauth())
            for door in self._doors:
                await door.open(served)

    def _oauth(self) -> OAuth | None:
        app = self._app
        if app is None:
            return None
        from parley_adapters.chat.slack.oauth import settings_of

        return lambda authorize: settings_of(app, self._clock, authorize)

    async def stop(self) -> None:
        """Close the doors, then finish the answers in hand, for a second at most."""
        for door in self._doors:
            await door.close()
        if self._reception is not None:
            await self._reception.finish(_FAREWELL)
            self._reception = None

    def render(self, message: Message) -> Sequence[Part]:
        """Block Kit, split within Slack's limits; pure."""
        return render.parts(message)

    async def post(
        self, place: Place, part: Part, *, key: str, thread: str | None = None
    ) -> PostedPart:
        """``chat.postMessage`` with the key in its metadata; sent once, whatever happens.

        Raises ``ChannelUnavailable``, ``MissingPermission``, ``MessageRejected``, ``RateLimited``,
        ``ChatAuthError``; ``SendAmbiguous`` where no answer came; ``ChatError`` where nothing was sent.
        """
        channel = place.channel.removeprefix(PERSON)  # to somebody's id Slack posts privately
        body = message_body(part, key, thread)
        workspace = await self._workspaces.of(place.tenant_id)
        ts = await workspace.pictures.say(
            body, part.files, lambda shown: workspace.api.send(channel, shown)
        )
        return PostedPart(part.index, ts)

    async def find(self, place: Place, key: str, after: datetime) -> PostedPart | None:
        """Read the channel's history back to ``after`` for the key.

        Raises ``SendAmbiguous`` where the scope ``channels:history`` (``groups:history``; of a
        private message ``im:history`` and ``im:write``) is missing.
        """
        channel, api = place.channel, (await self._workspaces.of(place.tenant_id)).api
        if channel.startswith(PERSON):
            channel = await api.direct(channel.removeprefix(PERSON))
        return await api.find(channel, key, after)

    async def replace(self, place: Place, message_id: str, part: Part, *, key: str) -> None:
        """``chat.update``; blocks, text and metadata are the new part's, files stay by their ids."""
        body = message_body(part, key, None)
        api = (await self._workspaces.of(place.tenant_id)).api
        await api.settle("chat.update", place.channel, {"blocks": [], **body, "ts": message_id})

    async def remove(self, place: Place, message_id: str) -> None:
        """``chat.delete``."""
        api = (await self._workspaces.of(place.tenant_id)).api
        try:
            await api.settle("chat.delete", place.channel, {"ts": message_id})
        except MessageGone:
            return

    async def check(self, place: Place | None) -> ChannelCheck:
        """Scopes, and the channel as far as the token may look. Raises ``ChatAuthError``, ``ChatError``."""
        workspace = await (
            self._workspaces.known() if place is None else self._workspaces.of(place.tenant_id)
        )
        if workspace is None:
            return ChannelCheck(channel=None)
        us = await workspace.api.identity()
        problems = []
        if us.scopes and "chat:write" not in us.scopes:
            problems.append(
                'The scope "chat:write" is missing: api.slack.com/apps, your app, '
                "OAuth & Permissions, Scopes, add it, and reinstall the app."
            )
        if place is None or place.channel.startswith(PERSON):
            name = place.channel if place else None
            return ChannelCheck(channel=name, problems=tuple(problems))
        channel = place.channel
        try:
            data = await workspace.api.call("conversations.info", channel=channel)
        except ChannelUnavailable as error:
            problems.append(str(error))
        except MissingPermission:
            pass  # without channels:read Slack shows nothing; the first briefing will tell
        else:
            problems.extend(_problems(data.get("channel") or {}, channel, us.scopes))
        return ChannelCheck(channel=channel, problems=tuple(problems))


def _problems(info: dict[str, object], channel: str, scopes: frozenset[str]) -> list[str]:
    name = f"#{info['name']}" if info.get("name") else channel
    if info.get("is_archived"):
        return [f"{name} is archived: unarchive it, or choose another channel."]
    direct = info.get("is_im") or info.get("is_mpim")
    open_to_all = "chat:write.public" in scopes and not info.get("is_private")
    if not direct and not info.get("is_member") and not open_to_all:
        return [f"Parley is not in {name}: type /invite @Parley there."]
    return []
