"""What managers are shown of a briefing, and the buttons by which they decide on it."""

from collections.abc import Iterable
from datetime import datetime

from parley.app.compose_answers import moment, short
from parley.domain.identity import split_story_ref, story_ref
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    Approval,
    Block,
    Delivery,
    Heading,
    Item,
    Message,
    Paragraph,
    Span,
    Style,
    Subscription,
    Text,
)

_UNANSWERED = {
    Approval.ELSE_SEND: "Unanswered, it is posted then.",
    Approval.ELSE_HOLD: "Unanswered, it is not posted, and its news is in the next briefing.",
    Approval.NONE: "It is posted then, unless it is held.",
}


def draft(
    message: Message,
    delivery: Delivery,
    order: Subscription,
    out: Iterable[tuple[int, Item]] = (),
) -> Message:
    """A briefing as it is going to be posted, for its managers to approve, hold or cut.

    ``out`` are the stories that were dropped, by their numbers; each can be put back.
    """
    title, *rest = message.blocks
    words = f"Draft · {message.title}"
    blocks: list[Block] = [
        Heading((Text(words),), level=1),
        Paragraph(
            (
                Text(f"For “{order.name}” in {order.channel} at "),
                _when(delivery.slot, order),
                Text(f". {_UNANSWERED[order.options.approval]}"),
            )
        ),
        whole(delivery, ActionKind.APPROVE, ActionKind.HOLD),
    ]
    if not isinstance(title, Heading):
        rest = [title, *rest]
    blocks += [
        _droppable(block, delivery) if isinstance(block, Actions) else block for block in rest
    ]
    for number, item in out:
        blocks += [
            Heading((Text(f"Dropped: {short(item.headline)}"),)),
            _back(delivery, number, item),
        ]
    return Message(title=words, blocks=(*blocks, *message.thread))


def dropping(delivery: Delivery, number: int, item: Item, edition_id: str) -> Message:
    """A story of a draft with its buttons, for whoever chose it from a list."""
    actions = _droppable(_of(number, item, story_ref(edition_id, number)), delivery)
    return _message(short(item.headline), actions)


def answered(kind: ActionKind, delivery: Delivery, order: Subscription, now: datetime) -> Message:
    """What follows from an approval or a hold."""
    when = _when(delivery.slot, order)
    if kind is ActionKind.HOLD:
        until = _when(delivery.slot + order.schedule.grace, order)
        spans: tuple[Span, ...] = (
            Text("It is not posted unless it is approved by "),
            until,
            Text("; its news is then in the next briefing."),
        )
        return _message("Held", Paragraph(spans), whole(delivery, ActionKind.APPROVE))
    if now >= delivery.slot:
        return _message("Approved", Paragraph((Text("It is being posted."),)))
    spans = (Text("It is posted at "), when, Text("."))
    return _message("Approved", Paragraph(spans), whole(delivery, ActionKind.HOLD))


def dropped(delivery: Delivery, number: int, item: Item) -> Message:
    """That a story will not be posted, and how to have it back."""
    words = Paragraph((Text("It is left out of this briefing in this channel."),))
    return _message(f"Dropped: {short(item.headline)}", words, _back(delivery, number, item))


def kept(item: Item) -> Message:
    """That a story will be posted after all."""
    return _message(
        f"Back in: {short(item.headline)}", Paragraph((Text("It is posted with the briefing."),))
    )


def whole(delivery: Delivery, *kinds: ActionKind) -> Actions:
    """Buttons about all of a briefing."""
    actions = tuple(Action(kind, delivery.id, _LABELS[kind]) for kind in kinds)
    return Actions(actions, about="the whole briefing")


def retractable(delivery: Delivery, number: int, item: Item) -> Actions:
    """Buttons that take a posted story back, or all that was posted with it."""
    return Actions(
        (
            _action(ActionKind.RETRACT_ITEM, story_ref(delivery.id, number)),
            _action(ActionKind.RETRACT, delivery.id),
        ),
        about=_about(number, item),
    )


def item_retractable(delivery: Delivery, number: int, item: Item) -> Actions:
    """A button that takes one posted story back."""
    action = _action(ActionKind.RETRACT_ITEM, story_ref(delivery.id, number))
    return Actions((action,), about=_about(number, item))


def sure(delivery: Delivery, order: Subscription, channels: int) -> Message:
    """A question before all of a briefing is taken back, since that cannot be undone."""
    where = "its channel" if channels == 1 else f"the {channels} channels that have it"
    spans = (
        Text("The briefing of "),
        _when(delivery.slot, order),
        Text(f" is replaced in {where} by a line that says so. This cannot be undone."),
    )
    return _message(
        "Retract the briefing?", Paragraph(spans), whole(delivery, ActionKind.RETRACT_ALL)
    )


def retracted(what: str, channels: int) -> Message:
    """That something is being taken back, and where."""
    where = "its channel" if channels == 1 else f"{channels} channels"
    words = Paragraph((Text(f"What was posted is being changed in {where}."),))
    return _message(f"Retracted: {what}", words)


def with_retraction(message: Message, actions: Actions, note: str) -> Message:
    """An answer to a manager, with what only a manager can do below it."""
    offer = Paragraph((Text(note, Style.EMPHASIS),))
    return Message(
        title=message.title, blocks=(*message.blocks, offer, actions), thread=message.thread
    )


_LABELS = {
    ActionKind.APPROVE: "Approve",
    ActionKind.HOLD: "Hold",
    ActionKind.DROP: "Drop this item",
    ActionKind.RETRACT_ITEM: "Retract this item",
    ActionKind.RETRACT: "Retract the briefing",
    ActionKind.RETRACT_ALL: "Yes, retract it",
}


def last(delivery: Delivery) -> Actions:
    """A button that takes back the last briefing of a channel."""
    action = Action(ActionKind.RETRACT, delivery.id, "Retract the last briefing")
    return Actions((action,), about="the last briefing of this channel")


def _droppable(actions: Actions, delivery: Delivery) -> Actions:
    """A story's buttons before it is posted: out with it, or what it rests on."""
    story = split_story_ref(actions.actions[0].ref)
    sources = [one for one in actions.actions if one.kind is ActionKind.SOURCES]
    drop = _action(ActionKind.DROP, story_ref(delivery.id, story[1] if story else 1))
    return Actions((drop, *sources), about=actions.about)


def _back(delivery: Delivery, number: int, item: Item) -> Actions:
    back = Action(ActionKind.KEEP, story_ref(delivery.id, number), "Put it back")
    return Actions((back,), about=_about(number, item))


def _of(number: int, item: Item, ref: str) -> Actions:
    return Actions((Action(ActionKind.SOURCES, ref, "Sources"),), about=_about(number, item))


def _about(number: int, item: Item) -> str:
    return f"{number} · {item.headline}"


def _action(kind: ActionKind, ref: str) -> Action:
    return Action(kind, ref, _LABELS[kind])


def _when(at: datetime, order: Subscription) -> Span:
    return moment(at, order.schedule.zone, order.desk.language)


def _message(title: str, *blocks: Block) -> Message:
    return Message(title=title, blocks=(Heading((Text(title),)), *blocks))
