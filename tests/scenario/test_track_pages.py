"""The pages of the tracks and the calendar of their dates, over the demo's archive."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import httpx
import pytest
from icalendar import Calendar, Event
from selectolax.lexbor import LexborHTMLParser

from contract.chat_messages import echo
from fakes.fake_board import SLOT, FakeBoard
from fakes.fake_clock import FakeClock
from fakes.web_demo import DemoSite, demo_site
from parley.app.ports import CalendarDate, TrackLine, TrackPage
from parley.domain.ledger.agenda import diary
from parley.domain.ledger.dates_ahead import DateAhead
from parley.domain.model import Picture
from parley_adapters.chat.web import open_chat
from parley_adapters.chat.web.calendar import calendar
from parley_adapters.chat.web.gallery import Gallery, address

TOKEN = "a-token-for-the-tests-only"
AUGUST = CalendarDate(
    track="us-china",
    name="US-China",
    day=date(2025, 8, 12),
    what="“The pause ends on 12 August 2025 unless it is extended.”",
    quote="The pause ends on 12 August 2025 unless it is extended; commas, semicolons.",
    title="Joint statement\non Geneva",
    publisher="Demo Wire",
    url="https://example.org/1?a=1&b=2",
    told=1,
    known_at=datetime(2025, 5, 12, 7, 10, tzinfo=UTC),
)


def browser(site: DemoSite) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=site.address)


def events(body: bytes) -> list[Event]:
    found = Calendar.from_ical(body)
    assert isinstance(found, Calendar)
    return [one for one in found.walk("VEVENT") if isinstance(one, Event)]


async def test_a_track_has_a_page_that_the_labels_lead_to() -> None:
    """From a story's label to the track: state, picture, dates, steps, sources, stories."""
    async with demo_site() as site, browser(site) as visitor:
        home = LexborHTMLParser((await visitor.get("/")).text)
        labels = {a.attributes["href"] for a in home.css(".chips a")}
        assert "/track/us-china" in labels
        answer = await visitor.get("/track/us-china")
        page = LexborHTMLParser(answer.text)
        h1 = page.css_first("h1")
        assert h1 is not None
        assert "stalled since 29 May 2025" in h1.text()
        heads = [h2.text(strip=True) for h2 in page.css("h2")]
        assert heads == ["Ahead", "How it came there", "Sources", "Stories"]
        story = page.css_first("section.rest:last-of-type a")
        assert story is not None
        assert (await visitor.get(story.attributes["href"] or "")).status_code == 200
        img = page.css_first("img")
        assert img is not None
        assert "It is stalled since 29 May 2025." in (img.attributes["alt"] or "")
        assert (img.attributes["width"], img.attributes["height"]) != (None, None)
        assert page.css("main script, main style, [style], [onclick]") == []


async def test_a_picture_is_fetched_once() -> None:
    """At an address of its content, for ever; asked again by its tag, nothing is sent."""
    async with demo_site() as site, browser(site) as visitor:
        page = LexborHTMLParser((await visitor.get("/track/us-china")).text)
        img = page.css_first("img")
        assert img is not None
        src = img.attributes["src"] or ""
        first = await visitor.get(src)
        assert first.headers["content-type"] == "image/png"
        assert "immutable" in first.headers["cache-control"]
        assert first.content.startswith(b"\x89PNG")
        again = await visitor.get(src, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert (await visitor.get("/pictures/unknown.png")).status_code == 404


async def test_a_timeline_asked_on_the_page_has_its_picture() -> None:
    """The command box answers with the same picture as the track's page."""
    async with demo_site() as site, browser(site) as visitor:
        home = (await visitor.get("/")).text
        key = re.search(r'name="csrf" value="([0-9a-f]+)"', home)
        assert key is not None
        answer = await visitor.post(
            "/ask", data={"line": "timeline us-china", "csrf": key[1], "zone": "UTC"}
        )
        shown = LexborHTMLParser(answer.text).css_first(".answer img")
        assert shown is not None
        assert (await visitor.get(shown.attributes["src"] or "")).status_code == 200


async def test_all_tracks_have_their_place() -> None:
    """Those that moved with their state, the others by name, each with a page; none for a stranger."""
    async with demo_site() as site, browser(site) as visitor:
        page = LexborHTMLParser((await visitor.get("/tracks")).text)
        moving = [li.text(strip=True) for li in page.css(".standing li")]
        assert moving[0].startswith("US-China")
        assert "stalled" in moving[0]
        quiet = page.css(".quiet a")
        assert len(quiet) > 5
        unknown = await visitor.get(quiet[0].attributes["href"] or "")
        assert "Nothing is known of" in unknown.text
        assert (await visitor.get("/track/no-such-track")).status_code == 404


async def test_the_dates_are_a_calendar() -> None:
    """All-day events with the sentence and its source, of the tracks that were asked for."""
    async with demo_site() as site, browser(site) as visitor:
        answer = await visitor.get("/dates.ics")
        assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
        every = events(answer.content)
        assert len({str(one["uid"]) for one in every}) == len(every) > 1
        some = events((await visitor.get("/dates.ics?tracks=us-china,us-eu")).content)
        (pause,) = [one for one in some if one.decoded("dtstart") == date(2025, 8, 12)]
        assert str(pause["summary"]).startswith("US-China: The pause ends")
        assert "unless it is extended" in str(pause["description"])
        assert "https://" in str(pause["description"])
        assert str(pause["url"]).endswith("/track/us-china")
        assert (await visitor.get("/dates.ics?tracks=no-such-track")).status_code == 404


def test_an_event_keeps_its_identity() -> None:
    """Other words and another article change it; they make no other one. A day that is gone is gone."""
    later = replace(AUGUST, what="“Truce ends 12 August”", told=3, url="https://example.org/2")
    (before,), (after,) = (
        events(calendar([one], "https://parley.example")) for one in (AUGUST, later)
    )
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 2)
    moved = replace(AUGUST, day=date(2025, 11, 10), was=AUGUST.day, told=4)
    (same,) = events(calendar([moved], "https://parley.example"))
    assert (same["uid"], same["sequence"]) == (before["uid"], 3)
    assert same.decoded("dtstart") == date(2025, 11, 10)
    (other,) = events(calendar([replace(moved, was=None)], "https://parley.example"))
    assert other["uid"] != before["uid"]
    assert events(calendar([], "https://parley.example")) == []


