"""How a workspace installs the app: Slack's OAuth through Bolt, with what it gives kept sealed."""

import base64
import hashlib
import hmac
import secrets
import time
from typing import TYPE_CHECKING, Any

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from parley.app.ports import Clock
from parley_adapters.chat.slack.workspaces import BOT, Kept, SlackApp

if TYPE_CHECKING:
    from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "usergroups:read",
    "users:read",
)
# Whoever was sent to Slack has so long (seconds) to come back.
_PATIENCE = 600


def settings_of(app: SlackApp, clock: Clock, authorize: Any) -> "AsyncOAuthSettings":
    """Bolt's settings; ``authorize`` says who a request is from, without asking anybody."""
    from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

    settings = AsyncOAuthSettings(
        client_id=app.client_id,
        client_secret=app.client_secret,
        scopes=list(SCOPES),
        install_path=INSTALL,
        redirect_uri_path=REDIRECT,
        authorization_url=app.authorize_url,
        installation_store=SealedInstallations(app, clock),
        state_store=SignedStates(app.client_secret),
        state_expiration_seconds=_PATIENCE,
        # The page that leads to Slack: its direct link works as well.
        install_page_rendering_enabled=True,
    )
    settings.authorize = authorize
    return settings


class SealedInstallations(AsyncInstallationStore):
    """slack-sdk's store over ours, for what an installation gives; its tokens are sealed there."""

    def __init__(self, app: SlackApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def async_save(self, installation: Installation) -> None:
        """Keep the bot's token; nothing is asked of a person's."""
        tenant_id = tenant_of(
            installation.enterprise_id,
            installation.team_id,
            whole=bool(installation.is_enterprise_install),
        )
        kept = Kept(
            token=str(installation.bot_token),
            team_id=str(installation.team_id or ""),
            bot_user_id=str(installation.bot_user_id or ""),
            enterprise_id=installation.enterprise_id,
            bot_id=installation.bot_id,
            scopes=",".join(installation.bot_scopes or ()),
            refresh_token=installation.bot_refresh_token,
            expires_at=installation.bot_token_expires_at,
        )
        name = installation.team_name or installation.enterprise_name or ""
        await self._app.joined(tenant_id, str(name))
        await self._app.installations.keep(tenant_id, BOT, kept.packed(), self._clock.now())

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """What was kept, if anything."""
        tenant_id = tenant_of(enterprise_id, team_id, whole=bool(is_enterprise_install))
        text = await self._app.installations.read(tenant_id, BOT)
        return None if text is None else Kept.unpacked(text).bot()


class SignedStates(AsyncOAuthStateStore):
    """States that need no store: a time and a nonce, signed with the app's secret, each taken once.

    Bolt holds them against a cookie of the same browser, so another's state is of no use.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._used: dict[str, float] = {}

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """A new state."""
        said = f"{int(time.time())}.{secrets.token_urlsafe(16)}"
        return f"{said}.{self._signature(said)}"

    async def async_consume(self, state: str) -> bool:
        """Whether it is ours, of the last minutes, and was not used here before."""
        said, _, signature = state.rpartition(".")
        made, _, _ = said.partition(".")
        now = time.time()
        self._used = {one: at for one, at in self._used.items() if now - at < _PATIENCE}
        genuine = hmac.compare_digest(signature.encode(), self._signature(said).encode())
        if not genuine or state in self._used or now - int(made) > _PATIENCE:
            return False
        self._used[state] = now
        return True

    def _signature(self, said: str) -> str:
        digest = hmac.new(self._secret, said.encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def tenant_of(enterprise_id: str | None, team_id: str | None, *, whole: bool) -> str:
    """The tenant's id: the workspace's, or that of an enterprise that installed the app as a whole."""
    return f"slack:{enterprise_id if whole else team_id}"
