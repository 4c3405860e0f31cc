"""What was said outside the timetable, read again from the archive by a process that did not say it."""

from parley import settings
from parley.app.board import ArchiveBoard
from parley.domain.model import ActionKind, Actions, Message, NoticeKind, Press
from parley.wiring.web import again_of, board_of
from scenario.newsroom_world import (
    CURBS,
    DAY,
    HOUR,
    MINUTE,
    OFFICE,
    PAPER,
    TENANT,
    WIRE,
    Newsroom,
    newsroom,
)

_MORE = (
    "The halt of chip software sales to China hits $5 billion of trade a year, the US Commerce "
    "Department said on Wednesday of its order to software makers."
)


def board(room: Newsroom) -> ArchiveBoard:
    again = again_of(settings.load(env={}), room.pipeline, room.clock)
    return board_of(TENANT, room.pipeline, room.clock, again)


async def _said(room: Newsroom, user: str = "u1") -> list[tuple[NoticeKind, str]]:
    found = await board(room).notices(user)
    return [(notice.kind, message.title if message else "") for notice, message in found]


async def test_breaking_news_is_there_until_a_briefing_has_told_it() -> None:
    """The same words as were posted, at any hour; after the briefing there is nothing to say."""
    async with newsroom() as room:
        order = await room.subscribe()
        await room.publish(OFFICE, CURBS)
        await room.pass_time(10 * MINUTE)
        (told,) = room.said
        ((kind, title),) = await _said(room)
        assert kind is NoticeKind.BREAKING
        assert told.startswith(title)
        room.clock.move_to(room.clock.now().replace(hour=23))
        assert await _said(room) == [(kind, title)]
        await room.brief(order)
        assert await _said(room) == [(kind, "")]


async def test_news_of_what_one_follows_is_ones_own() -> None:
    """Told once, and read again for that person alone, in the words of then; gone with the follow."""
    async with newsroom() as room:
        await room.subscribe()
        story = await room.publish(WIRE, CURBS)
        room.clock.advance(MINUTE)
        press = Press(
            kind=ActionKind.FOLLOW,
            ref=story,
            platform=room.chat.platform,
            tenant_id=TENANT,
            channel="trade",
            user="u1",
            pressed_at=room.clock.now(),
        )
        await room.outside.following.toggle(press)
        room.clock.advance(MINUTE)
        await room.publish(PAPER, _MORE)
        await room.pass_time(5 * MINUTE)
        (told,) = room.told("@u1")
        ((kind, title),) = [one for one in await _said(room) if one[0] is NoticeKind.FOLLOWED]
        assert title
        assert told.startswith(title)
        assert kind not in {one for one, _ in await _said(room, "u2")}
        room.clock.advance(2 * HOUR)
        assert (kind, title) in await _said(room)
        following: Message = await board(room).following("u1")
        assert [type(block) for block in following.blocks][-1] is Actions
        await room.outside.following.toggle(press)
        assert (kind, "") in await _said(room)
        assert (await board(room).following("u1")).blocks == ()
        room.clock.advance(8 * DAY)
        assert await _said(room) == []
