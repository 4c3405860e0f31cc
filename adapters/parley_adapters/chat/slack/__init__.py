"""Slack: briefings posted by the Web API; commands taken over Socket Mode or signed HTTP requests."""

from collections.abc import Sequence
from typing import Required, TypedDict, Unpack

from parley.app.ports import Clock, Installations
from parley_adapters.chat.slack.chat import SlackChat
from parley_adapters.chat.slack.people import GroupOf
from parley_adapters.chat.slack.reception import Left
from parley_adapters.chat.slack.workspaces import Joined, SlackApp

__all__ = ["SlackChat", "open_chat", "open_chats"]


class Connection(TypedDict, total=False):
    """How Slack is reached, and how it reaches Parley.

    With ``app_token`` (``xapp-…``) commands come over Socket Mode; else with ``signing_secret`` by
    HTTP, at ``http_host`` and ``http_port``; with neither, Parley only posts. ``tracks`` are (id, name),
    to choose from. ``left`` is called with the tenant's id when a workspace removes the app;
    ``group_of`` names a group whose members are managers as well.
    """

    app_token: str | None
    signing_secret: str | None
    base_url: str
    http_host: str
    http_port: int
    tracks: Sequence[tuple[str, str]]
    left: Left | None
    group_of: GroupOf | None
    clock: Required[Clock]


def open_chat(*, bot_token: str, **connection: Unpack[Connection]) -> SlackChat:
    """Slack for one workspace. Nothing is connected, and no vendor's library loaded, before ``start``
    or the first call.
    """
    return SlackChat(bot_token=bot_token, **connection)


def open_chats(
    *,
    client_id: str,
    client_secret: str,
    installations: Installations,
    joined: Joined,
    authorize_url: str = "https://slack.com/oauth/v2/authorize",
    **connection: Unpack[Connection],
) -> SlackChat:
    """Slack for as many workspaces as install the app, at ``/slack/install`` of the HTTP address.

    What each gives is kept in ``installations``, sealed; ``joined`` is called with its tenant's id and
    name. Nothing is connected before ``start`` or the first call.
    """
    app = SlackApp(
        client_id=client_id,
        client_secret=client_secret,
        authorize_url=authorize_url,
        installations=installations,
        joined=joined,
    )
    return SlackChat(app=app, **connection)
