"""Feeds of every kind into entries, and hostile ones refused."""

import builtins
import gzip
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.domain.errors import NotAFeed
from parley.domain.model import Entry
from parley_adapters.sources import rapid
from parley_adapters.sources.feed import parse

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
RSS = '<rss version="2.0"><channel><title>t</title>{}</channel></rss>'


def read(name: str, base_url: str | None = None) -> list[Entry]:
    return parse((FEEDS / name).read_bytes(), source_id="s", base_url=base_url)


def rss(items: str, head: str = "") -> bytes:
    return (head + RSS.format(items)).encode()


def test_rss_item_becomes_plain_text_with_absolute_link_and_utc_time() -> None:
    """Markup goes, entities are decoded, the link is read against the feed's, EDT becomes UTC."""
    first = read("rss.xml")[0]
    assert first == Entry(
        source_id="s",
        title="Talks on steel & aluminium resume",
        url="https://ministry.example/news/steel?id=7",
        guid="news-7",
        summary="Envoys meet on Monday. Quotas are on the table.",
        body="Envoys meet on Monday in Geneva, the ministry said.",
        published_at=datetime(2025, 5, 29, 14, tzinfo=UTC),
        language="en",
    )


def test_items_without_title_link_or_anything_are_kept() -> None:
    """Every item of a feed is an entry, in the feed's order; what is absent is empty."""
    _, untitled, empty = read("rss.xml")
    assert (untitled.title, untitled.url, untitled.summary) == (
        "",
        None,
        "An item with neither title nor link",
    )
    assert empty == Entry(source_id="s", title="", language="en")


def test_atom_with_xhtml_title_and_base() -> None:
    """Inline markup loses no word, xml:base counts, and an enclosure is not the item's address."""
    (entry,) = read("atom.xml")
    assert entry.title == "Duties paused for 90 days"
    assert entry.url == "https://commission.example/press/detail/1"
    assert entry.published_at == datetime(2025, 5, 29, 12, 30, tzinfo=UTC)
    assert (entry.summary, entry.body) == ("Countermeasures wait.", "")


def test_rdf_in_latin_1() -> None:
    """RSS 1.0 in another charset than UTF-8 is read by its declaration."""
    (entry,) = read("rdf.xml")
    assert (entry.title, entry.url) == ("Panel on café imports", "https://body.example/1")
    assert entry.published_at == datetime(2025, 5, 29, tzinfo=UTC)


def test_json_feed() -> None:
    """A JSON Feed is told from its bytes; a number is an id, scripts are no words."""
    first, second = read("feed.json", "https://chamber.example/feed.json")
    assert (first.guid, first.url) == ("12", "https://chamber.example/posts/12")
    assert first.body == "Exporters ask for a truce."
    assert first.published_at == datetime(2025, 5, 29, 12, tzinfo=UTC)
    assert (second.title, second.url, second.body) == ("", None, "No title, no link.")


def test_sound_feed_goes_the_quick_way() -> None:
    """A plain feed never reaches the slow parser; one with inline markup always does."""
    plain = rss("<item><title>A</title><link>https://e.com/1</link></item>")
    assert rapid.read(plain, source_id="s", base_url=None) is not None
    assert rapid.read(plain.replace(b"A<", b"A <b>B</b><"), source_id="s", base_url=None) is None


@pytest.mark.parametrize(
    ("sound", "doubtful"),
    [
        (b"<title>A</title>", b"<title>A</title><title>B</title>"),
        (b"<title>A</title>", b'<title type="application/xml">A</title>'),
        (b"<title>A</title>", b'<title xmlns="urn:other">A</title>'),
        (b"<title>A</title>", b'<t:title xmlns:t="urn:other">A</t:title>'),
        (b"<title>A</title>", b"<title>A</title><pubDate>soon</pubDate>"),
        (b"<item>", b'<item xml:base="https://other.example/">'),
        (b"</item>", b"<media><item/></media></item>"),
        (b"<rss", b"<!DOCTYPE rss><rss"),
        (b"</rss>", b""),
    ],
)
def test_what_is_doubtful_is_left_to_the_slow_parser(sound: bytes, doubtful: bytes) -> None:
    """No rule for odd feeds stands twice: the quick way declines whatever is not as specified."""
    plain = rss("<item><title>A</title><link>https://e.com/1</link></item>")
    assert sound in plain
    feed = plain.replace(sound, doubtful, 1)
    assert rapid.read(feed, source_id="s", base_url=None) is None


def test_a_feed_nested_beyond_reason_is_refused_at_once() -> None:
    """Depth is refused by the quick way already; the slow parser never sees it."""
    deep = rss("<item>" + "<a>" * 400 + "</a>" * 400 + "</item>")
    with pytest.raises(NotAFeed, match="nested too deeply"):
        rapid.read(deep, source_id="s", base_url=None)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Caf&eacute; news", "Café news"),  # an entity that XML does not know
        ("a &lt; b", "a < b"),
        ("Fish &amp;amp; chips", "Fish & chips"),
        ("<![CDATA[<b>Bold</b> move]]>", "Bold move"),
        ("Mixed <i>inline</i> markup", "Mixed inline markup"),
        ("AT&T alone", "AT&T alone"),  # not well-formed
    ],
)
def test_no_word_of_a_title_is_lost(title: str, expected: str) -> None:
    """Titles in every state of escaping keep all their words."""
    (entry,) = parse(rss(f"<item><title>{title}</title></item>"), source_id="s")
    assert entry.title == expected


