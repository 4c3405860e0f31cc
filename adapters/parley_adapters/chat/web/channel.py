"""The web channel as a chat platform: what is posted to it is on its page."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from parley.app.ports import Board, ChannelCheck, Clock, Dispatch, Part, Pressed, TrackBoard
from parley.domain.errors import ChatError
from parley.domain.model import Message, Picture, Place, Platform, PostedPart
from parley_adapters.chat.web.app import make_app
from parley_adapters.chat.web.asking import Asking
from parley_adapters.chat.web.live import Live
from parley_adapters.chat.web.pages import Pages
from parley_adapters.chat.web.render import FORM_KEY, blocks_html
from parley_adapters.chat.web.security import Keys, is_loopback, token_at
from parley_adapters.chat.web.server import Server
from parley_adapters.chat.web.track_pages import TrackPages

TENANT = "web:local"
CHANNEL = "trade"
_REMEMBERED = 1000


class WebChat:
    """Shows what the ledger of deliveries says was posted; it keeps no briefing of its own.

    So a post cannot be there twice, a restart loses nothing, and the page and the briefing cannot
    differ: both are the same edition, composed by the same code. The same holds for the notices of
    the outbox. What is posted and is neither stands on the page until the process ends.
    """

    def __init__(
        self,
        pages: Pages,
        server: Server,
        live: Live,
        address: str,
        announce: Callable[[str], object],
    ) -> None:
        self._pages = pages
        self._server = server
        self._live = live
        self._address = address
        self._announce = announce
        self._posted: OrderedDict[str, PostedPart] = OrderedDict()

    @property
    def platform(self) -> Platform:
        """Which one it is."""
        return Platform.WEB

    @property
    def address(self) -> str:
        """Where the page is; with port 0, the chosen one once it is started."""
        return self._address.format(port=self._server.port)

    @property
    def notices(self) -> Sequence[str]:
        """The newest posts as HTML, the oldest of them first."""
        return self._pages.posts.beside(())[::-1]

    async def start(self, dispatch: Dispatch, pressed: Pressed | None = None) -> None:
        """Serve the pages. Raises ``ChatError`` where the port cannot be had."""
        self._pages.asking.dispatch, self._pages.asking.pressed = dispatch, pressed
        self._live.open()
        await self._server.start()
        self._announce(self.address)

    async def stop(self) -> None:
        """Answer what was asked, end the live lines, close."""
        self._live.close()
        await self._server.stop()

    def render(self, message: Message) -> Sequence[Part]:
        """One part: a page has no limit."""
        blocks = (*message.blocks, *message.thread)
        shown = tuple(block for block in blocks if isinstance(block, Picture))
        return [Part(0, blocks_html(blocks, level=2, csrf=FORM_KEY), files=shown)]

    async def post(
        self, place: Place, part: Part, *, key: str, thread: str | None = None
    ) -> PostedPart:
        """Tell the open pages; the same key again is the same post."""
        posted = self._posted[key] = PostedPart(part.index, key)
        while len(self._posted) > _REMEMBERED:
            self._posted.popitem(last=False)
        self._pages.gallery.hang(part.files)
        whose = place.channel[1:] if place.channel.startswith("@") else ""
        self._pages.posts.put(key, part.payload, whose)
        self._live.tell(key, whose)
        return posted

    async def find(self, place: Place, key: str, after: datetime) -> PostedPart | None:
        """A part that was posted in this process; posting one again after a restart shows it once."""
        return self._posted.get(key)

    async def replace(self, place: Place, message_id: str, part: Part, *, key: str) -> None:
        """The page composes briefings anew; the open ones are told to."""
        self._pages.posts.change(message_id, part.payload)
        self._live.tell(key)

    async def remove(self, place: Place, message_id: str) -> None:
        """As for a replacement."""
        self._posted.pop(message_id, None)
        self._pages.posts.drop(message_id)
        self._live.tell(message_id)

    async def check(self, place: Place | None) -> ChannelCheck:
        """The page can always be posted to."""
        return ChannelCheck(channel=place.channel if place else None)


def open_chat(
    *,
    board: Board,
    clock: Clock,
    host: str = "127.0.0.1",
    port: int = 8899,
    hosts: Sequence[str] = (),
    token: str | None = None,
    token_file: Path | None = None,
    tracks: Mapping[str, str] | None = None,
    ledger: TrackBoard | None = None,
    tenant_id: str = TENANT,
    channel: str = CHANNEL,
    announce: Callable[[str], object] = lambda _address: None,
) -> WebChat:
    """The web channel on ``host`` and ``port`` (0 for a free one), opened but not started.

    ``tracks`` are the names of those that can be subscribed to, by id; ``ledger`` gives their pages.
    Without a ``token`` it is open to this machine on a loopback address; on any other the token of
    ``token_file`` is asked for, made at the first start. ``announce`` is told the address once it
    serves, with the token in it only if that was just made. Raises ``ChatError`` where a token is
    needed and can be neither read nor made.
    """
    made = False
    if token is None and not is_loopback(host):
        token, made = _token(token_file)
    keys, live = Keys(token), Live()
    pages = Pages(
        board=board,
        clock=clock,
        keys=keys,
        live=live,
        asking=Asking(clock=clock, tenant_id=tenant_id, channel=channel),
        tracks=tracks or {},
    )
    name = "localhost" if host in {"0.0.0.0", "::", ""} else f"[{host}]" if ":" in host else host  # noqa: S104 - compared, not bound
    address = f"http://{name}:{{port}}/" + (f"?token={token}" if made else "")
    about = TrackPages(pages, ledger) if ledger else None
    app = make_app(pages, keys, [*hosts, name], about)
    return WebChat(pages, Server(app, host, port), live, address, announce)


def _token(path: Path | None) -> tuple[str, bool]:
    if path is None:
        raise ChatError(
            "The web channel is bound to an address that others can reach; give it a token with "
            "PARLEY_WEB__TOKEN."
        )
    try:
        return token_at(path)
    except OSError as error:
        raise ChatError(
            f"The token of the web channel cannot be kept in {path} ({error}); give one with "
            "PARLEY_WEB__TOKEN."
        ) from error
