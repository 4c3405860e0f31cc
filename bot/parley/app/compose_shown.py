"""A briefing as one channel is shown it: without what was taken out, and saying so."""

from datetime import datetime

from parley.app.compose import Composer
from parley.app.compose_answers import moment
from parley.app.deliver import Compose
from parley.domain.model import (
    Block,
    Desk,
    Layout,
    Message,
    Paragraph,
    Style,
    Subscription,
    Text,
)
from parley.domain.redaction import Shown


def briefing(
    composer: Composer,
    shown: Shown,
    desk: Desk,
    *,
    slot: datetime,
    zone: str,
    layout: Layout = Layout.WHOLE,
) -> Message:
    """What is posted at ``slot``, or put in its place later; times are shown in ``zone`` (IANA)."""
    message = composer.briefing(
        shown.edition, desk, slot=slot, zone=zone, layout=layout, numbers=shown.numbers
    )
    title, *rest = message.blocks
    if shown.retracted_at is not None:
        said = _said("This briefing was retracted at ", shown.retracted_at, ".", zone, desk)
        return Message(title=message.title, blocks=(title, said))
    lines: list[Block] = []
    if shown.item_retracted_at is not None:
        at = shown.item_retracted_at
        lines.append(_said("An item was retracted at ", at, ".", zone, desk))
    if shown.corrected_at is not None:
        lines.append(
            _said("Corrected at ", shown.corrected_at, ": its source changed.", zone, desk)
        )
    if not lines:
        return message
    return Message(title=message.title, blocks=(title, *lines, *rest), thread=message.thread)


def compose_with(composer: Composer) -> Compose:
    """Composes what is left of an edition for one subscription: in its zone and its layout."""

    def compose(shown: Shown, desk: Desk, subscription: Subscription, slot: datetime) -> Message:
        return briefing(
            composer,
            shown,
            desk,
            slot=slot,
            zone=subscription.schedule.zone,
            layout=subscription.layout,
        )

    return compose


def _said(before: str, at: datetime, after: str, zone: str, desk: Desk) -> Paragraph:
    when = moment(at, zone, desk.language)
    return Paragraph((Text(before, Style.EMPHASIS), when, Text(after, Style.EMPHASIS)))
