"""The contract of the port ``Chat``, over every platform there is."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from contract.chat_messages import NOON, briefing, echo, hostile, pressable, pressed
from contract.chat_world import CHATS, ChatWorld
from parley.app.ports import Part
from parley.domain.errors import ChannelUnavailable, ChatAuthError, SendAmbiguous
from parley.domain.model import Place, PostedPart

_BEFORE = NOON - timedelta(minutes=5)


@pytest.fixture(params=CHATS)
async def world(request: pytest.FixtureRequest) -> AsyncIterator[ChatWorld]:
    """A platform that is connected, and disconnected at the end."""
    async with CHATS[request.param]() as world:
        await world.chat.start(echo, pressed)
        yield world
        await world.chat.stop()


async def _post(world: ChatWorld, parts: list[Part], name: str = "d0") -> list[PostedPart]:
    posted: list[PostedPart] = []
    for part in parts:
        thread = posted[0].message_id if part.in_thread else None
        posted.append(
            await world.chat.post(world.place, part, key=f"{name}-{part.index}", thread=thread)
        )
    return posted


async def test_a_briefing_is_posted_whole(world: ChatWorld) -> None:
    """Every story and every source number is there, in order, and nobody is alerted."""
    parts = list(world.chat.render(briefing(3)))
    posted = await _post(world, parts)
    assert [part.index for part in posted] == [part.index for part in parts]
    text = "\n".join(world.said())
    places = [text.index(f"Story {number}.") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert all(f"[{number}]" in text for number in (1, 2, 3))
    assert "resume & go on" in text
    assert world.alerts() == []


async def test_rendering_is_pure(world: ChatWorld) -> None:
    """The same message gives the same parts, counted from 0, with those of the thread last."""
    first, again = world.chat.render(briefing(40)), world.chat.render(briefing(40))
    assert list(first) == list(again)
    assert [part.index for part in first] == list(range(len(first)))
    below = [part.in_thread for part in first]
    assert below == sorted(below)
    assert not below[0]


async def test_a_long_briefing_keeps_every_citation(world: ChatWorld) -> None:
    """Sixty long stories are split, and each words' citation still leads to its own source."""
    words = "Negotiators spoke of tariffs, quotas and rare earths until late. " * 12
    await _post(world, list(world.chat.render(briefing(60, words=words))))
    if world.cited is None:
        pytest.skip("what can be followed is not told apart here")
    cited = list(world.cited())
    for number in range(1, 61):
        assert f"https://example.org/{number}?a=1&b=2" in cited


async def test_what_an_article_says_is_shown_and_never_obeyed(world: ChatWorld) -> None:
    """Mentions, links that lie, control characters and reversed text are inert."""
    await _post(world, list(world.chat.render(hostile())))
    assert world.alerts() == []
    if world.cited is not None:
        assert set(world.cited()) == {"https://example.org/1"}


async def test_a_part_is_found_by_its_key(world: ChatWorld) -> None:
    """A lost answer is settled by looking: the same message is adopted, no second one is made."""
    if world.lose_answer is None:
        pytest.skip("an answer cannot be lost here")
    part = world.chat.render(briefing(1))[0]
    before = len(world.said())
    world.lose_answer()
    with pytest.raises(SendAmbiguous):
        await world.chat.post(world.place, part, key="d1-0")
    assert len(world.said()) == before + 1
    found = await world.chat.find(world.place, "d1-0", _BEFORE)
    assert found is not None
    assert found.index == 0
    assert await world.chat.find(world.place, "d2-0", _BEFORE) is None


async def test_a_part_in_a_thread_is_found_by_its_key(world: ChatWorld) -> None:
    """What stands under a message is found as well."""
    if world.lose_answer is None:
        pytest.skip("an answer cannot be lost here")
    posted = await _post(world, list(world.chat.render(briefing(1))))
    last = posted[-1]
    assert await world.chat.find(world.place, f"d0-{last.index}", _BEFORE) == last