def test_truncated_feed_gives_what_came() -> None:
    """A feed cut short yields the items that arrived."""
    body = rss("".join(f"<item><title>n{i}</title></item>" for i in range(5)))
    found = parse(body[: body.index(b"n3")], source_id="s")
    assert [entry.title for entry in found][:3] == ["n0", "n1", "n2"]


def test_charset_of_the_header_is_used_where_the_document_is_silent() -> None:
    """windows-1252 named by the HTTP header alone; the document's own declaration goes first."""
    body = rss("<item><title>“quoted”</title></item>").decode().encode("cp1252")
    (entry,) = parse(body, source_id="s", content_type="text/xml; charset=windows-1252")
    assert entry.title == "“quoted”"
    declared = rss("<item><title>é</title></item>", '<?xml version="1.0" encoding="utf-8"?>')
    (entry,) = parse(declared, source_id="s", content_type="text/xml; charset=iso-8859-1")
    assert entry.title == "é"


def test_channel_without_items_is_a_feed() -> None:
    """No items is an answer, not a fault."""
    assert parse(rss(""), source_id="s") == []
    assert parse(b'{"version": "https://jsonfeed.org/version/1"}', source_id="s") == []


def test_long_feed_is_read_from_the_top() -> None:
    """With a limit the first items are read, whole, and the rest is never parsed."""
    item = "<item><title>n{0}</title><link>https://e.com/{0}</link></item>"
    body = rss("".join(item.format(i) for i in range(100_000)))
    found = parse(body, source_id="s", limit=3)
    assert [(entry.title, entry.url) for entry in found] == [
        (f"n{i}", f"https://e.com/{i}") for i in range(3)
    ]


def test_gzip_file_is_unpacked() -> None:
    """Some servers send a gzip file instead of a gzip encoding."""
    assert len(parse(gzip.compress(rss("<item/>")), source_id="s")) == 1


ATTRIBUTES = " ".join(f'a{i}="1"' for i in range(20_000))
HOSTILE = {
    "nested entities": rss(
        "<item><title>&b;</title></item>", '<!DOCTYPE rss [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>'
    ),
    "quadratic": rss(
        f"<item><title>{'&a;' * 5000}</title></item>",
        f'<!DOCTYPE rss [<!ENTITY a "{"B" * 9999}">]>',
    ),
    "external file": rss(
        "<item><title>&a;</title></item>", '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hosts">]>'
    ),
    "external url": rss(
        "<item><title>&a;</title></item>", '<!DOCTYPE rss [<!ENTITY a PUBLIC "x" "http://e.com/">]>'
    ),
    "attribute flood": rss(f"<item {ATTRIBUTES}/>"),
    "nesting": rss("<item>" + "<a>" * 9999 + "</a>" * 9999 + "</item>"),
    "gzip bomb": gzip.compress(b"0" * 40_000_000),
    "broken gzip": b"\x1f\x8b" + b"\0" * 50,
    "utf-16 external": rss(
        "<item><title>&a;</title></item>", '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hosts">]>'
    )
    .decode()
    .encode("utf-16"),
    "web page": b"<!doctype html><html><body>Please log in</body></html>",
    "a path": b"/etc/hosts",
    "a URL": b"http://example.com/feed",
    "other JSON": b'{"message": "rate limited"}',
    "cut JSON": b'{"version": "https://jsonfeed.org/version/1", "items": [',
    "deep JSON": b'{"items": ' + b"[" * 100_000,
    "nothing": b" \n",
    "noise": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is refused in one sentence, without opening a file or a connection."""
    parse(rss("<item><title>AT&T</title></item>"), source_id="s")  # loads what is loaded late

    def forbidden(*_: Any, **__: Any) -> Any:
        raise AssertionError("a parser reached outside its bytes")

    monkeypatch.setattr(builtins, "open", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    monkeypatch.setattr(socket.socket, "connect", forbidden)
    with pytest.raises(NotAFeed) as caught:
        parse(HOSTILE[name], source_id="s")
    assert str(caught.value).endswith(".")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(["<", ">", "&", ";", "item", "title", "link", "]]>", "<![CDATA[",
    "<item>", "</item>", "<title>", "</title>", '"', "=", "é", "\0", "<!--", "<entry", "/"])))  # fmt: skip
def test_any_bytes_give_entries_or_a_refusal(parts: list[str]) -> None:
    """Whatever stands in a channel, the outcome is a list of entries or NotAFeed."""
    try:
        found = parse(rss("".join(parts)), source_id="s")
    except NotAFeed:
        return
    assert all(entry.source_id == "s" for entry in found)
