"""The login: the token from a form becomes a session."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from parley_adapters.chat.web import render
from parley_adapters.chat.web.forms import form_of
from parley_adapters.chat.web.security import Keys, admitted, same_site

# Such readers ask for a name and a password.
_READ_BY_PROGRAMS = frozenset({"/feed.atom", "/dates.ics"})


@dataclass(frozen=True, slots=True)
class Login:
    """The handler for whoever brings no token."""

    keys: Keys

    async def page(self, request: Request) -> Response:
        """Take the token from a form, and open the page that was asked for."""
        if request.url.path != "/login":
            headers = {}
            if request.url.path in _READ_BY_PROGRAMS:
                headers["WWW-Authenticate"] = 'Basic realm="Parley; the password is the token"'
            return HTMLResponse(render.page("login.html", wrong=False), 401, headers)
        if request.method == "POST" and same_site(request.headers):
            if self.keys.fits((await form_of(request)).get("token", "").strip()):
                return admitted(self.keys, request.scope, "/")
            return HTMLResponse(render.page("login.html", wrong=True), 401)
        return HTMLResponse(render.page("login.html", wrong=False))
