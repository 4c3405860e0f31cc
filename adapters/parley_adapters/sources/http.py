"""The wire: two httpx transports over aiohttp, one for the public internet, one for exempt hosts."""

import aiohttp
import httpx
from aiohttp.resolver import ThreadedResolver
from httpx_aiohttp import AiohttpTransport

from parley_adapters.sources.guard import Lookup, PublicResolver, public_socket


def public_transport(connections: int, lookup: Lookup | None = None) -> httpx.AsyncBaseTransport:
    """Reaches public addresses only, checked when a name is resolved and again at connect time."""
    connector = aiohttp.TCPConnector(
        limit=connections,
        resolver=PublicResolver(lookup or ThreadedResolver().resolve),
        socket_factory=public_socket,
    )
    return _transport(connector)


def open_transport(connections: int) -> httpx.AsyncBaseTransport:
    """Reaches anything; for hosts that the operator's own configuration exempts."""
    return _transport(aiohttp.TCPConnector(limit=connections))


def _transport(connector: aiohttp.BaseConnector) -> httpx.AsyncBaseTransport:
    # Nothing is remembered from one request to the next, and no proxy or .netrc comes in between.
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"),
    )
    return AiohttpTransport(client=session)
