"""A Slack workspace on this machine with Parley in it, for scenarios that read as a conversation."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from fakes.slack_rules import words
from fakes.slack_server import FakeSlack, running
from parley import settings
from parley.app.ports import Dispatch
from parley.domain.model import Audience, Command, Message, Paragraph, Reply, Text
from parley.wiring.conversation import front_desk
from parley.wiring.demo import demo_feeds
from parley.wiring.pipeline import open_pipeline
from parley_adapters.chat.slack import SlackChat
from parley_adapters.chat.slack.client import Sleep
from parley_adapters.chat.slack.people import GroupOf
from parley_adapters.store import open_archive

NOW = datetime(2025, 5, 30, 12, tzinfo=UTC)  # the demo's second morning
CHANNEL = "C0TRADE"
DIRECT = "D0ANNA0"


@dataclass
class Office:
    """The workspace, and Parley in it."""

    slack: FakeSlack
    chat: SlackChat

    async def ask(self, text: str, user: str = "UANNA") -> str:
        """Type ``/trade …`` and wait for what the person is told."""
        space = self.slack.workspace
        count = len(space.told(user))
        await self.slack.type(text, user)
        return (await self.slack.until(count + 1, lambda: space.told(user)))[-1]

    async def press(self, label: str, user: str = "UANNA") -> str:
        """Press the newest button of this label and wait for what the person is told."""
        space = self.slack.workspace
        count = len(space.told(user))
        await self.slack.deliver("interactive", self.slack.press(label, user=user))
        return (await self.slack.until(count + 1, lambda: space.told(user)))[-1]

    async def mention(self, text: str, user: str = "UANNA") -> str:
        """Mention the bot in the channel and wait for its answer."""
        return await self._said(f"<@UPARLEY> {text}", user, CHANNEL)

    async def write(self, text: str, user: str = "UANNA") -> str:
        """Write to the bot directly and wait for its answer."""
        return await self._said(text, user, DIRECT)

    async def _said(self, text: str, user: str, channel: str) -> str:
        event = self.slack.event(text, user, channel)
        question = event["event"]["ts"]
        await self.slack.deliver("events_api", event)
        return (await self.slack.until(1, lambda: self.replies(question, channel)))[0]

    def replies(self, question: str, channel: str = CHANNEL) -> list[str]:
        """What stands in the thread of a message."""
        messages = self.slack.workspace.channels[channel].messages
        return [words(m) for m in messages if m.get("thread_ts") == question]


@asynccontextmanager
async def office(dispatch: Dispatch | None = None) -> AsyncIterator[Office]:
    """Parley connected over Socket Mode; ``dispatch`` is by default one that says back."""
    async with running() as slack:
        slack.workspace.clock.move_to(NOW)
        chat = open_slack(slack)
        await chat.start(dispatch or echo)
        try:
            yield Office(slack, chat)
        finally:
            await chat.stop()


@asynccontextmanager
async def newsroom(sleep: Sleep = asyncio.sleep) -> AsyncIterator[Office]:
    """Parley with the real front desk, over the bundled feeds in memory."""
    async with running() as slack:
        clock = slack.workspace.clock
        clock.move_to(NOW)
        config = settings.load(None, {})
        archive = await open_archive("sqlite+aiosqlite://")
        feeds = demo_feeds()
        sources = [source for source, _ in feeds]
        pipeline = await open_pipeline(config, archive, clock=clock, sources=sources)
        entries = [
            (entry.published_at, source, entry)
            for source, found in feeds
            for entry in found
            if entry.published_at is not None and entry.published_at <= NOW
        ]
        for at, source, entry in sorted(entries, key=lambda row: row[0]):
            await pipeline.intake.take([(source, [entry])], at)

        async def group_of(tenant_id: str) -> str | None:
            return (await archive.tenants.settings(tenant_id)).group

        tracks = [(track.id, track.name) for track in config.tracks.tracks]
        chat = open_slack(slack, sleep=sleep, tracks=tracks, group_of=group_of)
        front = front_desk(config, pipeline, [chat], clock=clock)
        await chat.start(front, front.press)
        try:
            yield Office(slack, chat)
        finally:
            await chat.stop()
            await archive.aclose()


def open_slack(
    slack: FakeSlack,
    *,
    app_token: str | None = "xapp-fake",
    sleep: Sleep = asyncio.sleep,
    tracks: Sequence[tuple[str, str]] = (),
    group_of: GroupOf | None = None,
) -> SlackChat:
    space = slack.workspace
    return SlackChat(
        bot_token=space.bot_token,
        app_token=app_token,
        base_url=slack.base_url,
        tracks=tracks,
        group_of=group_of,
        clock=space.clock,
        sleep=sleep,
    )


def message(text: str) -> Message:
    return Message(title=text, blocks=(Paragraph((Text(text),)),))


async def echo(command: Command) -> Reply:
    """Says back what it understood."""
    args = ", ".join(f"{key}={value}" for key, value in command.args.items())
    return Reply(message=message(f"{command.name}({args})"), audience=Audience.ASKER)
