"""What the pages show of a briefing, and what an article cannot make them show."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from fakes.fake_board import SLOT, WIRE, FakeBoard, archived, posted
from fakes.web_site import Site
from parley.domain.model import CommandName, Platform, PollState, Rights
from parley_adapters.chat.web import render

_ATOM = "{http://www.w3.org/2005/Atom}"


async def _page(site: Site, path: str, status: int = 200) -> LexborHTMLParser:
    async with site.browser() as browser:
        answer = await browser.get(path)
    assert answer.status_code == status
    return LexborHTMLParser(answer.text)


def _text(page: LexborHTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    assert found is not None, selector
    return " ".join(found.text().split())


def _attribute(page: LexborHTMLParser, selector: str, name: str) -> str | None:
    found = page.css_first(selector)
    assert found is not None, selector
    return found.attributes[name]


async def test_the_newest_briefing_is_whole_and_the_older_are_listed() -> None:
    """One briefing to read, with its coverage as it was posted, and an address for each."""
    board = FakeBoard([posted(days=1), posted(headline="Duties fall")])
    page = await _page(Site(board), "/")
    assert _text(page, "h1") == "Trade talks · Saturday 31 May 2025"
    assert _text(page, ".story h2") == "1 · Talks resume in Geneva"
    assert _text(page, ".coverage") == "3 seen = 1 used + 2 not about trade talks."
    assert _text(page, ".older li") == "Friday 30 May 2025 Duties fall"
    assert _attribute(page, ".older a", "href") == "/edition/e0"


@pytest.mark.parametrize(("seen", "line"), [(3, "No movement"), (0, "Nothing was read")])
async def test_a_quiet_day_is_told_from_one_on_which_nothing_came_in(seen: int, line: str) -> None:
    """A list of older briefings claims no quiet that the briefing itself does not."""
    old = posted()
    coverage = replace(old.edition.coverage, seen=seen)
    quiet = replace(old, edition=replace(old.edition, items=(), coverage=coverage))
    page = await _page(Site(FakeBoard([posted(days=1), quiet])), "/")
    assert _text(page, ".older li span") == line


async def test_a_page_without_briefings_says_what_to_do() -> None:
    """A fresh installation is no empty page."""
    page = await _page(Site(FakeBoard([])), "/")
    assert _text(page, "h1") == "No briefing has been posted here yet"


async def test_every_story_shows_the_words_that_carry_it() -> None:
    """Under a story: its sources, numbered as in the briefing, each with its verbatim quotes."""
    page = await _page(Site(), "/edition/e0")
    assert _text(page, "details blockquote") == "Both sides agreed to meet in Geneva."
    assert _attribute(page, "details li", "value") == "1"
    assert _attribute(page, "details .ref a", "href") == "https://wire.example/1"


async def test_of_a_headline_only_source_no_more_is_shown() -> None:
    """Rights hold on the page as well."""
    page = await _page(Site(FakeBoard([posted(rights=Rights.HEADLINE_ONLY)])), "/edition/e0")
    assert page.css_first("blockquote") is None
    assert page.css_first("details .ref a") is not None


async def test_a_story_has_a_page() -> None:
    """Its articles in the order in which they became known, with times of the first revision."""
    board = FakeBoard(revisions=[archived("Talks to resume"), archived(hours=2)])
    page = await _page(Site(board), "/story/s1")
    assert _text(page, "h1") == "Story · Talks resume in Geneva"
    assert len(page.css(".pieces li")) == 1
    assert "first seen 30 May 2025, 03:00 UTC" in _text(page, ".pieces .note")
    assert _text(page, ".pieces blockquote") == "Both sides agreed to meet in Geneva."


@pytest.mark.parametrize("path", ["/edition/none", "/story/none", "/nothing", "/edition/", "/a/b"])
async def test_what_is_not_there_says_so(path: str) -> None:
    """A wrong address is a page with a way back."""
    page = await _page(Site(), path, 404)
    assert page.css_first('main a[href="/"]') is not None


async def test_the_health_of_sources() -> None:
    """Which are read and how each is doing, in words."""
    now = SLOT
    states = [
        (WIRE, None),
        (WIRE, PollState(source_id="wire", last_try=now, last_success=now)),
        (WIRE, PollState(source_id="wire", last_try=now, failures=2, last_error="It timed out.")),
    ]
    page = await _page(Site(FakeBoard(polls=list(states))), "/sources")
    assert [one.text() for one in page.css(".health code")] == ["never tried", "healthy", "failing"]
    assert "It timed out." in page.css(".health li")[2].text()


_HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[2J\x00 {{ 7 * 7 }} &amp;"
)


@pytest.mark.parametrize("path", ["/", "/edition/e0", "/story/s1"])
async def test_nothing_of_an_article_is_markup(path: str) -> None:
    """Tags, template marks, control and turning characters arrive as words or not at all."""
    bad = posted(headline=_HOSTILE, quote=_HOSTILE, url='javascript:alert("1")')
    board = FakeBoard([bad, bad], [archived(_HOSTILE)])
    page = await _page(Site(board), path)
    assert [one.attributes.get("src") for one in page.css("script")] == [render.asset("site.js")]
    assert page.css_first("img") is None
    assert page.css_first("[onerror]") is None
    text = page.body.text() if page.body else ""
    assert "<script>alert(1)</script>" in text
    assert "{{ 7 * 7 }} &amp;" in text
    assert not set("\u202e\x1b\x00") & set(text)
    links = [one.attributes.get("href") or "" for one in page.css("a")]
    assert not [link for link in links if link.lower().startswith("javascript")]


async def test_links_to_articles_give_nothing_away() -> None:
    """No opener, no referrer, no endorsement."""
    page = await _page(Site(), "/")
    outside = [a for a in page.css("a") if (a.attributes["href"] or "").startswith("http")]
    assert outside
    assert {a.attributes["rel"] for a in outside} == {"noopener noreferrer nofollow"}


async def test_the_feed_is_atom() -> None:
    """Ids that last, dates, absolute links, the whole briefing escaped as HTML."""
    board = FakeBoard([posted(days=1), posted(headline=_HOSTILE + "\x0b\ufffe")])
    async with Site(board).browser() as reader:
        answer = await reader.get("/feed.atom")
        again = await reader.get("http://localhost/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    entries = feed.findall(f"{_ATOM}entry")
    assert [one.findtext(f"{_ATOM}updated") for one in entries] == [
        (SLOT + timedelta(days=1)).isoformat(),
        SLOT.isoformat(),
    ]
    assert feed.findtext(f"{_ATOM}updated") == entries[0].findtext(f"{_ATOM}updated")
    links = [one.find(f"{_ATOM}link").get("href") for one in entries]  # type: ignore[union-attr]
    assert links == ["http://127.0.0.1:8899/edition/e1", "http://127.0.0.1:8899/edition/e0"]
    ids = [one.findtext(f"{_ATOM}id") for one in entries]
    elsewhere = ET.fromstring(again.content).findall(f"{_ATOM}entry")
    assert ids == [one.findtext(f"{_ATOM}id") for one in elsewhere]
    content = LexborHTMLParser(entries[1].findtext(f"{_ATOM}content") or "")
    assert content.css_first("script") is None
    assert feed.findtext(f"{_ATOM}author/{_ATOM}name") == "Parley"


async def test_a_question_becomes_a_command() -> None:
    """The line is read as on every platform; the person's zone comes with it."""
    site = Site()
    answer = await site.ask("/trade brief us-china since 3d", zone="Asia/Tokyo")
    command = site.asked[0]
    assert (command.name, dict(command.args)) == (
        CommandName.BRIEF,
        {"track": "us-china", "since": "3d"},
    )
    assert (command.platform, command.tenant_id, command.channel, command.zone) == (
        Platform.WEB,
        "web:local",
        "trade",
        "Asia/Tokyo",
    )
    assert command.manager
    assert "Trade talks" in answer.text, "the page itself is still there"
    fragment = await site.ask("help", zone="No/Where", quick="sources")
    assert fragment.status_code == 200
    assert (site.asked[1].name, site.asked[1].zone) == (CommandName.SOURCES, "UTC")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "🤷" * 50,
        "\u200b\u202eمرحبا",
        "'; DROP TABLE article; --",
        'NEAR("a" OR *)',
        "<b>bold?</b>",
    ],
)
async def test_whatever_is_typed_is_answered(line: str) -> None:
    """Emoji, right-to-left, operators and tags are words; none breaks the page."""
    answer = await Site().ask(line)
    assert answer.status_code == 200
    assert "<b>bold" not in answer.text


