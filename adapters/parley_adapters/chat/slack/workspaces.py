"""Whose token speaks in which workspace: the one of the environment, or what each workspace gave."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Protocol

from parley.app.ports import Clock, Installations
from parley.domain.errors import ChatAuthError, ChatError
from parley_adapters.chat.slack.client import Identity, SlackApi, Sleep, web_client
from parley_adapters.chat.slack.people import GroupOf, People
from parley_adapters.chat.slack.pictures import Pictures

if TYPE_CHECKING:
    from slack_sdk.oauth.installation_store import Bot

BOT = "slack-bot"
"""The name under which a workspace's installation is kept."""

# Slack's rotated tokens live twelve hours; one that has fewer minutes left is renewed before it is used.
_RENEW = 120
_MARGIN = 60  # seconds

Joined = Callable[[str, str], Awaitable[None]]
"""Called with a tenant's id and name when a workspace installs the app."""


class Workspace:
    """One workspace: the calls with its token, its people, and its pictures."""

    def __init__(
        self, api: SlackApi, clock: Clock, sleep: Sleep, group_of: GroupOf | None = None
    ) -> None:
        self.api = api
        self.people = People(api, clock, group_of)
        self.pictures = Pictures(api, sleep)
        self._us: Identity | None = None

    async def us(self) -> Identity:
        """Who the token is, asked once. Raises ``ChatAuthError``, ``ChatError``."""
        return self._us or await self.introduce()

    async def introduce(self) -> Identity:
        """Who the token is, asked anew. Raises ``ChatAuthError``, ``ChatError``."""
        self._us = await self.api.identity()
        return self._us


class Workspaces(Protocol):
    """Finds the workspace of a tenant."""

    async def open(self) -> None:
        """See to it that there is something to work with. Raises ``ChatAuthError``, ``ConfigError``."""
        ...

    async def of(self, tenant_id: str) -> Workspace:
        """The workspace with this id. Raises ``ChatAuthError`` for one that never installed the app."""
        ...

    async def known(self) -> Workspace | None:
        """One whose token can be looked at for all; none where each has its own."""
        ...


