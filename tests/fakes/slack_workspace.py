"""A Slack workspace in memory: people, channels and what was said in them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from fakes import slack_rules
from fakes.fake_clock import FakeClock
from fakes.slack_files import Files

SCOPES = (
    "commands,chat:write,files:write,app_mentions:read,im:history,im:write,users:read,"
    "channels:read,groups:read,channels:history,groups:history,usergroups:read"
)


@dataclass
class Member:
    """Somebody; ``team_id`` is their own workspace, another one in a shared channel."""

    id: str
    admin: bool = False
    owner: bool = False
    tz: str = "Europe/Berlin"
    team_id: str = "T0123"

    def info(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "team_id": self.team_id,
            "is_admin": self.admin,
            "is_owner": self.owner,
            "tz": self.tz,
        }


@dataclass
class Channel:
    """A channel with its messages, oldest first; replies hang on their parent by ``thread_ts``."""

    id: str
    name: str
    member: bool = True
    archived: bool = False
    private: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)

    def info(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "is_archived": self.archived,
            "is_member": self.member,
            "is_private": self.private,
            "is_im": self.id.startswith("D"),
        }


@dataclass
class Workspace:
    """Everything that is there; a test changes it as it likes."""

    clock: FakeClock = field(default_factory=FakeClock)
    team_id: str = "T0123"
    bot_user: str = "UPARLEY"
    bot_token: str = "xoxb-fake"
    app_token: str = "xapp-fake"
    scopes: str = SCOPES
    revoked: bool = False
    per_second: float | None = None
    """How many messages a second a channel takes, with a burst of one; none for no limit."""
    files: Files = field(default_factory=Files)
    channels: dict[str, Channel] = field(default_factory=dict)
    people: dict[str, Member] = field(default_factory=dict)
    private: defaultdict[tuple[str, str], list[dict[str, Any]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """What only one person sees, by channel and person."""
    views: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Open modals by id; App Homes by the person's."""
    triggers: dict[str, float] = field(default_factory=dict)
    """Until when (seconds since 1970) a trigger opens a view."""
    groups: dict[str, list[str]] = field(default_factory=dict)
    """User groups by id."""
    _count: int = 0

    def __post_init__(self) -> None:
        for channel in (Channel("C0TRADE", "trade-desk"), Channel("D0ANNA0", "")):
            self.channels[channel.id] = channel
        for person in (Member("UANNA"), Member("UBOSS", admin=True, tz="America/New_York")):
            self.people[person.id] = person

    def direct(self, user: str) -> Channel:
        """The bot's direct messages with one person, made when they are first needed."""
        name = f"D0{user[1:]}0"
        return self.channels.setdefault(name, Channel(name, ""))

    def ts(self) -> str:
        """A message's id: its time, and never the same twice."""
        self._count += 1
        return f"{int(self.clock.now().timestamp())}.{self._count:06d}"

    def put(self, channel: Channel, message: dict[str, Any]) -> dict[str, Any]:
        """Post a message that was found good."""
        kept: dict[str, Any] = {
            "type": "message",
            "ts": self.ts(),
            "user": self.bot_user,
            "bot_id": "BPARLEY",
            **{k: message[k] for k in ("text", "blocks", "metadata", "thread_ts") if k in message},
        }
        for parent in channel.messages:
            if parent["ts"] == kept.get("thread_ts"):
                parent["reply_count"] = parent.get("reply_count", 0) + 1
        channel.messages.append(kept)
        return kept

    def show(self, name: str, view: dict[str, Any]) -> dict[str, Any]:
        """A view as it stands now."""
        kept = {"external_id": self.views[name].get("external_id")} if name in self.views else {}
        self.views[name] = {**kept, **view, "id": name}
        return self.views[name]

    def wait(self, channel: Channel) -> int:
        """Seconds until the channel takes another message."""
        if self.per_second is None or not channel.messages:
            return 0
        last = float(channel.messages[-1]["ts"].split(".")[0])
        left = last + 1 / self.per_second - self.clock.now().timestamp()
        return max(0, -int(-left // 1))

    def said(self, channel: str = "C0TRADE") -> list[str]:
        """What people read in a channel, message by message."""
        return [slack_rules.words(message) for message in self.channels[channel].messages]

    def told(self, user: str, channel: str = "C0TRADE") -> list[str]:
        """What one person alone was told there."""
        return [slack_rules.words(message) for message in self.private[channel, user]]

    def button(
        self, label: str, story: int, user: str, channel: str
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """The nth button of a label that a person sees, newest message first, with that message."""
        shown = [*self.channels[channel].messages, *self.private[channel, user]]
        for message in reversed(shown):
            found = [one for words, one in slack_rules.buttons(message) if words == label]
            if len(found) >= story:
                return message, found[story - 1]
        raise AssertionError(f"no button {story} with the label {label}")
