"""Who may see the page, and what a browser may do with it; see docs/web.md."""

import base64
import binascii
import hashlib
import hmac
import ipaddress
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SESSION = "parley_session"
VISITOR = "parley_visitor"
_A_YEAR = 365 * 24 * 3600  # seconds

# No inline script or style, nothing from elsewhere, nobody else's frame.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Nothing to other sites; "no-referrer" would have a browser send our own forms without an origin.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_STRANGE_HOST = (
    "Parley does not answer to this name. If it is yours, add it to the hosts under [web] in "
    'parley.toml, or set PARLEY_WEB__HOSTS=["the.name"].\n'
)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server bound to ``host``."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def token_at(path: Path) -> tuple[str, bool]:
    """The token kept in a file, and whether it was made just now; only its owner can read it.

    Raises ``OSError`` where it can be neither read nor made.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="utf-8").strip()
        if not kept:
            raise OSError(f"{path} is empty; remove it, and a new token is made.") from None
        return kept, False
    token = secrets.token_urlsafe(32)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(token + "\n")
    return token, True


class Keys:
    """What opens the page (a token, or nothing on loopback) and what signs its forms."""

    def __init__(self, token: str | None) -> None:
        self._token = token
        # Forms stay good over a restart where there is a token; on loopback a reload mends them.
        self._secret = token.encode() if token else secrets.token_bytes(32)

    @property
    def open(self) -> bool:
        """Whether no token is asked for."""
        return self._token is None

    def fits(self, token: str) -> bool:
        """Whether this is the token."""
        return self._token is not None and hmac.compare_digest(
            token.encode("utf-8", "replace"), self._token.encode()
        )

    def session(self) -> str:
        """What a browser keeps in place of the token; another token makes it worthless."""
        return self._sign("session")

    def admits(self, connection: HTTPConnection) -> bool:
        """Whether a request brings the token, or the cookie that was given for it."""
        if self.open:
            return True
        cookie = connection.cookies.get(SESSION, "")
        if hmac.compare_digest(cookie.encode("utf-8", "replace"), self.session().encode()):
            return True
        return self.fits(_presented(connection.headers.get("authorization", "")))

    def form_key(self, visitor: str) -> str:
        """The value that a form of this visitor carries, and no other site can know."""
        return self._sign("form", visitor)

    def form_is_ours(self, visitor: str, key: str) -> bool:
        """Whether a form was made by this page for this visitor."""
        ours = self.form_key(visitor).encode()
        return bool(visitor) and hmac.compare_digest(key.encode("utf-8", "replace"), ours)

    def _sign(self, *parts: str) -> str:
        return hmac.new(self._secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


class Guard:
    """Middleware: the name asked for, the token, the visitor, and the headers of every answer."""

    def __init__(self, app: ASGIApp, *, keys: Keys, hosts: Iterable[str], locked: ASGIApp) -> None:
        self._app = app
        self._keys = keys
        self._hosts = {host.lower().strip("[]") for host in hosts} | {"localhost"}
        self._locked = locked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through to the page, to the login, or to nothing."""
        if scope["type"] != "http":
            return
        connection = HTTPConnection(scope)
        visitor = connection.cookies.get(VISITOR, "")
        fresh = "" if visitor else secrets.token_urlsafe(16)
        scope.setdefault("state", {})["visitor"] = visitor or fresh
        scope["state"]["known_visitor"] = visitor

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "private, no-cache")
                if fresh and headers.get("content-type", "").startswith("text/html"):
                    headers.append("Set-Cookie", cookie(VISITOR, fresh, scope))
            await send(message)

        await self._door(connection)(scope, receive, dressed)

    def _door(self, connection: HTTPConnection) -> ASGIApp:
        path = connection.scope["path"]
        if not self._known(connection.headers):
            return PlainTextResponse(_STRANGE_HOST, 421)
        if path == "/health" or path.startswith("/static/"):
            return self._app
        if (token := connection.query_params.get("token")) and self._keys.fits(token):
            # Exchanged for a cookie, so that it stays in no address and no history.
            return admitted(self._keys, connection.scope, _without_token(connection))
        if not self._keys.admits(connection) or (path == "/login" and not self._keys.open):
            return self._locked
        return self._app

    def _known(self, headers: Headers) -> bool:
        """Whether the Host is ours: a page elsewhere may have its name point at this machine.

        Plain addresses need no list, since no name was made to point at them.
        """
        try:
            name = urlsplit(f"//{headers.get('host', '')}").hostname or ""
            return name in self._hosts or bool(ipaddress.ip_address(name))
        except ValueError:  # neither a list's name nor an address
            return False


def admitted(keys: Keys, scope: Scope, to: str) -> Response:
    """A redirection that carries the session's cookie."""
    response = RedirectResponse(to, 303)
    response.headers.append("Set-Cookie", cookie(SESSION, keys.session(), scope))
    return response


def same_site(headers: Headers) -> bool:
    """Whether a request that changes something was sent by a page of this very host."""
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host", "")


def cookie(name: str, value: str, scope: Scope) -> str:
    """A cookie that no script reads and no other site's form sends."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{name}={value}; Path=/; Max-Age={_A_YEAR}; HttpOnly; SameSite=Lax{secure}"


def _presented(authorization: str) -> str:
    """The token of ``Bearer`` or, for feed readers, the password of ``Basic``."""
    kind, _, value = authorization.partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def _without_token(connection: HTTPConnection) -> str:
    rest = [pair for pair in parse_qsl(connection.url.query) if pair[0] != "token"]
    # Never "//host": the path is the visitor's, and a redirection must stay here.
    path = "/" + connection.url.path.lstrip("/\\")
    return path + ("?" + urlencode(rest) if rest else "")
