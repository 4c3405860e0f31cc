"""What Slack sends to an app: commands, events, presses, and how it signs them over HTTP."""

import hashlib
import hmac
from typing import Any

from fakes.slack_workspace import Workspace

SIGNING_SECRET = "fake-signing-secret"


def command(
    space: Workspace,
    name: str,
    text: str,
    *,
    user: str,
    channel: str,
    trigger_id: str,
    response_url: str,
) -> dict[str, Any]:
    """A slash command's payload."""
    return {
        "command": name,
        "text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "user_id": user,
        "channel_id": channel,
        "team_id": space.team_id,
        "team_domain": "fake",
        "is_enterprise_install": "false",
        "api_app_id": "A0123",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def press(
    space: Workspace,
    element: dict[str, Any],
    message: dict[str, Any],
    *,
    user: str,
    channel: str,
    trigger_id: str,
    response_url: str,
) -> dict[str, Any]:
    """A button that was pressed (``block_actions``); ``message`` is what it stands under."""
    ts = str(message.get("ts") or space.ts())
    return {
        "type": "block_actions",
        "api_app_id": "A0123",
        "token": "verification",
        "user": {"id": user, "username": user.lower(), "team_id": space.team_id},
        "team": {"id": space.team_id, "domain": "fake"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel, "name": "fake"},
        "container": {
            "type": "message",
            "message_ts": ts,
            "channel_id": channel,
            "is_ephemeral": "ts" not in message,
        },
        "message": {**message, "ts": ts},
        "trigger_id": trigger_id,
        "response_url": response_url,
        "actions": [
            {
                "type": "button",
                "block_id": "b1",
                "action_id": element["action_id"],
                "text": element["text"],
                "value": element["value"],
                "action_ts": ts,
            }
        ],
    }


def of_view(
    space: Workspace, kind: str, view: dict[str, Any], *, user: str, trigger_id: str, **more: Any
) -> dict[str, Any]:
    """Something that was done in a view: ``view_submission``, or ``block_actions`` with ``actions``."""
    return {
        **_common(space, kind, user, trigger_id),
        "view": {**view, "team_id": space.team_id, "hash": "1.a"},
        **more,
    }


def shortcut(
    space: Workspace,
    callback: str,
    message: dict[str, Any],
    *,
    user: str,
    channel: str,
    trigger_id: str,
    response_url: str,
) -> dict[str, Any]:
    """A shortcut on a message (``message_action``)."""
    return {
        **_common(space, "message_action", user, trigger_id),
        "callback_id": callback,
        "channel": {"id": channel, "name": "fake"},
        "message_ts": str(message.get("ts") or ""),
        "message": message,
        "response_url": response_url,
    }


def _common(space: Workspace, kind: str, user: str, trigger_id: str) -> dict[str, Any]:
    return {
        "type": kind,
        "api_app_id": "A0123",
        "token": "verification",
        "user": {"id": user, "username": user.lower(), "team_id": space.team_id},
        "team": {"id": space.team_id, "domain": "fake"},
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": trigger_id,
    }


def event(
    space: Workspace, text: str, user: str, channel: str, *, event_id: str, **more: Any
) -> dict[str, Any]:
    """A mention in a channel, or a direct message, which stands in the channel from then on."""
    direct = channel.startswith("D")
    ts = space.ts()
    inner = {"text": text, "user": user, "channel": channel, "ts": ts, "event_ts": ts, **more}
    kind = {"type": "message", "channel_type": "im"} if direct else {"type": "app_mention"}
    space.channels[channel].messages.append(
        {"type": "message", "user": user, "text": text, "ts": ts}
    )
    return {
        "type": "event_callback",
        "team_id": space.team_id,
        "api_app_id": "A0123",
        "event_id": event_id,
        "event_time": int(space.clock.now().timestamp()),
        "authorizations": [
            {
                "team_id": space.team_id,
                "enterprise_id": None,
                "user_id": space.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "event": {**kind, **inner},
    }


def signed(body: str, at: float, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """The headers of a request as Slack signs it."""
    base = f"v0:{int(at)}:{body}".encode()
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": str(int(at)),
        "x-slack-signature": f"v0={digest}",
    }
