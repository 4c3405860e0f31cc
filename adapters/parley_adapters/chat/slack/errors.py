"""Slack's refusals as Parley's errors: what happened, and what to click."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from parley.domain.errors import (
    ChannelUnavailable,
    ChatAuthError,
    ChatError,
    ChatUnreachable,
    MessageGone,
    MessageRejected,
    MissingPermission,
    RateLimited,
    SendAmbiguous,
)

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError

_APP_PAGE = "api.slack.com/apps, your app"
_SCOPES = f"{_APP_PAGE}, OAuth & Permissions"

_CHANNEL = {
    "channel_not_found": "Slack knows no channel {channel}, or Parley is not in it: "
    "invite it there with /invite, or correct the subscription's channel.",
    "is_archived": "The channel {channel} is archived: unarchive it, or subscribe another one.",
    "not_in_channel": "Parley is not in the channel {channel}: type /invite and its name there.",
    "user_not_in_channel": "The person is not in the channel {channel}.",
    "user_not_found": "Slack knows no such person: they left, or are of another workspace.",
    "user_not_visible": "Parley may not see this person, and so cannot write to them.",
    "user_disabled": "The person's account was deactivated.",
    "cannot_dm_bot": "A bot takes no messages.",
    "messages_tab_disabled": "Parley's direct messages are switched off: "
    f"{_APP_PAGE}, App Home, Messages Tab.",
}
_PERMISSION = {
    "restricted_action": "post in {channel}: its settings allow only some people to post",
    "restricted_action_read_only_channel": "post in {channel}: it is read-only",
    "restricted_action_thread_locked": "post in this thread of {channel}: it is locked",
    "cant_update_message": "change this message in {channel}: it is not its own",
    "cant_delete_message": "delete this message in {channel}: the workspace keeps it",
    "edit_window_closed": "change this message in {channel}: the workspace allows it only for a while",
    "compliance_exports_prevent_deletion": "delete messages in {channel}: compliance exports are on",
    "ekm_access_denied": "post in {channel}: an administrator has suspended it",
    "no_permission": "do this with its present scopes: reinstall the app",
}
_AUTH = {
    "invalid_auth": "is not valid",
    "not_authed": "is missing",
    "token_revoked": "was revoked",
    "token_expired": "has expired",
    "account_inactive": "belongs to a workspace or bot user that was removed",
    "not_allowed_token_type": "is of the wrong kind",
    "org_login_required": "belongs to a workspace that is being moved; try again later",
    "access_denied": "gives no access to this",
}
_CONTENT = frozenset(
    {
        "msg_too_long",
        "msg_blocks_too_long",
        "invalid_blocks",
        "invalid_blocks_format",
        "no_text",
        "too_many_attachments",
        "metadata_too_large",
        "invalid_metadata_format",
        "markdown_text_conflict",
        "thread_not_found",
        "cannot_reply_to_message",
    }
)
# "not_found" is a view that is not there.
_GONE = frozenset({"message_not_found", "thread_deleted", "not_found"})
_WRITES = frozenset({"chat.postMessage"})
# They do the same twice as once, so that a lost answer leaves no doubt.
_CHANGES = frozenset({"chat.update", "chat.delete"})
# Slack failed half-way: it may have posted.
_BROKEN = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})


def no_answer(method: str, why: str) -> ChatError:
    """For a request that was on its way when the connection broke, time ran out, or Slack failed.

    ``SendAmbiguous`` where it would have posted something; a question can simply be asked again.
    """
    if method in _CHANGES:
        return SendAmbiguous(f"Slack did not answer {method} ({why}).")
    if method in _WRITES:
        return SendAmbiguous(
            f"Slack did not answer {method} ({why}); whether it was done is not known, and is "
            "looked up before anything is sent again."
        )
    return ChatUnreachable(f"Slack did not answer {method} ({why}); try again in a while.")


def unreachable(error: Exception) -> ChatError:
    """For a connection that never came about: nothing was sent."""
    return ChatUnreachable(
        f"Slack could not be reached ({error}); check the network and [slack] base_url."
    )


def translated(
    error: "SlackApiError",
    method: str,
    *,
    channel: str | None = None,
    name: str = "SLACK_BOT_TOKEN",
) -> ChatError:
    """The error of a call that Slack answered with a refusal; ``name`` is its token's."""
    data: dict[str, Any] = error.response.data if isinstance(error.response.data, dict) else {}
    status = int(error.response.status_code or 0)
    code = str(data.get("error", ""))
    where = channel or "there"
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        wait = _retry_after(error.response.headers)
        return RateLimited(
            f"Slack asks to wait {wait.total_seconds():.0f} s before {method}.", retry_after=wait
        )
    if status >= 500 or code in _BROKEN or not code:
        return no_answer(method, code or f"HTTP {status}")
    if code == "missing_scope":
        scope = str(data.get("needed") or "?")
        return MissingPermission(
            f'The scope "{scope}" is missing: {_SCOPES}, Scopes, add it, and reinstall the app.',
            permission=scope,
        )
    if code in _AUTH:
        page = f"{_APP_PAGE}, Basic Information" if name == "SLACK_APP_TOKEN" else _SCOPES
        return ChatAuthError(f"{name} {_AUTH[code]} ({code}): copy it anew from {page}.")
    if code in _CHANNEL:
        return ChannelUnavailable(_CHANNEL[code].format(channel=where))
    if code in _PERMISSION:
        return MissingPermission(
            f"Parley may not {_PERMISSION[code].format(channel=where)}.", permission=code
        )
    if code in _GONE:
        return MessageGone(f"The message was deleted in {where}; there is nothing to change.")
    if code in _CONTENT:
        details = "; ".join(map(str, data.get("errors") or ())) or code
        return MessageRejected(f"Slack refused the message itself ({details}); please report this.")
    return ChatError(f'Slack refused {method} with "{code}"; see docs.slack.dev/reference/methods.')


def _retry_after(headers: Any) -> timedelta:
    """What Slack asks for, or half a minute where it does not say."""
    found = {str(key).lower(): value for key, value in dict(headers or {}).items()}.get(
        "retry-after"
    )
    value = found[0] if isinstance(found, list) and found else found
    try:
        return timedelta(seconds=max(float(str(value)), 1))
    except ValueError:
        return timedelta(seconds=30)
