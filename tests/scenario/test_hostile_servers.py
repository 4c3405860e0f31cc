"""Servers that are broken or mean, met through the front door: a fault is recorded, nothing is lost."""

import gzip
import lzma
import os
import socket
import tarfile
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from aiohttp.abc import ResolveResult

from fakes.feed_server import Asked, Ending, FeedServer, Serve, feed_server, item, rss
from parley.app.ports import Fetched, FetchStatus
from parley.domain.errors import BlockedAddress, FetchError, HttpStatus, TooLarge
from parley.domain.model import Authority, PollState, Rights, Source, SourceKind
from parley_adapters.sources import open_sources
from parley_adapters.sources.fetcher import Fetcher
from parley_adapters.sources.http import open_transport, public_transport
from parley_adapters.sources.manners import Manners
from parley_adapters.sources.reader import HttpSources

MAX_BYTES = 2_000_000


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with feed_server() as fake:
        yield fake


@asynccontextmanager
async def reading(
    *exempt: str,
    deadline: timedelta = timedelta(seconds=30),
    env: Mapping[str, str] | None = None,
    max_bytes: int = MAX_BYTES,
) -> AsyncIterator[HttpSources]:
    """The product's own sources, as an operator would have configured them."""
    sources = open_sources(
        user_agent="Parley-test/1 (+https://parley.example)",
        connections=8,
        per_host=timedelta(0),
        timeout=deadline,
        max_bytes=max_bytes,
        exempt_hosts=exempt,
        env=env or {},
    )
    assert isinstance(sources, HttpSources)
    try:
        yield sources
    finally:
        await sources.aclose()


def source(
    url: str, *, auth_header: str | None = None, rights: Rights = Rights.FULL_TEXT
) -> Source:
    return Source(
        id="fake",
        name="The Fake",
        kind=SourceKind.FEED,
        url=url,
        family="fake",
        authority=Authority.PRESS,
        rights=rights,
        auth_header=auth_header,
    )


async def polled(server: FeedServer, route: Serve, *, state: PollState | None = None) -> Fetched:
    """One poll of one answer, the server being exempt."""
    url = server.serve("/feed", route)
    async with reading(server.host) as sources:
        return await sources.poll(source(url), state or PollState(source_id="fake"))


async def test_a_feed_is_read_and_then_found_unchanged(server: FeedServer) -> None:
    """Validators go back to the server, which then sends nothing."""

    def route(asked: Asked) -> Serve:
        if asked.headers.get("if-none-match") == '"v1"':
            return Serve(status=304, headers={"ETag": '"v1"'})
        headers = {"ETag": '"v1"', "Last-Modified": "Mon, 12 May 2025 08:00:00 GMT"}
        return Serve(rss([item(1), item(2)]), headers=headers)

    url = server.serve("/feed", route)
    async with reading(server.host) as sources:
        first = await sources.poll(source(url), PollState(source_id="fake"))
        state = PollState(source_id="fake", etag=first.etag, last_modified=first.last_modified)
        second = await sources.poll(source(url), state)
    assert [entry.title for entry in first.entries] == [
        "Tariff talks, round 1",
        "Tariff talks, round 2",
    ]
    assert second.status is FetchStatus.UNCHANGED
    assert second.entries == ()
    assert server.asked[1].headers["if-modified-since"] == "Mon, 12 May 2025 08:00:00 GMT"
    assert server.asked[0].headers["user-agent"] == "Parley-test/1 (+https://parley.example)"


