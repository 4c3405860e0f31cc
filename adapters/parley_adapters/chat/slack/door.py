"""How Slack reaches us: Bolt behind Socket Mode, or behind an HTTP endpoint with signed requests."""

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import structlog

from parley.domain.errors import ChatError
from parley_adapters.chat.slack import views
from parley_adapters.chat.slack.client import Sleep, quiet, socket_address, web_client
from parley_adapters.chat.slack.commands import ACTION, channel_of
from parley_adapters.chat.slack.reception import Reception

if TYPE_CHECKING:
    from aiohttp.web import AppRunner
    from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncApp

_log = structlog.get_logger(__name__)

OAuth = Callable[[Any], Any]
"""Makes Bolt's OAuth settings, given who authorises a request."""

_NO_TOKEN = "xoxb-of-no-workspace"  # noqa: S105 - Bolt wants one; nothing is called with it

PATH = "/slack/events"
"""Where Slack's requests go in HTTP mode."""

_FAREWELL = 1.0  # seconds, for requests in hand; each is acknowledged in milliseconds

# A socket found dead twice in a row is replaced: the library's own monitor has stopped by then.
_LOOK = 30.0  # seconds
# So long a start waits for the socket; what else it serves should not wait longer.
_PATIENCE = 10.0  # seconds
_ANYTHING = re.compile(r".*", re.DOTALL)


def bolt_app(
    base_url: str, reception: Reception, signing_secret: str | None, oauth: OAuth | None = None
) -> "AsyncApp":
    """Bolt with our listeners. Each acknowledges first, so that three seconds are never at stake.

    ``oauth`` makes the settings under which workspaces install the app, given who authorises. Requests
    over HTTP are refused without the signature of ``signing_secret``; with none, all of them are.
    """
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult
    from slack_bolt.authorization.async_authorize import AsyncCallableAuthorize

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # From memory: Bolt's own asks auth.test before the first command is acknowledged, and the
        # token with which a request is answered is its workspace's, found when it is.
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=_NO_TOKEN)

    logger = quiet("bolt", logging.ERROR)
    # Bolt warns of the tokens that it finds in the environment and is told not to use.
    common: dict[str, Any] = {
        "name": "parley",
        "client": web_client(base_url),
        "signing_secret": signing_secret or secrets.token_hex(),
        "logger": logger,
    }
    if oauth is None:
        app = AsyncApp(authorize=authorize, **common)
    else:
        known = AsyncCallableAuthorize(logger=logger, func=authorize)
        app = AsyncApp(oauth_settings=oauth(known), **common)

    async def command(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        reception.on_command(body)

    async def event(body: dict[str, Any]) -> None:
        reception.on_event(body)

    async def uninstalled(body: dict[str, Any]) -> None:
        reception.on_uninstalled(body)

    async def pressed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        reception.on_press(body)

    async def shortcut(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        reception.on_shortcut(body)

    async def ordered(ack: Any, body: dict[str, Any]) -> None:
        page = views.waiting(channel_of(body["view"]), views.name_of(body))
        await ack(response_action="update", view=page)
        reception.on_order(body)

    async def home(body: dict[str, Any]) -> None:
        reception.on_home(body)

    async def nothing(ack: Any) -> None:
        await ack()  # what is not acknowledged is sent again, and shown as a failure

    app.command(_ANYTHING)(command)  # the operator may give the command another name
    app.event("app_mention")(event)
    app.event("message")(event)
    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(uninstalled)
    app.event("app_home_opened")(home)
    app.message_shortcut(views.SHORTCUT)(shortcut)
    app.view(views.ORDER)(ordered)
    app.event(_ANYTHING)(nothing)
    app.action(ACTION)(pressed)
    app.action(_ANYTHING)(nothing)
    return app


class SocketDoor:
    """Socket Mode, with a watchdog for sockets that have gone silent."""

    def __init__(self, base_url: str, app_token: str, sleep: Sleep = asyncio.sleep) -> None:
        self._base_url = base_url
        self._token = app_token
        self._sleep = sleep
        self._handler: AsyncSocketModeHandler | None = None
        self._connecting: asyncio.Future[None] | None = None
        self._watchdog: asyncio.Task[None] | None = None

    async def open(self, app: "AsyncApp") -> None:
        """Connect. Raises ``ChatAuthError``, ``ChatError``."""
        from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler

        # Asked for here, since the library's connect() tries a wrong token for ever.
        address = await socket_address(self._base_url, self._token)
        self._handler = AsyncSocketModeHandler(
            app, self._token, web_client=web_client(self._base_url), logger=quiet()
        )
        self._handler.client.wss_uri = address
        connecting = self._handler.connect_async()  # type: ignore[no-untyped-call] # the library has no types here
        self._connecting = asyncio.ensure_future(connecting)
        patience = asyncio.ensure_future(self._sleep(_PATIENCE))
        await asyncio.wait([self._connecting, patience], return_when=asyncio.FIRST_COMPLETED)
        patience.cancel()
        if not self._connecting.done():  # the library goes on trying; briefings need no socket
            _log.warning("slack socket not open yet; commands are not taken until it is")
        self._watchdog = asyncio.create_task(self._watch(self._handler))

    async def close(self) -> None:
        """Take nothing more."""
        ours = [task for task in (self._watchdog, self._connecting) if task is not None]
        for task in ours:
            task.cancel()
        await asyncio.gather(*ours, return_exceptions=True)
        if self._handler is not None:
            client = self._handler.client
            theirs = [
                client.message_processor,
                client.current_session_monitor,
                client.message_receiver,
            ]
            await client.close()  # type: ignore[no-untyped-call] # nor here
            # close() cancels them and does not wait, which leaves them to complain at exit.
            await asyncio.gather(*(t for t in theirs if t is not None), return_exceptions=True)

    async def _watch(self, handler: "AsyncSocketModeHandler") -> None:
        silent = 0
        while True:
            await self._sleep(_LOOK)
            silent = 0 if await handler.client.is_connected() else silent + 1
            if silent < 2:
                continue
            _log.warning("slack socket silent; connecting anew")
            try:
                await handler.client.connect_to_new_endpoint(force=True)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is tried again
                _log.warning("slack socket not connected", error=type(error).__name__)


class HttpDoor:
    """A small HTTP server for Slack's signed requests at ``PATH``; Bolt refuses the others with 401."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self.port = port
        """Where it listens; 0 takes a free port, which stands here once it is open."""
        self._runner: AppRunner | None = None

    async def open(self, app: "AsyncApp") -> None:
        """Listen. Raises ``ChatError`` where the address cannot be had."""
        from aiohttp.web import AppRunner, TCPSite

        served = app.web_app(path=PATH, port=self.port)
        self._runner = AppRunner(served, access_log=None, shutdown_timeout=_FAREWELL)
        await self._runner.setup()
        try:
            await TCPSite(self._runner, self._host, self.port).start()
        except OSError as error:
            await self.close()
            raise ChatError(
                f"Slack's requests cannot be taken at port {self.port} of {self._host} "
                f"({error.strerror}); set another with PARLEY_SLACK__HTTP_PORT."
            ) from error
        self.port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Finish the requests in hand, then take nothing more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
