"""Which addresses the fetcher reaches, in every spelling, and what it says of the others."""

import asyncio
import socket

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.domain.errors import BlockedAddress, FetchError
from parley_adapters.sources.guard import (
    PublicResolver,
    checked_url,
    is_public,
    public_socket,
    shown,
)

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",  # the metadata service of clouds
    "100.64.0.1",
    "0.0.0.0",
    "255.255.255.255",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "not an address",
    "",
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "2002:808:808::",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_the_public_internet_is_refused(address: str) -> None:
    """Private, local, special and transitional addresses, by what they lead to."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    """Also inside a mapped, 6to4 or NAT64 address."""
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_embedded_ipv4_address_is_judged_as_itself(address: object) -> None:
    """Mapped or behind NAT64, the verdict is that of the address it leads to."""
    assert is_public(f"::ffff:{address}") == is_public(str(address))
    assert is_public(f"64:ff9b::{address}") == is_public(str(address))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://example.org",
        "javascript:alert(1)",
        "//x",
    ],
)
def test_only_http_and_https(url: str) -> None:
    """Other schemes are refused before anything is resolved."""
    with pytest.raises(BlockedAddress):
        checked_url(url)


@pytest.mark.parametrize(
    "url", ["http://", "https:///x", "http://[::1", "http://a b/", "http://x:99999/"]
)
def test_what_is_no_address_is_told_so(url: str) -> None:
    """A sentence, not a vendor's exception."""
    with pytest.raises(FetchError):
        checked_url(url)


def test_a_user_name_in_an_address_is_refused_and_not_repeated() -> None:
    """Neither does the error show it, nor a key in the query."""
    with pytest.raises(BlockedAddress) as caught:
        checked_url("https://someone:hunter2@example.org/feed?key=secret")
    assert "hunter2" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_address_is_shown_without_its_secrets() -> None:
    """Query, fragment and user are left out; an IPv6 host keeps its brackets."""
    assert shown(httpx.URL("https://u:p@[2606::1]:8443/a?key=1#f")) == "https://[2606::1]:8443/a"


def test_a_socket_is_made_for_a_public_address_only() -> None:
    """The last check, on the very address that is connected to."""
    with pytest.raises(BlockedAddress):
        public_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", 80)))
    public_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("8.8.8.8", 80))).close()


def test_a_name_with_one_private_address_is_refused_whole() -> None:
    """A name that answers with a public and a private address is no name to trust."""

    async def lookup(host: str, port: int, family: socket.AddressFamily) -> list[object]:
        return [
            {
                "hostname": host,
                "host": address,
                "port": port,
                "family": family,
                "proto": 0,
                "flags": 0,
            }
            for address in ("8.8.8.8", "10.0.0.1")
        ]

    with pytest.raises(BlockedAddress):
        asyncio.run(PublicResolver(lookup).resolve("rebind.example", 80))  # type: ignore[arg-type]  # plain dicts
