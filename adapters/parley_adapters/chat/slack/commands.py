"""What somebody typed or pressed in Slack in the neutral form, and the reply as Slack is told it."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parley.domain.commands import parse_line
from parley.domain.errors import CommandError
from parley.domain.model import (
    ActionKind,
    Command,
    CommandName,
    Message,
    Paragraph,
    Platform,
    Press,
    Text,
)

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
ACTION = re.compile(r"parley:([a-z_]+)")
"""The ids of our buttons' actions."""

_LINK = re.compile(r"<(https?://[^|>\s]+)(?:\|[^>]*)?>")
_ADDRESS = re.compile(r"https?://[^|>\s]+")
# Nobody needs a longer question; Slack lets people type 40,000.
_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A line that somebody typed, and where. ``tenant_id`` is that of the installation.

    ``thread`` is where to answer, for mentions and direct messages; ``response_url`` for commands.
    """

    line: str
    tenant_id: str
    channel: str
    user: str
    thread: str | None = None
    response_url: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """A button that somebody pressed, and where its answer goes; no ``kind`` if it is not known.

    One in a view is answered there (``view``, by its id), one in a message at ``response_url``.
    """

    kind: ActionKind | None
    ref: str
    tenant_id: str
    channel: str
    user: str
    response_url: str | None = None
    view: str | None = None


def action_id(kind: ActionKind) -> str:
    """The id under which Slack sends back what was pressed."""
    return f"parley:{kind}"


def tenant_of(body: Mapping[str, Any]) -> str:
    """The installation that a request was sent to: the workspace, or the whole enterprise."""
    authorised: Mapping[str, Any] = (body.get("authorizations") or [{}])[0]
    enterprise = body.get("enterprise_id") or authorised.get("enterprise_id")
    whole = authorised.get("is_enterprise_install", body.get("is_enterprise_install"))
    if enterprise and str(whole).lower() == "true":
        return f"slack:{enterprise}"
    return f"slack:{authorised.get('team_id') or body['team_id']}"


def from_command(body: Mapping[str, Any]) -> Asked:
    """A slash command's payload."""
    return Asked(
        line=_line(str(body.get("text") or "")),
        tenant_id=tenant_of(body),
        channel=str(body["channel_id"]),
        user=str(body["user_id"]),
        response_url=str(body["response_url"]),
    )


def from_event(body: Mapping[str, Any]) -> Asked | None:
    """A mention, or a direct message; none for anything else that looks like one.

    What is said in a thread is about the message that the thread hangs on.
    """
    event: Mapping[str, Any] = body["event"]
    bot_user = str((body.get("authorizations") or [{}])[0].get("user_id") or "")
    if event.get("bot_id") or event.get("subtype") or not event.get("user"):
        return None
    if event["type"] == "message" and event.get("channel_type") != "im":
        return None
    if event["user"] == bot_user:
        return None
    text = _MENTION.sub(lambda m: "" if m[1] == bot_user else m[0], str(event.get("text") or ""))
    return Asked(
        line=_line(text),
        tenant_id=tenant_of(body),
        channel=str(event["channel"]),
        user=str(event["user"]),
        thread=str(event.get("thread_ts") or event["ts"]),
        about=event.get("thread_ts"),
    )


def from_shortcut(body: Mapping[str, Any]) -> Asked:
    """ "Summarise this link" on a message: its first address; without one the command says so."""
    message: Mapping[str, Any] = body.get("message") or {}
    shown = [str(message.get("text") or "")]
    shown += [
        str(one.get(key) or "")
        for one in message.get("attachments") or ()
        for key in ("from_url", "original_url", "title_link")
    ]
    found = next(filter(None, map(_ADDRESS.search, shown)), None)
    return Asked(
        line=f"summarise {html.unescape(found[0])}" if found else "summarise",
        tenant_id=tenant_of(whole(body)),
        channel=str((body.get("channel") or {}).get("id") or ""),
        user=str(body["user"]["id"]),
        response_url=str(body["response_url"]),
    )


def channel_of(view: Mapping[str, Any]) -> str:
    """The channel that a view of ours is about."""
    try:
        kept = json.loads(str(view.get("private_metadata") or "{}"))
    except ValueError:
        return ""
    return str(kept.get("channel") or "") if isinstance(kept, dict) else ""


def whole(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whose a payload of something that was pressed is, as a command's payload says it.

    In a shared channel somebody of another workspace may have pressed: a view says where the app is
    installed that opened it (slack-bolt, ``extract_team_id``).
    """
    view, team = body.get("view") or {}, (body.get("team") or {}).get("id")
    return {
        "team_id": view.get("app_installed_team_id") or team or body["user"].get("team_id"),
        "enterprise_id": (body.get("enterprise") or {}).get("id"),
        "is_enterprise_install": body.get("is_enterprise_install"),
    }


def from_action(body: Mapping[str, Any]) -> Pushed | None:
    """A press (``block_actions``); none for a button that is not one of ours."""
    pressed: Mapping[str, Any] = (body.get("actions") or [{}])[0]
    found = ACTION.fullmatch(str(pressed.get("action_id") or ""))
    url, view = body.get("response_url"), body.get("view") or {}
    if found is None or not (url or view):
        return None
    return Pushed(
        kind=ActionKind(found[1]) if found[1] in set(ActionKind) else None,
        ref=str(pressed.get("value") or ""),
        tenant_id=tenant_of(whole(body)),
        channel=str((body.get("channel") or {}).get("id") or channel_of(view)),
        user=str(body["user"]["id"]),
        response_url=str(url) if url else None,
        view=str(view["id"]) if view else None,
    )


def press(pushed: Pushed, **who: Any) -> Press:
    """The neutral press; ``who`` is ``pressed_at``, ``manager`` and ``zone``.

    Raises ``CommandError`` for a button that another version made.
    """
    if pushed.kind is None:
        raise CommandError("This button is of another version; /trade brief makes a new briefing.")
    return Press(
        kind=pushed.kind,
        ref=pushed.ref,
        platform=Platform.SLACK,
        tenant_id=pushed.tenant_id,
        channel=pushed.channel,
        user=pushed.user,
        **who,
    )


def parsed(asked: Asked) -> tuple[CommandName, dict[str, str]]:
    """The command in a line; the word "/trade" before it is a habit, not a mistake."""
    line = re.sub(r"^/trade\s+", "", asked.line, flags=re.IGNORECASE)
    return parse_line(line)


def command(asked: Asked, name: CommandName, args: Mapping[str, str], **who: Any) -> Command:
    """The neutral command; ``who`` is ``asked_at``, ``manager`` and ``zone``."""
    return Command(
        name=name,
        args=args,
        platform=Platform.SLACK,
        tenant_id=asked.tenant_id,
        channel=asked.channel,
        user=asked.user,
        about=asked.about,
        **who,
    )


def sentence(text: str) -> Message:
    """A message that is one sentence, such as an error for the person who asked."""
    return Message(title=text, blocks=(Paragraph((Text(text),)),))


def _line(text: str) -> str:
    """What was typed: addresses without Slack's brackets, ``&amp;`` as it was, one line."""
    bare = html.unescape(_LINK.sub(r"\1", text)).replace("\xa0", " ")
    return " ".join(bare.split())[:_LONGEST]
