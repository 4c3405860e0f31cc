"""Puts checked drafts together into one edition: order, source numbers, the coverage sum."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from parley.domain.coverage import Accounts
from parley.domain.identity import folded
from parley.domain.model import (
    Archived,
    ArticleRef,
    Claim,
    Draft,
    Edition,
    Item,
    LeftOut,
    NextDate,
    RankedStory,
    Source,
    StateMove,
    Story,
)

# Who wrote what no model wrote.
QUOTED = "extractive"


@dataclass(frozen=True, slots=True)
class Frame:
    """What an edition is asked for."""

    edition_id: str
    desk_id: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A story that is in the edition, with what was written on it and the move that it brings."""

    ranked: RankedStory
    draft: Draft
    move: StateMove | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """A date ahead whose words were checked, and the article that gives it."""

    date: NextDate
    article: Archived


def standing(draft: Draft) -> tuple[Claim, ...]:
    """What of a draft reaches the reader, headline first; a lead that is one of the claims counts once."""
    lead = () if draft.lead is None else (draft.lead,)
    return tuple(dict.fromkeys((draft.headline, *lead, *draft.claims)))


def tracks_of(story: Story) -> tuple[str, ...]:
    """The tracks of a story, those that most of its articles name first."""
    counts: dict[str, int] = {}
    for item in story.articles:
        for track in item.reading.tracks:
            counts[track] = counts.get(track, 0) + 1
    return tuple(sorted(counts, key=lambda track: -counts[track]))


def worth_telling(told: Sequence[Told]) -> tuple[list[Told], list[tuple[Told, LeftOut]]]:
    """Stories in order, and apart from them, with the reason, those that would tell nothing.

    Two stories that were founded by twins of one report come out with the same words; and a flash
    whose text holds no sentence has nothing to quote. (A source of which only the headline may be
    shown has no text here, and stays.)
    """
    kept: list[Told] = []
    left: list[tuple[Told, LeftOut]] = []
    said: set[str] = set()
    for entry in told:
        draft = entry.draft
        headline = folded(draft.headline.text)
        words = {folded(claim.text) for claim in draft.claims}
        if not words and any(item.revision.text for item in entry.ranked.story.articles):
            left.append((entry, LeftOut.WITHOUT_WORDS))
        elif headline in said or (words and words <= said):
            left.append((entry, LeftOut.SAME_STORY))
        else:
            kept.append(entry)
            said |= words | {headline}
    return kept, left


def assemble(
    frame: Frame,
    told: Sequence[Told],
    ahead: Sequence[Ahead],
    accounts: Accounts,
    source_of: Callable[[str], Source],
) -> Edition:
    """The edition. Articles are numbered in the order in which the reader meets them."""
    drafts = [entry.draft for entry in told]
    newest = {
        item.revision.article_id: item for entry in told for item in entry.ranked.story.articles
    } | {entry.article.revision.article_id: entry.article for entry in ahead}
    cited: dict[str, None] = {}
    # A story that is headline and link has no sentence to lead with.
    lead = next((draft.lead for draft in drafts if draft.lead is not None), None)
    if lead is not None:
        cited.update((evidence.article_id, None) for evidence in lead.evidence)
    for draft in drafts:
        for claim in (draft.headline, *draft.claims):
            cited.update((evidence.article_id, None) for evidence in claim.evidence)
    cited.update((entry.article.revision.article_id, None) for entry in ahead)
    for draft in drafts:
        fallen = (e.article_id for dropped in draft.dropped for e in dropped.claim.evidence)
        accounts.leave((key for key in fallen if key not in cited), LeftOut.UNSUPPORTED)
    return Edition(
        id=frame.edition_id,
        desk_id=frame.desk_id,
        since=frame.since,
        until=frame.until,
        top_line=lead,
        items=tuple(_item(entry) for entry in told),
        articles=tuple(
            reference(number, newest[key], source_of) for number, key in enumerate(cited, 1)
        ),
        coverage=accounts.close(
            cited,
            told=len(told),
            checked=len(ahead) + sum(len(standing(draft)) + len(draft.dropped) for draft in drafts),
        ),
        dropped=tuple(dropped for draft in drafts for dropped in draft.dropped),
        writer=" + ".join(sorted({draft.writer.name for draft in drafts})) or QUOTED,
        next_dates=tuple(entry.date for entry in ahead),
        notes=tuple(dict.fromkeys(draft.note for draft in drafts if draft.note)),
    )


def _item(told: Told) -> Item:
    story, draft = told.ranked.story, told.draft
    return Item(
        story_id=story.id,
        thread_id=story.thread_id,
        headline=draft.headline.text,
        headline_evidence=draft.headline.evidence,
        change=told.ranked.change,
        tracks=tracks_of(story),
        claims=draft.claims,
        rank=told.ranked.reasons,
        writer=draft.writer.name,
        state=told.move,
    )


def reference(number: int, item: Archived, source_of: Callable[[str], Source]) -> ArticleRef:
    """An archived article as a reader is shown it, under its number."""
    revision = item.revision
    source = source_of(revision.source_id)
    return ArticleRef(
        number=number,
        id=revision.article_id,
        url=revision.url,
        title=revision.title,
        source_id=revision.source_id,
        publisher=source.name,
        authority=source.authority,
        rights=source.rights,
        published_at=revision.published_at,
        language=revision.language,
    )
