"""The menu and the buttons under a briefing on Discord, through the real client, over a restart."""

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from fakes import discord_rules
from fakes.discord_interactions import Asked
from fakes.discord_server import DiscordServer, running
from fakes.places import at
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    FeedbackKind,
    Heading,
    Message,
    Press,
    Reply,
    Text,
)
from parley.domain.quoting import claims_of
from parley_adapters.store.tables import edition, placement
from scenario.discord_world import chat_of, connected, echo
from scenario.pressing_world import Shift, database, emptied, shift

LABELS = ["Sources", "More", "Follow this", "Useful", "Not useful", "Report an error"]


def shift_of(server: DiscordServer, folder: Path) -> AbstractAsyncContextManager[Shift]:
    return shift(database(folder), chat_of(server), server.world.clock)


def components(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(discord_rules.components(message))


async def opened(server: DiscordServer, story: int = 1, **who: Any) -> dict[str, Any]:
    """Choose a story in the briefing's menu; the private answer with its buttons."""
    briefing = server.world.trade.messages[0]
    asked = await server.press(briefing, f"{story} · ", **who)
    return _private(asked)


def _private(asked: Asked) -> dict[str, Any]:
    assert all(answer["ephemeral"] for answer in asked.answers)
    return asked.answers[-1]


async def test_a_reader_looks_behind_a_story(tmp_path: Path) -> None:
    """A story is chosen, then its sources, a longer account, thanks and a report, all privately."""
    async with running() as server:
        world = server.world
        async with shift(database(tmp_path), chat_of(server), world.clock) as it:
            told = await it.post(str(world.trade.id))
            before = list(world.trade.messages)
            (menu,) = components(before[0])
            assert len(menu["options"]) == len(told.items) > 1

            first = told.items[0]
            buttons = await opened(server)
            assert first.headline in discord_rules.read(buttons)
            assert [one["label"] for one in components(buttons)] == LABELS

            sources = _private(await server.press(buttons, "Sources"))
            cited = {e.article_id for claim in claims_of(first) for e in claim.evidence}
            urls = {article.url for article in told.articles if article.id in cited}
            assert {url for url, _ in discord_rules.links(sources)} == urls
            assert discord_rules.alerts(sources) == []

            more = _private(await server.press(buttons, "More"))
            assert "From the archive, as of" in discord_rules.read(more)
            assert discord_rules.links(more)

            last = await opened(server, len(told.items))
            await server.press(last, "Useful")
            thanks = await server.press(last, "Not useful")
            assert "Noted as not useful" in thanks.said[-1]
            report = await server.press(last, "Report an error", by=world.anna)
            assert "Reported" in report.said[-1]
            error, opinion = sorted(await it.feedback(), key=lambda word: word.kind)
            assert (opinion.kind, opinion.user) == (FeedbackKind.NOT_USEFUL, str(world.ben.id))
            assert error.claims == claims_of(told.items[-1])
            assert error.tenant_id == f"discord:{world.guild}"
            assert world.trade.messages == before


async def test_a_button_outlives_the_process(tmp_path: Path) -> None:
    """Menu and buttons from before a restart answer; of a deleted story they say so."""
    url = database(tmp_path)
    async with running() as server:
        clock = server.world.clock
        async with shift(url, chat_of(server), clock) as it:
            await it.post(str(server.world.trade.id))
            buttons = await opened(server, 2)
            before = (await server.press(buttons, "Sources")).said
        async with shift(url, chat_of(server), clock) as it:
            assert (await server.press(buttons, "Sources")).said == before
            assert discord_rules.read(await opened(server, 2)) == discord_rules.read(buttons)
            await emptied(url, placement)
            assert (await server.press(buttons, "More")).said[-1].startswith("This story is no")
            await emptied(url, edition)
            gone = "This story is no longer in the archive; /trade brief makes a new briefing."
            for label in LABELS:
                assert (await server.press(buttons, label)).said == [gone]
            assert discord_rules.read(await opened(server)) == gone
            assert await it.feedback() == []


async def test_what_discord_sends_twice_is_answered_once(tmp_path: Path) -> None:
    """The same interaction again cannot be acknowledged again, and nothing comes of it."""
    async with running() as server, shift_of(server, tmp_path) as it:
        await it.post(str(server.world.trade.id))
        buttons = await opened(server)
        asked = await server.press(buttons, "Useful")
        await server.gateway.dispatch("INTERACTION_CREATE", asked.payload)
        await server.press(buttons, "Not useful")
        assert len(asked.answers) == 1
        (word,) = await it.feedback()
        assert word.kind is FeedbackKind.NOT_USEFUL


async def test_a_button_of_another_version_is_told(tmp_path: Path) -> None:
    """An id that means nothing any more is answered with what to do instead."""
    async with running() as server, shift_of(server, tmp_path) as it:
        await it.post(str(server.world.trade.id))
        buttons = await opened(server)
        for strange in ("parley:conquer:e1.1", "parley:more", "x" * 100):
            components(buttons)[0]["custom_id"] = strange  # type: ignore[index]
            asked = await server.press(buttons, "Sources")
            assert asked.said == [
                "This button is of another version; /trade brief makes a new briefing."
            ]


async def test_nothing_is_kept_for_a_message() -> None:
    """The client library holds no view of any message that was posted: buttons cost no memory."""
    async with running() as server:
        chat = chat_of(server)
        message = Message(
            title="Talks",
            blocks=(
                Heading((Text("1 · Talks"),)),
                Actions((Action(ActionKind.MORE, "e1.1", "More"),), about="1 · Talks"),
            ),
        )
        (part,) = chat.render(message)
        await chat.post(at(str(server.world.trade.id)), part, key="d0-0")
        client = await chat._connection.login()
        assert client.persistent_views == []
        await chat.stop()


async def test_where_nothing_is_pressed_it_is_said() -> None:
    """A bot that is ending, or has nothing behind its buttons, still answers."""
    async with connected() as (server, _):
        message = server.world.message(
            server.world.trade.id,
            {
                "content": "A briefing",
                "components": [
                    {
                        "type": 1,
                        "components": [
                            {
                                "type": 2,
                                "label": "More",
                                "style": 2,
                                "custom_id": "parley:more:e1.1",
                            }
                        ],
                    }
                ],
            },
        )
        assert "restarted" in (await server.press(message, "More")).said[-1]


async def test_a_slow_answer_is_acknowledged_at_once() -> None:
    """Discord hears before the answer is begun; a press in hand when the bot ends is answered."""
    begun, written = asyncio.Event(), asyncio.Event()

    async def slow(_press: Press) -> Reply:
        begun.set()
        await written.wait()
        return Reply(message=Message(title="At last", blocks=(Heading((Text("At last"),)),)))

    async with running() as server:
        chat = chat_of(server)
        await chat.start(echo, slow)
        button = {"type": 2, "label": "More", "style": 2, "custom_id": "parley:more:e1.1"}
        body = {"content": "Talks", "components": [{"type": 1, "components": [button]}]}
        shown = server.world.message(server.world.trade.id, body)
        asked = server.interactions.press(shown, "More")
        await server.gateway.dispatch("INTERACTION_CREATE", asked.payload)
        await begun.wait()
        assert asked.deferred
        ending = asyncio.create_task(chat.stop())
        written.set()
        await ending
        assert asked.said == ["At last"]
