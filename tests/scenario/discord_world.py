"""A Discord with Parley in it: the real client library against the local server."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from fakes.discord_guild import World
from fakes.discord_server import DiscordServer, running
from fakes.places import at
from parley.app.ports import Dispatch, Part, Pressed
from parley.domain.model import (
    Audience,
    Citation,
    Command,
    Heading,
    Message,
    Paragraph,
    PostedPart,
    Reply,
    Text,
)
from parley_adapters.chat.discord import open_chat
from parley_adapters.chat.discord.client import DiscordChat
from parley_adapters.chat.discord.membership import Joined, Left
from parley_adapters.chat.discord.people import GroupOf

TRACKS = (("us-china", "US-China talks"), ("us-eu", "US-EU deal"), ("wto", "WTO reform"))


async def echo(command: Command) -> Reply:
    """A dispatch that says back what it understood."""
    words = f"{command.name}: {dict(command.args)} manager={command.manager}"
    message = Message(title="Echo", blocks=(Heading((Text("Echo"),)), Paragraph((Text(words),))))
    return Reply(message=message, audience=Audience.ASKER)


def chat_of(
    server: DiscordServer,
    *,
    state_dir: Path | None = None,
    joined: Joined | None = None,
    left: Left | None = None,
    group_of: GroupOf | None = None,
    ready_timeout: float = 10.0,
) -> DiscordChat:
    """The adapter, pointed at the server; not started."""
    return open_chat(
        token=server.world.token,
        clock=server.world.clock,
        api_url=server.api_url,
        gateway_url=server.gateway_url,
        tracks=TRACKS,
        state_dir=state_dir,
        joined=joined,
        left=left,
        group_of=group_of,
        ready_timeout=ready_timeout,
    )


@asynccontextmanager
async def connected(
    dispatch: Dispatch = echo,
    pressed: Pressed | None = None,
    *,
    joined: Joined | None = None,
    left: Left | None = None,
    group_of: GroupOf | None = None,
    world: World | None = None,
) -> AsyncIterator[tuple[DiscordServer, DiscordChat]]:
    """A server, and a chat that is ready."""
    async with running(world=world) as server:
        chat = chat_of(server, joined=joined, left=left, group_of=group_of)
        await chat.start(dispatch, pressed)
        try:
            yield server, chat
        finally:
            await chat.stop()


def note(words: str = "Talks resume. ", *, thread: str = "") -> Message:
    """A short briefing with one citation, and perhaps something for its thread."""
    return Message(
        title="Trade talks",
        blocks=(
            Heading((Text("Trade talks"),), level=1),
            Heading((Text("1 · Talks resume"),)),
            Paragraph((Text(words), Citation(1, "https://example.org/1"))),
        ),
        thread=(Paragraph((Text(thread),)),) if thread else (),
    )


async def post(
    chat: DiscordChat, channel: str, parts: Sequence[Part], name: str = "d0a1b2c3"
) -> list[PostedPart]:
    """Post the parts as a delivery does."""
    posted: list[PostedPart] = []
    for part in parts:
        thread = posted[0].message_id if part.in_thread else None
        posted.append(await chat.post(at(channel), part, key=f"{name}-{part.index}", thread=thread))
    return posted


def before(server: DiscordServer) -> datetime:
    """A little before now, as deliveries look back."""
    return server.world.clock.now() - timedelta(minutes=5)


class Hurried:
    """asyncio for a library that waits between tries: it waits for nothing, and notes how long."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float, result: Any = None) -> Any:
        self.slept.append(seconds)
        return await asyncio.sleep(0, result)


def hurry(monkeypatch: pytest.MonkeyPatch) -> Hurried:
    """Make discord.py try again at once."""
    hurried = Hurried()
    monkeypatch.setattr("discord.http.asyncio", hurried)
    return hurried
