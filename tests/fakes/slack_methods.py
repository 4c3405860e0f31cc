"""The methods of Slack's Web API that the fake knows: the token and scope each needs, what it does."""

import json
from collections.abc import Callable
from typing import Any

from fakes.slack_rules import faults, view_faults
from fakes.slack_workspace import Channel, Workspace


class Refusal(Exception):
    """An answer with ``ok: false``; ``wait`` makes it a 429 with ``Retry-After`` in seconds."""

    def __init__(self, code: str, *, wait: int = 0, **more: Any) -> None:
        super().__init__(code)
        self.code, self.wait, self.more = code, wait, more


Arguments = dict[str, Any]
Method = Callable[[Workspace, Arguments], dict[str, Any]]


def _auth_test(space: Workspace, _: Arguments) -> dict[str, Any]:
    return {
        "url": "https://fake.slack.com/",
        "team": "Fake",
        "team_id": space.team_id,
        "user": "parley",
        "user_id": space.bot_user,
        "bot_id": "BPARLEY",
        "is_enterprise_install": False,
    }


def _post_message(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(space, arguments)
    if channel.archived:
        raise Refusal("is_archived")
    if not channel.member and (channel.private or "chat:write.public" not in space.scopes):
        raise Refusal("not_in_channel")
    if refusal := faults(arguments):
        code, details = refusal
        raise Refusal(code, errors=details)
    if details := space.files.faults(arguments):
        raise Refusal("invalid_blocks", errors=details)
    thread = arguments.get("thread_ts")
    if thread and thread not in {message["ts"] for message in channel.messages}:
        raise Refusal("thread_not_found")
    if wait := space.wait(channel):
        raise Refusal("ratelimited", wait=wait)
    message = space.put(channel, arguments)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def _update(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    """What is not named stays, metadata among it."""
    channel = _channel(space, arguments)
    message = _own(channel, arguments, "cant_update_message")
    named: dict[str, Any] = {
        k: arguments[k] for k in ("text", "blocks", "metadata") if k in arguments
    }
    if refusal := faults({**message, **named}):
        code, details = refusal
        raise Refusal(code, errors=details)
    message.update(named, edited={"user": space.bot_user, "ts": space.ts()})
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"]}


def _delete(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = _channel(space, arguments)
    message = _own(channel, arguments, "cant_delete_message")
    channel.messages.remove(message)
    return {"channel": channel.id, "ts": message["ts"]}


def _own(channel: Channel, arguments: Arguments, refusal: str) -> dict[str, Any]:
    if channel.archived:
        raise Refusal("is_archived")
    message = next((m for m in channel.messages if m["ts"] == arguments.get("ts")), None)
    if message is None:
        raise Refusal("message_not_found")
    if not message.get("bot_id"):
        raise Refusal(refusal)
    return message


def _info(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    return {"channel": _channel(space, arguments).info()}


def _history(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel = _readable(space, arguments)
    oldest = float(arguments.get("oldest") or 0)
    top = [
        m
        for m in reversed(channel.messages)
        if float(m["ts"]) > oldest and m.get("thread_ts", m["ts"]) == m["ts"]
    ]
    return _page(top, arguments)


def _replies(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    channel, thread = _readable(space, arguments), arguments["ts"]
    found = [m for m in channel.messages if thread in {m["ts"], m.get("thread_ts")}]
    if not found:
        raise Refusal("thread_not_found")
    return _page(found, arguments)


def _page(messages: list[dict[str, Any]], arguments: Arguments) -> dict[str, Any]:
    """At most 15, as for apps outside the Marketplace, so that whoever asks must turn pages."""
    begin, most = int(arguments.get("cursor") or 0), min(int(arguments.get("limit") or 15), 15)
    shown = json.loads(json.dumps(messages[begin : begin + most]))
    if arguments.get("include_all_metadata") not in {"true", "1", True}:
        for message in shown:
            message.pop("metadata", None)
    rest = str(begin + most) if begin + most < len(messages) else ""
    return {
        "messages": shown,
        "has_more": bool(rest),
        "response_metadata": {"next_cursor": rest},
    }


def _open(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    """The direct message with one person."""
    if arguments.get("channel"):
        raise Refusal("invalid_arguments")
    if (user := str(arguments.get("users"))) not in space.people:
        raise Refusal("user_not_found")
    return {"channel": {"id": space.direct(user).id}}


def _user(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    person = space.people.get(str(arguments.get("user")))
    if person is None:
        raise Refusal("user_not_found")
    return {"user": person.info()}


def _channel(space: Workspace, arguments: Arguments) -> Channel:
    name = str(arguments.get("channel"))
    channel = space.direct(name) if name in space.people else space.channels.get(name)
    if channel is None or (channel.private and not channel.member):
        raise Refusal("channel_not_found")
    return channel


def _readable(space: Workspace, arguments: Arguments) -> Channel:
    channel = _channel(space, arguments)
    if not channel.member:
        raise Refusal("not_in_channel")
    return channel


def _announce(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    file = space.files.announce(arguments)
    if file is None:
        raise Refusal("invalid_arguments")
    return {"file_id": file.id}


def _complete(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    files = space.files.complete(arguments)
    if files is None:
        raise Refusal("file_not_found")
    # Slack looks at a file later: its type is not known yet.
    return {"files": [{"id": file.id, "title": file.name, "mimetype": ""} for file in files]}


def _open_view(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    """A trigger is good once, for three seconds."""
    until = space.triggers.pop(str(arguments.get("trigger_id")), None)
    if until is None:
        raise Refusal("invalid_trigger_id")
    if space.clock.now().timestamp() > until:
        raise Refusal("expired_trigger_id")
    return {"view": space.show(f"V{len(space.views) + 1:04d}", _good(arguments, "modal"))}


def _update_view(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    known = arguments.get("external_id")
    name = next((key for key, view in space.views.items() if view.get("external_id") == known), "")
    name = str(arguments.get("view_id") or name)
    if name not in space.views:
        raise Refusal("not_found")
    return {"view": space.show(name, _good(arguments, "modal"))}


def _publish_view(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    user = str(arguments.get("user_id"))
    if user not in space.people:
        raise Refusal("invalid_arguments")
    return {"view": space.show(user, _good(arguments, "home"))}


def _good(arguments: Arguments, kind: str) -> dict[str, Any]:
    view: dict[str, Any] = arguments.get("view") or {}
    if details := view_faults(view, kind):
        raise Refusal("invalid_arguments", response_metadata={"messages": details})
    return view


def _group(space: Workspace, arguments: Arguments) -> dict[str, Any]:
    found = space.groups.get(str(arguments.get("usergroup")))
    if found is None:
        raise Refusal("no_such_subteam")
    return {"users": found}


METHODS: dict[str, tuple[str, str | None, Method]] = {
    "auth.test": ("bot", None, _auth_test),
    "apps.connections.open": ("app", None, lambda *_: {}),
    "chat.postMessage": ("bot", "chat:write", _post_message),
    "chat.update": ("bot", "chat:write", _update),
    "chat.delete": ("bot", "chat:write", _delete),
    "files.getUploadURLExternal": ("bot", "files:write", _announce),
    "files.completeUploadExternal": ("bot", "files:write", _complete),
    "conversations.info": ("bot", "channels:read|groups:read|im:read", _info),
    "conversations.open": ("bot", "im:write", _open),
    "conversations.history": ("bot", "channels:history|groups:history", _history),
    "conversations.replies": ("bot", "channels:history|groups:history", _replies),
    "views.open": ("bot", None, _open_view),
    "views.update": ("bot", None, _update_view),
    "views.publish": ("bot", None, _publish_view),
    "usergroups.users.list": ("bot", "usergroups:read", _group),
    "users.info": ("bot", "users:read", _user),
}
