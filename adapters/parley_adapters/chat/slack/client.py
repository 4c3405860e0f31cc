"""Slack's Web API through slack-sdk: no call is made twice by itself, every error translated."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from parley.app.ports import Part
from parley.domain.errors import (
    ChatError,
    ChatUnreachable,
    MissingPermission,
    RateLimited,
    SendAmbiguous,
)
from parley.domain.model import Picture, PostedPart
from parley_adapters.chat.slack import errors

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

EVENT = "parley_delivery"
"""The type of the metadata that says which delivery a message is part of."""

# A post, with the one wait below, ends well within the minute that a lease leaves for it.
TIMEOUT = 15  # seconds, a call
_PATIENCE = 10.0  # seconds; who is asked to wait longer gives the delivery back meanwhile
_PAGE, _PAGES = 200, 10

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the token is: workspace, bot user, and the scopes it was granted."""

    team_id: str
    enterprise_id: str | None
    user_id: str
    scopes: frozenset[str]


def web_client(base_url: str, token: str | None = None) -> "AsyncWebClient":
    """slack-sdk's client without its retries: the default one posts again after a dropped answer."""
    from slack_sdk.web.async_client import AsyncWebClient

    base = base_url.rstrip("/") + "/"
    return AsyncWebClient(
        token=token, base_url=base, timeout=TIMEOUT, retry_handlers=[], logger=quiet()
    )


def quiet(part: str = "sdk", level: int = 30) -> Any:
    """A logger for Slack's libraries that never writes what they log below WARNING: tokens, bodies.

    ``level`` is one of ``logging``'s.
    """
    import logging

    logger = logging.getLogger(f"parley.slack.{part}")
    logger.setLevel(level)  # a level of its own: the libraries compare it, not its parent's
    return logger


