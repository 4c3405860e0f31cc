"""Slack: briefings posted by the Web API; commands taken over Socket Mode or signed HTTP requests."""

from collections.abc import Sequence

from parley.app.ports import Clock, Installations
from parley_adapters.chat.slack.chat import SlackChat
from parley_adapters.chat.slack.people import GroupOf
from parley_adapters.chat.slack.reception import Left
from parley_adapters.chat.slack.workspaces import Joined, SlackApp

__all__ = ["SlackChat", "open_chat", "open_chats"]


def open_chat(
    *,
    bot_token: str,
    app_token: str | None = None,
    signing_secret: str | None = None,
    base_url: str = "https://slack.com/api/",
    http_host: str = "127.0.0.1",
    http_port: int = 3000,
    tracks: Sequence[tuple[str, str]] = (),
    left: Left | None = None,
    group_of: GroupOf | None = None,
    clock: Clock,
) -> SlackChat:
    """Slack for one workspace. Nothing is connected, and no vendor's library loaded, before ``start``
    or the first call.

    With ``app_token`` (``xapp-…``) commands come over Socket Mode; else with ``signing_secret`` by
    HTTP, at ``http_host`` and ``http_port``; with neither, Parley only posts. ``tracks`` are (id, name),
    to choose from. ``left`` is called with the tenant's id when the workspace removes the app;
    ``group_of`` names a group whose members are managers as well.
    """
    return SlackChat(
        bot_token=bot_token,
        app_token=app_token,
        signing_secret=signing_secret,
        base_url=base_url,
        http_host=http_host,
        http_port=http_port,
        tracks=tracks,
        left=left,
        group_of=group_of,
        clock=clock,
    )


def open_chats(
    *,
    client_id: str,
    client_secret: str,
    installations: Installations,
    joined: Joined,
    app_token: str | None = None,
    signing_secret: str | None = None,
    base_url: str = "https://slack.com/api/",
    authorize_url: str = "https://slack.com/oauth/v2/authorize",
    http_host: str = "127.0.0.1",
    http_port: int = 3000,
    tracks: Sequence[tuple[str, str]] = (),
    left: Left | None = None,
    group_of: GroupOf | None = None,
    clock: Clock,
) -> SlackChat:
    """Slack for as many workspaces as install the app, at ``/slack/install`` of the HTTP address.

    What each gives is kept in ``installations``, sealed; ``joined`` is called with its tenant's id and
    name. Requests come over Socket Mode with ``app_token``, by HTTP with ``signing_secret``.
    """
    return SlackChat(
        app=SlackApp(
            client_id=client_id,
            client_secret=client_secret,
            authorize_url=authorize_url,
            installations=installations,
            joined=joined,
        ),
        app_token=app_token,
        signing_secret=signing_secret,
        base_url=base_url,
        http_host=http_host,
        http_port=http_port,
        tracks=tracks,
        left=left,
        group_of=group_of,
        clock=clock,
    )
