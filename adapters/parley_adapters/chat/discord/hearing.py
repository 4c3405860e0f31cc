"""What is said to the bot in plain words: a mention, a reply that notifies it, a direct message.

Without the privileged intent Discord gives the words of a message only where the bot is mentioned,
and of direct messages; all others come empty, and are let go.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import discord
import structlog

from parley.app.ports import Clock
from parley.domain.commands import parse_line
from parley.domain.model import Command, CommandName, Platform, Reply
from parley_adapters.chat.discord.answers import UNSENT, answer
from parley_adapters.chat.discord.people import People, tenant
from parley_adapters.chat.discord.render import reference_of
from parley_adapters.chat.discord.work import Work, said

_log = structlog.get_logger(__name__)

# Nobody needs a longer question; with Nitro people can type 4,000.
_LONGEST = 4_000
# Discord tells an event again after a broken connection; so many are remembered.
_REMEMBERED = 10_000
_SAID = frozenset({discord.MessageType.default, discord.MessageType.reply})


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that is meant for the bot, read."""

    name: CommandName
    args: Mapping[str, str]
    about: str | None


def heard(message: discord.Message, bot: int) -> Heard | None:
    """What a message asks of the bot; none for one that is not meant for it."""
    if message.author.bot or message.author.id == bot or message.webhook_id:
        return None
    if message.type not in _SAID:
        return None
    ours = re.compile(rf"<@!?{bot}>")
    if message.guild is not None and all(one.id != bot for one in message.mentions):
        return None
    line = " ".join(ours.sub(" ", message.content).split())[:_LONGEST]
    name, args = parse_line(line)
    called = message.guild is None or ours.search(message.content) is not None
    if not called and name is CommandName.HELP and line.lower() != name:
        return None  # "thanks!" below a briefing notifies the bot as well, and asks nothing
    return Heard(name, args, about(message, bot))


def about(message: discord.Message, bot: int) -> str | None:
    """The message that another is about: the one it replies to, or the one that its thread hangs on.

    A thread that is made from a message has its id. In a thread that the bot made everything is about
    its briefing; in another one, which may be subscribed itself, a reply to a briefing is about that.
    """
    replied = _replied(message)
    channel = message.channel
    if not isinstance(channel, discord.Thread):
        return None if replied is None else str(replied.message_id)
    if channel.owner_id == bot or replied is None or not _is_briefing(replied.resolved, bot):
        return str(channel.id)
    return str(replied.message_id)


def _replied(message: discord.Message) -> discord.MessageReference | None:
    known = message.reference
    return known if known is not None and message.type is discord.MessageType.reply else None


def _is_briefing(message: object, bot: int) -> bool:
    """Whether it is a part of something posted, which has its key in small print."""
    if not isinstance(message, discord.Message) or message.author.id != bot:
        return False
    return bool(message.embeds) and reference_of(message.embeds[-1].footer.text) is not None


class Ear:
    """Answers messages, each once, in the place where they were said."""

    def __init__(
        self, client: discord.AutoShardedClient, work: Work, people: People, clock: Clock
    ) -> None:
        self._client = client
        self._work = work
        self._people = people
        self._clock = clock
        self._seen: OrderedDict[int, None] = OrderedDict()

    async def on_message(self, message: discord.Message) -> None:
        """A new message; one that is edited comes as another event, which nobody takes."""
        client = self._client
        assert client.user is not None  # logged in
        asked = heard(message, client.user.id)
        if asked is None or not self._is_new(message.id):
            return
        with self._work.in_hand():

            async def reply() -> Reply | None:
                if self._work.dispatch is None:
                    return None
                return await self._work.dispatch(await self._command(message, asked))

            made = await said(asked.name, reply)
            try:
                await answer(client, message, made)
            except UNSENT as error:  # nobody is left to tell
                _log.warning("answer not delivered", what=asked.name, error=type(error).__name__)

    def _is_new(self, number: int) -> bool:
        if number in self._seen:
            return False
        self._seen[number] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True

    async def _command(self, message: discord.Message, asked: Heard) -> Command:
        guild = message.guild.id if message.guild is not None else None
        return Command(
            name=asked.name,
            args=asked.args,
            platform=Platform.DISCORD,
            tenant_id=tenant(guild, message.author.id),
            channel=str(message.channel.id),
            user=str(message.author.id),
            asked_at=self._clock.now(),
            manager=await self._people.manages(message.author, guild),
            about=asked.about,
        )
