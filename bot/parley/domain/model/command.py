"""What a person asked of the bot, before any platform's dress, and what they are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from parley.domain.model.desk import Platform
from parley.domain.model.message import ActionKind, Message


class CommandName(StrEnum):
    """The commands, by the word that people type after ``/trade``."""

    BRIEF = "brief"
    ASK = "ask"
    SUMMARISE = "summarise"
    SEARCH = "search"
    STATUS = "status"
    TIMELINE = "timeline"
    SOURCES = "sources"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    SUBSCRIPTIONS = "subscriptions"
    SETTINGS = "settings"
    PAUSE = "pause"
    HELP = "help"


class Permission(StrEnum):
    """Who may give a command: anybody in the channel, or those whom the platform calls managers."""

    EVERYONE = "everyone"
    MANAGER = "manager"


class ParamKind(StrEnum):
    """What a parameter holds; a platform offers choices and completion by it."""

    WORDS = "words"
    TRACK = "track"
    TRACKS = "tracks"
    SINCE = "since"
    AS_OF = "as_of"
    URL = "url"
    CLOCK = "clock"
    DAYS = "days"
    ZONE = "zone"
    SETTING = "setting"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a command."""

    name: str
    kind: ParamKind
    summary: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command as every platform registers it; defined once, in ``domain.commands``."""

    name: CommandName
    summary: str
    params: tuple[Param, ...] = ()
    permission: Permission = Permission.EVERYONE
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One request. ``args`` are by parameter name, as typed; an absent one was not given.

    ``manager`` says that the platform vouches for the person as an administrator or manager here;
    the application checks it again wherever it matters. ``zone`` is the person's own (IANA).
    ``about`` is the platform's id of the message under which it was said, if it was said in a thread
    or in reply: a question under a briefing is about that briefing.
    """

    name: CommandName
    args: Mapping[str, str]
    platform: Platform
    tenant_id: str
    channel: str
    user: str
    asked_at: datetime
    manager: bool = False
    zone: str = "UTC"
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """Somebody pressed an ``Action``; ``kind`` and ``ref`` are the action's own.

    ``ref`` comes back from a platform and may be anything. ``manager`` and ``zone`` are as in a
    ``Command``.
    """

    kind: ActionKind
    ref: str
    platform: Platform
    tenant_id: str
    channel: str
    user: str
    pressed_at: datetime
    manager: bool = False
    zone: str = "UTC"


class Audience(StrEnum):
    """Who sees a reply."""

    CHANNEL = "channel"
    ASKER = "asker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the bot answers, and to whom."""

    message: Message
    audience: Audience = field(default=Audience.ASKER)
