"""Slack's side of an installation: who agrees gets a code, a code gets a token, a token is renewed."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from fakes.slack_methods import Refusal
from fakes.slack_workspace import Workspace

CLIENT_ID, CLIENT_SECRET = "1.2", "the-app-s-secret"

_REDIRECT = "https://parley.example/slack/oauth_redirect"
"""Where the app's own page at Slack says that people go back to."""


@dataclass
class SlackOAuth:
    """``installing`` is the workspace of whoever agrees next; ``rotating`` makes tokens expire."""

    installing: Workspace
    rotating: bool = False
    codes: dict[str, tuple[Workspace, str]] = field(default_factory=dict)
    renewed: int = 0

    def agreed(self, query: dict[str, str]) -> str:
        """Back to the app with a code, under the state that it sent."""
        assert query["client_id"] == CLIENT_ID
        code = f"code{len(self.codes)}"
        self.codes[code] = (self.installing, query["scope"])
        back = urlencode({"code": code, "state": query["state"]})
        return f"{query.get('redirect_uri', _REDIRECT)}?{back}"

    def access(self, given: dict[str, Any], spaces: list[Workspace]) -> dict[str, Any]:
        """``oauth.v2.access``: a code, once, or a refresh token."""
        if (given.get("client_id"), given.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            raise Refusal("bad_client_secret")
        if given.get("grant_type") == "refresh_token":
            return self._renew(str(given.get("refresh_token")), spaces)
        if given.get("code") not in self.codes:
            raise Refusal("invalid_code")
        space, scopes = self.codes.pop(str(given["code"]))
        space.scopes = scopes
        return {
            "app_id": "A0123",
            "authed_user": {"id": "UBOSS"},
            "scope": scopes,
            "token_type": "bot",
            "access_token": space.bot_token,
            "bot_user_id": space.bot_user,
            "team": {"id": space.team_id, "name": f"Team {space.team_id}"},
            "enterprise": None,
            "is_enterprise_install": False,
            **self._expiring(space),
        }

    def _expiring(self, space: Workspace) -> dict[str, Any]:
        if not self.rotating:
            return {}
        return {"expires_in": 3_600, "refresh_token": f"refresh-{space.bot_token}"}

    def _renew(self, refresh_token: str, spaces: list[Workspace]) -> dict[str, Any]:
        """The old token is of no use from then on."""
        for space in spaces:
            if refresh_token == f"refresh-{space.bot_token}":
                self.renewed += 1
                space.bot_token = f"xoxe.{self.renewed}-{space.team_id}"
                return {
                    "access_token": space.bot_token,
                    "token_type": "bot",
                    "refresh_token": f"refresh-{space.bot_token}",
                    "expires_in": 43_200,
                    "team": {"id": space.team_id},
                }
        raise Refusal("invalid_refresh_token")
