"""What each button under a story does; everything but the ids it carries is looked up in the archive."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from parley.app import compose_actions as compose
from parley.app.brief import Briefing, Drafts
from parley.app.ports import Articles, Editions, Feedbacks, Pressed
from parley.app.survey import source_of, stories_of
from parley.domain import identity
from parley.domain.assembly import reference
from parley.domain.errors import CommandError
from parley.domain.model import (
    ActionKind,
    Answer,
    Desk,
    Draft,
    Edition,
    Feedback,
    FeedbackKind,
    Form,
    Item,
    Message,
    Press,
    Reply,
    Source,
    Story,
)
from parley.domain.quoting import claims_of, quoted

GONE = "This story is no longer in the archive; /trade brief makes a new briefing."
_OPINION, _ERROR = "opinion", "error"


Reported = Callable[[Feedback], Awaitable[object]]
"""Told of an error that somebody reported, so that it reaches the managers."""


@dataclass(frozen=True, slots=True)
class _Told:
    """The story of a button: its edition, its number there, and what was told."""

    edition: Edition
    number: int
    item: Item


class Pressing:
    """Answers presses, each to whoever pressed. Raises ``CommandError`` for a story that is gone."""

    def __init__(
        self,
        articles: Articles,
        editions: Editions,
        feedback: Feedbacks,
        briefing: Briefing,
        drafts: Drafts,
        *,
        sources: Mapping[str, Source],
        reported: Reported,
    ) -> None:
        self._articles = articles
        self._editions = editions
        self._feedback = feedback
        self._briefing = briefing
        self._drafts = drafts
        self._sources = sources
        self._reported = reported

    def table(self) -> Mapping[ActionKind, Pressed]:
        """Which button is answered by what."""
        return {
            ActionKind.OPEN: self.open,
            ActionKind.SOURCES: self.sources,
            ActionKind.MORE: self.more,
            ActionKind.USEFUL: lambda press: self._note(press, FeedbackKind.USEFUL),
            ActionKind.NOT_USEFUL: lambda press: self._note(press, FeedbackKind.NOT_USEFUL),
            ActionKind.REPORT: lambda press: self._note(press, FeedbackKind.ERROR),
        }

    async def open(self, press: Press) -> Reply:
        """The story's other buttons."""
        told = await self._told(press)
        return _reply(compose.offer(told.edition, told.number, told.item))

    async def sources(self, press: Press) -> Reply:
        """The verbatim words behind the story, with links."""
        told = await self._told(press)
        found = quoted(told.item, told.edition)
        return _reply(compose.sources(told.item, found, zone=press.zone))

    async def more(self, press: Press) -> Reply:
        """A longer account of the same story as it was known then; the asker's tenant pays for it."""
        told = await self._told(press)
        edition, item = told.edition, told.item
        rows = await self._articles.stories([item.story_id], edition.until)
        story = next(iter(stories_of(rows)), None)
        if story is None:
            raise CommandError(GONE)
        desk = await self._editions.desk(edition.desk_id) or Desk()
        brief = self._briefing.assignment(desk, story, item.change)
        draft = await self._drafts.draft(replace(brief, form=Form.LONG), tenant_id=press.tenant_id)
        answer = self._answer(edition, item, story, draft)
        return _reply(compose.account(item, answer, zone=press.zone, language=desk.language))

    async def _note(self, press: Press, kind: FeedbackKind) -> Reply:
        """Keep what somebody thinks; pressed again, it is the same word, or takes the other's place."""
        told = await self._told(press)
        edition, item = told.edition, told.item
        matter = _ERROR if kind is FeedbackKind.ERROR else _OPINION
        key = identity.feedback_id(press.tenant_id, press.user, edition.id, item.story_id, matter)
        word = Feedback(
            id=key,
            tenant_id=press.tenant_id,
            user=press.user,
            at=press.pressed_at,
            kind=kind,
            edition_id=edition.id,
            story_id=item.story_id,
            claims=claims_of(item),
        )
        await self._feedback.save(word)
        if kind is FeedbackKind.ERROR:
            await self._reported(word)
        return _reply(compose.thanks(kind, item))

    async def _told(self, press: Press) -> _Told:
        ref = identity.split_story_ref(press.ref)
        edition = await self._editions.edition(ref[0]) if ref else None
        if ref is None or edition is None or ref[1] > len(edition.items):
            raise CommandError(GONE)
        return _Told(edition, ref[1], edition.items[ref[1] - 1])

    def _answer(self, edition: Edition, item: Item, story: Story, draft: Draft) -> Answer:
        """The account with its articles, numbered in the order in which the reader meets them."""
        newest = {one.revision.article_id: one for one in story.articles}
        cited = dict.fromkeys(e.article_id for claim in draft.claims for e in claim.evidence)
        articles = tuple(
            reference(number, newest[key], lambda name: source_of(self._sources, name))
            for number, key in enumerate(cited, 1)
        )
        return Answer(
            question=item.headline,
            as_of=edition.until,
            claims=draft.claims,
            articles=articles,
            writer=draft.writer.name,
            score=1.0,
            note=draft.note,
        )


def _reply(message: Message) -> Reply:
    return Reply(message=message)
