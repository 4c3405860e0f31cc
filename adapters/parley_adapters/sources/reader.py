"""The port ``Sources`` over HTTP: conditional polls, pages that people name, and articles' bodies."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

import httpx

from parley.app.ports import Fetched, FetchStatus, Page
from parley.domain.errors import FetchError, HttpStatus
from parley.domain.model import Entry, PollState, Rights, Source, SourceKind
from parley_adapters.sources.charset import decoded
from parley_adapters.sources.fetcher import Answer, Fetcher, names, origin
from parley_adapters.sources.guard import checked_url

# Below our usual rate: GDELT takes one request in 6.5 seconds.
_SPACING = {SourceKind.GDELT: timedelta(seconds=6.5)}
# From this size on a body is parsed beside the event loop, which others are waiting for.
_LONG_BODY = 64 * 1024
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_PASSWORD_FIELD = re.compile(r"<input[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_LOGIN_PATH = re.compile(r"/(log-?in|sign-?in|sso|auth|account/login)(/|\.|$)", re.IGNORECASE)
# A page with a password field and fewer characters of text than this is only there to log in.
_LOGIN_TEXT = 600


class HttpSources:
    """Sources and pages through the guarded fetcher.

    ``exempt`` hosts may be private, for what the operator configured; never for ``page``.
    """

    def __init__(self, fetcher: Fetcher, exempt: frozenset[str], env: Mapping[str, str]) -> None:
        self._fetcher = fetcher
        self._exempt = exempt
        self._env = env

    async def poll(self, source: Source, state: PollState) -> Fetched:
        """Ask a source for what is new, conditionally. Never raises for a fault of the source."""
        headers = {}
        if state.etag:
            headers["if-none-match"] = state.etag
        if state.last_modified:
            headers["if-modified-since"] = state.last_modified
        try:
            headers |= self._key(source)
            spacing = _SPACING.get(source.kind, timedelta(0))
            answer = await self._fetcher.get(
                source.url, headers, exempt=self._exempt, spacing=spacing
            )
            entries = () if answer.status == 304 else await _parsed(source, answer)
        except HttpStatus as error:
            return _failed(str(error), error.retry_after)
        except FetchError as error:
            return _failed(str(error))
        except Exception as error:  # noqa: BLE001 - a parser's own fault ends one poll, not the service
            return _failed(f"{source.name} cannot be read: {type(error).__name__}; report it.")
        return Fetched(
            status=FetchStatus.UNCHANGED if answer.status == 304 else FetchStatus.FRESH,
            entries=entries,
            etag=answer.headers.get("etag"),
            last_modified=answer.headers.get("last-modified"),
        )

    async def page(self, url: str) -> Page:
        """Read one page that somebody named; private addresses are out of reach, without exemption.

        Raises ``BlockedAddress``, ``TooLarge``, ``HttpStatus`` or another ``FetchError``.
        """
        answer = await self._fetcher.get(url, {"accept": "text/html"})
        html = _markup(answer)
        page = await _extracted(html, answer.url)
        where = httpx.URL(answer.url)
        login = _LOGIN_PATH.search(where.path) or _PASSWORD_FIELD.search(html)
        if login and len(page.text) < _LOGIN_TEXT:
            raise FetchError(
                f"{where.host} asks for a login first; give a page that is open to everybody."
            )
        if not page.text.strip():
            raise FetchError(
                f"{where.host} gives no text to read without a browser; try another report of it."
            )
        return page

    async def body(self, source: Source, url: str) -> str:
        """The article's text at ``url``, for sources with ``Rights.FULL_TEXT``; "" if there is none.

        The URL comes from the feed, so it shares the source's exemption and key only on the
        source's own origin. Raises ``FetchError``.
        """
        if source.rights is not Rights.FULL_TEXT:
            return ""
        target, home = checked_url(url), checked_url(source.url)
        ours = origin(target) == origin(home)
        headers = {"accept": "text/html"} | (self._key(source) if ours else {})
        exempt = self._exempt & names(home) if ours else frozenset[str]()
        answer = await self._fetcher.get(url, headers, exempt=exempt)
        return (await _extracted(_markup(answer), answer.url)).text

    async def aclose(self) -> None:
        """Close every connection."""
        await self._fetcher.aclose()

    def _key(self, source: Source) -> dict[str, str]:
        """A licensed source's key, from the environment; it appears in no error and no log."""
        if source.auth_header is None:
            return {}
        value = self._env.get(source.auth_header, "").strip()
        if not value:
            raise FetchError(f"{source.name} needs a key; set {source.auth_header}.")
        if not (value.isascii() and value.isprintable()):
            raise FetchError(
                f"{source.auth_header} is no header's value; look for line breaks in it."
            )
        return {"authorization": value}


async def _parsed(source: Source, answer: Answer) -> tuple[Entry, ...]:
    from parley_adapters.sources.parse import parse_source

    parse = partial(parse_source, source, answer.body, answer.content_type, answer.url)
    entries = parse() if len(answer.body) < _LONG_BODY else await asyncio.to_thread(parse)
    return tuple(map(_whole, entries) if _SURROGATE.search(answer.body) else entries)


def _whole(entry: Entry) -> Entry:
    """The entry with U+FFFD for halves of characters, which JSON can spell and nothing can store."""
    words = {
        name: value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        for name in ("title", "url", "guid", "summary", "body")
        if (value := getattr(entry, name))
    }
    return replace(entry, **words)


def _markup(answer: Answer) -> str:
    """The page's HTML as text. Raises ``FetchError`` for what is no web page."""
    where = httpx.URL(answer.url).host
    kind = answer.content_type.partition(";")[0].strip().lower()
    start = answer.body[:1024]
    if kind == "application/pdf" or start.startswith(b"%PDF-"):
        raise FetchError(f"{where} sends a PDF, which cannot be read; look for the page about it.")
    binary = b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if kind not in _HTML or binary:
        raise FetchError(
            f"{where} sends no web page ({kind or 'binary data'}); give a page's address."
        )
    return decoded(answer.body, answer.content_type)


async def _extracted(html: str, url: str) -> Page:
    from parley_adapters.sources.extract import extract

    return await asyncio.to_thread(extract, html, url)


def _failed(error: str, retry_after: timedelta | None = None) -> Fetched:
    return Fetched(status=FetchStatus.FAILED, error=error, retry_after=retry_after)
