"""Following: a person presses a button under a story, and again to stop; the list of what they follow."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from parley.app.compose_notices import STOP
from parley.app.front import Answer
from parley.app.ports import Archive, Pressed
from parley.app.survey import stories_of
from parley.domain import identity
from parley.domain.errors import CommandError
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    Block,
    Command,
    Follow,
    Heading,
    Message,
    Paragraph,
    Press,
    Reply,
    Text,
)

MOST = 50
"""So many threads a person follows; more is a briefing."""

_GONE = "This story is no longer in the archive; /trade brief makes a new briefing."


class Following:
    """Keeps who follows what. A button names a story of an edition, or a story by its own id."""

    def __init__(self, archive: Archive) -> None:
        self._follows = archive.follows
        self._articles = archive.articles
        self._editions = archive.editions

    def table(self) -> Mapping[ActionKind, Pressed]:
        """Which button is answered by what."""
        return {ActionKind.FOLLOW: self.toggle, ActionKind.UNFOLLOW: self.stop}

    async def toggle(self, press: Press) -> Reply:
        """Follow the thread of a story; pressed again, follow it no more. Raises ``CommandError``."""
        thread, headline = await self._story(press)
        key = identity.follow_id(press.tenant_id, press.user, thread)
        if await self._follows.unfollow(press.tenant_id, press.user, key):
            return _reply("You do not follow this any more", headline)
        follow = Follow(
            id=key,
            tenant_id=press.tenant_id,
            user=press.user,
            channel=f"@{press.user}",
            thread_id=thread,
            about=press.ref,
            since=press.pressed_at,
        )
        if not await self._follows.follow(follow, MOST):
            raise CommandError(
                f"You follow {MOST} stories, which is as many as there can be; "
                "/trade subscriptions lists them, to stop following one."
            )
        words = "You follow this. When it moves you are told privately, once an hour at most."
        return _reply(words, headline, _stop(follow, headline))

    async def stop(self, press: Press) -> Reply:
        """Follow no more what a notice was about."""
        tenant_id, key = _named(press)
        gone = await self._follows.unfollow(tenant_id, press.user, key)
        headline = await self._headline(gone, press.pressed_at) if gone else ""
        words = "You do not follow this any more" if gone else "You do not follow this"
        return _reply(words, headline)

    def opening(self, otherwise: Pressed) -> Pressed:
        """What a choice from a menu of followed threads offers; other choices go elsewhere."""

        async def either(press: Press) -> Reply:
            follow = await self._follows.find(*_named(press))
            if follow is None or follow.user != press.user:
                return await otherwise(press)
            headline = await self._headline(follow, press.pressed_at)
            return _reply("You follow this", headline, _stop(follow, headline))

        return either

    async def listed(self, tenant_id: str, user: str, now: datetime) -> Message:
        """What a person follows, each with a button to stop; without blocks if it is nothing."""
        title = "You follow"
        own = await self._follows.of(tenant_id, user)
        blocks: list[Block] = [Heading((Text(title),))] if own else []
        for follow in own:
            headline = await self._headline(follow, now)
            blocks += [Paragraph((Text(headline),)), _stop(follow, headline)]
        return Message(title=title, blocks=tuple(blocks))

    def beside(self, answer: Answer) -> Answer:
        """An answer with what the person follows below it."""

        async def both(command: Command) -> Reply:
            reply = await answer(command)
            own = await self.listed(command.tenant_id, command.user, command.asked_at)
            message = reply.message
            return replace(reply, message=replace(message, blocks=(*message.blocks, *own.blocks)))

        return both

    async def _story(self, press: Press) -> tuple[str, str]:
        """The thread and the headline of what a button is about."""
        if told := await self._told(press.ref):
            return told
        rows = await self._articles.stories([press.ref], press.pressed_at)
        story = next(iter(stories_of(rows)), None)
        if story is None:
            raise CommandError(_GONE)
        return story.thread_id, story.articles[0].revision.title

    async def _told(self, ref: str) -> tuple[str, str] | None:
        """The same for a story of an edition, if it is one."""
        found = identity.split_story_ref(ref)
        edition = await self._editions.edition(found[0]) if found else None
        if found is None or edition is None or found[1] > len(edition.items):
            return None
        item = edition.items[found[1] - 1]
        return item.thread_id, item.headline

    async def _headline(self, follow: Follow, now: datetime) -> str:
        """What a person knows it by."""
        if told := await self._told(follow.about):
            return told[1]
        rows = await self._articles.stories([follow.about], now)
        return rows[0].revision.title if rows else "A story that is no longer in the archive"


def named(follow: Follow) -> str:
    """What a button to stop names. A private message may not say from which server it came."""
    return f"{follow.tenant_id}/{follow.id}"


def _named(press: Press) -> tuple[str, str]:
    """The tenant and the id of the follow that a button names.

    Another tenant's than one's own can be meant in Discord's private messages alone, which belong to
    no server; whose follow it is, is asked beside it.
    """
    tenant_id, _, key = press.ref.rpartition("/")
    private = press.tenant_id == f"{press.platform}:dm-{press.user}"
    return (tenant_id if private else press.tenant_id), key


def _stop(follow: Follow, about: str) -> Actions:
    return Actions((Action(ActionKind.UNFOLLOW, named(follow), STOP),), about=about)


def _reply(words: str, headline: str, *blocks: Block) -> Reply:
    below: tuple[Block, ...] = (Paragraph((Text(headline),)),) if headline else ()
    return Reply(message=Message(title=words, blocks=(Heading((Text(words),)), *below, *blocks)))
