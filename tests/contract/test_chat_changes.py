"""The contract of the port ``Chat`` on what was posted already: replaced, and taken away."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from contract.chat_messages import NOON, briefing, echo, pressable, pressed
from contract.chat_world import CHATS, ChatWorld
from parley.app.ports import Part
from parley.domain.errors import ChannelUnavailable, ChatAuthError, MessageGone, RateLimited
from parley.domain.model import Message, Paragraph, PostedPart, Text

_BEFORE = NOON - timedelta(minutes=5)


@pytest.fixture(params=CHATS)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[ChatWorld]:
    """A platform that is connected, and disconnected at the end."""
    async with CHATS[request.param]() as world:
        await world.chat.start(echo, pressed)
        yield world
        await world.chat.stop()


async def _posted(world: ChatWorld) -> tuple[list[Part], list[PostedPart]]:
    """A briefing with its sources below it, under the name d0."""
    parts = list(world.chat.render(briefing(2)))
    done: list[PostedPart] = []
    for part in parts:
        thread = done[0].message_id if part.in_thread else None
        key = f"d0-{part.index}"
        done.append(await world.chat.post(world.place, part, key=key, thread=thread))
    return parts, done


def _part(world: ChatWorld, words: str) -> Part:
    message = Message(
        title="Trade talks",
        blocks=(Paragraph((Text(words),)),),
    )
    return world.chat.render(message)[0]


async def test_a_message_is_replaced_where_it_stands(world: ChatWorld) -> None:
    """Its old words are gone, the others stay, nothing is added, and it is found by its key still."""
    _, done = await _posted(world)
    before = len(world.said())
    part = _part(world, "One story & what is left of it.")
    for _ in range(2):  # doing it twice is doing it once
        await world.chat.replace(world.place, done[0].message_id, part, key="d0-0")
    assert "One story & what is left of it." in "\n".join(world.said())
    if not world.editable:
        pytest.skip("what was printed stays printed")
    assert len(world.said()) == before
    assert "Story 1." not in world.said()[0]
    assert world.alerts() == []
    assert await world.chat.find(world.place, "d0-0", _BEFORE) == done[0]


async def test_a_message_in_a_thread_is_replaced_there(world: ChatWorld) -> None:
    """What stands under a message can be changed as well, by the id that posting it gave."""
    _, done = await _posted(world)
    part = _part(world, "Fewer sources.")
    await world.chat.replace(world.place, done[-1].message_id, part, key=f"d0-{done[-1].index}")
    assert "Fewer sources." in world.said()[-1]


async def test_buttons_go_with_what_they_are_about(world: ChatWorld) -> None:
    """A message that is replaced by one without buttons has none."""
    if world.push is None:
        pytest.skip("nothing can be pressed here")
    (part,) = world.chat.render(pressable("e1.2"))
    posted = await world.chat.post(world.place, part, key="d0-0")
    bare = _part(world, "Nothing to press.")
    await world.chat.replace(world.place, posted.message_id, bare, key="d0-0")
    with pytest.raises((AssertionError, RuntimeError)):
        await world.push("More")


async def test_a_message_is_taken_away(world: ChatWorld) -> None:
    """It is gone, the others stay; taking it away again is no error, replacing it is told."""
    _, done = await _posted(world)
    before = len(world.said())
    for _ in range(2):
        await world.chat.remove(world.place, done[-1].message_id)
    if not world.editable:
        pytest.skip("what was printed stays printed")
    assert len(world.said()) == before - 1
    if world.lose_answer is None:
        return  # a page of our own composes what it shows
    part = _part(world, "Too late.")
    with pytest.raises(MessageGone):
        await world.chat.replace(world.place, done[-1].message_id, part, key="d0-9")
    assert len(world.said()) == before - 1


async def test_a_lost_answer_leaves_no_doubt(world: ChatWorld) -> None:
    """The change is made again, and is there once."""
    if world.lose_change is None:
        pytest.skip("an answer cannot be lost here")
    _, done = await _posted(world)
    before = len(world.said())
    world.lose_change()
    part = _part(world, "Changed.")
    await world.chat.replace(world.place, done[0].message_id, part, key="d0-0")
    assert "Changed." in world.said()[0]
    world.lose_change()
    await world.chat.remove(world.place, done[-1].message_id)
    assert len(world.said()) == before - 1


async def test_a_rate_limit_is_told(world: ChatWorld) -> None:
    """A platform that asks to wait for long is not waited for."""
    if world.limit_change is None:
        pytest.skip("there is no limit here")
    _, done = await _posted(world)
    world.limit_change()
    part = _part(world, "Changed.")
    with pytest.raises(RateLimited) as told:
        await world.chat.replace(world.place, done[0].message_id, part, key="d0-0")
    assert told.value.retry_after >= timedelta(seconds=30)


async def test_a_missing_channel_is_told(world: ChatWorld) -> None:
    """Changing a message of a channel that is gone raises ``ChannelUnavailable``."""
    if world.missing_channel is None:
        pytest.skip("every channel is there")
    _, done = await _posted(world)
    part = _part(world, "Changed.")
    with pytest.raises(ChannelUnavailable):
        await world.chat.replace(world.missing, done[0].message_id, part, key="d0-0")


async def test_a_revoked_token_is_told(world: ChatWorld) -> None:
    """Changing a message raises ``ChatAuthError``."""
    if world.break_token is None:
        pytest.skip("there is no token")
    _, done = await _posted(world)
    world.break_token()
    part = _part(world, "Changed.")
    with pytest.raises(ChatAuthError):
        await world.chat.replace(world.place, done[0].message_id, part, key="d0-0")
