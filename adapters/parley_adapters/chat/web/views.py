"""What the pages show, taken from what was posted: sections of a briefing, sources, a story."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from parley.app.ports import Posted
from parley.domain.model import (
    Action,
    ActionKind,
    Actions,
    Archived,
    Block,
    Heading,
    Item,
    Note,
    Rule,
    Source,
)
from parley.domain.quoting import quoted
from parley_adapters.chat.web.labels import Labels, labelled


@dataclass(slots=True)
class Section:
    """Blocks between two rules; ``item`` is the story that they tell, if they tell one.

    ``actions`` is what can be pressed below them; the sources stand there anyway.
    """

    blocks: list[Block | Labels] = field(default_factory=list)
    item: Item | None = None
    actions: Actions | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of a story as the archive has it."""

    title: str
    url: str
    publisher: str
    published_at: datetime
    first_seen: datetime
    quotes: tuple[str, ...]


def parts(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks in the parts that rules divide."""
    found: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Rule):
            found.append([])
        else:
            found[-1].append(block)
    return [part for part in found if part]


def sections(posted: Posted, tracks: Mapping[str, str]) -> list[Section]:
    """The message in sections, each story's with its item; notes stand alone.

    ``tracks`` are names by id: the labels that name one lead to its page.
    """
    message, waiting = posted.message, list(posted.edition.items)
    found = [Section()]
    for block in (*message.blocks, *message.thread):
        if isinstance(block, Rule):
            found.append(Section())
        elif isinstance(block, Actions):
            there = tuple(one for one in block.actions if one.kind is not ActionKind.SOURCES)
            found[-1].actions = replace(block, actions=there)
        elif isinstance(block, Note):
            found.append(Section([block]))
        else:
            section = found[-1]
            if not section.blocks and len(found) > 1 and waiting and isinstance(block, Heading):
                section.item = waiting.pop(0)
            section.blocks.append(labelled(block, tracks))
    return [section for section in found if section.blocks]


def told(story_id: str, briefings: Iterable[Posted]) -> list[tuple[Posted, Item]]:
    """Where a story was told, in the order of the briefings."""
    return [
        (posted, item)
        for posted in briefings
        for item in posted.edition.items
        if item.story_id == story_id
    ]


def follow(story_id: str, revisions: Sequence[Archived]) -> Actions:
    """The button that follows a story, or stops it."""
    button = Action(ActionKind.FOLLOW, story_id, "Follow this")
    return Actions((button,), about=revisions[0].revision.title)


def pieces(
    revisions: Sequence[Archived],
    tellings: Iterable[tuple[Posted, Item]],
    sources: Iterable[Source],
) -> list[Piece]:
    """A story's articles in the order in which they became known, each by its newest revision."""
    names = {source.id: source.name for source in sources}
    quotes: dict[str, tuple[str, ...]] = {}
    for posted, item in tellings:
        for one in quoted(item, posted.edition):
            names.setdefault(one.article.source_id, one.article.publisher)
            known = quotes.get(one.article.id, ())
            quotes[one.article.id] = tuple(dict.fromkeys([*known, *one.quotes]))
    first: dict[str, Archived] = {}
    newest: dict[str, Archived] = {}
    for archived in revisions:
        first.setdefault(archived.revision.article_id, archived)
        newest[archived.revision.article_id] = archived
    return [
        Piece(
            title=archived.revision.title,
            url=archived.revision.url,
            publisher=names.get(archived.revision.source_id, archived.revision.source_id),
            published_at=first[key].revision.published_at,
            first_seen=first[key].revision.first_seen,
            quotes=quotes.get(key, ()),
        )
        for key, archived in newest.items()
    ]
