"""Breaking news: a track that moved is told at once, to the channels that asked for it, once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.app import compose_notices as compose
from parley.app.confirming import Confirmation, Confirming
from parley.app.deliver import FINAL
from parley.app.managers import Paused
from parley.app.notify import Later, Never, Notifying, Verdict
from parley.app.owing import order_of
from parley.app.ports import Archive, Job
from parley.app.survey import source_of
from parley.domain.assembly import reference
from parley.domain.errors import ChatError, MessageRejected, ScheduleError
from parley.domain.ledger.moves import Moved, moved
from parley.domain.model import (
    Breaking as Asked,
)
from parley.domain.model import (
    DeliveryState,
    Development,
    Notice,
    NoticeKind,
    Place,
    Source,
    Subscription,
    Track,
    TrackKind,
)
from parley.domain.quiet import quiet_until

_DAY = timedelta(days=1)
# Moves of one track come in bursts: so long the last word is waited for.
_BREATH = timedelta(minutes=2)
# A channel that was never briefed is told of a move as it stood so long before.
_BURST = timedelta(hours=1)
_BEGUN = frozenset({DeliveryState.SENDING, DeliveryState.SENT})
_TOLD = frozenset({DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.SENDING})
# A channel has few of them.
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class _Ref:
    """What a notice is about: a subscription, a track of it, and the development that moved it."""

    subscription: str
    track: str
    development: str

    def __str__(self) -> str:
        return f"{self.subscription}/{self.track}/{self.development}"


class BreakingNews:
    """Looks for moves, and composes what is said of them."""

    def __init__(
        self,
        archive: Archive,
        confirming: Confirming,
        outbox: Notifying,
        paused: Paused,
        *,
        sources: Mapping[str, Source],
        tracks: Mapping[str, Track],
    ) -> None:
        self._archive = archive
        self._confirming = confirming
        self._outbox = outbox
        self._paused = paused
        self._sources = sources
        self._tracks = tracks
        # When a channel without a cursor was first seen: what happened before is no news to break.
        self._met: dict[str, datetime] = {}
        self._known: dict[str, tuple[datetime, Sequence[Development]]] = {}

    async def look(self, now: datetime) -> Sequence[Job]:
        """The moves that became known by ``now`` and were not told yet. Raises ``StoreError``."""
        orders = [
            order
            for order in await self._archive.tenants.due()
            if order.options.breaking is not Asked.OFF
        ]
        for order in orders:
            self._met.setdefault(order.id, now)
        if not orders:
            return []
        fresh = await self._fresh(now)
        jobs: list[Job] = []
        for order in orders:
            jobs += await self._break(order, fresh, now)
        return jobs

    async def compose(self, notice: Notice) -> Verdict:
        """The move as it stands now, unless something else has told it or taken its place.

        What was begun is finished, and what was sent is read again, until a briefing has told it.
        """
        ref, now = _read(notice), self._outbox.clock.now()
        order = await order_of(self._archive.tenants, notice.tenant_id, ref.subscription)
        if order is None or order.paused is not None or order.options.breaking is Asked.OFF:
            return Never("The channel does not ask for it any more.")
        known = await self._archive.developments.known(None, now, [ref.track])
        by = next((one for one in known if one.id == ref.development), None)
        if by is None or by.retracted_at is not None:
            return Never("The development was taken back.")
        if order.cursor is not None and order.cursor >= by.known_at:
            return Never("A briefing has told it.")
        others = [one for one in await self._notices(order) if one.id != notice.id]
        if notice.state not in _BEGUN:
            if (coming := await self._briefed(order, by, now)) is not None:
                return Later(coming + _BREATH, "A briefing that is on its way tells it.")
            if (end := _quiet(order, now)) is not None:
                return Later(end, "These are quiet hours.")
            present = self._move(order, ref.track, known, others, now)
            if present is None:
                return Never("It is not so any more.")
            if present.by.id != by.id and _about(others, ref.track, present.by.id):
                return Never("A later move has taken its place.")
        upto = [one for one in known if one.known_at <= by.known_at]
        move = self._move(order, ref.track, upto, others, by.known_at)
        if move is None or move.by.id != by.id:
            return Never("It is not so any more.")
        found = await self._confirming.of(move, now)
        if found is None:
            return Never("Nobody confirms it any more.")
        return self._message(order, move, found)

    async def sent(self, notice: Notice) -> None:
        """The notice itself is the memory of it."""

    async def refused(self, notice: Notice, why: ChatError) -> Sequence[Job]:
        """A channel that cannot be posted to is paused, as it is for a briefing."""
        if isinstance(why, MessageRejected):
            return []
        key = _read(notice).subscription
        following = await self._paused(notice.tenant_id, key, notice.id)
        await self._archive.tenants.pause(notice.tenant_id, key, str(why))
        return following

    async def _fresh(self, now: datetime) -> list[str]:
        """The tracks on which something happened within the day, affairs before sectors."""
        day = (now - _DAY).date()
        recent = await self._archive.developments.known(day, now)
        found: dict[str, datetime] = {}
        for one in recent:
            affair = self._tracks.get(one.track)
            news = one.known_at >= now - _DAY and not one.scheduled
            if news and affair is not None and affair.kind is not TrackKind.OTHER:
                found[one.track] = max(one.known_at, found.get(one.track, one.known_at))
        for track, newest in found.items():
            if track not in self._known or self._known[track][0] != newest:
                known = await self._archive.developments.known(None, now, [track])
                self._known[track] = (newest, known)
        self._known = {track: self._known[track] for track in found}
        return sorted(found, key=lambda one: (self._tracks[one].kind is TrackKind.SECTOR, one))

    async def _break(self, order: Subscription, fresh: Iterable[str], now: datetime) -> list[Job]:
        """Put what one channel is to be told; of one article only its first track's move."""
        tracks = [one for one in fresh if self._follows(order, one)]
        if not tracks:
            return []
        before = await self._notices(order)
        jobs: list[Job] = []
        articles: set[str] = set()
        for track in tracks:
            move = self._move(order, track, self._known[track][1], before, now)
            if move is None or not self._is_news(order, move, now):
                continue
            if move.by.article_id in articles or await self._confirming.of(move, now) is None:
                continue
            articles.add(move.by.article_id)
            jobs += await self._outbox.put(
                Place(order.tenant_id, order.channel),
                NoticeKind.BREAKING,
                str(_Ref(order.id, track, move.by.id)),
                not_before=_due(order, track, before, now),
                expires_at=move.by.known_at + _DAY,
            )
        return jobs

    def _follows(self, order: Subscription, track: str) -> bool:
        desk = order.desk
        return track in desk.tracks or (not desk.tracks and not desk.watch_words)

    def _is_news(self, order: Subscription, move: Moved, now: datetime) -> bool:
        """Whether it happened and became known within the day, and after the channel was met."""
        by = move.by
        if by.known_at < now - _DAY or by.event_date < (now - _DAY).date():
            return False
        if order.cursor is not None:
            return by.known_at > order.cursor
        # Of a track that was never heard of there is no change to tell a new channel.
        return by.known_at > self._met[order.id] and move.move.before is not None

    def _move(
        self,
        order: Subscription,
        track: str,
        known: Sequence[Development],
        notices: Iterable[Notice],
        now: datetime,
    ) -> Moved | None:
        """How a track stands beside what the channel was last told of it."""
        when = {one.id: one.known_at for one in known}
        told = [
            when[ref.development]
            for one in notices
            if one.state in _TOLD and (ref := _read(one)).track == track and ref.development in when
        ]
        last = max(told, default=None)
        newest = max(when.values(), default=now)
        base = order.cursor or newest - _BURST
        since = max(base, last) if last is not None else base
        return moved(known, self._tracks[track].kind, since, now)

    async def _notices(self, order: Subscription) -> list[Notice]:
        """The breaking news of one subscription, the newest first."""
        found = await self._archive.notices.recent(
            order.tenant_id, limit=_REMEMBERED, kind=NoticeKind.BREAKING, channel=order.channel
        )
        return [one for one in found if _read(one).subscription == order.id]

    async def _briefed(
        self, order: Subscription, by: Development, now: datetime
    ) -> datetime | None:
        """The slot of a briefing that is being made or sent, and was cut off after this was known."""
        for one in await self._archive.deliveries.recent(order.tenant_id, limit=_REMEMBERED):
            cut = one.slot - order.schedule.lead
            mine = one.subscription_id == order.id and one.state not in FINAL
            if mine and by.known_at <= cut <= now < one.slot + order.schedule.grace:
                return max(one.slot, now)
        return None

    def _message(self, order: Subscription, move: Moved, found: Confirmation) -> Verdict:
        if not found.claims and not found.headlines_only:
            return Never("Its words fail the evidence check.")
        articles = tuple(
            reference(number, item, lambda name: source_of(self._sources, name))
            for number, item in enumerate(found.articles, 1)
        )
        news = compose.Breaking(
            move=move.move,
            track=self._tracks[move.move.track].name,
            what=move.by.kind.replace("_", " "),
            claims=found.claims,
            articles=articles,
            official=found.official,
            ref=found.story,
            at=move.by.known_at,
        )
        return compose.breaking(news, zone=order.schedule.zone, language=order.desk.language)


def _read(notice: Notice) -> _Ref:
    return _Ref(*notice.ref.split("/"))


def _about(notices: Iterable[Notice], track: str, development: str) -> bool:
    refs = map(_read, notices)
    return any(ref.track == track and ref.development == development for ref in refs)


def _quiet(order: Subscription, at: datetime) -> datetime | None:
    """Until when a channel is not to be woken; none where it may be."""
    if order.options.breaking is Asked.ALWAYS:
        return None
    try:
        return quiet_until(order.options.quiet_hours, order.schedule.zone, at)
    except ScheduleError:  # the zone is gone after an update: better late than never
        return None


def _due(order: Subscription, track: str, before: Iterable[Notice], now: datetime) -> datetime:
    """When it is said: after a breath, or with the move of the same track that waits already."""
    waiting = [
        one.not_before
        for one in before
        if one.state is DeliveryState.OPEN and _read(one).track == track
    ]
    due = min(waiting, default=now + _BREATH)
    return _quiet(order, due) or due
