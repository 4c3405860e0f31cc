"""Which addresses may be reached: the public internet, and nothing inside the operator's network."""

import re
import socket
from collections.abc import Awaitable, Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpx
from aiohttp.abc import AbstractResolver, ResolveResult

from parley.domain.errors import BlockedAddress, FetchError

AddrInfo = tuple[Any, Any, int, str, tuple[Any, ...]]
Lookup = Callable[[str, int, socket.AddressFamily], Awaitable[list[ResolveResult]]]

_HOST = re.compile(r"[\w.:-]+")  # names and addresses; no blank, no percent-encoding, no zone
# Whatever ends in a number is an IPv4 address to resolvers (WHATWG URL, 3.5), in odd spellings too.
_NUMBER = re.compile(r"(?:^|\.)(?:0x[0-9a-f]*|\d+)\.?$", re.IGNORECASE)
_ZERO = ip_network("::/96")
_NAT64 = ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ip_network("2000::/3")
# Special-purpose registries of IANA that Python 3.11 still counts as global.
_SPECIAL = tuple(
    ip_network(block)
    for block in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "3fff::/20")
)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet.

    An IPv4 address inside an IPv6 one (mapped, compatible, 6to4, NAT64) is judged as what it leads
    to. What is no address is not public.
    """
    if not _is_address(address):
        return False
    parsed = ip_address(address)
    ip = _embedded(parsed) or parsed
    if any(ip in block for block in _SPECIAL if block.version == ip.version):
        return False
    if ip.version == 6 and ip not in _GLOBAL_UNICAST:
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _embedded(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    if isinstance(ip, IPv4Address):
        return None
    if ip in _NAT64 or ip in _ZERO:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def checked_url(url: str | httpx.URL) -> httpx.URL:
    """The URL, if it is a plain http(s) one.

    Raises ``BlockedAddress`` for another scheme or a user name in it, ``FetchError`` for no URL.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError, TypeError, ValueError) as error:
        raise FetchError("This is not a web address; check how it is written.") from error
    if parsed.scheme not in {"http", "https"}:
        raise BlockedAddress("Only http and https addresses can be read.")
    if not _HOST.fullmatch(parsed.host) or (parsed.port or 0) > 65535:
        raise FetchError("This web address names no host; check how it is written.")
    if _NUMBER.search(parsed.host) and not _is_address(parsed.host):
        raise BlockedAddress("An address spelled as a number is not read; write the host's name.")
    if parsed.userinfo:
        raise BlockedAddress(
            f"An address with a user name in it is not read; write {shown(parsed)} instead."
        )
    return parsed.copy_with(fragment=None) if "#" in str(parsed) else parsed


def shown(url: httpx.URL) -> str:
    """A URL as an error may show it: without user, query and fragment, where keys are kept."""
    port = f":{url.port}" if url.port else ""
    host = f"[{url.host}]" if ":" in url.host else url.host
    return f"{url.scheme}://{host}{port}{url.path}"


def public_socket(address: AddrInfo) -> socket.socket:
    """A socket for this very address, made only if it is public: the check at connect time.

    Whatever spelling, name or redirect led here, this is the address that is connected to.
    Raises ``BlockedAddress``.
    """
    family, kind, protocol, _, target = address
    if not is_public(str(target[0])):
        raise BlockedAddress("The address leads into a private network; it is not read.")
    return socket.socket(family=family, type=kind, proto=protocol)


class PublicResolver(AbstractResolver):
    """Resolves names, and refuses one of whose addresses any is not public (DNS rebinding)."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host. Raises ``BlockedAddress``, or ``OSError`` for an unknown name."""
        found = await self._lookup(host, port, family)
        if not all(is_public(entry["host"]) for entry in found):
            raise BlockedAddress(f"{host} leads into a private network; it is not read.")
        return found

    async def close(self) -> None:
        """Nothing is held."""
