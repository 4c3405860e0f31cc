"""The web application: which address leads to which page, behind the guard."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from parley_adapters.chat.web.login import Login
from parley_adapters.chat.web.pages import Pages
from parley_adapters.chat.web.render import HERE
from parley_adapters.chat.web.security import Guard, Keys
from parley_adapters.chat.web.settings_pages import PATH, SettingsPages
from parley_adapters.chat.web.track_pages import TrackPages


class _Assets(StaticFiles):
    """Static files, which a browser may keep: their address changes with their content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def make_app(
    pages: Pages, keys: Keys, hosts: Sequence[str], tracks: TrackPages | None = None
) -> Starlette:
    """The application; without the right token only the login, the health and static files answer."""
    locked = Starlette(
        routes=[Route("/{path:path}", Login(keys).page, methods=["GET", "POST"])],
        exception_handlers={HTTPException: _plain},
    )
    settings = SettingsPages(pages)
    pages.others[PATH] = settings.page
    return Starlette(
        routes=[
            Route("/", pages.home),
            Route("/ask", pages.ask, methods=["POST"]),
            Route("/press", pages.press, methods=["POST"]),
            Route("/edition/{id}", pages.edition),
            Route("/story/{id}", pages.story),
            Route("/sources", pages.sources),
            Route("/pictures/{name}", pages.picture),
            Route("/subscribe", pages.subscribe),
            Route(PATH, settings.show),
            Route(PATH, settings.change, methods=["POST"]),
            Route("/feed.atom", pages.feed),
            Route("/events", pages.events),
            Route("/health", pages.health),
            *(_of_tracks(tracks) if tracks else ()),
            Mount("/static", _Assets(directory=HERE / "static")),
        ],
        middleware=[Middleware(Guard, keys=keys, hosts=hosts, locked=locked)],
        exception_handlers={HTTPException: pages.failed, Exception: pages.failed},
    )


def _of_tracks(tracks: TrackPages) -> list[Route]:
    return [
        Route("/tracks", tracks.tracks),
        Route("/track/{id}", tracks.track),
        Route("/dates.ics", tracks.dates),
    ]


async def _plain(_request: object, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return Response(status_code=status)
