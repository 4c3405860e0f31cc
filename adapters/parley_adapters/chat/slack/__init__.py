"""Slack: briefings posted by the Web API; commands taken over Socket Mode or signed HTTP requests."""

from parley.app.ports import Clock
from parley_adapters.chat.slack.chat import SlackChat
from parley_adapters.chat.slack.reception import Left

__all__ = ["SlackChat", "open_chat"]


def open_chat(
    *,
    bot_token: str,
    app_token: str | None = None,
    signing_secret: str | None = None,
    base_url: str = "https://slack.com/api/",
    http_host: str = "127.0.0.1",
    http_port: int = 3000,
    left: Left | None = None,
    clock: Clock,
) -> SlackChat:
    """Slack for one workspace. Nothing is connected, and no vendor's library loaded, before ``start``
    or the first call.

    With ``app_token`` (``xapp-…``) commands come over Socket Mode; else with ``signing_secret`` by
    HTTP, at ``http_host`` and ``http_port``; with neither, Parley only posts. ``left`` is called with
    the tenant's id when the workspace removes the app.
    """
    return SlackChat(
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=signing_secret,
        base_url=base_url,
        http_host=http_host,
        http_port=http_port,
        left=left,
        clock=clock,
    )
