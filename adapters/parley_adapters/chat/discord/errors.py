"""Discord's refusals as Parley's errors: what happened, and what to click."""

from datetime import timedelta

import aiohttp
import discord

from parley.domain.errors import (
    ChannelUnavailable,
    ChatAuthError,
    ChatError,
    ChatUnreachable,
    MessageRejected,
    MissingPermission,
    RateLimited,
    SendAmbiguous,
)

_PORTAL = "discord.com/developers/applications, your application, Bot"
_ACCESS = "open the channel's settings, Permissions, and add Parley's role with View Channel"

# The codes are of discord.com/developers/docs, "JSON Error Codes".
_CHANNEL = {
    10003: "Discord knows no channel {channel}: it was deleted, or the id is wrong; "
    "subscribe another channel.",
    10004: "Discord knows no such server: Parley was removed from it; invite it again.",
    50001: "Parley cannot see the channel {channel}: " + _ACCESS + ".",
    50007: "The person does not take direct messages from Parley: they can allow it in the "
    "server's privacy settings.",
    50008: "Messages cannot be posted in {channel}: it is no text channel; subscribe another one.",
    50024: "Messages cannot be posted in {channel}: it is no text channel; subscribe another one.",
    50083: "The thread {channel} is archived: open it again, or subscribe another channel.",
    160005: "The thread {channel} is locked: unlock it, or subscribe another channel.",
    50278: "Parley shares no server with this person any more; invite it again.",
}
_CONTENT = frozenset({50006, 50035, 20009, 200000, 200001, 240000})
_DELETED = 10008
_NO_PERMISSION = 50013
# Of ours, named for people.
DEFAULT_PERMISSION = "Send Messages"


def bad_token(error: Exception | None = None) -> ChatAuthError:
    """For a token that Discord does not know, or no longer."""
    why = f" ({error})" if isinstance(error, discord.ConnectionClosed) else ""
    return ChatAuthError(
        f"Discord does not accept DISCORD_TOKEN{why}: reset it at {_PORTAL}, and set the new one."
    )


def no_answer(what: str, error: BaseException) -> SendAmbiguous:
    """For a connection that broke, or ran out of time, after the request was on its way."""
    return SendAmbiguous(
        f"Discord did not answer {what} ({type(error).__name__}); whether it was done is not known, "
        "and is looked up before anything is sent again."
    )


def translated(error: Exception, what: str, *, channel: str = "?") -> ChatError:
    """The error of a call that discord.py gave up on."""
    match error:
        case ChatError():
            return error
        case discord.LoginFailure():
            return bad_token()
        case discord.PrivilegedIntentsRequired():
            return ChatAuthError(
                "Discord asks for privileged intents, which Parley does not use; "
                f"check the application at {_PORTAL}."
            )
        case discord.RateLimited():
            return _rate_limited(what, error.retry_after)
        case discord.ConnectionClosed():
            return (
                bad_token(error)
                if error.code == 4004
                else ChatError(
                    f"Discord closed the connection with code {error.code}; "
                    "see discord.com/developers/docs, Gateway Close Event Codes."
                )
            )
        case discord.GatewayNotFound():
            cause = error.__cause__
            if isinstance(cause, discord.HTTPException) and cause.status == 401:
                return bad_token()
            return ChatUnreachable(
                "Discord names no gateway; see discordstatus.com, and try again later."
            )
        case discord.HTTPException():
            return _refused(error, what, channel)
        case aiohttp.ClientConnectorError():
            return ChatUnreachable(
                f"Discord could not be reached ({error}); check the network and [discord] api_url."
            )
        case aiohttp.ClientError() | OSError() | TimeoutError():
            return no_answer(what, error)
    return ChatError(f"discord.py failed in {what} ({type(error).__name__}); please report this.")


def _refused(error: discord.HTTPException, what: str, channel: str) -> ChatError:
    if error.status == 401:
        return bad_token()
    if error.status == 429:
        return _rate_limited(what, _retry_after(error))
    if error.status >= 500:
        return no_answer(f"{what}: HTTP {error.status}", error)
    if error.code in _CHANNEL:
        return ChannelUnavailable(_CHANNEL[error.code].format(channel=channel))
    if error.code == _NO_PERMISSION:
        return missing([DEFAULT_PERMISSION], channel)
    if error.code == _DELETED:
        return MessageRejected(f"The message was posted in {channel} and has been deleted there.")
    if error.code in _CONTENT or error.status == 400:
        return MessageRejected(
            f"Discord refused the message itself ({_one_line(error.text)}); please report this."
        )
    if error.status == 404:
        return ChannelUnavailable(_CHANNEL[10003].format(channel=channel))
    return ChatError(
        f"Discord refused {what}: {_one_line(error.text)} ({error.status}/{error.code})."
    )


def missing(permissions: list[str], channel: str) -> MissingPermission:
    """For permissions that have to be granted, by the names that Discord's settings show."""
    names = ", ".join(permissions)
    return MissingPermission(
        f"Parley lacks permission in {channel}: {names}. "
        "Open the channel's settings, Permissions, and allow Parley's role exactly that.",
        permission=names,
    )


def _rate_limited(what: str, seconds: float) -> RateLimited:
    return RateLimited(
        f"Discord asks to wait {seconds:.0f} s before {what}.",
        retry_after=timedelta(seconds=max(seconds, 1)),
    )


def _retry_after(error: discord.HTTPException) -> float:
    """What Discord asks for, or a minute where it does not say."""
    try:
        return float(error.response.headers.get("Retry-After") or 60)
    except ValueError:
        return 60.0


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300] or "without a reason"
