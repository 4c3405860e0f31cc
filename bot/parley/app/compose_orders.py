"""Standing orders and settings as neutral messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from parley.domain import conduct
from parley.domain.conduct import Setting
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    Block,
    Heading,
    Listing,
    Message,
    Moment,
    Note,
    Paragraph,
    Proposal,
    Span,
    Style,
    Subscription,
    TenantSettings,
    Text,
)

_LABELS = {
    ActionKind.SAVE: "Save",
    ActionKind.TRIAL: "Post a trial here now",
    ActionKind.DISCARD: "Discard",
}

_TOLD = (
    "Reports of errors, drafts to approve and faults are told you privately; to have them told in a "
    "channel, type there: "
)


def described(
    subscription: Subscription, coming: Sequence[datetime], tracks: Mapping[str, str]
) -> tuple[Span, ...]:
    """A standing order in a line: its tracks, and its next times in each reader's own zone."""
    schedule = subscription.schedule
    what = ", ".join(tracks.get(track, track) for track in subscription.desk.tracks) or "all tracks"
    spans: list[Span] = [Text(what, Style.STRONG)]
    if subscription.paused is not None:
        return (*spans, Text(f", paused: {subscription.paused}"))
    zone = ZoneInfo(schedule.zone)
    spans.append(Text(f", {schedule.zone} time, next: "))
    for number, at in enumerate(coming):
        spans += [
            Text(" · " if number else ""),
            Moment(at, f"{at.astimezone(zone):%a %d %b %H:%M}"),
        ]
    return tuple(spans)


def offered(proposal: Proposal, line: Sequence[Span], *, replaces: bool) -> Message:
    """A standing order before it is saved, with what can be done with it."""
    blocks: list[Block] = [Paragraph(tuple(line))]
    if replaces:
        blocks.append(Note((Text("It takes the place of the order that this channel has now."),)))
    actions = tuple(Action(kind, proposal.id, label) for kind, label in _LABELS.items())
    # A platform without buttons still has to be able to save.
    how = Note((Text("Not saved yet. To save it without a button, add: "), _code("save yes")))
    return _message("A briefing for this channel", *blocks, how, Actions(actions, "this order"))


def kept(line: Sequence[Span], *, told: bool) -> Message:
    """What was saved; and whether who saved it is ``told`` from now on what happens to it."""
    here = [Note((Text(_TOLD), _code("/trade settings managers here")))] if told else []
    return _message("Subscribed", Paragraph(tuple(line)), *here)


def listed(lines: Sequence[Sequence[Span]], title: str = "Briefings in this channel") -> Message:
    """Standing orders, one in a line."""
    if not lines:
        change = Paragraph((Text("A manager can change that: "), _code("/trade subscribe")))
        return _message("Nothing is posted here on a schedule", change)
    return _message(title, Listing(tuple(tuple(line) for line in lines)))


def settings_shown(
    here: Sequence[Subscription], common: TenantSettings, only: Setting | None = None
) -> Message:
    """What is set, each setting with what it can be; of one alone where ``only`` is given."""
    values: dict[str, str] = {}
    for subscription in here:
        for name, word in conduct.described(subscription):
            known = values.setdefault(name, word)
            values[name] = known if word in known.split(" / ") else f"{known} / {word}"
    values["managers"] = _place(common.managers)
    values["group"] = common.group or "off"
    lines = []
    for setting in [only] if only else conduct.SETTINGS:
        value = values.get(setting.name)
        choices = ", ".join(setting.choices) or f"such as {setting.example}, or off"
        said = f": {value}" if value else ": nothing is posted here yet"
        lines.append((_code(setting.name), Text(f"{said}. {setting.summary} ({choices})")))
    return _message("Settings", Listing(tuple(lines)))


def note(sentence: str) -> Message:
    """One sentence."""
    return Message(title=sentence, blocks=(Paragraph((Text(sentence),)),))


def _place(where: str | None) -> str:
    if where is None:
        return "off"
    return f"the person {where[1:]}" if where.startswith("@") else f"the channel {where}"


def _code(text: str) -> Text:
    return Text(text, Style.CODE)


def _message(title: str, *blocks: Block) -> Message:
    return Message(title=title, blocks=(Heading((Text(title),)), *blocks))
