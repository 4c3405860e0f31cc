"""The contract of the port ``Chat`` for a message with a picture, over every platform there is."""

import base64
from collections.abc import AsyncIterator

import pytest

from contract.chat_messages import echo, pressed
from contract.chat_world import CHATS, ChatWorld
from parley.domain.model import Citation, Heading, Message, Paragraph, Picture, Text

# A dot of grey, so that it is a PNG.
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
ALT = "Timeline of US-China. It is stalled since 29 May 2025; <!channel> @everyone *bold*."


def message(alt: str = ALT, pictures: int = 1) -> Message:
    return Message(
        title="US-China · stalled",
        blocks=(
            Heading((Text("US-China · stalled"),), level=1),
            *(Picture(f"us-china-{n}.png", PNG + bytes([n]), alt) for n in range(pictures)),
            Paragraph((Text("Talks have stalled. "), Citation(1, "https://example.org/1"))),
        ),
    )


@pytest.fixture(params=CHATS)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[ChatWorld]:
    """A platform that is connected, and disconnected at the end."""
    async with CHATS[request.param]() as world:
        await world.chat.start(echo, pressed)
        yield world
        await world.chat.stop()


async def _post(world: ChatWorld, shown: Message) -> None:
    for part in world.chat.render(shown):
        await world.chat.post(world.place, part, key=f"d0-{part.index}")


async def test_a_picture_is_seen_or_said(world: ChatWorld) -> None:
    """Its bytes with its words for a screen reader; where there are no pictures, the words."""
    await _post(world, message())
    text = "\n".join(world.said()).replace("\N{NO-BREAK SPACE}", " ")
    assert "Talks have stalled. [1]" in text
    if world.pictured is None:
        assert "It is stalled since 29 May 2025" in text
    else:
        ((png, words),) = await world.pictured()
        assert png == PNG + b"\x00"
        assert words.startswith("Timeline of US-China. It is stalled since 29 May 2025;")
    assert world.alerts() == []


async def test_two_pictures_are_not_mixed_up(world: ChatWorld) -> None:
    """Each has its own bytes, in their order."""
    if world.pictured is None:
        pytest.skip("there are no pictures here")
    await _post(world, message(pictures=2))
    assert [png for png, _ in await world.pictured()] == [PNG + b"\x00", PNG + b"\x01"]


async def test_words_that_are_too_long_are_cut(world: ChatWorld) -> None:
    """No platform refuses a picture for what is said of it."""
    await _post(world, message(alt="It is stalled. " * 250))
    if world.pictured is not None:
        ((_, words),) = await world.pictured()
        assert words.startswith("It is stalled.")


async def test_rendering_with_a_picture_is_pure(world: ChatWorld) -> None:
    """The same message gives the same parts, pictures included."""
    first, again = world.chat.render(message()), world.chat.render(message())
    assert list(first) == list(again)
