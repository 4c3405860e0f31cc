"""A neutral message as Slack's blocks: form, limits, and text that Slack cannot take for markup."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes import slack_rules
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
from parley_adapters.chat.slack import mrkdwn
from parley_adapters.chat.slack.render import parts

_URL = "https://example.org/a?b=1&c=2"


def _bodies(*blocks: Block, title: str = "Title") -> list[dict[str, Any]]:
    return [json.loads(part.payload) for part in parts(Message(title=title, blocks=blocks))]


def _body(*blocks: Block, title: str = "Title") -> dict[str, Any]:
    (body,) = _bodies(*blocks, title=title)
    return body


def _section(*spans: Span) -> str:
    text: str = _body(Paragraph(spans))["blocks"][0]["text"]["text"]
    return text


def test_each_block_has_its_form() -> None:
    """Header, bold heading, section, list, small print and a line."""
    body = _body(
        Heading((Text("Trade talks · Monday"),), 1),
        Rule(),
        Heading((Text("1 · Talks resume"), Text(" "), Citation(2, _URL))),
        Paragraph((Text("They met "), Citation(1, _URL))),
        Listing(((Text("one"),), (Citation(1, _URL), Text(" The Wire")))),
        Note((Text("5 seen"),)),
    )
    link = "<https://example.org/a?b=1&amp;c=2|[{}]>".format
    assert body["blocks"] == [
        {
            "type": "header",
            "text": {"type": "plain_text", "text": "Trade talks · Monday", "emoji": False},
        },
        {"type": "divider"},
        *(
            {"type": "section", "text": _mrkdwn(text)}
            for text in (
                f"*1 · Talks resume* {link(2)}",
                f"They met {link(1)}",
                f"• one\n{link(1)} The Wire",
            )
        ),
        {"type": "context", "elements": [_mrkdwn("5 seen")]},
    ]
    assert body["text"].splitlines() == [
        "Title",
        "Trade talks · Monday",
        "1 · Talks resume [2]",
        "They met [1]",
        "one",
        "[1] The Wire",
        "5 seen",
    ]


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def test_a_title_that_slacks_header_cannot_hold_is_a_bold_line() -> None:
    """Links, control characters and more than 150 letters."""
    for spans in ((Text("R&D"),), (Text("x" * 151),), (Text("See "), Citation(1, _URL))):
        assert _body(Heading(spans, 1))["blocks"][0]["type"] == "section"


def test_a_moment_is_each_readers_own() -> None:
    """Slack's date form, with what was written for those who cannot show it."""
    at = datetime(2025, 5, 12, 6, tzinfo=UTC)
    assert _section(Moment(at, "12 May 08:00")) == (
        "<!date^1747029600^{date_short_pretty} {time}|12 May 08:00>"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel> <@U1> @here", "&lt;!channel&gt; &lt;@U1&gt; @here"),
        ("&lt;!channel&gt;", "&amp;lt;!channel&amp;gt;"),
        ("2 * 3 and snake_case stay", "2 * 3 and snake_case stay"),
        ("*bold* _slanted_ ~struck~", "∗bold∗ ˍslantedˍ ∼struck∼"),
        ("`code` and ```more```", "ˋcodeˋ and ˋˋˋmoreˋˋˋ"),
        ("> quoted", "› quoted"),
        ("at 10:30:45 sharp", "at 10:30:45 sharp"),
        (":tada: won", "꞉tada: won"),
        ("bell\x07 and \u202eback", "bell and back"),
        ("half \ud83d a pair", "half  a pair"),
    ],
)
def test_text_is_shown_as_it_stands(text: str, shown: str) -> None:
    """Only what Slack would act on is replaced, by what looks the same."""
    assert _section(Text(text)) == shown


