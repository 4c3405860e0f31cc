"""Where the talks stand, asked in Slack, on Discord and on the page, answered with a picture."""

import asyncio

import pytest
from structlog.testing import capture_logs

from fakes import discord_files, discord_rules
from fakes.discord_guild import ATTACH
from fakes.slack_rules import links, mentions, words
from scenario.slack_world import CHANNEL, newsroom
from scenario.test_discord_conversation import newsroom as discord_newsroom


class Waiting:
    """Waits for nothing that takes seconds, and for ever where a watchdog does."""

    async def __call__(self, seconds: float) -> None:
        await (asyncio.Event().wait() if seconds > 5 else asyncio.sleep(0))


async def test_status_says_since_when_and_on_whose_word() -> None:
    """State, day, quote with its number, the last steps, the next date in days, the sources."""
    async with newsroom() as it:
        said = await it.ask("status us-china")
        assert "US-China · stalled since 29 May 2025" in said
        assert "“US trade talks with China are 'a bit stalled'" in said
        assert "28 May 2025* Export control" in said
        assert "→ escalating" in said
        assert "12 Aug 2025* (in 74 days): “The pause ends on 12 August 2025" in said
        shown = it.slack.workspace.private[CHANNEL, "UANNA"][-1]
        cited = {word for _, word in links(shown) if word.startswith("[")}
        assert cited == {f"[{n}]" for n in range(1, len(cited) + 1)}
        assert mentions(shown) == []


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("status US China as of 2025-05-29", "stalled since 29 May 2025"),
        ("status us-china as of 28 May 2025", "escalating since 28 May 2025"),
        ("status us-china 2025-05-20", "truce since 12 May 2025"),
        ("status us-china as of May 2025", "stalled since 29 May 2025"),
        ("timeline us-china as of yesterday", "stalled since 29 May 2025"),
    ],
)
async def test_it_is_told_as_it_was_known(line: str, state: str) -> None:
    """Of a day in any form, by the evidence of that day."""
    async with newsroom() as it:
        assert f"US-China · {state}" in await it.ask(line)


async def test_all_tracks_in_lines() -> None:
    """Without a track: those that have moved, the newest first, each on somebody's word."""
    async with newsroom() as it:
        said = await it.ask("status")
        assert "Where the talks stand" in said
        assert said.index("(us-china): stalled") < said.index("(semiconductors): escalating")
        assert "The others are quiet." in said


async def test_what_is_not_known_is_said() -> None:
    """A track without news, a day before all news, a day ahead, no day, no track: each a sentence."""
    async with newsroom() as it:
        unknown = await it.ask("status us-korea")
        assert "Nothing is known of US-Korea" in unknown
        assert "/trade search US-Korea" in unknown
        assert "Nothing is known of US-China" in await it.ask("timeline us-china as of 2020-01-01")
        assert "No track has moved" in await it.ask("status as of 2020-01-01")
        assert "lies ahead" in await it.ask("status us-china as of 2031-01-01")
        assert "is no day I know" in await it.ask("status us-china as of whenever")
        assert "Of which track?" in await it.ask("timeline")
        assert 'did you mean "us-china"' in await it.ask("timeline us-chnia")


async def test_a_timeline_in_slack_has_its_picture() -> None:
    """Uploaded, complete, shown to the asker alone, with words for a screen reader; asked for again,
    the picture that is there is shown."""
    async with newsroom() as it:
        said = await it.ask("timeline us-china")
        assert "How it came there" in said
        space = it.slack.workspace
        shown = space.private[CHANNEL, "UANNA"][-1]
        ((png, alt),) = space.files.shown(shown)
        assert png.startswith(b"\x89PNG")
        assert "It is stalled since 29 May 2025." in alt
        assert alt in shown["text"]
        await it.ask("timeline us-china")
        assert len(space.files.kept) == 1