async def test_compressed_feeds_are_read(server: FeedServer) -> None:
    """gzip in one and two members, both deflates, gzip unlabelled, and text labelled gzip."""
    feed = rss([item(1)])
    raw = zlib.compressobj(wbits=-15)
    bodies = [
        ("gzip", gzip.compress(feed)),
        ("gzip", gzip.compress(feed[:50]) + gzip.compress(feed[50:])),
        ("gzip", gzip.compress(feed) + b"\0" * 8),
        ("deflate", zlib.compress(feed)),
        ("deflate", raw.compress(feed) + raw.flush()),
        ("identity", gzip.compress(feed)),
        ("gzip", feed),
    ]
    for encoding, body in bodies:
        fetched = await polled(server, Serve(body, headers={"Content-Encoding": encoding}))
        assert [entry.guid for entry in fetched.entries] == ["g1"], encoding


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Serve(b"this is no feed"), "feed"),
        (Serve(b"\x89PNG\r\n\x1a\n" + b"\0" * 64), "feed"),
        (Serve(b""), "empty"),
        (Serve(b"<html><body>Please log in</body></html>"), "feed"),
        (Serve(rss([item(1)])[:200], length=5000, ending=Ending.CUT), "broke off"),
        (Serve(gzip.compress(rss([item(1)]))[:-20], headers={"Content-Encoding": "gzip"}), "broke"),
        (Serve(b"\x1f\x8b" + b"x" * 99, headers={"Content-Encoding": "gzip"}), "decompress"),
        (Serve(b"\x0b\x02\x80", headers={"Content-Encoding": "br"}), "not asked for"),
        (Serve(b"", headers={"Content-Encoding": "gzip, gzip, gzip"}), "not asked for"),
        (Serve(b"x" * (MAX_BYTES + 1)), "more than"),
        (Serve([b"x" * 65536] * 40, length=-1, ending=Ending.CUT), "more than"),
        (
            Serve(gzip.compress(b"0" * 60_000_000), headers={"Content-Encoding": "gzip"}),
            "more than",
        ),
        (Serve(b"", length=50_000_000, ending=Ending.CUT), "more than"),
        (Serve(status=401), "401"),
        (Serve(status=403), "403"),
        (Serve(status=404), "404"),
        (Serve(status=410), "410"),
        (Serve(status=429), "429"),
        (Serve(status=500), "500"),
        (Serve(status=503), "503"),
        (Serve(status=302, headers={"Location": "file:///etc/passwd"}), "http"),
        (Serve(status=302, headers={"Location": "http://["}), "redirects to what is no address"),
        (Serve(status=302, headers={"Location": "http://169.254.169.254/latest"}), "private"),
        (Serve(status=302, headers={"Location": "http://2852039166/latest"}), "as a number"),
        (Serve(status=302, headers={"Location": "http://[::ffff:7f00:1]/"}), "private"),
        (Serve(status=302), "302"),
    ],
)
async def test_a_fault_is_one_sentence(server: FeedServer, fault: Serve, says: str) -> None:
    """Whatever the server does is a failed poll with a reason, never an exception."""
    fetched = await polled(server, fault)
    assert fetched.status is FetchStatus.FAILED
    assert fetched.error is not None
    assert says in fetched.error
    assert fetched.entries == ()


async def test_a_bomb_is_left_before_it_is_unpacked(server: FeedServer) -> None:
    """1 GB behind 1 MB of gzip ends at the cap: far less is ever held."""
    import tracemalloc

    packer = zlib.compressobj(9, wbits=31)
    zeros = b"0" * 10_000_000
    body = b"".join(packer.compress(zeros) for _ in range(100)) + packer.flush()
    route = Serve(body, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        fetched = await polled(server, route)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "more than" in (fetched.error or "")
    assert peak < 10 * MAX_BYTES


async def test_redirects_are_followed_and_circles_found(server: FeedServer) -> None:
    """Five are followed, relative ones too; a sixth, and a circle, are faults."""
    server.serve("/end", Serve(rss([item(1)])))
    for hop in range(1, 7):
        target = f"/hop{hop - 1}" if hop > 1 else server.url("/end")
        server.serve(f"/hop{hop}", Serve(status=301, headers={"Location": target}))
    server.serve("/a", Serve(status=302, headers={"Location": "/b#x"}))
    server.serve("/b", Serve(status=307, headers={"Location": "/a#y"}))
    async with reading(server.host) as sources:
        state = PollState(source_id="fake")
        five = await sources.poll(source(server.url("/hop5")), state)
        six = await sources.poll(source(server.url("/hop6")), state)
        circle = await sources.poll(source(server.url("/a")), state)
    assert five.status is FetchStatus.FRESH
    assert "redirects more than 5 times" in (six.error or "")
    assert "in a circle" in (circle.error or "")


async def test_this_machine_is_out_of_reach_without_exemption(server: FeedServer) -> None:
    """Under its address, its name, and numbers that spell it; the server is never even asked."""
    server.serve("/feed", Serve(rss([item(1)])))
    hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]"]
    hosts += ["[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0.0.0.0"]
    hosts += ["%31%32%37.0.0.1", "①②⑦.⓪.⓪.①", "127。0。0。1"]
    async with reading() as sources:
        for host in hosts:
            url = f"http://{host}:{server.port}/feed"
            fetched = await sources.poll(source(url), PollState(source_id="fake"))
            assert fetched.status is FetchStatus.FAILED, host
            with pytest.raises(FetchError):
                await sources.page(url)
    assert server.asked == []