class SlackApi:
    """The calls that Parley makes with one bot token."""

    def __init__(self, base_url: str, bot_token: str, sleep: Sleep = asyncio.sleep) -> None:
        self._base_url = base_url
        self._token = bot_token
        self._sleep = sleep
        self._client: AsyncWebClient | None = None

    async def call(
        self, method: str, *, channel: str | None = None, **arguments: Any
    ) -> Mapping[str, Any]:
        """Call a method with form arguments. Raises ``ChatError``."""
        data = arguments if channel is None else {**arguments, "channel": channel}
        return _data(await self._request(method, channel, data=data))

    async def identity(self) -> Identity:
        """Who we are. Raises ``ChatAuthError``, ``ChatError``."""
        answer = await self._request("auth.test", None, data={})
        data = _data(answer)
        granted = str(answer.headers.get("x-oauth-scopes") or "")
        return Identity(
            team_id=str(data["team_id"]),
            enterprise_id=data.get("enterprise_id") or None,
            user_id=str(data["user_id"]),
            scopes=frozenset(scope.strip() for scope in granted.split(",") if scope.strip()),
        )

    async def send(self, channel: str, body: Mapping[str, Any]) -> str:
        """``chat.postMessage``, which previews no link; the message's ``ts``. Raises ``ChatError``."""
        message = {**body, "channel": channel, "unfurl_links": False, "unfurl_media": False}
        return str(_data(await self._request("chat.postMessage", channel, json=message))["ts"])

    async def view(self, method: str, *, view: Mapping[str, Any], **where: str) -> None:
        """Open, update or publish a view. Raises ``ChatError``."""
        await self._request(method, None, json={**where, "view": view})

    async def upload(self, picture: Picture) -> str:
        """Put a picture on Slack, shared with nobody; its file's id. Raises ``ChatError``.

        Three calls, of which the last makes it a file (docs.slack.dev, "Working with files").
        """
        import json

        import aiohttp

        size = len(picture.png)
        place = await self.call("files.getUploadURLExternal", filename=picture.name, length=size)
        limit = aiohttp.ClientTimeout(total=TIMEOUT)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(str(place["upload_url"]), data=picture.png) as answer,
            ):
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise ChatError(f"Slack did not take the picture ({type(error).__name__}).") from error
        if status != 200:
            raise ChatError(f"Slack did not take the picture (HTTP {status}).")
        file_id = str(place["file_id"])
        # With its type Slack can show it before it has looked at it.
        file = {"id": file_id, "title": picture.name, "highlight_type": "png"}
        await self.call("files.completeUploadExternal", files=json.dumps([file]))
        return file_id

    async def settle(self, method: str, channel: str, body: Mapping[str, Any]) -> None:
        """A call that does the same twice as once; where its answer is lost, it is made once more.

        Raises ``ChatError``.
        """
        message = {**body, "channel": channel}
        try:
            await self._request(method, channel, json=message)
        except SendAmbiguous:
            await self._settled(method, channel, message)

    async def _settled(self, method: str, channel: str, message: Mapping[str, Any]) -> None:
        try:
            await self._request(method, channel, json=message)
        except SendAmbiguous as error:
            raise ChatError(f"{error} It is done again later.") from error

    async def direct(self, user: str) -> str:
        """The channel of our private messages with somebody, whose history can be read.

        Raises ``SendAmbiguous`` where the scope ``im:write`` is missing; ``ChatError``.
        """
        try:
            data = await self.call("conversations.open", users=user)
        except MissingPermission as error:
            raise SendAmbiguous(f"Whether {user} was told cannot be looked up. {error}") from error
        return str(data["channel"]["id"])

    async def find(self, channel: str, key: str, after: datetime) -> PostedPart | None:
        """A message under this key, in the channel or in a thread of the same delivery.

        Raises ``SendAmbiguous`` where the history may not be read, or is too long to be read whole;
        ``ChatError``.
        """
        delivery, _, index = key.rpartition("-")
        since = f"{after.timestamp():.6f}"
        threads: list[str] = []
        async for message in self._pages("conversations.history", channel, oldest=since):
            found = _key(message)
            if found == key:
                return PostedPart(int(index), str(message["ts"]))
            if found.rpartition("-")[0] == delivery and message.get("reply_count"):
                threads.append(str(message["ts"]))
        for thread in threads:
            async for reply in self._pages("conversations.replies", channel, ts=thread):
                if _key(reply) == key:
                    return PostedPart(int(index), str(reply["ts"]))
        return None

    async def _pages(self, method: str, channel: str, **arguments: Any) -> Any:
        cursor = ""
        for _ in range(_PAGES):
            more = {"cursor": cursor} if cursor else {}
            try:
                data = await self.call(
                    method,
                    channel=channel,
                    limit=_PAGE,
                    include_all_metadata="true",
                    **arguments,
                    **more,
                )
            except MissingPermission as error:
                raise SendAmbiguous(
                    f"Whether the briefing reached {channel} cannot be looked up. {error}"
                ) from error
            for message in data.get("messages", ()):
                yield message
            cursor = str((data.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return
        raise SendAmbiguous(
            f"So much was said in {channel} that the briefing was not found in the last "
            f"{_PAGES} pages of its history; it is looked for again."
        )

    async def _request(self, method: str, channel: str | None, **body: Any) -> "AsyncSlackResponse":
        """One call; where Slack asks to wait a little, one more after that."""
        try:
            return await self._once(method, channel, body)
        except RateLimited as error:
            wait = error.retry_after.total_seconds()
            if wait > _PATIENCE:
                raise
            await self._sleep(wait)
            return await self._once(method, channel, body)

    async def _once(
        self, method: str, channel: str | None, body: dict[str, Any]
    ) -> "AsyncSlackResponse":
        import aiohttp
        from slack_sdk.errors import SlackApiError

        if self._client is None:
            self._client = web_client(self._base_url, self._token)
        try:
            return await self._client.api_call(method, **body)
        except SlackApiError as error:
            raise errors.translated(error, method, channel=channel) from error
        except aiohttp.ClientConnectorError as error:
            raise errors.unreachable(error) from error
        except (aiohttp.ClientError, TimeoutError, OSError, AttributeError) as error:
            # AttributeError: slack-sdk meets an answer in plain text, as proxies give it.
            raise errors.no_answer(method, type(error).__name__) from error


def message_body(part: Part, key: str, thread: str | None) -> dict[str, Any]:
    """A rendered part as ``chat.postMessage`` takes it; everybody there can read the metadata."""
    import json

    body: dict[str, Any] = json.loads(part.payload)
    body["metadata"] = {"event_type": EVENT, "event_payload": {"key": key}}
    if thread is not None:
        body["thread_ts"] = thread
    return body


async def socket_address(base_url: str, app_token: str) -> str:
    """Where Socket Mode connects. Raises ``ChatAuthError`` for a wrong app token, ``ChatError``."""
    from slack_sdk.errors import SlackApiError

    method = "apps.connections.open"
    try:
        answer = await web_client(base_url).apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        raise errors.translated(error, method, name="SLACK_APP_TOKEN") from error
    except (OSError, TimeoutError, AttributeError) as error:
        raise ChatUnreachable(f"Slack could not be reached for {method} ({error}).") from error
    return str(_data(answer)["url"])


def _data(answer: "AsyncSlackResponse") -> Mapping[str, Any]:
    return answer.data if isinstance(answer.data, dict) else {}


def _key(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT:
        return ""
    return str((metadata.get("event_payload") or {}).get("key", ""))
