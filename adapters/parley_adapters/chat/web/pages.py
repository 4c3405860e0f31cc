"""The pages: each reads the board or asks the front desk, and fills in a template."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from parley.app.ports import Board, Clock, Dispatch, Pressed
from parley.domain.commands import parse_line
from parley.domain.errors import CommandError
from parley.domain.model import ActionKind, Command, Heading, Message, Platform, Press, Reply, Text
from parley.domain.polling import health
from parley.domain.quoting import quoted
from parley_adapters.chat.web import render, views
from parley_adapters.chat.web.feed import atom
from parley_adapters.chat.web.forms import fields_of, form_of, user_of, zone_or_utc
from parley_adapters.chat.web.gallery import Gallery
from parley_adapters.chat.web.live import Live
from parley_adapters.chat.web.notices import Notices
from parley_adapters.chat.web.ordering import DAYS, drafted
from parley_adapters.chat.web.security import Keys, admitted, same_site

_log = structlog.get_logger(__name__)

# So many briefings are listed, three weeks of mornings; the rest keep their addresses.
_LISTED = 15
_LONGEST_LINE = 4_000  # characters
_PREFIX = "/trade"
# A picture's address is made from its content, so what is there never changes.
_FOR_EVER = "private, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked, and what came of it: a message, or the sentence why there is none.

    ``line`` is what was typed, and empty for a button.
    """

    line: str
    message: Message | None = None
    problem: str | None = None

    @property
    def asked(self) -> str:
        """The line, unless the answer begins with it anyway."""
        first = self._heading
        return "" if first is not None and first.spans == (Text(self.line),) else self.line

    @property
    def level(self) -> int:
        """The level of a title, such that the answer's first heading is one below the page's own."""
        return 2 if self._heading is None else 3 - self._heading.level

    @property
    def _heading(self) -> Heading | None:
        first = self.message.blocks[0] if self.message and self.message.blocks else None
        return first if isinstance(first, Heading) else None


