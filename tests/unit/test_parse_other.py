"""The Federal Register, GDELT, list pages and web pages, and what rights leave of an entry."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from parley.domain.errors import FetchError, NotAFeed
from parley.domain.model import Authority, Rights, Source, SourceKind
from parley_adapters.sources import federal_register, gdelt, page_list
from parley_adapters.sources.extract import extract
from parley_adapters.sources.parse import MAX_ITEMS, parse_source

FEEDS = Path(__file__).parents[1] / "data" / "feeds"
DAY = datetime(2025, 5, 29, tzinfo=UTC)


def source(**changes: Any) -> Source:
    values: dict[str, Any] = {
        "id": "s",
        "name": "A source",
        "kind": SourceKind.FEED,
        "url": "https://ministry.example/",
        "family": "ministry",
        "authority": Authority.OFFICIAL,
        "rights": Rights.FULL_TEXT,
    }
    return Source(**(values | changes))


# ── The Federal Register ─────────────────────────────────────────────────────────────────────


def test_federal_register_documents_and_public_inspection() -> None:
    """A document has title, abstract and day; one under inspection its filing time and its subject."""
    notice, filed = federal_register.parse((FEEDS / "documents.json").read_bytes(), "fr")
    assert notice.title == "Notice of Action: Example Investigation"
    assert notice.summary.startswith("The office determines")
    assert (notice.guid, notice.published_at) == ("2025-00001", DAY)
    assert filed.title == "Adjusting Imports: Example Articles"
    assert filed.url == "https://public-inspection.federalregister.gov/2025-00002.pdf"
    assert filed.published_at == datetime(2025, 5, 28, 20, 15, tzinfo=UTC)


def test_federal_register_without_matches_has_no_results() -> None:
    """An empty answer lacks the key, and is no fault."""
    assert federal_register.parse(b'{"count": 0, "description": "Documents"}', "fr") == []


@pytest.mark.parametrize(
    "body", [b'{"errors": {"order": "is invalid"}}', b"[]", b"<html>", b"{}", b'{"results": 3}']
)
def test_federal_register_faults_are_named(body: bytes) -> None:
    """An error of the API, or another page, is a fault of the source."""
    with pytest.raises(NotAFeed):
        federal_register.parse(body, "fr")


# ── GDELT ────────────────────────────────────────────────────────────────────────────────────


def test_gdelt_articles() -> None:
    """Title, link, time seen and language."""
    (entry,) = gdelt.parse(
        b'{"articles": [{"url": "https://e.com/1", "title": "Tariff talks resume",'
        b' "seendate": "20250529T101500Z", "language": "Spanish"}]}',
        "g",
    )
    assert (entry.title, entry.url, entry.language) == (
        "Tariff talks resume",
        "https://e.com/1",
        "es",
    )
    assert entry.published_at == datetime(2025, 5, 29, 10, 15, tzinfo=UTC)
    assert gdelt.parse(b"{}", "g") == []


def test_gdelt_limit_notice_is_a_fault_even_with_status_200() -> None:
    """The plain-text notice tells the operator to slow down; other notices are passed on."""
    with pytest.raises(FetchError, match="slower"):
        gdelt.parse(b"Please limit requests to one every 5 seconds or contact us.", "g")
    with pytest.raises(FetchError, match="too short"):
        gdelt.parse(b"The specified phrase is too short.\n", "g")


# ── List pages ───────────────────────────────────────────────────────────────────────────────

PAGE: dict[str, Any] = {
    "kind": SourceKind.PAGE,
    "rights": Rights.EXCERPT,
    "language": "zh",
    "options": {"item": "ul.news li", "link": "a", "date": ".date"},
}


def test_list_page_by_selectors() -> None:
    """Titles, absolute links and dates of every style; doubles and items without a title are left out."""
    body = (FEEDS / "list.html").read_bytes()
    found = page_list.parse(body, source(**PAGE), "https://ministry.example/list/")
    assert [(entry.title, entry.url) for entry in found] == [
        ("Spokesperson on the consultations", "https://ministry.example/n/1"),
        ("Remarks on export controls", "https://ministry.example/list/n/2"),
        ("Joint statement", "https://ministry.example/n/3"),
        ("Minister meets envoy", "https://ministry.example/n/4"),
        ("公告", "https://ministry.example/n/5"),
    ]
    at_ten = datetime(2025, 5, 29, 10, tzinfo=UTC)
    assert [entry.published_at for entry in found] == [DAY, DAY, at_ten, DAY, DAY]


def test_list_page_reads_month_first_only_where_told() -> None:
    """05/06/2025 is the 5th of June, or the 6th of May under date_order = "mdy"."""
    body = b'<li class="n"><a href="/1">Title</a><i>05/06/2025</i></li>'
    options = {"item": "li.n", "date": "i"}
    (day_first,) = page_list.parse(body, source(**PAGE | {"options": options}), "https://e.com/")
    american = options | {"date_order": "mdy"}
    (month_first,) = page_list.parse(body, source(**PAGE | {"options": american}), "https://e.com/")
    assert day_first.published_at == datetime(2025, 6, 5, tzinfo=UTC)
    assert month_first.published_at == datetime(2025, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize("options", [{"item": ".gone"}, {"item": "::: no css"}, {}])
def test_list_page_that_matches_nothing_is_a_fault(options: dict[str, str]) -> None:
    """A rebuilt page, or a selector that is wrong, must not look like a quiet day."""
    with pytest.raises(NotAFeed):
        page_list.parse(b"<p>x</p>", source(**PAGE | {"options": options}), "https://e.com/")


# ── Rights ───────────────────────────────────────────────────────────────────────────────────


def test_rights_decide_what_an_entry_carries() -> None:
    """A headline-only source keeps title, link and time; the others keep the feed's own words."""
    body = (FEEDS / "rss.xml").read_bytes()
    for rights in Rights:
        first, *_ = parse_source(source(rights=rights), body, None, "https://ministry.example/")
        assert first.title
        assert first.url
        assert first.published_at
        assert bool(first.summary) is bool(first.body) is (rights is not Rights.HEADLINE_ONLY)


