"""Commands and presses in a fake Discord: acknowledged within 3 s, followed up within 15 minutes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fakes import discord_rules as rules
from fakes.discord_files import files_of
from fakes.discord_forms import filled_in, modal_faults
from fakes.discord_guild import ATTACH, Body, Channel, Refusal, World, checked
from fakes.discord_people import Person, member, user

_ACKNOWLEDGE = timedelta(seconds=3)
_TOKEN = timedelta(minutes=15)
_EPHEMERAL = 1 << 6
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED, CHOICES, MODAL = 4, 5, 8, 9
_MENU = 3


@dataclass
class Asked:
    """One interaction and what was answered."""

    payload: Body
    token: str
    at: datetime
    deferred: bool = False
    private: bool = False
    answers: list[Body] = field(default_factory=list)
    """The messages that came, in order; ``ephemeral`` says whether the asker alone sees them."""
    offered: list[Body] | None = None
    modal: Body | None = None
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def said(self) -> list[str]:
        """The answers as the asker reads them."""
        return [rules.read(answer) for answer in self.answers]

    async def until(self, replies: int) -> None:
        """Wait for so many answers."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: len(self.answers) >= replies)

    async def acknowledged(self, seconds: float) -> None:
        """Wait until it is acknowledged, so long at most. Raises ``TimeoutError``."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(lambda: self.deferred or bool(self.answers))

    async def form(self) -> Body:
        """Wait for the modal that it opens."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: self.modal is not None)
        assert self.modal is not None
        return self.modal

    async def choices(self) -> list[Body]:
        """Wait for what is offered."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: self.offered is not None)
        assert self.offered is not None
        return self.offered

    async def _told(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    def tell(self) -> None:
        """Wake whoever waits for an answer."""
        task = asyncio.get_running_loop().create_task(self._told())
        _tasks.add(task)
        task.add_done_callback(_tasks.discard)


_tasks: set[asyncio.Task[None]] = set()


@dataclass
class Interactions:
    """Every interaction by its token."""

    world: World
    asked: dict[str, Asked] = field(default_factory=dict)

    def command(
        self,
        name: str,
        options: Mapping[str, str],
        *,
        by: Person | None = None,
        channel: Channel | None = None,
    ) -> Asked:
        """A subcommand of ``/trade``, held to what was registered, as Discord's own client does."""
        spec = self._registered(name)
        known = {option["name"]: option for option in spec.get("options", [])}
        assert options.keys() <= known.keys(), f"/trade {name} has no such option"
        missing = [key for key, o in known.items() if o.get("required") and key not in options]
        assert not missing, f"/trade {name} needs {missing}"
        given = [{"name": key, "type": 3, "value": value} for key, value in options.items()]
        data = self._called(name, given)
        return self._open(COMMAND, data, by or self.world.ben, channel or self.world.trade)

    def press(
        self,
        message: Body,
        words: str,
        *,
        by: Person | None = None,
        channel: Channel | None = None,
    ) -> Asked:
        """The button with these words under a message, or the option that begins with them."""
        data = next(
            found
            for one in rules.components(message)
            if (found := _pressed(one, words)) is not None
        )
        where = channel or self.world.channels[int(message["channel_id"])]
        return self._open(COMPONENT, data, by or self.world.ben, where, message=message)

    def menu(self, name: str, message: Body, *, by: Person | None = None) -> Asked:
        """An entry of a message's menu; Discord sends the message whole, whatever the intents."""
        spec = next(one for one in self.world.commands if one.get("type") == _MENU)
        assert spec["name"] == name
        data = {
            "id": spec["id"],
            "name": name,
            "type": _MENU,
            "target_id": message["id"],
            "resolved": {"messages": {message["id"]: message}},
        }
        where = self.world.channels[int(message["channel_id"])]
        return self._open(COMMAND, data, by or self.world.ben, where)

    def submit(
        self,
        opened: Asked,
        filled: Mapping[str, str | list[str]],
        *,
        by: Person | None = None,
    ) -> Asked:
        """A modal sent with what was filled in, and otherwise as it was; held to what it allows."""
        assert opened.modal is not None
        components = filled_in(opened.modal, filled)
        data = {"custom_id": opened.modal["custom_id"], "components": components}
        where = self.world.channels[int(opened.payload["channel_id"])]
        return self._open(SUBMIT, data, by or self.world.anna, where)

    def typing(
        self, name: str, option: str, typed: str, others: Mapping[str, str] | None = None
    ) -> Asked:
        """Somebody has typed so far; ``others`` are the options that are filled in."""
        known = {one["name"]: one for one in self._registered(name).get("options", [])}
        assert known[option].get("autocomplete"), f"{option} is not completed"
        focused = {"name": option, "type": 3, "value": typed, "focused": True}
        given = [{"name": key, "type": 3, "value": one} for key, one in (others or {}).items()]
        data = self._called(name, [*given, focused])
        return self._open(AUTOCOMPLETE, data, self.world.ben, self.world.trade)

    def acknowledge(self, _id: str, token: str, body: Body) -> Body:
        """The callback."""
        asked = self.asked[token]
        if self.world.clock.now() - asked.at > _ACKNOWLEDGE:
            raise Refusal(404, 10062, "Unknown interaction")
        if asked.deferred or asked.answers or asked.modal or asked.offered is not None:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        data = body.get("data") or {}
        match body["type"]:
            case 5:
                asked.deferred = True
                asked.private = bool(data.get("flags", 0) & _EPHEMERAL)
            case 8:
                assert len(data["choices"]) <= 25
                assert all(1 <= len(choice["name"]) <= 100 for choice in data["choices"])
                asked.offered = data["choices"]
            case 9:
                assert asked.payload["type"] != SUBMIT, "a modal cannot open another"
                if wrong := modal_faults(data):
                    raise Refusal(400, 50035, "Invalid Form Body", errors=wrong)
                asked.modal = data
            case _:
                self.world.posts.append(data)
                checked(data)
                self._answer(asked, data, private=bool(data.get("flags", 0) & _EPHEMERAL))
        asked.tell()
        return {
            "interaction": {"id": asked.payload["id"], "type": asked.payload["type"]},
            "resource": {"type": body["type"]},
        }

    def follow(self, token: str, body: Body) -> Body:
        """A follow-up; the first one after a deferral takes the deferral's place and audience."""
        asked = self._open_token(token)
        self.world.posts.append(body)
        channel = self.world.channels[int(asked.payload["channel_id"])]
        if files_of(body) and not self.world.allowed(channel) & ATTACH:
            raise Refusal(403, 50013, "Missing Permissions")
        checked(body)
        private = bool(body.get("flags", 0) & _EPHEMERAL)
        if asked.deferred:
            private, asked.deferred = asked.private, False
        return self._answer(asked, body, private=private)

    def edit(self, token: str, body: Body) -> Body:
        """Edit the original answer, or put one in the deferral's place."""
        asked = self._open_token(token)
        self.world.posts.append(body)
        checked(body)
        asked.deferred = False
        return self._answer(asked, body, private=asked.private)

    def _answer(self, asked: Asked, body: Body, *, private: bool) -> Body:
        channel = int(asked.payload["channel_id"])
        message = self.world.message(channel, body, ephemeral=private, type=20)
        asked.answers.append(message)
        if not private:
            self.world.channels[channel].messages.append(message)
        asked.tell()
        return message

    def _open_token(self, token: str) -> Asked:
        asked = self.asked.get(token)
        if asked is None or self.world.clock.now() - asked.at > _TOKEN:
            raise Refusal(401, 50027, "Invalid Webhook Token")
        if not asked.deferred and not asked.answers:
            raise Refusal(404, 10015, "Unknown Webhook")
        return asked

    def _registered(self, name: str) -> Body:
        group = next(command for command in self.world.commands if command["name"] == "trade")
        return next(option for option in group["options"] if option["name"] == name)

    def _called(self, name: str, options: list[Body]) -> Body:
        return {
            "id": self.world.commands[0]["id"],
            "name": "trade",
            "type": 1,
            "options": [{"name": name, "type": 1, "options": options}],
        }

    def _open(
        self, kind: int, data: Body, by: Person, channel: Channel, *, message: Body | None = None
    ) -> Asked:
        world = self.world
        number = world.snowflake()
        token = f"token-of-{number}"
        payload: Body = {
            "id": str(number),
            "application_id": str(world.application),
            "type": kind,
            "token": token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": world.channel_object(channel),
            "app_permissions": str(world.bot.permissions),
            "locale": "en-GB",
            "entitlements": [],
            "attachment_size_limit": 10 << 20,
            "data": data,
        }
        if message is not None:
            payload["message"] = message
        if channel.guild is None:
            payload |= {"user": user(by), "context": 1, "authorizing_integration_owners": {}}
        else:
            payload |= {
                "guild_id": str(channel.guild),
                "guild": {"id": str(channel.guild), "locale": "en-US", "features": []},
                "guild_locale": "en-US",
                "member": member(by, permissions=str(by.permissions)),
                "context": 0,
                "authorizing_integration_owners": {"0": str(channel.guild)},
            }
        asked = Asked(payload, token, world.clock.now())
        self.asked[token] = asked
        return asked


def _pressed(one: Mapping[str, Any], words: str) -> Body | None:
    """What Discord sends for a component if it has these words."""
    if one["type"] == 2:
        ours = one["label"] == words
        return {"custom_id": one["custom_id"], "component_type": 2} if ours else None
    for option in one["options"]:
        if option["label"].startswith(words):
            values = [option["value"]]
            return {"custom_id": one["custom_id"], "component_type": 3, "values": values}
    return None
