"""How a message becomes Discord's embeds: within every limit, nothing lost, nothing obeyed."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes import discord_rules
from parley.domain.model import (
    Block,
    Citation,
    Heading,
    Link,
    Listing,
    Message,
    Moment,
    Note,
    Paragraph,
    Rule,
    Span,
    Style,
    Text,
)
from parley_adapters.chat.discord.markdown import address, inert, markdown, size
from parley_adapters.chat.discord.render import parts, reference_of, referenced

AT = datetime(2025, 5, 12, 6, tzinfo=UTC)


def bodies(message: Message) -> list[dict[str, Any]]:
    """The payloads as they would be posted."""
    return [referenced(part.payload, f"d0-{part.index}") for part in parts(message)]


def said(*spans: Span) -> str:
    """What is read of spans."""
    return discord_rules.shown(markdown(spans))


@pytest.mark.parametrize(
    "text",
    [
        "*bold* _slanted_ ~~struck~~ ||hidden|| `code` ```fence```",
        "[gov.example](https://evil.example)",
        "<https://evil.example> https://evil.example",
        "<@123> <@&123> <#123> </ban:1> <:smile:123> <t:1:R> <id:home>",
        ":smile: at 12:30: and a:b:c",
        "# heading\n## two\n-# small\n> quote\n>>> quotes\n- list\n* list\n+ list\n1. one\n2) two",
        "\\*not bold\\*",
        "¯\\_(ツ)_/¯",
        "5 * 3 = 15, snake_case, C#, a|b, (x), [y]",
        "-5 % and +3 %",
    ],
)
def test_text_is_read_as_it_stands(text: str) -> None:
    """Every sign of Discord's Markdown is shown and does nothing."""
    assert discord_rules.shown(inert(text)) == text
    assert all(token.kind == "text" for token in discord_rules.tokens(inert(text)))


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("\\*_~`|[]()<>#@:/-+. 1a\nhttps")))
def test_no_mixture_of_signs_comes_alive(text: str) -> None:
    """Whatever an article puts together: it is read as it stands, and is text alone."""
    made = inert(text)
    assert discord_rules.shown(made) == text
    assert all(token.kind == "text" for token in discord_rules.tokens(made))


def test_everybody_is_kept_apart_from_its_at() -> None:
    """A zero-width space, so that it does not even look like a mention."""
    assert inert("@everyone and @here, press@ustr.gov") == (
        "\\@\u200beveryone and \\@\u200bhere, press\\@ustr.gov"
    )


def test_reversed_text_cannot_turn_a_line_around() -> None:
    """Marks that reverse what follows and control characters are left out; right-to-left words stay."""
    assert inert("الرسوم \u202egov\u202c \x1b[2J\u2066x\u2069") == "الرسوم gov \\[2Jx"


def test_styles_hug_their_words() -> None:
    """Bold, slanted and code, with what would end them made harmless."""
    assert markdown([Text(" a*b ", Style.STRONG)]) == " **a\\*b** "
    assert markdown([Text("x_y", Style.EMPHASIS)]) == "_x\\_y_"
    assert markdown([Text("`rm` @here", Style.CODE)]) == "`ˋrmˋ @\u200bhere`"
    assert markdown([Text("  ", Style.STRONG), Text("", Style.CODE)]) == "  "


def test_links_lead_to_stored_addresses_alone() -> None:
    """Parentheses and signs in an address cannot end the link; other schemes make none."""
    url = "https://example.org/a_(b)?q=<x>&r=[1]|2"
    [link] = [t for t in discord_rules.tokens(markdown([Link("Title [x]", url)])) if t.url]
    assert link.url == "https://example.org/a_%28b%29?q=%3Cx%3E&r=%5B1%5D%7C2"
    assert link.text == "Title ［x］"
    assert said(Citation(3, url)) == "[3]"
    assert markdown([Citation(3, "javascript:alert(1)")]) == "\\[3\\]"
    assert markdown([Link("a", "data:text/html,x")]) == "a"
    assert address("https://example.org/" + "x" * 2_000) is None


def test_a_moment_is_shown_in_the_readers_zone() -> None:
    """Discord's own timestamp."""
    assert markdown([Moment(AT, "12 May")]) == "<t:1747029600:f>"


