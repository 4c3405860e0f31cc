"""Places each article as it arrives: in a story (one event) and a thread (the affair)."""

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from sys import intern
from typing import Protocol

from parley.domain.languages import UNSPACED, Glossary
from parley.domain.model import Archived, Placement, Reading
from parley.domain.stories.frequencies import Frequencies
from parley.domain.stories.furniture import without_dateline, without_publisher
from parley.domain.stories.groups import Groups, Weights
from parley.domain.stories.likeness import Profile, same_affair, same_event, thread_weights
from parley.domain.stories.parting import Members
from parley.domain.stories.vectors import Terms, terms_in

STORY_WINDOW = timedelta(days=14)  # a story without an article for so long is over
THREAD_WINDOW = timedelta(days=180)  # an affair may rest for months

_HALF_LIFE = timedelta(days=30)  # of how common a term is
_LEAD = 700  # characters of a text in which its event stands
_READ = 3000  # characters that tell the affair; cost is bounded
_DENSE = 2  # a Chinese or Japanese character says as much as so many letters
_STORY_TERMS = 128  # the heaviest of all that its articles say
_STORIES = 6  # compared in full for one article
_THREADS = 12  # the same

Tracks = frozenset[str]


class Placeable(Protocol):
    """What placing reads of an article; a ``Revision`` is one. ``first_seen`` is UTC."""

    @property
    def article_id(self) -> str:
        """The article's id."""
        ...

    @property
    def title(self) -> str:
        """Its title, or ""."""
        ...

    @property
    def text(self) -> str:
        """Its text as far as it is known."""
        ...

    @property
    def language(self) -> str:
        """Its primary tag ("en")."""
        ...

    @property
    def first_seen(self) -> datetime:
        """When it became known."""
        ...