def test_entries_take_the_language_of_their_source_where_they_state_none() -> None:
    """The feed's own language goes first, without its region."""
    stated, *_ = parse_source(source(), (FEEDS / "rss.xml").read_bytes(), None, "https://e.com/")
    assert stated.language == "en"
    body = b"<rss version='2.0'><channel><item><title>a</title></item></channel></rss>"
    (entry,) = parse_source(source(language="pt"), body, None, "https://e.com/")
    assert entry.language == "pt"


def test_link_that_is_no_web_address_is_dropped() -> None:
    """What a feed calls a link may be a script or a file; an entry carries http(s) or none."""
    links = [
        "https://e.com/1",
        "/2",
        "javascript:alert(1)",
        "file:///etc/hosts",
        "tag:e.com,2025:1",
    ]
    items = "".join(f"<item><title>a</title><link>{link}</link></item>" for link in links)
    body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    found = parse_source(source(), body, None, "https://e.com/feed")
    assert [e.url for e in found] == ["https://e.com/1", "https://e.com/2", None, None, None]


def test_hidden_characters_do_not_survive() -> None:
    """Direction marks, zero-width spaces and controls are taken out of a feed's words."""
    title = "Tariff\u202e \u200bdeal\u00ad &#7; \x93agreed\x94"
    body = f"<rss version='2.0'><channel><item><title><![CDATA[{title}]]></title></item></channel></rss>"
    (entry,) = parse_source(source(), body.encode(), None, "https://e.com/")
    assert entry.title == "Tariff deal “agreed”"


def test_no_item_of_a_long_feed_is_lost() -> None:
    """All of 2,500 items come out; a feed without end is refused with a reason, not cut."""
    body = b"<rss version='2.0'><channel>" + b"<item/>" * 2_500 + b"</channel></rss>"
    assert len(parse_source(source(), body, None, "https://e.com/")) == 2_500
    body = b"<rss version='2.0'><channel>" + b"<item/>" * (MAX_ITEMS + 1) + b"</channel></rss>"
    with pytest.raises(FetchError, match="more than 100,000 items"):
        parse_source(source(), body, None, "https://e.com/")


# ── Web pages ────────────────────────────────────────────────────────────────────────────────

WORDS = "The ministry said that consultations on the steel quota would go on in round {0}. " * 3


def page(body: str, head: str = "") -> str:
    return f"<html><head><title>Talks go on</title>{head}</head><body>{body}</body></html>"


def test_article_without_headline_and_asides() -> None:
    """The text is the article: no headline, no "read more", no call to subscribe."""
    found = extract(
        page(
            "<nav><a href='/'>Home</a></nav><article><h1>Talks go on</h1>"
            f"<p>{WORDS.format(1)}</p><p>Read more: Quotas explained</p><p>{WORDS.format(2)}</p>"
            "<p>Sign up for our newsletter to get the news by e-mail.</p></article>"
        ),
        "https://e.com/1",
    )
    assert found.title == "Talks go on"
    assert found.url == "https://e.com/1"
    assert found.text.splitlines() == [WORDS.format(1).strip(), WORDS.format(2).strip()]


def test_article_in_several_containers_is_put_together() -> None:
    """A body that is cut up by advertisements is read to its end, in order."""
    parts = "".join(
        f"<div class='grid'><div class='ad'>Advertisement</div><div class='body'>"
        f"<p>{WORDS.format(i)}</p><p>{WORDS.format(i + 10)}</p></div></div>"
        for i in range(4)
    )
    text = extract(page(f"<article>{parts}</article>"), None).text
    assert [text.find(f"round {i}.") >= 0 for i in (0, 1, 2, 3, 10, 13)] == [True] * 6
    assert text.index("round 1.") < text.index("round 2.") < text.index("round 13.")


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2025-05-29T12:00:00+02:00">',
        '<script type="application/ld+json">[{"datePublished": "2025-05-29T12:00+02:00"}]</script>',
    ],
)
def test_date_of_publication_comes_from_the_metadata(head: str) -> None:
    """Open Graph and linked data give the instant, in UTC."""
    found = extract(page(f"<article><p>{WORDS}</p></article>", head), None)
    assert found.published_at == datetime(2025, 5, 29, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "html", ["", "\0\x01<<<>>>", "<p " + " ".join(f"a{i}=1" for i in range(50_000)) + ">x</p>"]
)
def test_page_without_article_gives_no_text(html: str) -> None:
    """What is no page, or is made to exhaust a parser, gives an empty text and no error."""
    found = extract(html, None)
    assert (found.text, found.published_at) == ("", None)