def test_a_briefing_has_a_title_above_and_an_embed_a_story() -> None:
    """What a notification shows is above; each story is an embed with its headline as title."""
    message = Message(
        title="Trade talks · Monday",
        blocks=(
            Heading((Text("Trade talks · Monday"),), level=1),
            Paragraph((Text("Top line."), Citation(1, "https://a.org/1"))),
            Rule(),
            Heading((Text("1 · A story"),)),
            Paragraph((Text("US-China: talking", Style.CODE), Text(" · new"))),
            Paragraph((Text("It happened. "), Citation(1, "https://a.org/1"))),
            Note((Text("5 seen = 2 used + 3 left out."),)),
            Rule(),
            Heading((Text("Sources"),)),
            Listing(((Citation(1, "https://a.org/1"), Text(" The Wire")), (Text("no number"),))),
        ),
    )
    [body] = bodies(message)
    assert body["content"] == "**Trade talks · Monday**"
    assert [embed.get("title") for embed in body["embeds"]] == [
        None,
        "1 · A story",
        None,
        "Sources",
    ]
    assert body["embeds"][1]["description"] == (
        "`US-China: talking` · new\nIt happened. [[1]](<https://a.org/1>)"
    )
    assert body["embeds"][2]["description"] == "-# 5 seen = 2 used + 3 left out."
    assert body["embeds"][3]["description"] == "[[1]](<https://a.org/1>) The Wire\n• no number"
    assert body["embeds"][3]["footer"] == {"text": "ref d0-0"}


def test_a_heading_with_a_source_keeps_it() -> None:
    """An embed's title can hold no link, so such a heading stands in the text."""
    heading = Heading((Text("1 · A story"), Text(" "), Citation(2, "https://a.org/2")))
    [body] = bodies(Message(title="x", blocks=(heading, Paragraph((Text("y"),)))))
    assert body["embeds"][0]["description"] == "**1 · A story** [[2]](<https://a.org/2>)\ny"


def test_a_reply_says_its_title_once() -> None:
    """A reply's heading is the embed's title, with nothing above it; alone it is the whole answer."""
    heading = Heading((Text("Subscribed"),))
    [alone] = bodies(Message(title="Subscribed", blocks=(heading,)))
    assert "content" not in alone
    assert alone["embeds"][0]["title"] == "Subscribed"
    [empty] = bodies(Message(title="Nothing", blocks=()))
    assert empty["embeds"][0]["title"] == "Nothing"


def test_a_reference_is_read_back() -> None:
    """And other small print is not taken for one."""
    assert reference_of("ref d0a1-3") == "d0a1-3"
    assert reference_of("Reference") is None
    assert reference_of(None) is None


words = st.text(alphabet=st.sampled_from("abc *_[]()<>@#`|\\.!? \n😀é"), max_size=400)
spans: st.SearchStrategy[Span] = st.one_of(
    st.builds(Text, words, st.sampled_from(Style)),
    st.builds(
        Citation,
        st.integers(1, 99),
        st.sampled_from(["https://a.org/1", "https://b.org/" + "y" * 900]),
    ),
    st.builds(Link, words, st.just("https://c.org/(x)")),
    st.builds(Moment, st.just(AT), st.just("now")),
)
runs = st.lists(spans, max_size=8).map(tuple)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, runs, st.sampled_from([1, 2])),
    st.builds(Paragraph, runs),
    st.builds(Note, runs),
    st.builds(Listing, st.lists(runs, max_size=6).map(tuple)),
    st.just(Rule()),
)


@settings(deadline=None)
@given(st.lists(blocks, max_size=12), words)
def test_every_message_is_one_that_discord_takes(found: Sequence[Block], title: str) -> None:
    """Whatever the blocks: no limit is passed, and nothing is empty."""
    made = bodies(Message(title=title, blocks=tuple(found), thread=tuple(found)))
    assert made
    for body in made:
        assert discord_rules.faults(body) == {}
        assert size(body.get("content", "")) <= 2_000
        assert sum(map(discord_rules.embed_size, body["embeds"])) <= 6_000
    assert made == bodies(Message(title=title, blocks=tuple(found), thread=tuple(found)))


@settings(deadline=None)
@given(st.integers(1, 60), st.integers(1, 40))
def test_no_citation_is_lost_or_parted_from_its_words(stories: int, repeats: int) -> None:
    """However long: each number follows its own sentence, in the same embed."""
    told: list[Block] = []
    for number in range(stories):
        sentence = f"Story {number} of duties and quotas. " * repeats
        told += [
            Heading((Text(f"Headline {number}"),)),
            Paragraph((Text(sentence), Citation(number, f"https://a.org/{number}"))),
        ]
    made = bodies(Message(title="Long", blocks=tuple(told)))
    embeds = [embed for body in made for embed in body["embeds"]]
    for number in range(stories):
        [home] = [e for e in embeds if f"https://a.org/{number}>" in e["description"]]
        assert f"Story {number} of duties" in home["description"]


def test_payloads_are_stable() -> None:
    """The same message gives the same bytes, in compact JSON with its letters as they are."""
    [part] = parts(Message(title="Zölle", blocks=(Paragraph((Text("Zölle 關稅"),)),)))
    assert part.payload == (
        '{"content":"Zölle","embeds":[{"description":"Zölle 關稅","color":3108751}]}'
    )
    assert json.loads(part.payload)["embeds"]