class StoryIndex:
    """Stories and threads of the last weeks, in memory: one pass, nothing is ever moved.

    The same stream gives the same places, and its beginning the same as the whole of it. An article
    that comes again (a revision) keeps its place. Articles in another language are compared by what
    the ``glossary`` has of them; without one, by their words as they stand.
    """

    def __init__(self, glossary: Glossary | None = None) -> None:
        self._glossary = glossary or Glossary()
        self._frequencies = Frequencies(_HALF_LIFE)
        self._stories = Groups(STORY_WINDOW, terms=_STORY_TERMS)
        self._threads = Groups(THREAD_WINDOW, terms=400)
        self._members = Members()
        self._thread_of: dict[str, str] = {}
        self._story_tracks: dict[str, Tracks] = {}
        self._thread_tracks: dict[str, Tracks] = {}
        self._placed: dict[str, Placement] = {}
        self._order: deque[str] = deque()  # the ids of what is placed
        self._now: datetime | None = None

    def __len__(self) -> int:
        """How many stories are remembered."""
        return len(self._stories)

    def place(self, item: Placeable, reading: Reading | None = None) -> Placement:
        """Where an article belongs; it is there from now on.

        Its tracks, if the reading names any, keep it out of stories on other tracks (two countries'
        deals are two events) and out of threads that are not on one of them: a thread forks when
        its subject does.
        """
        known = self._placed.get(item.article_id)
        if known is not None:
            return known
        at = self._advance(item.first_seen)
        profile, affair = self._read(item, at)
        tracks = frozenset(reading.tracks) if reading is not None else frozenset[str]()
        thread = self._thread(affair, tracks)
        story = self._story(item.article_id, profile, tracks, thread, at)
        if story is not None:
            story_id, thread_id = story, self._thread_of[story]
        else:
            story_id = item.article_id
            thread_id = item.article_id if thread is None else thread
        placement = Placement(
            article_id=item.article_id, story_id=story_id, thread_id=thread_id, placed_at=at
        )
        self._keep(placement, profile, affair, tracks)
        return placement

    def restore(self, archived: Iterable[Archived]) -> None:
        """Take up what was placed before, in the order of ``first_seen``, as it was placed.

        The last ``STORY_WINDOW`` rebuilds the stories; for older threads see ``remember``.
        """
        for row in archived:
            if row.placement is None or row.revision.article_id in self._placed:
                continue
            at = self._advance(row.placement.placed_at)
            profile, affair = self._read(row.revision, at)
            tracks = frozenset(row.reading.tracks)
            if row.placement.story_id == row.revision.article_id:
                # If it founded its story by parting another, the other is parted again.
                self._story(row.revision.article_id, profile, tracks, row.placement.thread_id, at)
            self._keep(_shared(row.placement), profile, affair, tracks)

    def remember(self, row: Archived) -> None:
        """Know the affair of an article again that is too old to be joined, by its lead alone.

        To be called before ``restore``, oldest first; the founders of stories suffice, since the
        others repeat them.
        """
        if row.placement is None:
            return
        at = self._advance(row.placement.placed_at)
        lead, _ = self._terms(row.revision, row.revision.text)
        self._frequencies.add(lead.counts, at)
        self._threads.add(row.placement.thread_id, thread_weights(lead, self._frequencies), at)
        self._thread_tracks.setdefault(row.placement.thread_id, frozenset(row.reading.tracks))

    def _read(self, item: Placeable, at: datetime) -> tuple[Profile, Weights]:
        text = without_dateline(item.text[:_READ])
        lead, rest = self._terms(item, text)
        whole = lead + terms_in(item.language, "", rest, self._glossary)
        self._frequencies.add(whole.counts, at)
        return Profile.of(lead, self._frequencies), thread_weights(whole, self._frequencies)

    def _terms(self, item: Placeable, text: str) -> tuple[Terms, str]:
        """The terms of an article's lead, and the text behind the lead."""
        lead = _LEAD // _DENSE if item.language in UNSPACED else _LEAD
        title = without_publisher(item.title)
        return terms_in(item.language, title, text[:lead], self._glossary), text[lead:]

    def _thread(self, affair: Weights, tracks: Tracks) -> str | None:
        """The thread that an article would belong to by itself, if there is one."""
        threads = (
            thread
            for thread in self._threads.candidates(affair, _THREADS)
            if tracks & self._thread_tracks[thread.id]
            or not (tracks or self._thread_tracks[thread.id])
        )
        thread = same_affair(affair, threads)
        return None if thread is None else thread.id

    def _story(
        self, article_id: str, profile: Profile, tracks: Tracks, thread: str | None, at: datetime
    ) -> str | None:
        """The story that an article joins, if there is one.

        A story that turns out to be two is parted: the article founds the second, which takes over
        how the articles compare that tell the same (they stay where they were placed).
        """
        stories = (
            story
            for story in self._stories.candidates(profile.weights, _STORIES)
            if not tracks
            or not self._story_tracks[story.id]
            or tracks & self._story_tracks[story.id]
        )
        story = same_event(
            profile, ((one, self._thread_of[one.id] == thread) for one in stories), at
        )
        if story is None or not self._members.part(story.id, article_id, profile.weights):
            return None if story is None else story.id
        self._stories.renew(story.id, self._members.of(story.id))
        for weights in self._members.of(article_id):
            self._stories.add(article_id, weights, at)
        self._thread_of[article_id] = self._thread_of[story.id]
        self._story_tracks[article_id] = tracks
        return article_id

    def _advance(self, at: datetime) -> datetime:
        """The index's own time never goes back: a late article arrives now."""
        self._now = at if self._now is None else max(self._now, at)
        for story in self._stories.forget(self._now):
            del self._thread_of[story], self._story_tracks[story]
            self._members.forget(story)
        for thread in self._threads.forget(self._now):
            del self._thread_tracks[thread]
        while self._order and self._now - self._placed[self._order[0]].placed_at > STORY_WINDOW:
            del self._placed[self._order.popleft()]
        return self._now

    def _keep(
        self, placement: Placement, profile: Profile, affair: Weights, tracks: Tracks
    ) -> None:
        at = placement.placed_at
        self._stories.add(placement.story_id, profile.weights, at)
        self._members.add(placement.story_id, profile.weights)
        self._threads.add(placement.thread_id, affair, at)
        self._thread_of[placement.story_id] = placement.thread_id
        # The founder's tracks: a subject that grew with every article would end as all of them.
        self._story_tracks.setdefault(placement.story_id, tracks)
        self._thread_tracks.setdefault(placement.thread_id, tracks)
        self._placed[placement.article_id] = placement
        self._order.append(placement.article_id)


def _shared(placement: Placement) -> Placement:
    """A placement as it is kept: the ids of an archive's rows are a copy in each row."""
    story, thread = intern(placement.story_id), intern(placement.thread_id)
    return replace(placement, story_id=story, thread_id=thread)
