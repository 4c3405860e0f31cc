"""Takes back what was posted: one item or all of a briefing, in every channel of the tenant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parley.app import compose_managers as compose
from parley.app.approving import Defer
from parley.app.cases import Case, case_of
from parley.app.front import Answer
from parley.app.jobs import amend_job
from parley.app.notify import Occasion, Verdict
from parley.app.ports import Archive, Job, Pressed
from parley.domain import identity
from parley.domain.errors import ChatError, CommandError
from parley.domain.model import (
    ActionKind,
    Actions,
    Command,
    Decision,
    DecisionKind,
    Delivery,
    DeliveryState,
    Message,
    Notice,
    Press,
    Reply,
)
from parley.domain.redaction import number_of

_POSTED = frozenset({DeliveryState.SENT, DeliveryState.AMENDING})
# So many deliveries of a tenant are looked through: a season of mornings in several channels.
_RECENT = 500
_NOTHING = (
    "Nothing of it can be taken back: it was taken back before, or it is being posted this moment; "
    "if so, press again in a minute."
)
_OFFER = "As a manager you can take it back where it was posted:"


class Retracting:
    """Presses raise ``CommandError`` for what is gone or not for whoever pressed.

    Channels that asked for the same were told the same words, so all of a tenant's go together.
    """

    def __init__(self, archive: Archive, defer: Defer) -> None:
        self._archive = archive
        self._defer = defer

    def table(self) -> Mapping[ActionKind, Pressed]:
        """Which button is answered by what."""
        return {
            ActionKind.RETRACT_ITEM: self.item,
            ActionKind.RETRACT: self.ask,
            ActionKind.RETRACT_ALL: self.all,
        }

    async def item(self, press: Press) -> Reply:
        """Take one story back."""
        case = await case_of(self._archive, press)
        if case.item is None:
            raise CommandError("This button is of another version; nothing was changed.")
        done = await self._decide(press, case, case.item.story_id)
        return Reply(message=compose.retracted(case.item.headline, len(done)))

    async def ask(self, press: Press) -> Reply:
        """Make sure, before all of a briefing goes."""
        case = await case_of(self._archive, press)
        if case.order is None:
            raise CommandError("The subscription was ended: delete the message by hand.")
        count = len(await self._same(case.delivery))
        if not count:
            raise CommandError(_NOTHING)
        return Reply(message=compose.sure(case.delivery, case.order, count))

    async def all(self, press: Press) -> Reply:
        """Take a briefing back."""
        case = await case_of(self._archive, press)
        done = await self._decide(press, case, "")
        return Reply(message=compose.retracted("the briefing", len(done)))

    async def offer(self, tenant_id: str, edition_id: str, number: int) -> Actions | None:
        """The buttons that take back a story of an edition; none if the tenant was not sent it."""
        posted = await self._of(tenant_id, edition_id)
        edition = await self._archive.editions.edition(edition_id)
        if not posted or edition is None or number > len(edition.items):
            return None
        return compose.retractable(posted[0], number, edition.items[number - 1])

    def reported(self, pressed: Pressed) -> Pressed:
        """The answer to a report of an error, with these buttons for a manager."""

        async def report(press: Press) -> Reply:
            reply = await pressed(press)
            story = identity.split_story_ref(press.ref)
            if not press.manager or story is None:
                return reply
            actions = await self.offer(press.tenant_id, *story)
            return _with(reply, actions) if actions else reply

        return report

    def listed(self, answer: Answer) -> Answer:
        """A channel's standing orders, with a button for a manager to take its last briefing back."""

        async def subscriptions(command: Command) -> Reply:
            reply = await answer(command)
            if not command.manager:
                return reply
            newest = await self._last(command.tenant_id, command.channel)
            return reply if newest is None else _with(reply, compose.last(newest))

        return subscriptions

    def guarded(self, pressed: Pressed) -> Pressed:
        """A button under a story, which says no more of one that was taken back."""

        async def guard(press: Press) -> Reply:
            if story := identity.split_story_ref(press.ref):
                await self._refuse_retracted(press.tenant_id, *story)
            return await pressed(press)

        return guard

    async def _refuse_retracted(self, tenant_id: str, edition_id: str, number: int) -> None:
        posted = await self._of(tenant_id, edition_id)
        if not posted:
            return
        edition = await self._archive.editions.edition(edition_id)
        items = edition.items[number - 1 : number] if edition else ()
        stories = {"", *(item.story_id for item in items)}
        for delivery in posted:
            for one in await self._archive.decisions.of(tenant_id, delivery.id):
                if one.kind is DecisionKind.RETRACT and one.story_id in stories:
                    raise CommandError(f"This was retracted at {one.at:%H:%M} UTC.")

    async def _decide(self, press: Press, case: Case, story_id: str) -> Sequence[Delivery]:
        """The deliveries of which it is taken back now. Raises ``CommandError`` if there is none."""
        done = []
        for delivery in await self._same(case.delivery):
            decisions = await self._archive.decisions.of(delivery.tenant_id, delivery.id)
            gone = {one.story_id for one in decisions if one.kind in _OUT}
            if story_id in gone or "" in gone:
                continue
            kept = await self._archive.decisions.decide(
                Decision(
                    tenant_id=delivery.tenant_id,
                    delivery_id=delivery.id,
                    kind=DecisionKind.RETRACT,
                    user=press.user,
                    at=press.pressed_at,
                    story_id=story_id,
                )
            )
            if kept:
                done.append(delivery)
                await self._defer(amend_job(delivery))
        if not done:
            raise CommandError(_NOTHING)
        return done

    async def _same(self, delivery: Delivery) -> list[Delivery]:
        return await self._of(delivery.tenant_id, delivery.edition_id or "")

    async def _of(self, tenant_id: str, edition_id: str) -> list[Delivery]:
        """A tenant's posted deliveries of an edition."""
        recent = await self._archive.deliveries.recent(tenant_id, limit=_RECENT)
        return [one for one in recent if one.edition_id == edition_id and one.state in _POSTED]

    async def _last(self, tenant_id: str, channel: str) -> Delivery | None:
        orders = await self._archive.tenants.subscriptions(tenant_id)
        here = {order.id for order in orders if order.channel == channel}
        if not here:
            return None
        for one in await self._archive.deliveries.recent(tenant_id, limit=_RECENT):
            if one.subscription_id in here and one.state in _POSTED:
                decisions = await self._archive.decisions.of(tenant_id, one.id)
                gone = any(d.kind is DecisionKind.RETRACT and not d.story_id for d in decisions)
                return None if gone else one
        return None


