"""Slack: briefings posted by the Web API; commands taken over Socket Mode or signed HTTP requests."""

from parley.app.ports import Clock
from parley_adapters.chat.slack.chat import SlackChat

__all__ = ["SlackChat", "open_chat"]


def open_chat(
    *,
    bot_token: str,
    app_token: str | None = None,
    signing_secret: str | None = None,
    base_url: str = "https://slack.com/api/",
    clock: Clock,
) -> SlackChat:
    """Slack for one workspace. Nothing is connected, and no vendor's library loaded, before ``start``
    or the first call.

    With ``app_token`` (``xapp-…``) commands come over Socket Mode; else with ``signing_secret`` by
    HTTP, at ``http_app``; with neither, Parley only posts.
    """
    return SlackChat(
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=signing_secret,
        base_url=base_url,
        clock=clock,
    )