async def test_a_person_is_told_privately(world: ChatWorld) -> None:
    """What goes to somebody stands in no channel, and is found by its key where an answer was lost."""
    if world.person is None:
        pytest.skip("there is one reader here")
    place = Place(world.place.tenant_id, f"@{world.person}")
    before = list(world.said())
    part = world.chat.render(briefing(1))[0]
    posted = await world.chat.post(place, part, key="n0-0")
    assert len(world.told()) == 1
    assert world.lose_answer is not None
    world.lose_answer()
    with pytest.raises(SendAmbiguous):
        await world.chat.post(place, part, key="n1-0")
    found = await world.chat.find(place, "n1-0", _BEFORE)
    assert found is not None
    assert found.message_id != posted.message_id
    assert await world.chat.find(place, "n2-0", _BEFORE) is None
    assert (await world.chat.check(place)).problems == ()
    assert [one for one in world.said() if one not in world.told()] == before


async def test_a_good_channel_has_no_problems(world: ChatWorld) -> None:
    """The check of a channel that can be posted to is empty."""
    assert (await world.chat.check(None)).problems == ()
    check = await world.chat.check(world.place)
    assert check.channel == world.channel
    assert check.problems == ()


async def test_a_missing_channel_is_told(world: ChatWorld) -> None:
    """The check says so in a sentence, and a post raises ``ChannelUnavailable``."""
    if world.missing_channel is None:
        pytest.skip("every channel is there")
    assert len((await world.chat.check(world.missing)).problems) == 1
    part = world.chat.render(briefing(1))[0]
    with pytest.raises(ChannelUnavailable):
        await world.chat.post(world.missing, part, key="d0-0")


async def test_a_revoked_token_is_told(world: ChatWorld) -> None:
    """Posting, checking and starting raise ``ChatAuthError``."""
    if world.break_token is None:
        pytest.skip("there is no token")
    part = world.chat.render(briefing(1))[0]
    world.break_token()
    with pytest.raises(ChatAuthError):
        await world.chat.post(world.place, part, key="d0-0")
    with pytest.raises(ChatAuthError):
        await world.chat.check(world.place)
    await world.chat.stop()
    with pytest.raises(ChatAuthError):
        await world.chat.start(echo)


async def test_a_command_reaches_the_dispatch(world: ChatWorld) -> None:
    """Typed in the platform's own way, understood in the neutral one, answered to the person."""
    if world.ask is None:
        pytest.skip("nothing can be asked here")
    (answer,) = await world.ask("brief us-china since 3d")
    assert answer == "brief: {'track': 'us-china', 'since': '3d'} manager=False"


async def test_a_press_reaches_whoever_answers_it(world: ChatWorld) -> None:
    """What was pressed and about which story, answered to the person alone; an error likewise."""
    if world.push is None:
        pytest.skip("nothing can be pressed here")
    await _post(world, list(world.chat.render(pressable("e1.2"))))
    before = list(world.said())
    (answer,) = await world.push("More")
    assert "more e1.2" in answer
    (answer,) = await world.push("Wrong")
    assert "report e1.2" in answer
    assert list(world.said()) == before
    await _post(world, list(world.chat.render(pressable("gone.1"))), "d1")
    (answer,) = await world.push("More")
    assert answer == "This story is gone."


async def test_what_cannot_be_pressed_is_not_shown(world: ChatWorld) -> None:
    """Where there are no buttons, nothing is left of them, and the words around them are whole."""
    if world.push is not None:
        pytest.skip("there are buttons here")
    await _post(world, list(world.chat.render(pressable("e1.2"))))
    text = "\n".join(world.said()).replace("\N{NO-BREAK SPACE}", " ")
    assert "Both sides agreed. [1]" in text
    assert "Wrong" not in text


async def test_stopping_twice_is_harmless(world: ChatWorld) -> None:
    """An end that is asked for again finds nothing to do."""
    await world.chat.stop()
    await world.chat.stop()
