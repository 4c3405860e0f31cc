"""Notices: what is said outside the timetable, each once, whatever dies and whenever.

A notice is a row before it is a message: whoever finds something worth saying puts it into the
outbox under an id made from what it is about, and the words are composed when it is sent.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog

from parley.app.jobs import notify_job
from parley.app.ports import Chat, Clock, Job, Notices
from parley.app.posting import AGAIN, LEASE, REFUSED, Posting, wait_after
from parley.domain import identity
from parley.domain.errors import (
    ChatError,
)
from parley.domain.model import DeliveryState, Message, Notice, NoticeKind, Place, Platform

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Later:
    """Not now, but from ``at`` on (UTC), and why in a sentence."""

    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Never:
    """Not any more, and why in a sentence."""

    why: str


Verdict = Message | Later | Never


class Occasion(Protocol):
    """What a kind of notice is about: its words, and what follows from its end."""

    async def compose(self, notice: Notice) -> Verdict:
        """The words as of now, or why there are none. Raises ``StoreError``."""
        ...

    async def sent(self, notice: Notice) -> None:
        """It is on the platform; may be told twice. Raises ``StoreError``."""
        ...

    async def refused(self, notice: Notice, why: ChatError) -> Sequence[Job]:
        """The place takes it not now and not later; may be told twice. Raises ``StoreError``."""
        ...


class Outbox(Protocol):
    """Where something worth saying is put; answers with the job that sends it."""

    async def put(
        self,
        place: Place,
        kind: NoticeKind,
        ref: str,
        *,
        expires_at: datetime,
        not_before: datetime | None = None,
    ) -> Sequence[Job]:
        """Say it once there, from ``not_before`` (by default now) until ``expires_at`` (UTC)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifying:
    """Keeps and sends notices; each method answers with the jobs that follow from it.

    ``occasions`` may be filled after it was made: they need the outbox themselves.
    """

    notices: Notices
    chats: Mapping[Platform, Chat]
    clock: Clock
    occasions: dict[NoticeKind, Occasion] = field(default_factory=dict)

    async def put(
        self,
        place: Place,
        kind: NoticeKind,
        ref: str,
        *,
        expires_at: datetime,
        not_before: datetime | None = None,
    ) -> Sequence[Job]:
        """See ``Outbox``."""
        now = self.clock.now()
        kept = await self.notices.put(
            Notice(
                id=identity.notice_id(place.tenant_id, place.channel, kind, ref),
                tenant_id=place.tenant_id,
                channel=place.channel,
                kind=kind,
                ref=ref,
                made_at=now,
                not_before=not_before or now,
                expires_at=expires_at,
            )
        )
        return [notify_job(kept)] if _is_open(kept) else []

    async def sweep(self) -> Sequence[Job]:
        """What is unfinished and past its lease, as jobs."""
        return [notify_job(found) for found in await self.notices.unfinished(self.clock.now())]

    async def send(self, notice_id: str) -> Sequence[Job]:
        """Post what is not posted yet, each part once, and finish. Raises ``LeaseLost``, ``StoreError``."""
        now = self.clock.now()
        notice = await self.notices.claim(notice_id, now, LEASE)
        if notice is None:
            return []
        if now < notice.not_before:
            return [notify_job(await self.notices.release(notice, notice.state, notice.detail))]
        in_doubt = notice.state is DeliveryState.SENDING
        if now > notice.expires_at and not in_doubt:
            why = f"It could not be sent in time. {notice.detail or ''}".rstrip()
            return await self._finish(notice, DeliveryState.MISSED, why)
        occasion = self.occasions[notice.kind]
        verdict = await occasion.compose(notice)
        if isinstance(verdict, Later):
            return [await self._put_off(notice, notice.state, verdict.why, verdict.at)]
        if isinstance(verdict, Never):
            state = DeliveryState.AMBIGUOUS if in_doubt else DeliveryState.SKIPPED
            return await self._finish(notice, state, verdict.why)
        chat = self.chats.get(platform := Platform(notice.tenant_id.partition(":")[0]))
        if chat is None:
            why = f"Parley is not connected to {platform}."
            return [await self._put_off(notice, notice.state, why, now + AGAIN)]
        place = Place(notice.tenant_id, notice.channel)
        begun = await self.notices.begin(notice)
        return await self._send(
            Posting(self.notices, self.clock, chat, place, begun, in_doubt), occasion, verdict
        )

    async def _send(
        self, posting: Posting[Notice], occasion: Occasion, message: Message
    ) -> Sequence[Job]:
        parts = posting.chat.render(message)
        late = self.clock.now() > posting.delivery.expires_at
        try:
            done = await (posting.adopt(parts) if late else posting.post(parts))
        except asyncio.CancelledError:  # asked to end: the next start need not wait for the lease
            await self.notices.release(
                posting.delivery, DeliveryState.SENDING, "Parley was stopped."
            )
            raise
        except ChatError as error:
            if late:
                return await self._finish(posting.delivery, DeliveryState.AMBIGUOUS, str(error))
            return await self._refused(posting, occasion, error)
        if done:
            await occasion.sent(posting.delivery)
            await self.notices.finish(posting.delivery, DeliveryState.SENT)
            _log.info("notice sent", notice=posting.delivery.id, kind=str(posting.delivery.kind))
            return []
        if late:
            why = "Whether it was sent is not known, and it is too late to send it."
            return await self._finish(posting.delivery, DeliveryState.AMBIGUOUS, why)
        return [await self._put_off(posting.delivery, _state(posting), None, self.clock.now())]

    async def _refused(
        self, posting: Posting[Notice], occasion: Occasion, error: ChatError
    ) -> Sequence[Job]:
        notice, why = posting.delivery, str(error)
        if isinstance(error, REFUSED):
            following = await occasion.refused(notice, error)
            await self._finish(notice, DeliveryState.FAILED, why)
            return following
        wait = wait_after(error)
        _log.warning("notice put off", notice=notice.id, why=why)
        return [await self._put_off(notice, _state(posting), why, self.clock.now() + wait)]

    async def _put_off(
        self, notice: Notice, state: DeliveryState, why: str | None, at: datetime
    ) -> Job:
        return notify_job(await self.notices.release(notice, state, why, not_before=at))

    async def _finish(self, notice: Notice, state: DeliveryState, why: str) -> Sequence[Job]:
        await self.notices.finish(notice, state, detail=why)
        say = _log.info if state is DeliveryState.SKIPPED else _log.warning
        say("notice not sent", notice=notice.id, state=str(state), why=why)
        return []


def _state(posting: Posting[Notice]) -> DeliveryState:
    """What the next worker has to know: whether something may be there that is not recorded."""
    return DeliveryState.SENDING if posting.in_doubt else DeliveryState.OPEN


def _is_open(notice: Notice) -> bool:
    return notice.state in {DeliveryState.OPEN, DeliveryState.SENDING}
