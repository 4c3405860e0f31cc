"""The buttons under a story in Slack, through its real client libraries, over a restart."""

import asyncio
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from fakes.slack_rules import buttons, links, mentions
from fakes.slack_server import FakeSlack, running
from parley.domain.model import FeedbackKind, Press, Reply
from parley.domain.quoting import claims_of
from parley_adapters.store.tables import edition, placement
from scenario.pressing_world import Shift, database, emptied, shift
from scenario.slack_world import CHANNEL, echo, message, office, open_slack

LABELS = ["Sources", "More", "Follow this", "Useful", "Not useful", "Report an error"]


def shift_of(slack: FakeSlack, folder: Path) -> AbstractAsyncContextManager[Shift]:
    return shift(database(folder), open_slack(slack), slack.workspace.clock)


async def push(
    slack: FakeSlack, label: str, story: int = 1, user: str = "UANNA", *, channel: str = CHANNEL
) -> str:
    """Press a button and wait for what the person alone is told."""
    space = slack.workspace
    count = len(space.told(user, channel))
    await slack.deliver("interactive", slack.press(label, story, user, channel))
    return (await slack.until(count + 1, lambda: space.told(user, channel)))[-1]


async def test_a_reader_looks_behind_a_story(tmp_path: Path) -> None:
    """Sources with links, a longer account, thanks, a report: each to the reader alone, and none of
    it changes what stands in the channel."""
    async with running() as slack:
        space = slack.workspace
        async with shift(database(tmp_path), open_slack(slack), space.clock) as it:
            told = await it.post(CHANNEL)
            stories = len(told.items)
            (posted, *_) = space.channels[CHANNEL].messages
            assert [label for label, _ in buttons(posted)] == LABELS * stories
            before = list(space.channels[CHANNEL].messages)

            first = told.items[0]
            sources = await push(slack, "Sources")
            assert first.headline in sources
            shown = space.private[CHANNEL, "UANNA"][-1]
            cited = {e.article_id for claim in claims_of(first) for e in claim.evidence}
            urls = {article.url for article in told.articles if article.id in cited}
            assert {url for url, _ in links(shown)} == urls
            assert first.claims[0].evidence[0].quote in sources

            more = await push(slack, "More")
            assert first.headline in more
            assert "From the archive, as of" in more
            assert "[1]" in {word for _, word in links(space.private[CHANNEL, "UANNA"][-1])}
            assert len(more) > len(" ".join(claim.text for claim in first.claims))

            assert "Noted as useful" in await push(slack, "Useful", stories)
            assert "Noted as not useful" in await push(slack, "Not useful", stories)
            assert "Reported" in await push(slack, "Report an error", 2, "UBOSS")
            report, opinion = sorted(await it.feedback(), key=lambda word: word.kind)
            assert opinion.kind is FeedbackKind.NOT_USEFUL
            assert opinion.story_id == told.items[-1].story_id
            assert (report.kind, report.tenant_id) == (FeedbackKind.ERROR, "slack:T0123")
            assert report.claims == claims_of(told.items[1])

            assert space.channels[CHANNEL].messages == before
            assert [m for shown in space.private[CHANNEL, "UANNA"] for m in mentions(shown)] == []
            assert max(slack.acks) < 3
            assert slack.refused == []


async def test_a_button_outlives_the_process(tmp_path: Path) -> None:
    """Pressed after a restart it answers as before; of a deleted story it says so in one sentence."""
    url = database(tmp_path)
    async with running() as slack:
        clock = slack.workspace.clock
        async with shift(url, open_slack(slack), clock) as it:
            await it.post(CHANNEL)
            before = await push(slack, "Sources", 2)
        async with shift(url, open_slack(slack), clock) as it:
            assert await push(slack, "Sources", 2) == before
            await emptied(url, placement)
            assert (await push(slack, "More", 2)).startswith("This story is no longer")
            await emptied(url, edition)
            for label in LABELS:
                said = await push(slack, label)
                assert said == (
                    "This story is no longer in the archive; /trade brief makes a new briefing."
                )
            assert await it.feedback() == []