def test_a_day_that_was_put_off_takes_the_others_place() -> None:
    """Told later, in like words, as an extension: the old day is gone, whenever one looks."""
    first = DateAhead(
        track="us-china",
        day=date(2025, 8, 12),
        until=None,
        quote="The tariff truce between the countries ends on August 12.",
        article_id="a",
        said_on=date(2025, 5, 12),
        known_at=datetime(2025, 5, 12, 9, tzinfo=UTC),
    )
    later = replace(
        first,
        day=date(2025, 11, 10),
        quote="The tariff truce between the countries is extended until November 10.",
        article_id="b",
        said_on=date(2025, 6, 2),
        known_at=datetime(2025, 6, 2, 9, tzinfo=UTC),
    )
    (before,) = diary([first], datetime(2025, 6, 1, tzinfo=UTC))
    assert (before.day, before.was) == (date(2025, 8, 12), None)
    for day in (3, 20):
        (due,) = diary([first, later], datetime(2025, 6, day, tzinfo=UTC))
        assert (due.day, due.was) == (date(2025, 11, 10), date(2025, 8, 12))


def test_an_event_says_who_says_so() -> None:
    """Read back by another's parser: the whole sentence, line ends, commas and addresses as they were."""
    (event,) = events(calendar([AUGUST], "https://parley.example"))
    assert str(event["description"]) == (
        f"“{AUGUST.quote}”\n\nDemo Wire: {AUGUST.title}\n{AUGUST.url}"
    )
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (
        date(2025, 8, 12),
        date(2025, 8, 13),
    )
    assert event.decoded("dtstamp") == AUGUST.known_at
    raw = calendar([AUGUST], "https://parley.example")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))


class Ledger:
    """A ``TrackBoard`` with one date."""

    async def lines(self) -> list[TrackLine]:
        return []

    async def page(self, track: str) -> TrackPage | None:
        return None

    async def dates(self, tracks: Sequence[str]) -> list[CalendarDate]:
        return [AUGUST]


async def test_the_calendar_wants_the_token() -> None:
    """By the rules of the feed: the password of Basic, which a program that has none is asked for."""
    chat = open_chat(
        board=FakeBoard([]), ledger=Ledger(), clock=FakeClock(SLOT), port=0, token=TOKEN
    )
    await chat.start(echo)
    try:
        async with httpx.AsyncClient(base_url=chat.address) as visitor:
            refused = await visitor.get("/dates.ics")
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Basic")
            assert (await visitor.get("/track/us-china")).status_code == 401
            admitted = await visitor.get("/dates.ics", auth=("any", TOKEN))
            assert len(events(admitted.content)) == 1
    finally:
        await chat.stop()


@pytest.mark.parametrize("number", [3, 200])
def test_only_the_newest_pictures_are_kept(number: int) -> None:
    """However many are shown, memory is bounded; the last ones are there."""
    gallery = Gallery()
    pictures = [Picture("a.png", bytes([n]), "words") for n in range(number)]
    for one in pictures:
        gallery.hang([one])
    kept = [one for one in pictures if gallery.png(address(one).rpartition("/")[2])]
    assert kept == pictures[-64:]
