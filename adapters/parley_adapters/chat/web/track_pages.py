"""The pages of the tracks, and their dates as a calendar."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from parley.app.ports import TrackBoard
from parley_adapters.chat.web import views
from parley_adapters.chat.web.calendar import calendar
from parley_adapters.chat.web.forms import fields_of
from parley_adapters.chat.web.pages import Pages


@dataclass(slots=True)
class TrackPages:
    """The handlers."""

    pages: Pages
    board: TrackBoard

    async def tracks(self, request: Request) -> Response:
        """Every track that is not quiet, and the others by name."""
        lines = await self.board.lines()
        moving = {line.id for line in lines}
        quiet = [(id_, name) for id_, name in self.pages.tracks.items() if id_ not in moving]
        return self.pages.page(request, "tracks.html", lines=lines, quiet=quiet)

    async def track(self, request: Request) -> Response:
        """Where a track stands and how it came there."""
        found = await self.board.page(request.path_params["id"])
        if found is None:
            raise HTTPException(404, "There is no such track.")
        self.pages.gallery.hang(found.message.blocks)
        return self.pages.page(
            request, "track.html", track=found, parts=views.parts(found.message.blocks)
        )

    async def dates(self, request: Request) -> Response:
        """The dates ahead as a calendar; of the tracks that the address names, or of all."""
        words = fields_of(request.url.query).get("tracks", [])
        tracks = tuple(
            dict.fromkeys(one.strip() for word in words for one in word.split(",") if one.strip())
        )
        if unknown := [one for one in tracks if one not in self.pages.tracks]:
            raise HTTPException(404, f"There is no such track: {', '.join(unknown)[:200]}.")
        base = str(request.base_url).rstrip("/")
        body = calendar(await self.board.dates(tracks), base)
        headers = {"Content-Disposition": 'inline; filename="dates.ics"'}
        return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)