@dataclass(slots=True, kw_only=True)
class Pages:
    """The handlers. ``dispatch`` and ``pressed`` are handed over when the channel starts.

    ``tracks`` are names by id.
    """

    board: Board
    clock: Clock
    keys: Keys
    live: Live
    tenant_id: str
    channel: str
    dispatch: Dispatch | None = None
    pressed: Pressed | None = None
    notices: Notices = field(default_factory=Notices)
    gallery: Gallery = field(default_factory=Gallery)
    tracks: Mapping[str, str] = field(default_factory=dict)

    async def home(self, request: Request) -> Response:
        """The newest briefing whole, the older ones as a list."""
        return await self._home(request)

    async def _home(
        self, request: Request, answer: Answer | None = None, status: int = 200
    ) -> Response:
        briefings = await self.board.posted(limit=_LISTED)
        newest = briefings[0] if briefings else None
        return self.page(
            request,
            "home.html",
            status,
            posted=newest,
            sections=views.sections(newest, self.tracks) if newest else [],
            quoted=quoted,
            older=briefings[1:],
            waiting=await self.board.waiting(),
            notices=[
                html.replace(render.FORM_KEY, self.keys.form_key(request.state.visitor))
                for html in self.notices.beside({one.delivery.id for one in briefings})
            ],
            answer=answer,
        )

    async def edition(self, request: Request) -> Response:
        """One briefing, as it was posted."""
        posted = await self.board.edition(request.path_params["id"])
        if posted is None:
            raise HTTPException(404, "This briefing was not posted here.")
        return self.page(
            request,
            "edition.html",
            posted=posted,
            sections=views.sections(posted, self.tracks),
            quoted=quoted,
        )

    async def story(self, request: Request) -> Response:
        """A story's articles, when each became known, and where it was told."""
        revisions = await self.board.story(request.path_params["id"])
        if not revisions:
            raise HTTPException(404, "There is no such story in the archive.")
        story_id = request.path_params["id"]
        tellings = views.told(story_id, await self.board.posted(limit=_LISTED))
        sources = [source for source, _ in await self.board.sources()]
        return self.page(
            request,
            "story.html",
            pieces=views.pieces(revisions, tellings, sources),
            tellings=tellings,
        )

    async def sources(self, request: Request) -> Response:
        """Which sources are read, and how each is doing."""
        rows = [(source, state, health(state)) for source, state in await self.board.sources()]
        return self.page(request, "sources.html", rows=rows)

    async def subscribe(self, request: Request) -> Response:
        """A form for a standing order, with its next times before it is given."""
        fields = fields_of(request.url.query)
        draft = drafted(fields, self.tracks, self.clock.now())
        return self.page(request, "subscribe.html", draft=draft, tracks=self.tracks, days=DAYS)

    async def feed(self, request: Request) -> Response:
        """The briefings as an Atom feed."""
        base = str(request.base_url).rstrip("/")
        body = atom(await self.board.posted(limit=_LISTED), base)
        return Response(body, media_type="application/atom+xml")

    async def picture(self, request: Request) -> Response:
        """A picture that a page has shown."""
        name = request.path_params["name"]
        png = self.gallery.png(name)
        if png is None:
            raise HTTPException(404, "This picture is not kept any more; load its page again.")
        tag = f'"{name.removesuffix(".png")}"'
        headers = {"ETag": tag, "Cache-Control": _FOR_EVER}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(png, media_type="image/png", headers=headers)

    async def health(self, _request: Request) -> Response:
        """Whether the service answers; nothing else, for it needs no token."""
        return JSONResponse({"status": "ok"})

    async def events(self, _request: Request) -> Response:
        """A line of news about new briefings."""
        if self.live.full:
            return Response(status_code=503, headers={"Retry-After": "60"})
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            self.live.stream(), media_type="text/event-stream", headers=headers
        )

    async def ask(self, request: Request) -> Response:
        """Answer a command: as a page, or as a piece of one where a script asked for it."""
        form = await form_of(request)
        line = (form.get("quick") or form.get("line", "")).strip()
        return await self._replied(
            request, form, line, lambda: self._answered(request, line, form.get("zone", ""))
        )

    async def press(self, request: Request) -> Response:
        """Answer a button under a story, in the same two ways."""
        form = await form_of(request)
        kind, _, ref = form.get("press", "").partition(" ")
        if kind not in set(ActionKind):
            raise HTTPException(400, "That is no button of this page.")
        press = Press(
            kind=ActionKind(kind),
            ref=ref,
            platform=Platform.WEB,
            tenant_id=self.tenant_id,
            channel=self.channel,
            user=user_of(request),
            pressed_at=self.clock.now(),
            manager=True,  # as for a command
            zone=zone_or_utc(form.get("zone", "")),
        )
        pressed = self.pressed
        return await self._replied(request, form, "", lambda: _told("", pressed and pressed(press)))

    async def _replied(
        self,
        request: Request,
        form: Mapping[str, str],
        line: str,
        answered: Callable[[], Awaitable[Answer]],
    ) -> Response:
        """What came of a form, if it is one of ours."""
        ours = self.keys.form_is_ours(request.state.known_visitor, form.get("csrf", ""))
        if ours and same_site(request.headers):
            answer, status = await answered(), 200
            self.gallery.hang(
                (*answer.message.blocks, *answer.message.thread) if answer.message else ()
            )
        else:
            answer = Answer(line, problem="This page is out of date; load it again, then ask.")
            status = 403
        if request.headers.get("x-parley-fragment"):
            csrf = self.keys.form_key(request.state.visitor)
            return HTMLResponse(render.page("answer.html", answer=answer, csrf=csrf), status)
        return await self._home(request, answer, status)

    async def _answered(self, request: Request, line: str, zone: str) -> Answer:
        words = line.removeprefix(_PREFIX).strip() if line.lower().startswith(_PREFIX) else line
        if len(line) > _LONGEST_LINE:
            many = f"{_LONGEST_LINE:,}"
            return Answer(line[:80] + "…", problem=f"That is over {many} characters; ask in fewer.")
        name, args = parse_line(words)
        command = Command(
            name=name,
            args=args,
            platform=Platform.WEB,
            tenant_id=self.tenant_id,
            channel=self.channel,
            user=user_of(request),
            asked_at=self.clock.now(),
            manager=True,  # whoever is on this machine or holds its token runs the place
            zone=zone_or_utc(zone),
        )
        return await _told(line, self.dispatch and self.dispatch(command))

    async def login(self, request: Request) -> Response:
        """Take the token from a form, and open the page that was asked for."""
        if request.url.path != "/login":
            headers = {}
            if request.url.path in {
                "/feed.atom",
                "/dates.ics",
            }:  # such readers ask for a name and a password
                headers["WWW-Authenticate"] = 'Basic realm="Parley; the password is the token"'
            body = render.page("login.html", wrong=False)
            return HTMLResponse(body, 401, headers)
        if request.method == "POST" and same_site(request.headers):
            if self.keys.fits((await form_of(request)).get("token", "").strip()):
                return admitted(self.keys, request.scope, "/")
            return HTMLResponse(render.page("login.html", wrong=True), 401)
        return HTMLResponse(render.page("login.html", wrong=False))

    async def failed(self, request: Request, error: Exception) -> Response:
        """A page for what is not there or went wrong."""
        if isinstance(error, HTTPException):
            status, words = error.status_code, error.detail
            if status == 404 and words == "Not Found":
                words = "There is nothing at this address."
        else:
            status, words = 500, "That did not work; the operator finds why in the log."
        return self.page(request, "error.html", status, words=words)

    def page(
        self, request: Request, template: str, status: int = 200, **values: object
    ) -> Response:
        """A template, filled in."""
        csrf = self.keys.form_key(request.state.visitor)
        return HTMLResponse(
            render.page(template, csrf=csrf, here=request.url.path, **values), status
        )


async def _told(line: str, reply: Awaitable[Reply] | None) -> Answer:
    """A reply as the page shows it; every failure is a sentence."""
    if reply is None:
        return Answer(line, problem="Parley is still starting; try again in a moment.")
    try:
        return Answer(line, (await reply).message)
    except CommandError as error:
        return Answer(line, problem=str(error))
    except Exception as error:  # noqa: BLE001 - the last line before a person
        _log.error("answer broke", asked=line[:80], exc_info=error)
        return Answer(line, problem="That did not work; the operator finds why in the log.")
