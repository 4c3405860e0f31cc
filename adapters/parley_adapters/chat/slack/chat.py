"""The port ``Chat`` for Slack."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from parley.app.ports import ChannelCheck, Clock, Dispatch, Part, Pressed
from parley.domain.errors import ChannelUnavailable, MessageGone, MissingPermission
from parley.domain.model import Message, Place, Platform, PostedPart
from parley_adapters.chat.slack import render
from parley_adapters.chat.slack.client import SlackApi, Sleep, message_body
from parley_adapters.chat.slack.door import HttpDoor, SocketDoor, bolt_app
from parley_adapters.chat.slack.pictures import Pictures
from parley_adapters.chat.slack.reception import Left, Reception

# Before a person's id, in a ``Place``.
PERSON = "@"
# A service gives each platform two seconds to end.
_FAREWELL = 1.0


class SlackChat:
    """One workspace: posts with the bot token, and takes commands where there is a way in."""

    def __init__(
        self,
        *,
        bot_token: str,
        app_token: str | None = None,
        signing_secret: str | None = None,
        base_url: str,
        http_host: str = "127.0.0.1",
        http_port: int = 0,
        left: Left | None = None,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._bot_token = bot_token
        self._signing_secret = None if app_token else signing_secret
        self._base_url = base_url
        self._clock = clock
        self._left = left
        self._api = SlackApi(base_url, bot_token, sleep)
        self._pictures = Pictures(self._api, sleep)
        self._door: SocketDoor | HttpDoor | None = None
        if app_token:
            self._door = SocketDoor(base_url, app_token, sleep)
        elif signing_secret:
            self._door = HttpDoor(http_host, http_port)
        self._reception: Reception | None = None

    @property
    def http_port(self) -> int | None:
        """Where Slack's signed requests are taken; none over Socket Mode."""
        return self._door.port if isinstance(self._door, HttpDoor) else None

    @property
    def platform(self) -> Platform:
        """Which one it is."""
        return Platform.SLACK

    async def start(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        """Check the tokens and open the door for commands and presses.

        Raises ``ChatAuthError``, ``ChatError``.
        """
        us = await self._api.identity()
        self._reception = Reception(
            self._api,
            self._clock,
            us,
            dispatch,
            pressed,
            left=self._left,
            pictures=self._pictures,
        )
        if self._door is not None:
            await self._door.open(
                bolt_app(self._base_url, self._bot_token, us, self._reception, self._signing_secret)
            )

    async def stop(self) -> None:
        """Close the door, then finish the answers in hand, for a second at most."""
        if self._door is not None:
            await self._door.close()
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
        ts = await self._pictures.say(
            body, part.files, lambda shown: self._api.send(channel, shown)
        )
        return PostedPart(part.index, ts)

    async def find(self, place: Place, key: str, after: datetime) -> PostedPart | None:
        """Read the channel's history back to ``after`` for the key.

        Raises ``SendAmbiguous`` where the scope ``channels:history`` (``groups:history``; of a
        private message ``im:history`` and ``im:write``) is missing.
        """
        channel = place.channel
        if channel.startswith(PERSON):
            channel = await self._api.direct(channel.removeprefix(PERSON))
        return await self._api.find(channel, key, after)

    async def replace(self, place: Place, message_id: str, part: Part, *, key: str) -> None:
        """``chat.update``; blocks, text and metadata are the new part's, files stay by their ids."""
        body = message_body(part, key, None)
        await self._api.settle(
            "chat.update", place.channel, {"blocks": [], **body, "ts": message_id}
        )

    async def remove(self, place: Place, message_id: str) -> None:
        """``chat.delete``."""
        try:
            await self._api.settle("chat.delete", place.channel, {"ts": message_id})
        except MessageGone:
            return

    async def check(self, place: Place | None) -> ChannelCheck:
        """Scopes, and the channel as far as the token may look. Raises ``ChatAuthError``, ``ChatError``."""
        us = await self._api.identity()
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
            data = await self._api.call("conversations.info", channel=channel)
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