@dataclass(frozen=True, slots=True)
class Retractable:
    """Reports of errors as the managers are told them, with the buttons that take the story back."""

    reports: Occasion
    archive: Archive
    retracting: Retracting

    async def compose(self, notice: Notice) -> Verdict:
        """The report, and the buttons where the story was posted to the tenant."""
        verdict = await self.reports.compose(notice)
        word = await self.archive.feedback.find(notice.tenant_id, notice.ref)
        edition = await self.archive.editions.edition(word.edition_id) if word else None
        if not isinstance(verdict, Message) or word is None or edition is None:
            return verdict
        number = number_of(edition, word.story_id)
        actions = number and await self.retracting.offer(notice.tenant_id, edition.id, number)
        return compose.with_retraction(verdict, actions, _OFFER) if actions else verdict

    async def sent(self, notice: Notice) -> None:
        """As for the report itself."""
        await self.reports.sent(notice)

    async def refused(self, notice: Notice, why: ChatError) -> Sequence[Job]:
        """As for the report itself."""
        return await self.reports.refused(notice, why)


_OUT = frozenset({DecisionKind.DROP, DecisionKind.RETRACT})


def _with(reply: Reply, actions: Actions) -> Reply:
    message: Message = compose.with_retraction(reply.message, actions, _OFFER)
    return Reply(message=message, audience=reply.audience)
