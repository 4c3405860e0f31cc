"""What stands in a fake Discord: one application, its servers, channels, people and messages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from fakes import discord_rules as rules
from fakes.discord_files import attached, files_of
from fakes.discord_files import faults as file_faults
from fakes.discord_people import SEND, VIEW, Person, member, user
from fakes.fake_clock import FakeClock

Body = dict[str, Any]

EMBED, ATTACH, HISTORY = 1 << 14, 1 << 15, 1 << 16
GUILD = 200_000_000_000_000_001
"""The one server that there is."""

ADMINISTRATOR, MANAGE_GUILD = 1 << 3, 1 << 5
PUBLIC_THREADS, IN_THREADS = 1 << 35, 1 << 38
USUAL = VIEW | SEND | EMBED | ATTACH | HISTORY | PUBLIC_THREADS | IN_THREADS
"""What the invitation asks for."""

TEXT, DM, THREAD, FORUM = 0, 1, 11, 15
_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
# How long a nonce is remembered: "the past few minutes".
_NONCE = timedelta(minutes=5)


class Refusal(Exception):
    """An answer of 4xx: status, Discord's code and its words."""

    def __init__(self, status: int, code: int, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, "code": code, **more}


@dataclass
class Channel:
    """A place for messages. ``denied`` are the bits that its settings take from the bot."""

    id: int
    name: str
    guild: int | None
    kind: int = TEXT
    parent: int | None = None
    denied: int = 0
    archived: bool = False
    owner: int | None = None
    """Who made it, if it is a thread."""
    messages: list[Body] = field(default_factory=list)


@dataclass
class Role:
    """A role of the server, beside the one for everybody."""

    id: int
    name: str
    permissions: int = 0