@pytest.mark.parametrize(
    ("spans", "shown"),
    [
        ((Text(" spaced ", Style.STRONG),), " *spaced* "),
        ((Text("a*b", Style.STRONG),), "*a∗b*"),
        ((Text("two\nlines", Style.EMPHASIS),), "_two_\n_lines_"),
        ((Text("US"), Text("China", Style.STRONG)), "USChina"),
        ((Text("x`y", Style.CODE),), "`xˋy`"),
        ((Text("zone America/New_York <*>", Style.CODE),), "`zone America/New_York &lt;*&gt;`"),
        ((Text("New_York *now*", Style.EMPHASIS),), "_NewˍYork ∗now∗_"),
        ((Text("  ", Style.STRONG), Text("x")), "  x"),
    ],
)
def test_styles_hug_their_words(spans: tuple[Span, ...], shown: str) -> None:
    """A mark beside a space or inside a word would show as a star."""
    assert mrkdwn.mrkdwn(spans) == shown


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        (Link("Gov | site", _URL), "<https://example.org/a?b=1&amp;c=2|Gov ¦ site>"),
        (Link("x", "https://a.b/|c>d e"), "<https://a.b/%7Cc%3Ed%20e|x>"),
        (Link("<!here>", "https://a.b/"), "<https://a.b/|&lt;!here&gt;>"),
        (Link("run", "javascript:alert(1)"), "run"),
        (Link("long", "https://a.b/" + "x" * 2_000), "long"),
        (Link("two\nlines", "https://a.b/"), "<https://a.b/|two lines>"),
        (Citation(3, "ftp://a.b/"), "[3]"),
    ],
)
def test_links_lead_where_they_say(link: Span, shown: str) -> None:
    """http(s) alone, and nothing in words or address can end the link early."""
    assert mrkdwn.mrkdwn([link]) == shown


def test_many_short_lines_fit_with_their_bullets() -> None:
    """What is added to lines and headings is counted as well."""
    listing = Listing(tuple((Text(letter),) for letter in "abc" * 600))
    for body in _bodies(Heading((Text("a\n" * 1_400),)), listing):
        assert slack_rules.faults(body) is None


def test_the_fallback_is_cut_at_a_line() -> None:
    """Slack's advice is 4,000 characters, escapes included."""
    body = _bodies(*(Paragraph((Text("R&D " * 200),)) for _ in range(9)))[0]
    assert 2_000 < len(body["text"]) <= 4_000
    assert body["text"].endswith("D")


def test_an_empty_message_is_its_title() -> None:
    """Slack refuses a message without text."""
    assert _body() == {"text": "Title"}
    assert _body(Paragraph((Text(" "),)), title="")["text"] == "Parley"


def test_the_thread_comes_last() -> None:
    """Its parts are marked, and counted on."""
    found = parts(
        Message(
            title="T", blocks=(Paragraph((Text("above"),)),), thread=(Paragraph((Text("below"),)),)
        )
    )
    assert [(part.index, part.in_thread) for part in found] == [(0, False), (1, True)]


_WORDS = st.text(
    st.one_of(st.sampled_from("<>&*_~`|@!#:\n \u202e\x00"), st.characters()), max_size=60
)
_SPANS = st.lists(
    st.one_of(
        st.builds(Text, _WORDS, st.sampled_from(Style)),
        st.builds(Link, _WORDS, st.sampled_from([_URL, "javascript:x", "https://a.b/|>"])),
        st.builds(Citation, st.integers(1, 99), st.just(_URL)),
        st.builds(Moment, st.just(datetime(2025, 5, 12, tzinfo=UTC)), _WORDS),
    ),
    max_size=6,
).map(tuple)
_BLOCKS = st.lists(
    st.one_of(
        st.builds(Heading, _SPANS, st.sampled_from([1, 2])),
        st.builds(Paragraph, _SPANS),
        st.builds(Note, _SPANS),
        st.builds(Listing, st.lists(_SPANS, max_size=3).map(tuple)),
        st.just(Rule()),
    ),
    max_size=8,
).map(tuple)


@given(_BLOCKS, _WORDS)
def test_whatever_is_said_slack_takes_it_and_nobody_is_called(
    blocks: tuple[Block, ...], title: str
) -> None:
    """Any text at all: within the limits, no mention, no link but ours."""
    for body in _bodies(*blocks, title=title):
        assert slack_rules.faults(body) is None
        assert slack_rules.mentions(body) == []
        assert {url for url, _ in slack_rules.links(body)} <= {_URL, "https://a.b/%7C%3E"}
        json.dumps(body).encode()


@given(_WORDS)
def test_no_text_is_formatted(text: str) -> None:
    """Plain text makes no bold, slanted, struck or code run."""
    for body in _bodies(Paragraph((Text(text),))):
        assert slack_rules.formatted(body) == []
