"""The chat platforms that the contract suite of the port ``Chat`` runs over.

To add one: write an async context manager that yields a ``ChatWorld``, and put it into ``CHATS``.
A world that cannot do something (a terminal has no history) leaves that function out, and the tests
that need it are skipped with a reason.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

import httpx
from parley_irc import open_chat as open_irc
from rich.console import Console
from selectolax.lexbor import LexborHTMLParser

from contract.chat_messages import NOON
from fakes import discord_files, discord_rules
from fakes.discord_server import Fault as DiscordFault
from fakes.discord_server import running as running_discord
from fakes.fake_board import FakeBoard
from fakes.fake_chat import FakeChat, Fault
from fakes.fake_clock import FakeClock
from fakes.irc_server import running as running_irc
from fakes.places import at
from fakes.slack_rules import links, mentions
from fakes.slack_server import running
from parley.app.ports import Chat
from parley.domain.commands import parse_line
from parley.domain.errors import RateLimited, SendAmbiguous
from parley.domain.model import Place
from parley_adapters.chat.console import open_chat as open_console
from parley_adapters.chat.discord import open_chat as open_discord
from parley_adapters.chat.slack import open_chat as open_slack
from parley_adapters.chat.web import open_chat as open_web


@dataclass(kw_only=True)
class ChatWorld:
    """A platform with one channel to post in, and what a test may do to it.

    ``said`` is what people read in the channel, message by message; ``alerts`` what would notify
    somebody, or act on their screen, on the platform's own terms; ``cited`` every address linked to.
    ``lose_answer`` makes the next post land and its answer get lost; ``ask`` types a command as an
    ordinary person and returns what was answered; ``push`` presses the button with these words under
    the newest post, and returns what the person alone was told; ``break_token`` revokes the token.
    """

    chat: Chat
    channel: str
    said: Callable[[], Sequence[str]]
    alerts: Callable[[], Sequence[str]] = list
    cited: Callable[[], Sequence[str]] | None = None
    lose_answer: Callable[[], None] | None = None
    lose_change: Callable[[], None] | None = None
    """Makes the next change of a message happen and its answer get lost."""
    limit_change: Callable[[], None] | None = None
    """Makes the platform ask the next change to wait for a minute."""
    editable: bool = True
    """Whether what was said can be taken back."""
    ask: Callable[[str], Awaitable[Sequence[str]]] | None = None
    push: Callable[[str], Awaitable[Sequence[str]]] | None = None
    pictured: Callable[[], Awaitable[Sequence[tuple[bytes, str]]]] | None = None
    """The pictures that people see, and what a screen reader says of each."""
    break_token: Callable[[], None] | None = None
    missing_channel: str | None = None
    """A channel that is not there."""
    person: str | None = None
    """Somebody who can be told something privately."""
    told: Callable[[], Sequence[str]] = list
    """What that person was told."""

    @property
    def place(self) -> Place:
        """Where the channel is."""
        return at(self.channel)

    @property
    def missing(self) -> Place:
        """Where no channel is."""
        assert self.missing_channel is not None
        return at(self.missing_channel)


Opener = Callable[[], AbstractAsyncContextManager[ChatWorld]]


@asynccontextmanager
async def console() -> AsyncIterator[ChatWorld]:
    out = StringIO()
    chat = open_console(Console(file=out, width=200, soft_wrap=True))
    yield ChatWorld(
        chat=chat,
        channel="terminal",
        said=lambda: [out.getvalue()],
        alerts=lambda: re.findall(r"\x1b\[2J|\u202e", out.getvalue()),
        editable=False,
    )


@asynccontextmanager
async def fake() -> AsyncIterator[ChatWorld]:
    chat = FakeChat(FakeClock(NOON))

    def lose_answer() -> None:
        chat.faults.append(Fault(SendAmbiguous("No answer."), landed=True))

    def limit() -> None:
        chat.faults.append(Fault(RateLimited("Wait.", timedelta(minutes=1))))

    yield ChatWorld(
        chat=chat,
        channel="trade",
        said=lambda: chat.said("trade"),
        lose_answer=lose_answer,
        limit_change=limit,
    )


@asynccontextmanager
async def slack() -> AsyncIterator[ChatWorld]:
    async with running() as server:
        space = server.workspace
        space.clock.move_to(NOON)
        chat = open_slack(
            bot_token=space.bot_token,
            app_token=space.app_token,
            base_url=server.base_url,
            clock=space.clock,
        )
        messages = space.channels["C0TRADE"].messages

        async def ask(line: str) -> Sequence[str]:
            before = len(space.told("UANNA"))
            await server.type(line)
            return (await server.until(before + 1, lambda: space.told("UANNA")))[before:]

        async def push(words: str) -> Sequence[str]:
            before = len(space.told("UANNA"))
            await server.deliver("interactive", server.press(words))
            return (await server.until(before + 1, lambda: space.told("UANNA")))[before:]

        async def pictured() -> Sequence[tuple[bytes, str]]:
            return [found for message in messages for found in space.files.shown(message)]

        def revoke() -> None:
            space.revoked = True

        yield ChatWorld(
            chat=chat,
            channel="C0TRADE",
            said=space.said,
            pictured=pictured,
            alerts=lambda: [
                *(found for message in messages for found in mentions(message)),
                *re.findall(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", "\n".join(space.said())),
            ],
            cited=lambda: [url for message in messages for url, _ in links(message)],
            lose_answer=lambda: server.faults.append("drop"),
            lose_change=lambda: server.faults.append("drop"),
            limit_change=lambda: server.faults.append("60"),
            ask=ask,
            push=push,
            break_token=revoke,
            missing_channel="C0NOWHERE",
            person="UANNA",
            told=lambda: space.said("D0ANNA0"),
        )


@asynccontextmanager
async def discord() -> AsyncIterator[ChatWorld]:
    async with running_discord() as server:
        world = server.world
        world.clock.move_to(NOON)
        chat = open_discord(
            token=world.token,
            clock=world.clock,
            api_url=server.api_url,
            gateway_url=server.gateway_url,
        )

        def messages() -> list[discord_rules.Body]:
            return [m for channel in world.channels.values() for m in channel.messages]

        async def ask(line: str) -> Sequence[str]:
            name, args = parse_line(line)
            asked = await server.slash(name, args)
            return [
                discord_rules.shown(embed["description"])
                for a in asked.answers
                for embed in a["embeds"]
            ]

        async def push(words: str) -> Sequence[str]:
            asked = await server.press(world.trade.messages[-1], words)
            assert all(answer["ephemeral"] for answer in asked.answers)
            return asked.said

        async def pictured() -> Sequence[tuple[bytes, str]]:
            return [
                found
                for message in messages()
                for found in discord_files.shown(message, world.files[message["id"]])
            ]

        def revoke() -> None:
            world.token = "another"

        yield ChatWorld(
            chat=chat,
            channel=str(world.trade.id),
            said=lambda: [discord_rules.read(message) for message in messages()],
            pictured=pictured,
            alerts=lambda: [found for m in messages() for found in discord_rules.alerts(m)],
            cited=lambda: [url for m in messages() for url, _ in discord_rules.links(m)],
            lose_answer=lambda: server.faults.append(DiscordFault("/messages$", lost=True)),
            lose_change=lambda: server.faults.append(DiscordFault("/messages/", lost=True)),
            limit_change=lambda: server.faults.append(
                DiscordFault("/messages/", status=429, retry_after=60.0)
            ),
            ask=ask,
            push=push,
            break_token=revoke,
            missing_channel="999999999999999999",
            person=str(world.ben.id),
            told=lambda: world.said(world.direct(world.ben.id)),
        )


@asynccontextmanager
async def web() -> AsyncIterator[ChatWorld]:
    chat = open_web(board=FakeBoard([]), clock=FakeClock(NOON), port=0)

    def pages() -> list[LexborHTMLParser]:
        return [LexborHTMLParser(html) for html in chat.notices]

    def text(page: LexborHTMLParser) -> str:
        return page.body.text() if page.body else ""

    async def pictured() -> Sequence[tuple[bytes, str]]:
        async with httpx.AsyncClient(base_url=chat.address) as browser:
            return [
                (
                    (await browser.get(one.attributes["src"] or "")).content,
                    one.attributes["alt"] or "",
                )
                for page in pages()
                for one in page.css("img")
            ]

    async def push(words: str) -> Sequence[str]:
        async with httpx.AsyncClient(base_url=chat.address) as browser:
            page = LexborHTMLParser((await browser.get("/")).text)
            for form in page.css("form.actions"):
                for button in form.css("button"):
                    if button.text().startswith(words):
                        (key, *_) = form.css("input[name=csrf]")
                        fields = {
                            "press": button.attributes["value"] or "",
                            "csrf": key.attributes["value"] or "",
                        }
                        headers = {"x-parley-fragment": "1"}
                        answer = await browser.post("/press", data=fields, headers=headers)
                        told = LexborHTMLParser(answer.text)
                        return [(told.css_first("p") or told.body).text().strip()]  # type: ignore[union-attr] # a page has a body
        raise AssertionError(f"no button with the label {words}")

    yield ChatWorld(
        chat=chat,
        channel="trade",
        said=lambda: [text(page) for page in pages()],
        pictured=pictured,
        alerts=lambda: [
            *(
                node.html or ""
                for page in pages()
                for node in page.css("script, img, style, iframe")
                if not (node.attributes.get("src") or "").startswith("/pictures/")
            ),
            *re.findall(r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", "\n".join(map(text, pages()))),
        ],
        push=push,
        cited=lambda: [
            node.attributes["href"] or "" for page in pages() for node in page.css("a[href]")
        ],
    )


@asynccontextmanager
async def irc() -> AsyncIterator[ChatWorld]:
    """The platform of a package that is none of ours."""
    async with running_irc(password="right") as server:
        chat = open_irc(
            clock=FakeClock(NOON),
            host="127.0.0.1",
            port=server.port,
            password="right",
            channels=["#trade"],
        )

        yield ChatWorld(
            chat=chat,
            channel="#trade",
            said=lambda: ["\n".join(server.said["#trade"])],
            alerts=lambda: re.findall(
                r"[\x00-\x09\x0b-\x1f\u202a-\u202e]", "\n".join(server.said["#trade"])
            ),
            cited=lambda: re.findall(r"https?://[^>\s]+", "\n".join(server.said["#trade"])),
            editable=False,
            ask=server.ask,
            missing_channel="#closed",
        )


CHATS: dict[str, Opener] = {
    "console": console,
    "fake": fake,
    "slack": slack,
    "discord": discord,
    "web": web,
    "irc": irc,
}
