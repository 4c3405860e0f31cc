"""The web channel's application driven in memory, as a browser and as a stranger would."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from fakes.fake_board import SLOT, FakeBoard
from fakes.fake_clock import FakeClock
from parley.domain.errors import CommandError
from parley.domain.model import Command, Heading, Message, Paragraph, Reply, Text
from parley_adapters.chat.web.app import make_app
from parley_adapters.chat.web.asking import Asking
from parley_adapters.chat.web.live import Live
from parley_adapters.chat.web.pages import Pages
from parley_adapters.chat.web.security import Keys

TOKEN = "a-token-for-the-tests-only"


@dataclass
class Site:
    """The application over a board; what was asked is kept in ``asked``."""

    board: FakeBoard = field(default_factory=FakeBoard)
    token: str | None = None
    hosts: Sequence[str] = ()
    refuses: str | None = None
    breaks: Exception | None = None
    tracks: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.asked: list[Command] = []
        self.live = Live()
        self.clock = FakeClock(SLOT)
        keys = Keys(self.token)
        pages = Pages(
            board=self.board,
            clock=self.clock,
            keys=keys,
            live=self.live,
            asking=Asking(
                clock=self.clock,
                tenant_id="web:local",
                channel="trade",
                dispatch=self._dispatch,
            ),
            tracks=self.tracks,
        )
        self.app = make_app(pages, keys, self.hosts)

    def browser(self, base: str = "http://127.0.0.1:8899") -> httpx.AsyncClient:
        """A client with its own cookies, which follows no redirection by itself."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=base)

    async def ask(self, line: str, **more: str) -> httpx.Response:
        """Open the page, then ask in its form."""
        async with self.browser() as browser:
            page = await browser.get("/")
            fields = {"line": line, "csrf": form_key(page), **more}
            return await browser.post("/ask", data=fields)

    async def _dispatch(self, command: Command) -> Reply:
        self.asked.append(command)
        if self.breaks is not None:
            raise self.breaks
        if self.refuses is not None:
            raise CommandError(self.refuses)
        words = command.args.get("question", str(command.name))
        blocks = (Heading((Text("Answer"),)), Paragraph((Text(f"You said: {words}"),)))
        return Reply(message=Message(title="Answer", blocks=blocks))


def form_key(page: httpx.Response) -> str:
    """The hidden value of a page's form."""
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert found is not None
    return found[1]
