"""The one fetcher: guarded addresses, capped sizes, a deadline, and good manners towards hosts."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import httpx

from parley.domain.errors import BlockedAddress, FetchError, HttpStatus
from parley_adapters.sources.body import read_body
from parley_adapters.sources.guard import checked_url, shown
from parley_adapters.sources.manners import Manners

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HINTS = {
    401: "it wants a key; set the source's auth_header",
    403: "it refuses us; it may want a key or keep robots out",
    404: "there is nothing; look for its new address",
    410: "it is gone; take it out of the catalogue",
    429: "it asks us to slow down; it is left alone for a while",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, 2xx or 304. ``url`` is where the redirects ended; ``body`` is decompressed."""

    status: int
    url: str
    headers: httpx.Headers
    body: bytes

    @property
    def content_type(self) -> str:
        """The header as it came, with its charset; "" if there was none."""
        return str(self.headers.get("content-type", ""))


class Fetcher:
    """GET, guarded. ``public`` reaches the internet, ``exempt`` hosts go over ``private`` instead.

    ``max_bytes`` caps the body on the wire and, by itself, after decompression; ``timeout`` is for
    the whole exchange, redirects included, so that a server that trickles gains nothing.
    """

    def __init__(
        self,
        *,
        public: httpx.AsyncBaseTransport,
        private: httpx.AsyncBaseTransport,
        user_agent: str,
        max_bytes: int,
        timeout: timedelta,
        manners: Manners,
    ) -> None:
        self._public = public
        self._private = private
        self._max_bytes = max_bytes
        self._timeout = timeout.total_seconds()
        self._manners = manners
        self._headers = {
            "user-agent": user_agent,
            "accept": "*/*",
            "accept-encoding": "gzip, deflate",
        }

    async def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        *,
        exempt: frozenset[str] = frozenset(),
        spacing: timedelta = timedelta(0),
    ) -> Answer:
        """The answer at a URL, redirects followed by hand and each hop checked like the first.

        ``exempt`` are hosts ("host" or "host:port") that may be private; a redirect profits from
        it only if it comes from such a host. An ``authorization`` among ``headers`` stays on the
        first origin. Raises ``BlockedAddress``, ``TooLarge``, ``HttpStatus`` or another ``FetchError``.
        """
        target = checked_url(url)
        try:
            return await self._follow(target, dict(headers or {}), exempt, spacing)
        except TimeoutError as error:
            raise FetchError(
                f"{shown(target)} did not answer in full within {self._timeout:g} s; "
                "it is tried again later."
            ) from error
        except (httpx.HTTPError, aiohttp.ClientError, OSError) as error:
            raise FetchError(_sentence(target, error)) from error

    async def aclose(self) -> None:
        """Close every connection."""
        await self._public.aclose()
        await self._private.aclose()

    async def _follow(
        self,
        url: httpx.URL,
        headers: dict[str, str],
        exempt: frozenset[str],
        spacing: timedelta,
    ) -> Answer:
        clock = asyncio.get_running_loop().time
        left = self._timeout  # waiting for a turn is not the server's time
        visited = {url}
        while True:
            if not names(url) & exempt:
                exempt = frozenset()
            transport = self._private if exempt else self._public
            async with self._manners.turn(url.host, spacing):
                began = clock()
                async with asyncio.timeout(left):
                    answer = await self._exchange(url, headers, transport)
                left -= clock() - began
            if isinstance(answer, Answer):
                return answer
            if answer in visited:
                raise FetchError(f"{shown(url)} redirects in a circle; look for its new address.")
            if len(visited) > MAX_REDIRECTS:
                raise FetchError(
                    f"{shown(url)} redirects more than {MAX_REDIRECTS} times; "
                    "look for its new address."
                )
            if origin(answer) != origin(url):
                headers.pop("authorization", None)
            visited.add(answer)
            url = answer

    async def _exchange(
        self, url: httpx.URL, headers: Mapping[str, str], transport: httpx.AsyncBaseTransport
    ) -> Answer | httpx.URL:
        """One request: the answer, or where it redirects to."""
        request = httpx.Request("GET", url, headers={**self._headers, **headers})
        response = await transport.handle_async_request(request)
        try:
            status = response.status_code
            if status in _REDIRECTS and response.headers.get("location"):
                return _location(url, response.headers["location"])
            if status == 304:
                return Answer(status, str(url), response.headers, b"")
            if not 200 <= status < 300:
                raise _refusal(url, response)
            body = await read_body(response, self._max_bytes, shown(url))
            return Answer(status, str(url), response.headers, body)
        finally:
            await response.aclose()


def names(url: httpx.URL) -> frozenset[str]:
    """The two ways in which an exempt list may name a URL's host."""
    port = url.port or (443 if url.scheme == "https" else 80)
    return frozenset({url.host, f"{url.host}:{port}"})


def origin(url: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port: where a credential belongs."""
    return url.scheme, url.host, url.port


def _location(url: httpx.URL, location: str) -> httpx.URL:
    try:
        return checked_url(url.join(location))
    except BlockedAddress:
        raise
    except (FetchError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise FetchError(
            f"{shown(url)} redirects to what is no address; look for its new one."
        ) from error


def _refusal(url: httpx.URL, response: httpx.Response) -> HttpStatus:
    status = response.status_code
    fault = "it has a fault of its own; it is tried again later" if status >= 500 else None
    hint = _HINTS.get(status) or fault or "it does not give what was asked for"
    return HttpStatus(
        f"{shown(url)} answers {status}: {hint}.", status, retry_after(response.headers)
    )


def retry_after(headers: httpx.Headers, now: datetime | None = None) -> timedelta | None:
    """The wait that a server asks for, given in seconds or as an HTTP date (RFC 9110, 10.2.3).

    A date is held against the server's own ``Date``, else against ``now``; one that has passed is
    no wait. None if there is no such header or it cannot be read.
    """
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return timedelta(seconds=min(int(value), 10**8))
    until = _http_date(value)
    if until is None:
        return None
    since = _http_date(headers.get("date", "")) or now or datetime.now(UTC)
    return max(until - since, timedelta(0))


def _http_date(value: str) -> datetime | None:
    try:
        parsed = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def _sentence(url: httpx.URL, error: Exception) -> str:
    """One sentence for a vendor's error, which may itself be long, empty or full of addresses."""
    kinds = (type(error), type(error.__cause__))
    if any(issubclass(kind, aiohttp.ClientConnectorDNSError) for kind in kinds):
        return f"There is no host named {url.host}; check the address."
    if any(issubclass(kind, aiohttp.ClientSSLError) for kind in kinds):
        return f"{url.host} shows a certificate that cannot be trusted; it is not read."
    if any(issubclass(kind, aiohttp.ClientConnectorError) for kind in kinds):
        return f"{url.host} cannot be connected to; it is tried again later."
    return f"{shown(url)} broke off or answered no proper HTTP; it is tried again later."
