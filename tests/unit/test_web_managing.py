"""What managers see at the page: nothing of it is markup, and what is private stays so."""

from dataclasses import replace
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from fakes.fake_board import SLOT, FakeBoard, archived, posted
from fakes.places import at
from fakes.web_site import Site
from parley.app.ports import Part
from parley.domain import conduct, identity
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    DeliveryState,
    Heading,
    Listing,
    Message,
    Notice,
    NoticeKind,
    Paragraph,
    Place,
    Schedule,
    Subscription,
    TenantSettings,
    Text,
)
from parley_adapters.chat.web import open_chat, render
from parley_adapters.chat.web.channel import WebChat
from parley_adapters.chat.web.live import Live
from parley_adapters.chat.web.posts import Posts
from parley_adapters.chat.web.standing import places

_HOSTILE = (
    "</summary><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[2J {{ 7 * 7 }}"
)


def order(channel: str = "trade", **changes: object) -> Subscription:
    made = Subscription(
        id=identity.subscription_id("web:local", channel, "daily"),
        tenant_id="web:local",
        channel=channel,
        name="daily",
        desk=identity.make_desk(["us-china"]),
        schedule=Schedule(cron="0 8 * * mon-fri", zone="Europe/Brussels"),
    )
    return replace(made, **changes)  # type: ignore[arg-type] # of its own fields


def notice(kind: NoticeKind, hours: int) -> Notice:
    made = SLOT + timedelta(hours=hours)
    return Notice(
        id=f"n{hours}",
        tenant_id="web:local",
        channel="trade",
        kind=kind,
        ref="r",
        made_at=made,
        not_before=made,
        expires_at=made + timedelta(days=1),
        state=DeliveryState.SENT,
    )


def hostile() -> Site:
    """A site in which everything that can be somebody else's words is hostile."""
    buttons = Actions((Action(ActionKind.UNFOLLOW, _HOSTILE, _HOSTILE),), about=_HOSTILE)
    message = Message(
        title=_HOSTILE,
        blocks=(
            Heading((Text(_HOSTILE),)),
            Paragraph((Text(_HOSTILE),)),
            Listing(((Text(_HOSTILE),),)),
            buttons,
        ),
    )
    told = replace(posted(headline=_HOSTILE, quote=_HOSTILE), managing=(buttons, buttons))
    board = FakeBoard(
        briefings=[told, told],
        revisions=[archived(_HOSTILE)],
        drafts=[message],
        said=[(notice(kind, h), message) for h in (-1, 1) for kind in NoticeKind],
        standing=[order(paused=_HOSTILE), order(channel="other")],
        follows=message,
    )
    return Site(board, tracks={"us-china": _HOSTILE})


@pytest.mark.parametrize("path", ["/", "/edition/e0", "/story/s1", "/settings", "/subscribe"])
async def test_nothing_of_what_is_managed_is_markup(path: str) -> None:
    """Drafts, notices, follows, reasons of pauses, names of tracks: words, or not at all."""
    async with hostile().browser() as browser:
        answer = await browser.get(path)
    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 200
    assert [one.attributes.get("src") for one in page.css("script")] == [render.asset("site.js")]
    assert page.css_first("img") is None
    assert page.css_first("[onerror]") is None
    assert page.css_first("[style]") is None
    text = page.body.text() if page.body else ""
    assert "<script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert not set("\u202e\x1b") & set(answer.text)
    ids = [one.attributes["id"] for one in page.css("[id]")]
    assert len(ids) == len(set(ids)), "no id is there twice"


async def test_news_stands_open_and_the_rest_is_folded() -> None:
    """What came after the briefing is above it, faults as a line; what it told already is below."""
    words = Message(title="A title", blocks=(Heading((Text("A title"),)), Paragraph((Text("x"),))))
    said = [
        (notice(NoticeKind.BREAKING, 2), replace(words, title="Breaking")),
        (notice(NoticeKind.REPORT, 1), replace(words, title="Reported")),
        (notice(NoticeKind.BREAKING, -1), replace(words, title="Told")),
        (notice(NoticeKind.PAUSED, -2), None),
    ]
    async with Site(FakeBoard(said=said)).browser() as browser:
        page = LexborHTMLParser((await browser.get("/")).text)
    above = page.css('main > section.answer[aria-label="Notice"]')
    assert [one.css_first("details") is None for one in above] == [True, False]
    below = page.css("main .said summary b")
    assert [one.text() for one in below] == ["Told"]


async def test_a_private_post_is_for_one_person() -> None:
    """Neither shown to others nor announced to them."""
    posts = Posts()
    posts.put("n1-0", "for one", "u1")
    posts.put("n2-0", "for all")
    assert posts.beside((), "u1") == ["for all", "for one"]
    assert posts.beside((), "u2") == ["for all"]
    assert posts.beside({"n2"}, "u2") == []
    live = Live()
    mine, theirs = live.stream("u1"), live.stream("u2")
    assert [await anext(mine), await anext(theirs)] == [": connected\n\n"] * 2
    live.tell("n1-0", "u1")
    live.tell("n2-0")
    one, all_ = (f"event: posted\ndata: {key}-0\n\n" for key in ("n1", "n2"))
    # The newest first, since it may have come before the page; then what came since.
    assert [await anext(mine) for _ in range(3)] == [all_, one, all_]
    assert [await anext(theirs) for _ in range(2)] == [all_, all_]


async def test_a_private_place_is_told_by_its_sign() -> None:
    """A place that begins with @ is a person's: of such a post the channel shows nothing to all."""
    chat: WebChat = open_chat(board=FakeBoard(), clock=Site().clock, port=0)
    await chat.post(Place("web:local", "@u1"), Part(0, "<p>private</p>"), key="n1-0")
    assert list(chat.notices) == []
    await chat.post(at("trade"), Part(0, "<p>public</p>"), key="n2-0")
    assert list(chat.notices) == ["<p>public</p>"]


def test_every_setting_has_its_field() -> None:
    """What the commands offer is on the page, but for what means nothing there."""
    (place,) = places([order()], TenantSettings(), {}, SLOT, "trade")
    names = {setting.name for setting in conduct.SETTINGS}
    assert {field.name for field in place.fields} == names - {"detail", "group"}
    for field in place.fields:
        assert field.choices == () or field.value in {one.value for one in field.choices}


def test_a_value_that_was_set_elsewhere_stays() -> None:
    """Managers told in another place: it is shown as it is, and kept unless it is changed."""
    (place,) = places([order()], TenantSettings(managers="@u9"), {}, SLOT, "trade")
    managers = next(field for field in place.fields if field.name == "managers")
    assert managers.value == "@u9"
    assert [one.value for one in managers.choices] == ["here", "off", "@u9"]


def test_the_pages_own_channel_comes_first() -> None:
    """Then those of the command line; without orders there is nothing of an order to set."""
    found = places([order("other")], TenantSettings(), {"us-china": "US-China"}, SLOT, "trade")
    assert [place.channel for place in found] == ["trade", "other"]
    assert [field.name for field in found[0].fields] == ["managers"]
    assert found[1].lines[0].tracks == ("US-China",)
    assert len(found[1].lines[0].coming) == 3


def test_a_zone_that_is_gone_is_told() -> None:
    """An order that no library can read any more takes no page with it."""
    broken = order(schedule=Schedule(cron="0 8 * * *", zone="No/Where"))
    (place,) = places([broken], TenantSettings(), {}, SLOT, "trade")
    assert "No/Where" in (place.lines[0].paused or "")
