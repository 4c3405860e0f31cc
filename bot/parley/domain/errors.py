"""Every error that Parley raises on purpose.

::

    ParleyError
    ├── ConfigError             a setting, source, track or schedule is wrong; says which and what to write
    │   └── ScheduleError       a cron line, zone or holiday calendar that cannot be read
    ├── InputError              a file or row handed in by a person cannot be read
    ├── CommandError            a chat user asked for something that cannot be done; safe to show
    ├── FetchError              a page or feed could not be had
    │   ├── BlockedAddress      the address is private, or not http(s)
    │   ├── TooLarge            over the size or decompression cap
    │   ├── HttpStatus          an answer of 4xx or 5xx; carries ``retry_after``
    │   └── NotAFeed            bytes that are no feed, or a hostile one
    ├── WriterError             a model gave no usable answer, with its ``usage``; the next is tried
    │   ├── WriterRefused       key, model or request is wrong; retrying will not help
    │   └── BudgetSpent         the day's tokens or money are used up
    ├── PictureError            a picture could not be drawn; the words go out without it
    ├── StoreError              the archive could not be read or written
    │   ├── StoreBusy           locked for longer than the timeout; trying again may help
    │   ├── StoreFull           no space left
    │   ├── StoreTooNew         the database was written by a later version
    │   └── LeaseLost           another worker has taken this delivery over
    └── ChatError               a chat platform refused or failed
        ├── ChatAuthError       the token is wrong, revoked or missing
        ├── ChatUnreachable     nothing was sent: the network or the platform is down
        ├── ChannelUnavailable  the channel is gone, archived, or the bot is not in it
        ├── MissingPermission   carries ``permission``: what to grant
        ├── RateLimited         carries ``retry_after``
        ├── MessageRejected     the platform refused the content itself
        ├── MessageGone         the message that was to be changed was deleted there
        └── SendAmbiguous       no answer came: the message may or may not have been posted

Every message is one sentence for a person: what happened and what to do about it. Exceptions of
vendors are translated into these at the adapters' border, with ``from``.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parley.domain.model import Usage


class ParleyError(Exception):
    """Base of every error that Parley raises on purpose."""


class ConfigError(ParleyError):
    """A setting, source, track or schedule is wrong."""


class ScheduleError(ConfigError):
    """A cron line, a time zone or a holiday calendar cannot be read."""


class InputError(ParleyError):
    """A file or a row handed in by a person cannot be read."""


class CommandError(ParleyError):
    """A chat user asked for something that cannot be done; the text is safe to show."""


class FetchError(ParleyError):
    """A page or a feed could not be had."""


class BlockedAddress(FetchError):
    """The address is not public, or its scheme is not http(s)."""


class TooLarge(FetchError):
    """The body passes the size or decompression cap."""


class HttpStatus(FetchError):
    """The server answered 4xx or 5xx."""

    def __init__(self, message: str, status: int, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class NotAFeed(FetchError):
    """The bytes are not a feed, or a hostile one."""


class WriterError(ParleyError):
    """A model gave no usable answer; the next writer of the chain is tried.

    ``usage`` is what the unusable answer cost all the same.
    """

    def __init__(self, message: str, usage: "Usage | None" = None) -> None:
        super().__init__(message)
        from parley.domain.model import Usage  # only here: every command imports this module

        self.usage = usage or Usage()


class WriterRefused(WriterError):
    """The key, the model's name or the request is wrong; trying again will not help."""


class BudgetSpent(WriterError):
    """The day's tokens or money are used up."""


class PictureError(ParleyError):
    """A picture could not be drawn."""


class StoreError(ParleyError):
    """The archive could not be read or written."""


class StoreBusy(StoreError):
    """The database stayed locked for longer than the timeout."""


class StoreFull(StoreError):
    """There is no space left where the database is."""


class StoreTooNew(StoreError):
    """The database was written by a later version of Parley."""


class LeaseLost(StoreError):
    """Another worker has taken this delivery over; stop working on it."""


class ChatError(ParleyError):
    """A chat platform refused or failed."""


class ChatAuthError(ChatError):
    """The token is wrong, revoked or missing."""


class ChatUnreachable(ChatError):
    """The platform could not be reached, or did not answer a question; trying again may help."""


class ChannelUnavailable(ChatError):
    """The channel is gone or archived, or the bot is not in it."""


class MissingPermission(ChatError):
    """The bot lacks a permission or scope."""

    def __init__(self, message: str, permission: str) -> None:
        super().__init__(message)
        self.permission = permission


class RateLimited(ChatError):
    """The platform asks to wait."""

    def __init__(self, message: str, retry_after: timedelta) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class MessageRejected(ChatError):
    """The platform refused the content itself; the same message will be refused again."""


class MessageGone(ChatError):
    """The message that was to be changed is no longer on the platform."""


class SendAmbiguous(ChatError):
    """No answer came: the message may or may not have been posted. Look before sending again."""