async def test_a_chat_user_never_has_the_exemption(server: FeedServer) -> None:
    """An exempt host is the operator's: a page somebody names is refused there all the same."""
    url = server.serve(
        "/page", Serve(b"<html>inside</html>", headers={"Content-Type": "text/html"})
    )
    async with reading(server.host, "127.0.0.1", "localhost") as sources:
        for address in (url, url.replace("127.0.0.1", "localhost")):
            with pytest.raises(BlockedAddress):
                await sources.page(address)
    assert server.asked == []


async def test_an_exemption_is_exact(server: FeedServer) -> None:
    """Another port of an exempt host is not exempt."""
    url = server.serve("/feed", Serve(rss([item(1)])))
    async with reading(f"127.0.0.1:{server.port + 1}") as sources:
        fetched = await sources.poll(source(url), PollState(source_id="fake"))
    assert "private" in (fetched.error or "")


def fetcher_with_names(names: Mapping[str, list[str]]) -> Fetcher:
    """A fetcher that takes its addresses from here instead of from the DNS."""

    async def lookup(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0
            )
            for address in names[host]
        ]

    return Fetcher(
        public=public_transport(4, lookup),
        private=open_transport(4),
        user_agent="Parley-test",
        max_bytes=MAX_BYTES,
        timeout=timedelta(seconds=30),
        manners=Manners(timedelta(0)),
    )