class Single:
    """One bot token for whatever is said."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def open(self) -> None:
        """Ask Slack who the token is, anew."""
        await self._workspace.introduce()

    async def of(self, tenant_id: str) -> Workspace:
        """The only one there is."""
        return self._workspace

    async def known(self) -> Workspace | None:
        """The only one there is."""
        return self._workspace


@dataclass(frozen=True, slots=True)
class Kept:
    """What an installation gave, as it is sealed. ``expires_at`` is in seconds since 1970."""

    token: str
    team_id: str
    bot_user_id: str
    enterprise_id: str | None = None
    bot_id: str | None = None
    scopes: str = ""
    refresh_token: str | None = None
    expires_at: int | None = None

    def __repr__(self) -> str:
        return f"Kept(team_id={self.team_id!r})"

    def lives(self) -> bool:
        """Whether the token is good for a minute yet: an older one is, until it expires."""
        return self.expires_at is None or self.expires_at > time.time() + _MARGIN

    def packed(self) -> str:
        """As text."""
        return json.dumps(asdict(self))

    @classmethod
    def unpacked(cls, text: str) -> "Kept":
        """From text."""
        return cls(**json.loads(text))

    def bot(self) -> "Bot":
        """As slack-sdk knows it."""
        from slack_sdk.oauth.installation_store import Bot

        return Bot(
            bot_token=self.token,
            bot_id=self.bot_id or "",
            bot_user_id=self.bot_user_id,
            bot_scopes=self.scopes,
            team_id=self.team_id,
            enterprise_id=self.enterprise_id,
            bot_refresh_token=self.refresh_token,
            bot_token_expires_at=self.expires_at,
            installed_at=0.0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackApp:
    """An app that many workspaces install: who it is to Slack, and where installations are kept."""

    client_id: str
    client_secret: str
    authorize_url: str
    installations: Installations
    joined: Joined

    def __repr__(self) -> str:
        return f"SlackApp(client_id={self.client_id!r})"


class Installed:
    """A token for each workspace, read from the archive when it is needed.

    So another process that renews one, or a workspace that installs the app again, is heard of at once.
    """

    def __init__(
        self,
        app: SlackApp,
        base_url: str,
        clock: Clock,
        sleep: Sleep,
        group_of: GroupOf | None = None,
    ) -> None:
        self._app = app
        self._base_url = base_url
        self._clock = clock
        self._sleep = sleep
        self._group_of = group_of
        self._open: dict[str, tuple[str, Workspace]] = {}
        self._turns: dict[str, asyncio.Lock] = {}

    async def open(self) -> None:
        """Read one installation, so that a wrong key is found at the start."""
        for tenant_id in (await self._app.installations.tenants(BOT))[:1]:
            await self._app.installations.read(tenant_id, BOT)

    async def of(self, tenant_id: str) -> Workspace:
        """The workspace with a token that is good for a while yet."""
        async with self._turns.setdefault(tenant_id, asyncio.Lock()):
            text = await self._app.installations.read(tenant_id, BOT)
            if text is None:
                self._open.pop(tenant_id, None)
                raise _not_installed(tenant_id)
            kept = await self._renewed(tenant_id, Kept.unpacked(text))
            token, workspace = self._open.get(tenant_id, ("", None))
            if workspace is None or token != kept.token:
                api = SlackApi(self._base_url, kept.token, self._sleep)
                workspace = Workspace(api, self._clock, self._sleep, self._group_of)
                self._open[tenant_id] = (kept.token, workspace)
            return workspace

    async def known(self) -> Workspace | None:
        """None: each has its own."""
        return None

    async def _renewed(self, tenant_id: str, kept: Kept) -> Kept:
        """Bolt renews tokens of requests alone; a briefing is sent without one."""
        if kept.refresh_token is None:
            return kept
        import aiohttp
        from slack_sdk.errors import SlackTokenRotationError
        from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

        rotator = AsyncTokenRotator(
            client_id=self._app.client_id,
            client_secret=self._app.client_secret,
            client=web_client(self._base_url),
        )
        try:
            bot = await rotator.perform_bot_token_rotation(
                bot=kept.bot(), minutes_before_expiration=_RENEW
            )
        except SlackTokenRotationError as error:
            latest = await self._app.installations.read(tenant_id, BOT)
            if latest is not None and Kept.unpacked(latest) != kept:
                return Kept.unpacked(latest)  # another process was faster
            if kept.lives():  # another may be at it this moment, or Slack has a bad hour
                return kept
            raise ChatAuthError(
                f"Slack does not renew the token of {tenant_id}: open /slack/install and add Parley "
                "to the workspace again."
            ) from error
        except (aiohttp.ClientError, OSError, TimeoutError, AttributeError) as error:
            # AttributeError: slack-sdk meets an answer in plain text, as proxies give it.
            if kept.lives():
                return kept
            why = type(error).__name__
            raise ChatError(f"Slack could not be asked for a new token ({why}).") from error
        if bot is None:
            return kept
        made = Kept(
            token=str(bot.bot_token),
            team_id=kept.team_id,
            bot_user_id=kept.bot_user_id,
            enterprise_id=kept.enterprise_id,
            bot_id=kept.bot_id,
            scopes=kept.scopes,
            refresh_token=bot.bot_refresh_token,
            expires_at=bot.bot_token_expires_at,
        )
        if await self._app.installations.read(tenant_id, BOT) is None:
            raise _not_installed(tenant_id)  # meanwhile; what it gave is not kept after it has gone
        await self._app.installations.keep(tenant_id, BOT, made.packed(), self._clock.now())
        return made


def _not_installed(tenant_id: str) -> ChatAuthError:
    """For a workspace without a token."""
    return ChatAuthError(
        f"{tenant_id} has not installed Parley, or has removed it: open /slack/install "
        "and add it again."
    )
