"""What a person asked of the bot, before any platform's dress."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from parley.domain.model.desk import Platform
from parley.domain.model.message import Message


class CommandName(StrEnum):
    """The commands, by the word that people type after ``/trade``."""

    BRIEF = "brief"
    ASK = "ask"
    SUMMARISE = "summarise"
    SUBSCRIBE = "subscribe"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One request. ``text`` is what followed the command's name, as typed.

    ``manager`` says that the platform vouches for the person as an administrator or manager here;
    the application checks it again wherever it matters.
    """

    name: CommandName
    text: str
    platform: Platform
    tenant_id: str
    channel: str
    user: str
    asked_at: datetime
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
