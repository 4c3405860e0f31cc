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
    SoFar,
    Source,
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
    """A story that is in the edition, with what was written on it."""

    ranked: RankedStory
    draft: Draft


@dataclass(frozen=True, slots=True)
class Named:
    """A story that is in the edition by its headline alone."""

    ranked: RankedStory
    headline: Claim


@dataclass(frozen=True, slots=True)
class Past:
    """A track's story so far, and the articles that tell it."""

    so_far: SoFar
    articles: tuple[Archived, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A date ahead whose words were checked, and the article that gives it."""

    date: NextDate
    article: Archived


@dataclass(frozen=True, slots=True)
class Contents:
    """What an edition tells: stories, headlines, the dates ahead, and what a new reader lacks."""

    told: Sequence[Told]
    named: Sequence[Named] = ()
    ahead: Sequence[Ahead] = ()
    past: Sequence[Past] = ()


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
    shown has no text here, and stays; so does a story that moved a track's state.)
    """
    kept: list[Told] = []
    left: list[tuple[Told, LeftOut]] = []
    said: set[str] = set()
    for entry in told:
        draft = entry.draft
        headline = folded(draft.headline.text)
        words = {folded(claim.text) for claim in draft.claims}
        texts = any(item.revision.text for item in entry.ranked.story.articles)
        if not words and texts and entry.ranked.move is None:
            left.append((entry, LeftOut.WITHOUT_WORDS))
        elif headline in said or (words and words <= said):
            left.append((entry, LeftOut.SAME_STORY))
        else:
            kept.append(entry)
            said |= words | {headline}
    return kept, left


def assemble(
    frame: Frame,
    contents: Contents,
    accounts: Accounts,
    source_of: Callable[[str], Source],
) -> Edition:
    """The edition. Articles are numbered in the order in which the reader meets them."""
    told, named, ahead, past = contents.told, contents.named, contents.ahead, contents.past
    drafts = [entry.draft for entry in told]
    stories = [*(entry.ranked.story for entry in told), *(entry.ranked.story for entry in named)]
    newest = {item.revision.article_id: item for story in stories for item in story.articles}
    newest |= {item.revision.article_id: item for entry in past for item in entry.articles}
    newest |= {entry.article.revision.article_id: entry.article for entry in ahead}
    # A story that is headline and link has no sentence to lead with.
    lead = next((draft.lead for draft in drafts if draft.lead is not None), None)
    dropped = tuple(dropped for draft in drafts for dropped in draft.dropped)
    steps = [step.claim for entry in past for step in entry.so_far.steps]
    printed = [
        *([] if lead is None else [lead]),
        *(claim for draft in drafts for claim in (draft.headline, *draft.claims)),
        *(entry.headline for entry in named),
        *steps,
        *(entry.date.claim for entry in ahead),
    ]
    cited = dict.fromkeys(e.article_id for claim in printed for e in claim.evidence)
    fallen = (e.article_id for one in dropped for e in one.claim.evidence)
    accounts.leave((key for key in fallen if key not in cited), LeftOut.UNSUPPORTED)
    checked = sum(len(standing(draft)) for draft in drafts) + len(dropped)
    return Edition(
        id=frame.edition_id,
        desk_id=frame.desk_id,
        since=frame.since,
        until=frame.until,
        top_line=lead,
        items=tuple(_item(entry.ranked, entry.draft) for entry in told),
        articles=tuple(
            reference(number, newest[key], source_of) for number, key in enumerate(cited, 1)
        ),
        coverage=accounts.close(
            cited, told=len(told), checked=checked + len(named) + len(steps) + len(ahead)
        ),
        dropped=dropped,
        writer=" + ".join(sorted({draft.writer.name for draft in drafts})) or QUOTED,
        next_dates=tuple(entry.date for entry in ahead),
        also=tuple(_mention(entry) for entry in named),
        background=tuple(entry.so_far for entry in past),
        notes=tuple(dict.fromkeys(draft.note for draft in drafts if draft.note)),
    )


def _item(ranked: RankedStory, draft: Draft) -> Item:
    return Item(
        story_id=ranked.story.id,
        thread_id=ranked.story.thread_id,
        headline=draft.headline.text,
        headline_evidence=draft.headline.evidence,
        change=ranked.change,
        tracks=tracks_of(ranked.story),
        claims=draft.claims,
        rank=ranked.reasons,
        writer=draft.writer.name,
        state=ranked.move,
    )


def _mention(entry: Named) -> Item:
    ranked = entry.ranked
    return Item(
        story_id=ranked.story.id,
        thread_id=ranked.story.thread_id,
        headline=entry.headline.text,
        headline_evidence=entry.headline.evidence,
        change=ranked.change,
        tracks=tracks_of(ranked.story),
        claims=(),
        rank=ranked.reasons,
        writer=QUOTED,
        state=ranked.move,
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