async def test_too_much_is_refused_in_a_sentence() -> None:
    """A question of 4,000 characters is answered; beyond that, and a huge body, are not."""
    site = Site()
    assert (await site.ask("why " * 1000)).status_code == 200
    assert "4,000 characters" in (await site.ask("why " * 1001)).text
    assert (await site.ask("x" * 50_000)).status_code == 413
    assert len(site.asked) == 1


async def test_only_a_command_errors_words_are_shown() -> None:
    """What went wrong inside stays inside."""
    assert "ask one of them" in (await Site(refuses="ask one of them").ask("help")).text
    broken = await Site(breaks=RuntimeError("secret detail")).ask("help")
    assert "That did not work" in broken.text
    assert "secret" not in broken.text


async def test_subscribing_shows_the_next_times_before_anything_is_saved() -> None:
    """What is ticked becomes three times in the zone asked for, and the command that would save it."""
    site = Site(tracks={"us-china": "US-China", "us-eu": "US-EU"})
    empty = await _page(site, "/subscribe")
    assert len(empty.css('input[name="on"][checked]')) == 5
    query = "tracks=us-eu&tracks=evil&on=mon&on=wed&at=07:30&zone=Europe/Brussels"
    page = await _page(site, f"/subscribe?{query}")
    assert [one.attributes["datetime"] for one in page.css("li time")] == [
        "2025-06-02T05:30:00+00:00",
        "2025-06-04T05:30:00+00:00",
        "2025-06-09T05:30:00+00:00",
    ]
    line = _attribute(page, 'button[name="line"]', "value") or ""
    assert line == "subscribe us-eu at 07:30 on mon,wed zone Europe/Brussels save yes"
    assert site.asked == []
    await site.ask(line)
    assert dict(site.asked[0].args) == {
        "tracks": "us-eu",
        "at": "07:30",
        "on": "mon,wed",
        "zone": "Europe/Brussels",
        "save": "yes",
    }


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("on=mon&at=25:00", "no time of day"),
        ("at=08:00", "Choose one at least"),
        ("on=mon&at=08:00&zone=No/Where", "No/Where"),
        ("on=mon&at=08:00&zone=%22%3E%3Cscript%3E", "no time zone"),
    ],
)
async def test_a_form_that_cannot_be_is_told_why(query: str, why: str) -> None:
    """One sentence, what was chosen is kept, and there is nothing to press."""
    page = await _page(Site(tracks={"us-eu": "US-EU"}), f"/subscribe?{query}")
    assert why in _text(page, ".problem")
    assert page.css_first('button[name="line"]') is None


async def test_a_form_of_a_thousand_fields_is_refused() -> None:
    """Nobody ticks that much."""
    await _page(Site(), "/subscribe?" + "at=1&" * 1000, 400)