@dataclass
class World:
    """One application and everything that it can see."""

    clock: FakeClock = field(
        default_factory=lambda: FakeClock(datetime(2025, 5, 12, 12, tzinfo=UTC))
    )
    token: str = "MTAwMDAwMDAwMDAwMDAwMDAx.GAAAAA.a-token-of-no-bot-at-all"
    application: int = 100_000_000_000_000_001
    bot: Person = field(
        default_factory=lambda: Person(100_000_000_000_000_002, "Parley", USUAL, bot=True)
    )
    guild: int = GUILD
    anna: Person = field(
        default_factory=lambda: Person(300_000_000_000_000_001, "Anna", VIEW | SEND | MANAGE_GUILD)
    )
    ben: Person = field(default_factory=lambda: Person(300_000_000_000_000_002, "Ben"))
    channels: dict[int, Channel] = field(default_factory=dict)
    name: str = "Ministry of Test"
    roles: list[Role] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    """Who takes no private messages from the bot."""
    commands: Sequence[Body] = ()
    registrations: int = 0
    posts: list[Body] = field(default_factory=list)
    """Every body that was sent to be shown, accepted or not, as it came."""
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    """The files of each message, by their names."""
    _nonces: dict[tuple[int, str], Body] = field(default_factory=dict)
    _count: int = 0

    def __post_init__(self) -> None:
        self.trade = self.add_channel("trade")

    def add_channel(self, name: str, kind: int = TEXT, parent: int | None = None) -> Channel:
        guild = None if kind == DM else self.guild
        channel = Channel(self.snowflake(), name, guild, kind, parent)
        self.channels[channel.id] = channel
        return channel

    def direct(self, recipient: object) -> Channel:
        """The private messages with one person, the same every time. Raises ``Refusal``."""
        if str(recipient) not in {str(person.id) for person in (self.anna, self.ben)}:
            raise Refusal(400, 50033, "Invalid Recipient(s)")
        name = f"dm-{recipient}"
        known = next((one for one in self.channels.values() if one.name == name), None)
        return known or self.add_channel(name, DM)

    def snowflake(self) -> int:
        """An id that carries the time, as Discord's do, and is never the same twice."""
        self._count += 1
        since = self.clock.now() - _EPOCH
        return (int(since.total_seconds() * 1_000) << 22) + self._count

    def said(self, channel: Channel | None = None) -> list[str]:
        """The messages of a channel as people read them."""
        return [rules.read(message) for message in (channel or self.trade).messages]

    def seen(self, number: str | int) -> Channel:
        """A channel that the bot can see. Raises ``Refusal``."""
        channel = self.channels.get(int(number))
        if channel is None:
            raise Refusal(404, 10003, "Unknown Channel")
        if not self.allowed(channel) & VIEW:
            raise Refusal(403, 50001, "Missing Access")
        return channel

    def allowed(self, channel: Channel) -> int:
        """The bot's permissions in a channel."""
        place = self.channels.get(channel.parent or 0, channel)
        if self.bot.permissions & ADMINISTRATOR or place.guild is None:
            return -1
        return self.bot.permissions & ~place.denied

    def post(self, number: str, body: Body) -> Body:
        """Create a message, or return the one made under its nonce. Raises ``Refusal``."""
        self.posts.append(body)
        channel = self.seen(number)
        if channel.kind == FORUM:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        if channel.archived:
            raise Refusal(400, 50083, "Thread is archived")
        needed = (IN_THREADS if channel.kind == THREAD else SEND) | (
            EMBED if body.get("embeds") else 0
        )
        if channel.name in {f"dm-{person}" for person in self.closed}:
            raise Refusal(403, 50007, "Cannot send messages to this user")
        needed |= ATTACH if files_of(body) else 0
        if self.allowed(channel) & needed != needed:
            raise Refusal(403, 50013, "Missing Permissions")
        checked(body)
        if "message_reference" in body:
            self._referable(channel, body["message_reference"])
        nonce = body.get("nonce")
        known = self._nonces.get((channel.id, str(nonce)))
        if body.get("enforce_nonce") and known and self.clock.now() - sent(known) < _NONCE:
            if known not in channel.messages:
                raise Refusal(404, 10008, "Unknown Message")
            return known | {"nonce": nonce}
        replied = body.get("message_reference")
        more = {"message_reference": replied, "type": 19} if replied else {}
        message = self.message(channel.id, body, **more)
        channel.messages.append(message)
        if nonce is not None:
            self._nonces[channel.id, str(nonce)] = message
        return message | {"nonce": nonce}

    def say(
        self, words: str, by: Person, channel: Channel, reply_to: Body | None, *, ping: bool
    ) -> Body:
        """Somebody writes a message; whom it mentions, and what Discord tells of it."""
        people = [self.anna, self.ben, self.bot]
        named = [one for one in people if re.search(rf"<@!?{one.id}>", words)]
        mentions = [user(one) for one in named]
        if (
            reply_to is not None
            and ping
            and all(one.id != int(reply_to["author"]["id"]) for one in named)
        ):
            mentions.append(reply_to["author"])
        more: Body = {"author": user(by), "mentions": mentions}
        if channel.guild is not None:
            known = member(by)
            known.pop("user")
            more |= {"guild_id": str(channel.guild), "member": known}
        if reply_to is not None:
            reference = {
                "message_id": reply_to["id"],
                "channel_id": reply_to["channel_id"],
                "type": 0,
            }
            more |= {"message_reference": reference, "referenced_message": reply_to, "type": 19}
        message = self.message(channel.id, {"content": words}, **more)
        channel.messages.append(message)
        return message

    def _referable(self, channel: Channel, reference: Body) -> None:
        """Raises ``Refusal`` for a reply to what cannot be replied to."""
        if channel.guild is not None and not self.allowed(channel) & HISTORY:
            words = "Cannot reply without permission to read message history"
            raise Refusal(400, 160002, words)
        known = any(one["id"] == str(reference["message_id"]) for one in channel.messages)
        if not known and reference.get("fail_if_not_exists", True):
            raise Refusal(400, 50035, "Invalid Form Body", errors={"message_reference": "unknown"})

    def change(self, number: str, message: str, body: Body) -> Body:
        """Edit an own message; what the body does not name stays as it was. Raises ``Refusal``."""
        found = self._own(number, message)
        whole = {name: found[name] for name in ("content", "embeds", "components")} | body
        checked(whole)
        made = self.message(int(number), whole)
        kept = {name: found[name] for name in ("id", "timestamp", "attachments", "flags")}
        found.update(made, **kept, edited_timestamp=self.clock.now().isoformat())
        return found

    def delete(self, number: str, message: str) -> None:
        """Delete an own message. Raises ``Refusal``."""
        found = self._own(number, message)
        self.seen(number).messages.remove(found)

    def _own(self, number: str, message: str) -> Body:
        channel = self.seen(number)
        found = next((m for m in channel.messages if m["id"] == message), None)
        if found is None:
            raise Refusal(404, 10008, "Unknown Message")
        if channel.archived:
            raise Refusal(400, 50083, "Thread is archived")
        return found

    def edit_channel(self, number: str, body: Body) -> Body:
        """Open an archived thread again."""
        channel = self.seen(number)
        channel.archived = bool(body.get("archived", channel.archived))
        return self.channel_object(channel)

    def message(self, channel: int, body: Body, **more: Any) -> Body:
        """A message object; a nonce is not kept with it."""
        number = str(self.snowflake())
        self.files[number] = dict(files_of(body).values())
        return {
            "id": number,
            "type": 0,
            "channel_id": str(channel),
            "author": user(self.bot),
            "content": body.get("content") or "",
            "timestamp": self.clock.now().isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": attached(body),
            "embeds": [{"type": "rich", **embed} for embed in body.get("embeds") or ()],
            "pinned": False,
            "flags": 0,
            "components": body.get("components") or [],
            "allowed_mentions": body.get("allowed_mentions"),
            **more,
        }

    def history(self, number: str, query: Mapping[str, str]) -> list[Body]:
        """Messages, newest first; none at all without the permission to read history."""
        channel = self.seen(number)
        if not self.allowed(channel) & HISTORY:
            return []
        after, before = int(query.get("after", 0)), int(query.get("before", 1 << 63))
        found = [m for m in channel.messages if after < int(m["id"]) < before]
        limit = int(query.get("limit", 50))
        return (found[:limit] if "after" in query else found[-limit:])[::-1]

    def open_thread(self, number: str, message: str, body: Body) -> Body:
        """Make a thread from a message. Raises ``Refusal``."""
        channel = self.seen(number)
        if not self.allowed(channel) & PUBLIC_THREADS:
            raise Refusal(403, 50013, "Missing Permissions")
        if channel.kind != TEXT:
            raise Refusal(400, 50024, "Cannot execute action on this channel type")
        if int(message) in self.channels:
            raise Refusal(400, 160004, "A thread has already been created for this message")
        first = next((m for m in channel.messages if m["id"] == message), None)
        if first is None:
            raise Refusal(404, 10008, "Unknown Message")
        first["flags"] |= 1 << 5
        thread = Channel(int(message), body["name"], self.guild, THREAD, channel.id)
        thread.owner = self.bot.id
        self.channels[thread.id] = thread
        return self.channel_object(thread)

    def member_of(self, guild: str, person: str) -> Body:
        """Somebody who is in a server. Raises ``Refusal``."""
        known = {str(one.id): one for one in (self.bot, self.anna, self.ben)}
        if guild != str(self.guild) or person not in known:
            raise Refusal(404, 10007, "Unknown Member")
        return member(known[person])

    def channel_object(self, channel: Channel) -> Body:
        body: Body = {"id": str(channel.id), "type": channel.kind, "name": channel.name}
        if channel.guild is None:
            whose = self.ben if channel.name == f"dm-{self.ben.id}" else self.anna
            return body | {"recipients": [user(whose)]}
        body |= {"guild_id": str(channel.guild), "position": 0, "permission_overwrites": []}
        if channel.denied:
            body["permission_overwrites"] = [
                {"id": str(channel.guild), "type": 0, "allow": "0", "deny": str(channel.denied)}
            ]
        if channel.kind == THREAD:
            body |= {
                "parent_id": str(channel.parent),
                "owner_id": str(channel.owner or self.anna.id),
                "message_count": len(channel.messages),
                "member_count": 1,
                "thread_metadata": {
                    "archived": channel.archived,
                    "auto_archive_duration": 1_440,
                    "archive_timestamp": self.clock.now().isoformat(),
                    "locked": False,
                },
            }
        return body

    def guild_object(self) -> Body:
        everybody = Role(self.guild, "@everyone", self.bot.permissions)
        return {
            "id": str(self.guild),
            "name": self.name,
            "owner_id": str(self.anna.id),
            "roles": [_role(one, at) for at, one in enumerate([everybody, *self.roles])],
            "emojis": [],
            "stickers": [],
            "features": [],
            "afk_timeout": 60,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "premium_tier": 0,
            "preferred_locale": "en-US",
        }

    def created_guild(self) -> Body:
        """What GUILD_CREATE brings."""
        return self.guild_object() | {
            "channels": [self.channel_object(c) for c in self.channels.values() if c.guild],
            "members": [member(self.bot)],
            "threads": [],
            "presences": [],
            "voice_states": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
            "member_count": 3,
            "large": False,
            "unavailable": False,
            "joined_at": self.clock.now().isoformat(),
        }


def _role(role: Role, position: int) -> Body:
    return {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "hoist": False,
        "position": position,
        "permissions": str(role.permissions),
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }


def checked(body: Body) -> None:
    """Raises ``Refusal`` for a body that Discord would not take."""
    if not body.get("content") and not body.get("embeds"):
        raise Refusal(400, 50006, "Cannot send an empty message")
    if wrong := rules.faults(body) | file_faults(body):
        raise Refusal(400, 50035, "Invalid Form Body", errors=wrong)


def sent(message: Body) -> datetime:
    return datetime.fromisoformat(message["timestamp"])