async def test_without_the_scope_the_words_go_out() -> None:
    """The answer has the picture's words and says what to add; the log says it as well."""
    async with newsroom() as it:
        space = it.slack.workspace
        space.scopes = space.scopes.replace("files:write,", "")
        with capture_logs() as logs:
            said = await it.ask("timeline us-china")
        assert "Timeline of US-China" in said
        assert 'The scope "files:write" is missing' in said
        assert "How it came there" in said
        assert [log["why"] for log in logs if log["event"] == "picture not uploaded"]


async def test_slack_may_take_its_time_with_a_picture() -> None:
    """A message that is refused because the file is not ready is sent again, and then without it."""
    async with newsroom(sleep=Waiting()) as it:
        space = it.slack.workspace
        space.files.slow = 2
        event = it.slack.event("<@UPARLEY> timeline us-china", "UANNA", CHANNEL)
        await it.slack.deliver("events_api", event)
        await it.slack.until(1, lambda: it.replies(event["event"]["ts"]))
        assert space.files.shown(space.channels[CHANNEL].messages[-1])
        assert it.slack.calls.count("chat.postMessage") == 3


@pytest.mark.parametrize("trouble", ["files.completeUploadExternal", "upload"])
async def test_an_upload_that_fails_costs_the_picture_alone(trouble: str) -> None:
    """Slack cannot be reached half-way: the words come."""
    async with newsroom() as it:
        it.slack.broken.add(trouble)
        said = await it.ask("timeline us-china")
        assert "How it came there" in said
        assert (
            it.slack.workspace.files.shown(it.slack.workspace.private[CHANNEL, "UANNA"][-1]) == []
        )


async def test_a_file_that_never_gets_ready_costs_the_picture_alone() -> None:
    """Two tries at the address for answers, then words."""
    async with newsroom(sleep=Waiting()) as it:
        it.slack.workspace.files.slow = 99
        said = await it.ask("timeline us-china")
        assert "Timeline of US-China" in said
        assert it.slack.refused == ["invalid_blocks", "invalid_blocks"]


async def test_a_timeline_on_discord_has_its_picture() -> None:
    """An attachment of the private answer, shown by an embed, described for a screen reader."""
    async with discord_newsroom() as (server, _):
        asked = await server.slash("timeline", {"track": "us-china"}, replies=1)
        assert all(answer["ephemeral"] for answer in asked.answers)
        found = [
            pair
            for answer in asked.answers
            for pair in discord_files.shown(answer, server.world.files[answer["id"]])
        ]
        ((png, alt),) = found
        assert png.startswith(b"\x89PNG")
        assert alt.startswith("Timeline of US-China")
        assert "How it came there" in "\n".join(map(discord_rules.read, asked.answers))


async def test_without_the_permission_discord_gets_the_words() -> None:
    """Files are not allowed there: the embed stays, and the log names the permission."""
    async with discord_newsroom() as (server, _):
        server.world.trade.denied = ATTACH
        with capture_logs() as logs:
            asked = await server.slash("timeline", {"track": "us-china"}, replies=1)
        said = "\n".join(map(discord_rules.read, asked.answers))
        assert "Timeline of US-China" in said
        assert "How it came there" in said
        assert any("Attach Files" in str(log.get("why")) for log in logs)


async def test_discord_completes_tracks_for_a_timeline() -> None:
    """Registered with its options; the track is required and completed from the catalogue."""
    async with discord_newsroom() as (server, _):
        offered = await server.complete("timeline", "track", "chi")
        assert {"us-china"} <= {choice["value"] for choice in offered} or offered
        asked = await server.slash("status", {"track": "us-china", "as_of": "28 May 2025"})
        assert "escalating since 28 May 2025" in "\n".join(asked.said)


def test_words_of_a_picture_are_read_in_slack() -> None:
    """What a person reads where a picture was: its words, escaped."""
    from parley_adapters.chat.slack.pictures import in_words

    image = {"type": "image", "slack_file": {"id": "x"}, "alt_text": "<!channel> 5 < 6"}
    shown = in_words({"text": "x", "blocks": [image]}, "Because.")
    assert mentions(shown) == []
    assert words(shown).endswith("5 < 6 Because.")
