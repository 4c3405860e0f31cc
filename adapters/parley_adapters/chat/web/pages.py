"""The pages: each reads the board or asks the front desk, and fills in a template."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from parley.app.ports import Board, Clock
from parley.domain.polling import health
from parley.domain.quoting import quoted
from parley_adapters.chat.web import render, views
from parley_adapters.chat.web.asking import Answer, Asking
from parley_adapters.chat.web.feed import atom
from parley_adapters.chat.web.forms import fields_of, form_of, user_of, visitor_of
from parley_adapters.chat.web.gallery import Gallery
from parley_adapters.chat.web.live import Live
from parley_adapters.chat.web.ordering import DAYS, drafted
from parley_adapters.chat.web.posts import Posts
from parley_adapters.chat.web.security import Keys, same_site

# So many briefings are listed, three weeks of mornings; the rest keep their addresses.
_LISTED = 15
_EDITION = "/edition/"
# A picture's address is made from its content, so what is there never changes.
_FOR_EVER = "private, max-age=31536000, immutable"

Shown = Callable[[Request, Answer | None, int], Awaitable[Response]]
"""A page with an answer at its top, and its status."""


@dataclass(slots=True, kw_only=True)
class Pages:
    """The handlers. ``tracks`` are names by id; ``others`` are pages that can show an answer, by path."""

    board: Board
    clock: Clock
    keys: Keys
    live: Live
    asking: Asking
    posts: Posts = field(default_factory=Posts)
    gallery: Gallery = field(default_factory=Gallery)
    tracks: Mapping[str, str] = field(default_factory=dict)
    others: dict[str, Shown] = field(default_factory=dict)

    async def home(self, request: Request) -> Response:
        """The newest briefing whole, the older ones as a list."""
        return await self._home(request)

    async def _home(
        self, request: Request, answer: Answer | None = None, status: int = 200
    ) -> Response:
        user = user_of(request)
        briefings = await self.board.posted(limit=_LISTED)
        newest = briefings[0] if briefings else None
        notices = await self.board.notices(user)
        for _, message in notices:
            self.gallery.hang(message.blocks if message else ())
        known = {one.delivery.id for one in briefings} | {notice.id for notice, _ in notices}
        key = self.keys.form_key(request.state.visitor)
        return self.page(
            request,
            "home.html",
            status,
            here="/",
            posted=newest,
            sections=views.sections(newest, self.tracks) if newest else [],
            quoted=quoted,
            older=briefings[1:],
            waiting=await self.board.waiting(),
            notices=[(notice, message) for notice, message in notices if message],
            posts=[one.replace(render.FORM_KEY, key) for one in self.posts.beside(known, user)],
            known=sorted(known),
            answer=answer,
        )

    async def edition(self, request: Request) -> Response:
        """One briefing, as it was posted."""
        return await self._edition(request, request.path_params["id"])

    async def _edition(
        self, request: Request, key: str, answer: Answer | None = None, status: int = 200
    ) -> Response:
        posted = await self.board.edition(key)
        if posted is None:
            raise HTTPException(404, "This briefing was not posted here.")
        return self.page(
            request,
            "edition.html",
            status,
            here=_EDITION + key,
            posted=posted,
            sections=views.sections(posted, self.tracks),
            quoted=quoted,
            answer=answer,
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
            follow=views.follow(story_id, revisions),
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

    async def events(self, request: Request) -> Response:
        """A line of news about new briefings."""
        if self.live.full:
            return Response(status_code=503, headers={"Retry-After": "60"})
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = self.live.stream(user_of(request))
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def ask(self, request: Request) -> Response:
        """Answer a command: as a page, or as a piece of one where a script asked for it."""
        form = await form_of(request)
        line = (form.get("quick") or form.get("line", "")).strip()
        if not self.is_ours(request, form):
            return await self._reply(request, form, self.out_of_date(line), 403)
        about = form.get("about") or None
        answer = await self.asking.line(line, visitor_of(request, form), about)
        return await self._reply(request, form, answer)

    async def press(self, request: Request) -> Response:
        """Answer a button, in the same two ways."""
        form = await form_of(request)
        if not self.is_ours(request, form):
            return await self._reply(request, form, self.out_of_date(), 403)
        answer = await self.asking.press(form.get("press", ""), visitor_of(request, form))
        return await self._reply(request, form, answer)

    def is_ours(self, request: Request, form: Mapping[str, str]) -> bool:
        """Whether a form was made by this page for this visitor, and sent from this site."""
        key = form.get("csrf", "")
        known = self.keys.form_is_ours(request.state.known_visitor, key)
        return known and same_site(request.headers)

    def out_of_date(self, line: str = "") -> Answer:
        """What is answered to a form that is not ours."""
        return Answer(line, problem="This page is out of date; load it again, then ask.")

    async def _reply(
        self, request: Request, form: Mapping[str, str], answer: Answer, status: int = 200
    ) -> Response:
        """An answer where it was asked for: as a piece for a script, else at the top of that page."""
        if answer.message:
            self.gallery.hang((*answer.message.blocks, *answer.message.thread))
        where = form.get("here", "")
        if request.headers.get("x-parley-fragment"):
            csrf = self.keys.form_key(request.state.visitor)
            body = render.page("answer.html", answer=answer, csrf=csrf, here=where, landed=False)
            return HTMLResponse(body, status)
        if where in self.others:
            return await self.others[where](request, answer, status)
        if where.startswith(_EDITION):
            try:
                return await self._edition(request, where[len(_EDITION) :], answer, status)
            except HTTPException:  # it never was there: the answer is all the same
                pass
        return await self._home(request, answer, status)

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
        """A template, filled in; ``here`` is the page's own path."""
        values.setdefault("here", request.url.path)
        csrf = self.keys.form_key(request.state.visitor)
        return HTMLResponse(render.page(template, csrf=csrf, landed=True, **values), status)
