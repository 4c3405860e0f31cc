"""What is told to those who follow something: looked out for, and composed when it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from parley.app import compose_notices as compose
from parley.app.brief import Briefing, Drafts
from parley.app.following import MOST, named
from parley.app.notify import Never, Notifying, Verdict
from parley.app.ports import Archive, Job
from parley.app.survey import source_of, stories_of
from parley.domain.assembly import reference
from parley.domain.errors import ChatError
from parley.domain.model import (
    Archived,
    Authority,
    Change,
    ChangeKind,
    DeliveryState,
    Desk,
    Follow,
    Notice,
    NoticeKind,
    Place,
    Source,
    Story,
)

_PAUSE = timedelta(hours=1)
# A thread of which nothing was heard for so long is over for whoever follows it.
_STALE = timedelta(days=90)
# A notice tells what came in the day before it; one that waits longer is old news.
_DAY = timedelta(days=1)
# What another replica was storing while this one looked is found by the next look.
_OVERLAP = timedelta(minutes=5)
_STORIES, _CLAIMS = 3, 2
_TOLD = frozenset({DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.SENDING})
_OPEN = frozenset({DeliveryState.OPEN, DeliveryState.SENDING})


class _Came(NamedTuple):
    """An article that came in: its thread, its story, and when."""

    thread: str
    story: str
    at: datetime


class Followed:
    """Looks out for what moved, and composes what is said of it.

    A notice's reference is the follow's id and up to when the person had been told: what is told up
    to an instant is told once.
    """

    def __init__(
        self,
        archive: Archive,
        briefing: Briefing,
        drafts: Drafts,
        outbox: Notifying,
        *,
        sources: Mapping[str, Source],
        language: str,
    ) -> None:
        self._follows = archive.follows
        self._notices = archive.notices
        self._articles = archive.articles
        self._briefing = briefing
        self._drafts = drafts
        self._outbox = outbox
        self._sources = sources
        self._language = language
        self._looked: datetime | None = None
        # Follows in whose thread something came in of which the person may not have been told yet.
        self._moving: set[str] = set()
        self._read: tuple[datetime, Sequence[_Came]] | None = None

    async def look(self, now: datetime) -> Sequence[Job]:
        """What came in since the last look for those who follow it. Raises ``StoreError``."""
        follows = await self._follows.all()
        if any(follow.since < now - _STALE for follow in follows):
            await self._follows.forget(now - _STALE)
            follows = await self._follows.all()
        since, self._looked = (self._looked or now - _DAY) - _OVERLAP, now
        if not follows:
            return []
        came = {one.thread for one in await self._came(since, now)}
        self._moving |= {follow.id for follow in follows if follow.thread_id in came}
        jobs: list[Job] = []
        for one in follows:
            if one.id not in self._moving:
                continue
            heard = await self._heard(one)
            if _rests(heard, now):
                continue
            self._moving.discard(one.id)
            follow = await self._after(one, heard)
            if await self._moved(follow, now):
                place = Place(follow.tenant_id, follow.channel)
                until = now + _DAY
                kind = NoticeKind.FOLLOWED
                jobs += await self._outbox.put(place, kind, _ref(follow), expires_at=until)
        self._moving &= {follow.id for follow in follows}
        return jobs

    async def compose(self, notice: Notice) -> Verdict:
        """What is new up to when the notice was made; the person's tenant pays for the writing.

        What was sent is read again.
        """
        key, _, since = notice.ref.partition("/")
        follow = await self._follows.find(notice.tenant_id, key)
        if follow is None:
            return Never("It is not followed any more.")
        if notice.state is DeliveryState.SENT:
            follow = replace(follow, since=datetime.fromisoformat(since))
        if follow.since.isoformat() != since:
            return Never("The person has been told.")
        moved = await self._moved(follow, notice.made_at)
        desk = Desk(language=self._language)
        told: list[compose.Told] = []
        cited: dict[str, Archived] = {}
        for story, moving in moved[:_STORIES]:
            brief = self._briefing.assignment(desk, story, moving)
            draft = await self._drafts.draft(brief, tenant_id=notice.tenant_id)
            claims = draft.claims[:_CLAIMS]
            newest = {item.revision.article_id: item for item in story.articles}
            for claim in (draft.headline, *claims):
                cited |= {one.article_id: newest[one.article_id] for one in claim.evidence}
            told.append(
                compose.Told(
                    headline=draft.headline,
                    change=moving,
                    claims=claims,
                    writer=draft.writer.name,
                )
            )
        if not told:
            return Never("Nothing of it is in the archive any more.")
        articles = [
            reference(number, item, lambda name: source_of(self._sources, name))
            for number, item in enumerate(cited.values(), 1)
        ]
        return compose.followed(told, articles, named(follow), zone="UTC", language=self._language)

    async def sent(self, notice: Notice) -> None:
        """The person has been told up to when the notice was made."""
        key = notice.ref.partition("/")[0]
        await self._follows.told(notice.tenant_id, key, notice.made_at)

    async def refused(self, notice: Notice, why: ChatError) -> Sequence[Job]:
        """Somebody who takes no messages is not told of this; of the next movement it is tried again."""
        await self.sent(notice)
        return []

    async def _heard(self, follow: Follow) -> list[Notice]:
        """The last notices of one follow."""
        recent = await self._notices.recent(
            follow.tenant_id, limit=2 * MOST, kind=NoticeKind.FOLLOWED, channel=follow.channel
        )
        return [one for one in recent if one.ref.partition("/")[0] == follow.id]

    async def _after(self, follow: Follow, heard: Sequence[Notice]) -> Follow:
        """The follow beyond a notice that ended unsent: under its reference nothing is sent again."""
        over = next((one for one in heard if one.ref == _ref(follow)), None)
        if over is None:
            return follow
        await self._follows.told(follow.tenant_id, follow.id, over.made_at)
        return replace(follow, since=max(follow.since, over.made_at))

    async def _moved(self, follow: Follow, until: datetime) -> list[tuple[Story, Change]]:
        """The thread's stories with news of standing since the person was told, the newest first."""
        since = max(follow.since, until - _DAY)
        mine = {
            one.story
            for one in await self._window(until)
            if one.thread == follow.thread_id and one.at > since
        }
        found = []
        for story in stories_of(await self._articles.stories(sorted(mine), until)):
            # What an unvetted source had first is news when somebody of standing says it.
            vetted = replace(story, articles=tuple(filter(self._has_standing, story.articles)))
            moving = self._briefing.change(vetted, follow.since) if vetted.articles else None
            if moving is not None and moving.kind is not ChangeKind.UNCHANGED:
                found.append((vetted, moving))
        return sorted(found, key=lambda one: (-_seen(one[0]), one[0].id))

    async def _window(self, until: datetime) -> Sequence[_Came]:
        """What came in on the day up to an instant; many who follow ask for the same one."""
        if self._read is None or self._read[0] != until:
            self._read = (until, await self._came(until - _DAY, until))
        return self._read[1]

    async def _came(self, since: datetime, until: datetime) -> list[_Came]:
        return [
            _Came(item.placement.thread_id, item.placement.story_id, item.revision.first_seen)
            for item in await self._articles.window(since, until)
            if item.placement is not None
        ]

    def _has_standing(self, item: Archived) -> bool:
        source = source_of(self._sources, item.revision.source_id)
        return source.authority is not Authority.OTHER


def _seen(story: Story) -> float:
    return max(item.revision.first_seen for item in story.articles).timestamp()


def _ref(follow: Follow) -> str:
    """What a notice is about: the follow, and up to when the person has been told."""
    return f"{follow.id}/{follow.since.isoformat()}"


def _rests(heard: Sequence[Notice], now: datetime) -> bool:
    """Whether the person was told of it within the hour, or is being told."""
    return any(
        one.state in _OPEN or (one.state in _TOLD and now - one.made_at < _PAUSE) for one in heard
    )
