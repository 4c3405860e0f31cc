"""The buttons under a story, and what is answered when one is pressed, as neutral messages."""

from collections.abc import Sequence

from parley.app.compose_answers import listing, moment, said, sentences, short, source_line
from parley.domain.identity import story_ref
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    Answer,
    Block,
    Edition,
    FeedbackKind,
    Heading,
    Item,
    Listing,
    Message,
    Note,
    Paragraph,
    Style,
    Text,
)
from parley.domain.quoting import Quoted

LABELS = {
    ActionKind.SOURCES: "Sources",
    ActionKind.MORE: "More",
    ActionKind.FOLLOW: "Follow this",
    ActionKind.USEFUL: "Useful",
    ActionKind.NOT_USEFUL: "Not useful",
    ActionKind.REPORT: "Report an error",
}
THANKS = {
    FeedbackKind.USEFUL: "Noted as useful, thank you.",
    FeedbackKind.NOT_USEFUL: "Noted as not useful, thank you.",
    FeedbackKind.ERROR: "Reported to those who run Parley, with what it said and the words of its "
    "sources. Thank you.",
}


def actions(edition: Edition, number: int, item: Item) -> Actions:
    """What can be done with the story that has this number, from 1."""
    ref = story_ref(edition.id, number)
    return Actions(
        tuple(Action(kind, ref, label) for kind, label in LABELS.items()),
        about=f"{number} · {item.headline}",
    )


def offer(edition: Edition, number: int, item: Item) -> Message:
    """A story with its buttons, for whoever chose it from a list."""
    return _message(item, actions(edition, number, item))


def sources(item: Item, found: Sequence[Quoted], *, zone: str) -> Message:
    """The articles behind a story, each with the words that carry it."""
    return _message(item, *evidence(found, zone))


def evidence(found: Sequence[Quoted], zone: str) -> list[Block]:
    """Articles, each with the words of it that carry something."""
    blocks: list[Block] = []
    for one in found:
        blocks.append(Paragraph(source_line(one.article, zone)))
        if one.quotes:
            lines = tuple((Text(f"“{quote}”", Style.EMPHASIS),) for quote in one.quotes)
            blocks.append(Listing(lines))
    return blocks


def account(item: Item, given: Answer, *, zone: str, language: str) -> Message:
    """A longer account of a story with its own sources; ``given`` holds it."""
    as_of = moment(given.as_of, zone, language)
    if not given.claims:
        return _message(item, Paragraph((Text("Its sources give no more than their headlines."),)))
    return _message(
        item,
        Paragraph(sentences(given)),
        listing(given.articles, zone),
        Note((Text("From the archive, as of "), as_of, Text("."), *said(given.note))),
    )


def thanks(kind: FeedbackKind, item: Item) -> Message:
    """What was noted, and about which story."""
    return _message(item, Paragraph((Text(THANKS[kind]),)))


def _message(item: Item, *blocks: Block) -> Message:
    return Message(
        title=short(item.headline), blocks=(Heading((Text(short(item.headline)),)), *blocks)
    )