async def test_a_name_that_leads_inside_is_refused(server: FeedServer) -> None:
    """A public name with a private address, alone or beside a public one."""
    fetcher = fetcher_with_names(
        {"inside.example": ["127.0.0.1"], "two.example": ["8.8.8.8", "10.0.0.1"]}
    )
    sources = HttpSources(fetcher, frozenset(), {})
    for name in ("inside.example", "two.example"):
        with pytest.raises(BlockedAddress, match=name):
            await sources.page(f"http://{name}:{server.port}/")
    await sources.aclose()
    assert server.asked == []


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Mon, 12 May 2025 08:30:00 GMT", timedelta(minutes=30)),
        ("Mon, 12 May 2025 07:00:00 GMT", timedelta(0)),
        ("soon", None),
        (None, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
async def test_retry_after_is_understood(
    server: FeedServer, status: int, value: str | None, wait: timedelta | None
) -> None:
    """Seconds, or a date against the server's own clock; nonsense is nothing."""
    headers = {"Date": "Mon, 12 May 2025 08:00:00 GMT"} | ({"Retry-After": value} if value else {})
    fetched = await polled(server, Serve(status=status, headers=headers))
    assert fetched.status is FetchStatus.FAILED
    assert fetched.retry_after == wait


@pytest.mark.parametrize(
    "trickle",
    [
        Serve(rss([item(1)])[:100], length=5000, ending=Ending.HANG),
        Serve([b"<rss>"], length=-1, ending=Ending.HANG),
    ],
)
async def test_a_server_that_trickles_is_left(server: FeedServer, trickle: Serve) -> None:
    """The deadline is for the whole answer, not for its next byte."""
    url = server.serve("/feed", trickle)
    async with reading(server.host, deadline=timedelta(milliseconds=50)) as sources:
        fetched = await sources.poll(source(url), PollState(source_id="fake"))
    assert "did not answer in full within 0.05 s" in (fetched.error or "")


async def test_entities_neither_explode_nor_reach_out(server: FeedServer) -> None:
    """A bomb of entities is refused, and an external one is neither fetched nor read from disk."""
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    bombed = bomb.encode() + b"]>" + rss(["<item><title>&j;</title></item>"]).split(b"?>")[1]
    outside = server.serve("/secret", Serve(b"secret"))
    for target in (outside, "file:///etc/hostname"):
        external = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{target}">]>'.encode()
        body = external + rss(["<item><title>Talks &x;</title></item>"]).split(b"?>")[1]
        fetched = await polled(server, Serve(body))
        words = " ".join(entry.title for entry in fetched.entries)
        assert "secret" not in words
        assert socket.gethostname() not in words
    fetched = await polled(server, Serve(bombed))
    assert sum(len(entry.title) for entry in fetched.entries) < 1000
    assert [asked.path for asked in server.asked if asked.path != "/feed"] == []


async def test_odd_items_are_kept(server: FeedServer) -> None:
    """Without id, date, title or link, or dated in 1970 or 2099, an item is still an item."""
    items = [
        "<item><description>No title, link, id or date.</description></item>",
        "<item><title>Only a title</title></item>",
        item(3, date="Thu, 01 Jan 1970 00:00:00 GMT"),
        item(4, date="Thu, 31 Dec 2099 23:59:59 GMT"),
        item(5, date="yesterday-ish"),
    ]
    fetched = await polled(server, Serve(rss(items)))
    assert len(fetched.entries) == 5
    assert fetched.entries[0].title == ""
    assert fetched.entries[1].url is None
    assert fetched.entries[3].published_at == datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert fetched.entries[4].published_at is None


async def test_a_wrong_charset_loses_no_item(server: FeedServer) -> None:
    """Latin-1 bytes that are said to be UTF-8, and a charset that does not exist."""
    body = rss(["<item><title>Café talks</title></item>"]).decode().encode("latin-1")
    for kind in ("application/rss+xml; charset=utf-8", "text/xml; charset=x-no-such"):
        fetched = await polled(server, Serve(body, headers={"Content-Type": kind}))
        assert len(fetched.entries) == 1
        assert "talks" in fetched.entries[0].title


async def test_half_a_character_keeps_no_item_out(server: FeedServer) -> None:
    """JSON can spell a lone surrogate; what is handed on can be stored."""
    body = (
        rb'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": ['
        rb'{"id": "\ud83d", "title": "Talks \ud83d go on \ud83d\ude00", "url": "https://x.example/\ud800"}]}'
    )
    fetched = await polled(server, Serve(body, headers={"Content-Type": "application/feed+json"}))
    [entry] = fetched.entries
    assert entry.title == "Talks \ufffd go on 😀"
    for words in (entry.title, entry.url or "", entry.guid or ""):
        assert words.encode()


@pytest.mark.slow
async def test_a_hundred_thousand_items_are_read(server: FeedServer) -> None:
    """A feed of 100,000 items within the cap is read whole, in its order."""
    body = rss(f"<item><title>Item {n}</title><guid>g{n}</guid></item>" for n in range(100_000))
    url = server.serve("/feed", Serve(body))
    async with reading(server.host, max_bytes=10_000_000) as sources:
        fetched = await sources.poll(source(url), PollState(source_id="fake"))
    assert len(fetched.entries) == 100_000
    assert [entry.guid for entry in fetched.entries[:3]] == ["g0", "g1", "g2"]


async def test_a_key_goes_to_its_source_and_nowhere_else(server: FeedServer) -> None:
    """A licensed feed gets its header; on a redirect to another origin it is left behind."""
    async with feed_server() as other:
        other.serve("/feed", Serve(rss([item(1)])))
        server.serve("/same", Serve(status=302, headers={"Location": "/moved"}))
        server.serve("/moved", Serve(status=302, headers={"Location": other.url("/feed")}))
        async with reading(server.host, other.host, env={"WIRE_KEY": "Bearer hunter2"}) as sources:
            licensed = source(server.url("/same"), auth_header="WIRE_KEY")
            fetched = await sources.poll(licensed, PollState(source_id="fake"))
        assert fetched.status is FetchStatus.FRESH
        assert [asked.headers.get("authorization") for asked in server.asked] == [
            "Bearer hunter2"
        ] * 2
        assert "authorization" not in other.asked[0].headers


@pytest.mark.parametrize("value", [None, "", "two\nlines-hunter2", "schlüssel-hunter2"])
async def test_a_missing_or_broken_key_is_named_not_shown(
    server: FeedServer, value: str | None
) -> None:
    """The variable's name is in the error, its value is not, and nothing is sent."""
    licensed = source(server.url("/feed"), auth_header="WIRE_KEY")
    async with reading(
        server.host, env={"WIRE_KEY": value} if value is not None else {}
    ) as sources:
        fetched = await sources.poll(licensed, PollState(source_id="fake"))
    assert "WIRE_KEY" in (fetched.error or "")
    assert "hunter2" not in (fetched.error or "")
    assert server.asked == []


async def test_pages_that_are_no_articles_say_so() -> None:
    """A PDF, an image, a login and an empty page are each told in a sentence."""
    pages = {
        "/pdf": ("application/pdf", b"%PDF-1.7", "PDF"),
        "/hidden.pdf": ("text/html", b"%PDF-1.7", "PDF"),
        "/image": ("image/png", b"\x89PNG", "no web page"),
        "/unnamed": ("", b"\0\1\2", "no web page"),
        "/account": ("text/html", b"<form><input type='password'></form>", "login"),
        "/login/": ("text/html", b"<p>Welcome back</p>", "login"),
        "/shell": ("text/html", b"<div id=app></div><script>go()</script>", "no text"),
    }

    def answer(request: httpx.Request) -> httpx.Response:
        kind, body, _ = pages[request.url.path]
        return httpx.Response(200, headers={"content-type": kind}, stream=httpx.ByteStream(body))

    transport = httpx.MockTransport(answer)
    fetcher = Fetcher(
        public=transport,
        private=transport,
        user_agent="Parley-test",
        max_bytes=MAX_BYTES,
        timeout=timedelta(seconds=30),
        manners=Manners(timedelta(0)),
    )
    sources = HttpSources(fetcher, frozenset(), {})
    for path, (_, _, says) in pages.items():
        with pytest.raises(FetchError, match=says):
            await sources.page(f"https://news.example{path}")


async def test_a_body_is_read_on_the_sources_own_ground(server: FeedServer) -> None:
    """An exempt feed's articles on the same origin are read, elsewhere inside they are not."""
    words = "<p>" + "Negotiators met in Geneva and agreed to go on. " * 20 + "</p>"
    html = f"<html><body><article><h1>Talks</h1>{words * 3}</article></body></html>".encode()
    article = server.serve("/1", Serve(html, headers={"Content-Type": "text/html"}))
    feed = source(server.url("/feed"))
    async with feed_server() as other, reading(server.host, other.host) as sources:
        assert "Geneva" in await sources.body(feed, article)
        with pytest.raises(BlockedAddress):
            await sources.body(feed, other.url("/1"))
        headline_only = source(server.url("/feed"), rights=Rights.HEADLINE_ONLY)
        assert await sources.body(headline_only, article) == ""
        assert other.asked == []


async def test_errors_of_pages_keep_their_kind(server: FeedServer) -> None:
    """A status carries its number and wait, a flood is too large; both by way of ``body``."""
    feed = source(server.url("/feed"))
    gone = server.serve("/gone", Serve(status=410, headers={"Retry-After": "9"}))
    flood = server.serve("/flood", Serve(b"x" * (MAX_BYTES + 1)))
    async with reading(server.host) as sources:
        with pytest.raises(HttpStatus) as caught:
            await sources.body(feed, gone)
        with pytest.raises(TooLarge):
            await sources.body(feed, flood)
    assert (caught.value.status, caught.value.retry_after) == (410, timedelta(seconds=9))


def data(name: str) -> Path:
    """A folder of the evaluation data, or a skip."""
    root = os.environ.get("PARLEY_DATA")
    if not root or not (Path(root) / name).exists():
        pytest.skip("needs the evaluation data that PARLEY_DATA names")
    return Path(root) / name


@pytest.mark.data
async def test_hostile_documents_over_http(server: FeedServer) -> None:
    """Entity bombs, external entities and DTDs: refused or bounded, and nothing is fetched."""
    for path in sorted(data("hostile_xml").glob("*.xml")):
        fetched = await polled(server, Serve(path.read_bytes()))
        assert sum(len(entry.title) + len(entry.summary) for entry in fetched.entries) < 100_000
    assert {asked.path for asked in server.asked} == {"/feed"}


@pytest.mark.data
@pytest.mark.slow
async def test_the_torture_fixtures_over_http(server: FeedServer) -> None:
    """Two thousand odd feeds, each served from here: a result or a sentence, never an exception."""
    archive = data("feeds_torture") / "feedparser.tar.xz"
    outcomes: dict[FetchStatus, int] = dict.fromkeys(FetchStatus, 0)
    with lzma.open(archive) as packed, tarfile.open(fileobj=packed) as files:
        async with reading(server.host) as sources:
            for member in files:
                extracted = files.extractfile(member) if member.isfile() else None
                if extracted is None or not member.name.endswith(".xml"):
                    continue
                url = server.serve("/feed", Serve(extracted.read()))
                fetched = await sources.poll(source(url), PollState(source_id="fake"))
                assert (fetched.error is not None) == (fetched.status is FetchStatus.FAILED)
                assert "report it" not in (fetched.error or ""), member.name
                outcomes[fetched.status] += 1
    assert outcomes[FetchStatus.FRESH] > 10 * outcomes[FetchStatus.FAILED]
