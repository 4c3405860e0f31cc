"""Buttons within each platform's limits, and never far from the words that they are about."""

import json
from collections.abc import Sequence
from io import StringIO
from itertools import pairwise

import pytest
from rich.console import Console

from fakes import discord_rules, slack_rules
from parley.app.compose_actions import actions
from parley.domain.identity import edition_id, split_story_ref, story_ref
from parley.domain.layout import Limits, split
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    Block,
    Citation,
    Heading,
    Message,
    Paragraph,
    Rule,
    Span,
    Text,
)
from parley_adapters.chat.console import open_chat as open_console
from parley_adapters.chat.discord import render as discord
from parley_adapters.chat.slack import render as slack
from unit.test_compose import EDITION, SLOT

WORDS = "Both sides agreed to pause duties on goods for ninety days. "


def buttons(number: int, about: str = "Talks resume") -> Actions:
    ref = story_ref(edition_id("k" + "0" * 24, SLOT, SLOT), number)
    kinds = [kind for kind in ActionKind if kind is not ActionKind.OPEN]
    return Actions(
        tuple(Action(kind, ref, kind.replace("_", " ")) for kind in kinds),
        about=f"{number} · {about}",
    )


def briefing(stories: int, words: str = WORDS, about: str = "Talks resume") -> Message:
    blocks: list[Block] = [Heading((Text("Trade talks"),), level=1)]
    for number in range(1, stories + 1):
        blocks += [
            Rule(),
            Heading((Text(f"{number} · {about}"),)),
            Paragraph((Text(f"Story {number}. {words}"), Citation(number, "https://e.org/1"))),
            buttons(number, about),
        ]
    return Message(title="Trade talks", blocks=tuple(blocks))


@pytest.mark.parametrize("stories", [1, 6, 40])
@pytest.mark.parametrize("words", [WORDS, WORDS * 40])
def test_slack_keeps_buttons_below_their_story(stories: int, words: str) -> None:
    """At most 50 blocks and 9,000 characters a message, buttons counted; each row of buttons comes
    straight after the words of its own story."""
    seen = []
    for part in slack.parts(briefing(stories, words)):
        body = json.loads(part.payload)
        assert slack_rules.faults(body) is None
        blocks = body["blocks"]
        assert len(blocks) <= 50
        labels = sum(len(label) for label, _ in slack_rules.buttons(body))
        assert labels + sum(len(text["text"]) for text in slack_rules.texts(blocks)) <= 9_000
        for before, block in pairwise(blocks):
            if block["type"] == "actions":
                number = int(block["elements"][0]["value"].rpartition(".")[2])
                assert f"[{number}]" in before["text"]["text"]
                seen.append(number)
        assert blocks[0]["type"] != "actions"
    assert seen == list(range(1, stories + 1))


@pytest.mark.parametrize("stories", [1, 2, 6, 40])
@pytest.mark.parametrize("words", [WORDS, WORDS * 40])
def test_discord_offers_each_story_in_its_own_message(stories: int, words: str) -> None:
    """One story has its row of buttons, several a menu; each is in the message of its words."""
    seen = []
    for part in discord.parts(briefing(stories, words)):
        body = json.loads(part.payload)
        assert discord_rules.faults(body) == {}
        found = discord_rules.components(body)
        if len(found) == 1:
            refs = [option["value"] for option in found[0]["options"]]
        else:
            refs = list(dict.fromkeys(one["custom_id"].rpartition(":")[2] for one in found))
        for ref in refs:
            number = int(ref.rpartition(".")[2])
            assert f"[{number}]" in discord_rules.read(body)
            seen.append(number)
    assert seen == list(range(1, stories + 1))


@pytest.mark.parametrize("about", ["x" * 999, "𝕏" * 200, "\u202e<!channel> @everyone\x00", "\n\n"])
def test_a_strange_headline_breaks_no_button(about: str) -> None:
    """Whatever a story is called, the platforms take its buttons."""
    for stories in (1, 2):
        for part in slack.parts(briefing(stories, about=about)):
            assert slack_rules.faults(json.loads(part.payload)) is None
        for part in discord.parts(briefing(stories, about=about)):
            body = json.loads(part.payload)
            assert discord_rules.faults(body) == {}
            assert "\u202e" not in part.payload


def test_a_reference_says_what_it_was_made_of() -> None:
    """Edition and number come back; what nobody made is none; an id fits Discord's 100."""
    edition = edition_id("k" + "0" * 24, SLOT, SLOT)
    ref = story_ref(edition, 12)
    assert split_story_ref(ref) == (edition, 12)
    longest = max(len(f"parley:{kind}:{ref}") for kind in ActionKind)
    assert longest <= 100
    for odd in (
        "",
        ".",
        "e1",
        "e1.0",
        "e1.01",
        "e1.-1",
        "e1.1.1",
        "E1.1",
        "e1.²",
        "e1.9999",
        "e/1.1",
    ):
        assert split_story_ref(odd) is None


def test_actions_move_with_the_block_before_them() -> None:
    """Where no room is left for buttons, their words and the heading above come along."""

    def width(spans: Sequence[Span]) -> int:
        return sum(len(span.text) for span in spans if isinstance(span, Text))

    def line(text: str) -> tuple[Span, ...]:
        return (Text(text),)

    first, head, words = Paragraph(line("first")), Heading(line("head")), Paragraph(line("words"))
    below = Actions((Action(ActionKind.MORE, "e1.1", "More"),), about="head")
    limits = Limits(block=100, heading=100, total=1_000, blocks=3)
    assert split([first, head, words, below], limits, width) == [[first], [head, words, below]]
    tight = Limits(block=100, heading=100, total=16, blocks=50)
    assert split([first, head, words, below], tight, width) == [[first], [head, words, below]]


def test_a_terminal_shows_no_buttons() -> None:
    """Nothing can be pressed there, and nothing is left of them."""
    out = StringIO()
    (part,) = open_console(Console(file=out)).render(briefing(1))
    assert "useful" not in part.payload
    assert (
        part
        == open_console(Console(file=out)).render(
            Message(
                title="Trade talks",
                blocks=tuple(b for b in briefing(1).blocks if not isinstance(b, Actions)),
            )
        )[0]
    )


def test_each_story_has_the_same_buttons() -> None:
    """Labels and references of an edition's own stories."""
    made = actions(EDITION, 2, EDITION.items[1])
    assert made.about == "2 · A headline alone"
    assert {action.ref for action in made.actions} == {"e1.2"}
    assert [action.label for action in made.actions] == [
        "Sources",
        "More",
        "Follow this",
        "Useful",
        "Not useful",
        "Report an error",
    ]