async def test_what_slack_sends_twice_is_answered_once(tmp_path: Path) -> None:
    """The same press again is acknowledged and ignored; a button of another version is
    told, and one that is not ours is only acknowledged."""
    async with running() as slack:
        space = slack.workspace
        async with shift(database(tmp_path), open_slack(slack), space.clock) as it:
            await it.post(CHANNEL)
            payload = slack.press("Useful")
            await slack.deliver("interactive", payload)
            await slack.deliver("interactive", payload)
            strange: dict[str, Any] = slack.press("Useful")
            strange["actions"][0]["action_id"] = "parley:conquer"
            await slack.deliver("interactive", strange)
            strange["actions"][0]["action_id"] = "other"
            await slack.deliver("interactive", strange)
            await slack.deliver("interactive", slack.press("Useful", 2))
            assert len(slack.acks) == 5
            told = await slack.until(3, lambda: space.told("UANNA"))
            assert len(told) == 3
            assert sum("of another version" in line for line in told) == 1


async def test_a_hand_made_press_finds_nothing(tmp_path: Path) -> None:
    """A value that names no story, or is no name at all, gets the same sentence."""
    async with running() as slack:
        space = slack.workspace
        async with shift(database(tmp_path), open_slack(slack), space.clock) as it:
            told = await it.post(CHANNEL)
            for ref in (
                f"{told.id}.99",
                f"{told.id}.0",
                "e.1",
                "",
                "'; DROP TABLE edition",
                "x" * 9,
            ):
                payload = slack.press("Sources")
                payload["actions"][0]["value"] = ref
                count = len(space.told("UANNA"))
                await slack.deliver("interactive", payload)
                said = await slack.until(count + 1, lambda: space.told("UANNA"))
                assert said[-1].startswith("This story is no longer in the archive")


async def test_pressing_like_a_script_is_told_to_wait(tmp_path: Path) -> None:
    """Presses count with commands: the twenty-first within a minute is told when to try again."""
    async with running() as slack, shift_of(slack, tmp_path) as it:
        await it.post(CHANNEL)
        for _ in range(20):
            assert "Noted" in await push(slack, "Useful")
        assert "try again in" in await push(slack, "Useful")
        assert len(await it.feedback()) == 1


async def test_a_briefing_that_was_asked_for_has_its_buttons(tmp_path: Path) -> None:
    """They work under an answer for one person as under a post."""
    async with running() as slack, shift_of(slack, tmp_path):
        await slack.type("brief since 3d")
        await slack.until(1, lambda: slack.workspace.told("UANNA"))
        assert "“" in await push(slack, "Sources")


async def test_where_nothing_is_pressed_it_is_said() -> None:
    """An installation without use cases behind its buttons answers all the same."""
    async with office() as it:
        space = it.slack.workspace
        button = {"action_id": "parley:more", "text": {"text": "More"}, "value": "e1.1"}
        shown = {"ts": "1.0", "blocks": [{"type": "actions", "elements": [button]}]}
        space.channels[CHANNEL].messages.append(shown)
        assert "switched off" in await push(it.slack, "More")


async def test_a_slow_answer_is_acknowledged_at_once() -> None:
    """Slack hears within its three seconds, however long the answer takes; it comes when it is there."""
    written = asyncio.Event()

    async def slow(_press: Press) -> Reply:
        await written.wait()
        return Reply(message=message("At last"))

    async with running() as slack:
        chat = open_slack(slack)
        await chat.start(echo, slow)
        button = {"action_id": "parley:more", "text": {"text": "More"}, "value": "e1.1"}
        shown = {"ts": "1.0", "blocks": [{"type": "actions", "elements": [button]}]}
        slack.workspace.channels[CHANNEL].messages.append(shown)
        await slack.deliver("interactive", slack.press("More"))
        assert slack.workspace.told("UANNA") == []
        written.set()
        assert await slack.until(1, lambda: slack.workspace.told("UANNA")) == ["At last"]
        await chat.stop()
