"""Puts drafts before the managers, and takes what they decide: approve, hold, drop, keep."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog

from parley.app import compose_managers as compose
from parley.app.cases import Case, case_of, found
from parley.app.deliver import Compose
from parley.app.jobs import send_job
from parley.app.notify import Never, Outbox, Verdict
from parley.app.ports import Archive, Job, Pressed
from parley.domain.errors import ChatError, CommandError
from parley.domain.model import (
    ActionKind,
    Approval,
    Decision,
    DecisionKind,
    Delivery,
    DeliveryState,
    Message,
    Notice,
    NoticeKind,
    Place,
    Platform,
    Press,
    Reply,
    Subscription,
)
from parley.domain.redaction import shown

Defer = Callable[[Job], Awaitable[None]]
"""Where a job is queued; one that gets lost is found by the next sweep."""

_LATE = "It is too late for that: the briefing was posted, or its time is over."
_OPEN = frozenset({DeliveryState.OPEN, DeliveryState.WRITTEN, DeliveryState.SENDING})
_log = structlog.get_logger(__name__)


class Approving:
    """Presses raise ``CommandError`` for what is gone, too late, or not for whoever pressed.

    It is the ``Occasion`` of drafts as well: their words are composed when they are sent.
    """

    def __init__(self, archive: Archive, compose: Compose, outbox: Outbox, defer: Defer) -> None:
        self._archive = archive
        self._compose = compose
        self._outbox = outbox
        self._defer = defer
        self._warned: set[str] = set()

    async def ask(self, delivery: Delivery, order: Subscription) -> Sequence[Job]:
        """Put a draft before the tenant's managers, once; a page of our own shows it by itself.

        Where nobody was named to be told, it goes as the subscription says for no answer.
        """
        if Platform.of(delivery.tenant_id) is Platform.WEB:
            return ()
        place = (await self._archive.tenants.settings(delivery.tenant_id)).managers
        if place is None:
            if delivery.id not in self._warned:  # each sweep asks while it waits
                _log.warning("nobody can approve", tenant=delivery.tenant_id, delivery=delivery.id)
                self._warned = {delivery.id}
            return ()
        return await self._outbox.put(
            Place(delivery.tenant_id, place),
            NoticeKind.DRAFT,
            delivery.id,
            expires_at=delivery.slot + order.schedule.grace,
        )

    def table(self) -> Mapping[ActionKind, Pressed]:
        """Which button is answered by what."""
        return {
            ActionKind.APPROVE: lambda press: self._answer(press, DecisionKind.APPROVE),
            ActionKind.HOLD: lambda press: self._answer(press, DecisionKind.HOLD),
            ActionKind.DROP: self.drop,
            ActionKind.KEEP: self.keep,
        }

    async def open(self, press: Press) -> Reply:
        """A draft's story with its buttons, where a platform lists stories."""
        case = await case_of(self._archive, press)
        if case.item is None:
            raise CommandError("Choose a story of the draft.")
        return _reply(compose.dropping(case.delivery, case.number, case.item, case.edition.id))

    async def drop(self, press: Press) -> Reply:
        """Leave a story out of this delivery."""
        case = await self._decided(press, DecisionKind.DROP)
        assert case.item is not None
        return _reply(compose.dropped(case.delivery, case.number, case.item))

    async def keep(self, press: Press) -> Reply:
        """Take a story in again."""
        case = await self._decided(press, DecisionKind.KEEP)
        assert case.item is not None
        return _reply(compose.kept(case.item))

    async def _answer(self, press: Press, kind: DecisionKind) -> Reply:
        case = await self._decided(press, kind)
        order = case.order
        if order is None:
            raise CommandError("The subscription was ended; nothing is posted for it.")
        if kind is DecisionKind.APPROVE and press.pressed_at >= case.delivery.slot:
            await self._defer(send_job(case.delivery))
        action = ActionKind.HOLD if kind is DecisionKind.HOLD else ActionKind.APPROVE
        return _reply(compose.answered(action, case.delivery, order, press.pressed_at))

    async def _decided(self, press: Press, kind: DecisionKind) -> Case:
        case = await case_of(self._archive, press)
        if (case.item is None) is not (kind in {DecisionKind.APPROVE, DecisionKind.HOLD}):
            raise CommandError("This button is of another version; nothing was changed.")
        grace = case.order.schedule.grace if case.order else None
        if grace is not None and press.pressed_at > case.delivery.slot + grace:
            raise CommandError(_LATE)
        kept = await self._archive.decisions.decide(
            Decision(
                tenant_id=case.delivery.tenant_id,
                delivery_id=case.delivery.id,
                kind=kind,
                user=press.user,
                at=press.pressed_at,
                story_id=case.item.story_id if case.item else "",
            )
        )
        if not kept:
            raise CommandError(_LATE)
        return case

    async def compose(self, notice: Notice) -> Verdict:
        """The draft as it would be posted by what is decided so far."""
        delivery = await self._archive.deliveries.delivery(notice.tenant_id, notice.ref)
        case = await found(self._archive, delivery) if delivery else None
        if case is None or case.delivery.state not in _OPEN or case.order is None:
            return Never("The briefing waits for nobody any more.")
        return await draft_of(self._archive, case, self._compose)

    async def sent(self, notice: Notice) -> None:
        """Nothing follows: the managers have it."""

    async def refused(self, notice: Notice, why: ChatError) -> Sequence[Job]:
        """Nobody sees it, so it goes as the subscription says for no answer."""
        _log.warning("draft not shown", tenant=notice.tenant_id, delivery=notice.ref, why=str(why))
        return ()


async def drafts(archive: Archive, tenant_id: str, make: Compose) -> Sequence[Message]:
    """A tenant's briefings that wait for an answer, as drafts, the next one first."""
    recent = await archive.deliveries.recent(tenant_id, limit=_RECENT)
    cases = [await found(archive, one) for one in recent if one.state in _OPEN and not one.posted]
    return [
        await draft_of(archive, case, make)
        for case in reversed(cases)
        if case and case.order and case.order.options.approval is not Approval.NONE
    ]


async def draft_of(archive: Archive, case: Case, make: Compose) -> Message:
    """What would be posted of a delivery, with the buttons to decide on it."""
    assert case.order is not None
    delivery, order = case.delivery, case.order
    decisions = await archive.decisions.of(delivery.tenant_id, delivery.id)
    message = make(shown(case.edition, decisions), order.desk, order, delivery.slot)
    dropped = {one.story_id for one in decisions if one.kind is DecisionKind.DROP}
    out = [
        (number, item)
        for number, item in enumerate(case.edition.items, 1)
        if item.story_id in dropped
    ]
    return compose.draft(message, delivery, order, out)


# So many deliveries of a tenant are looked through for drafts; more slots do not wait at a time.
_RECENT = 50


def _reply(message: Message) -> Reply:
    return Reply(message=message)
