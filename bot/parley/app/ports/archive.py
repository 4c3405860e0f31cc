"""The archive: articles, search, the ledger, editions."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from parley.domain.ledger.dates_ahead import DateAhead
from parley.domain.model import Archived, Desk, Development, Draft, Edition, PollState


@dataclass(frozen=True, slots=True)
class Known:
    """What is there of an article: enough to see whether words that come in are new.

    ``source_id`` and ``content`` are of its newest revision; ``placed`` is whether it has a place
    among the stories, which it keeps.
    """

    article_id: str
    source_id: str
    content: str
    placed: bool


class Articles(Protocol):
    """The archive of revisions, their readings and places. Rows are appended, never changed."""

    async def add(self, batch: Sequence[Archived]) -> None:
        """Store revisions with readings and placements in one transaction; key: the revision's id.

        A revision that is already there is left as it is, with its first ``first_seen``, and an
        article's first place is the one that counts.
        """
        ...

    async def known(self, article_ids: Iterable[str]) -> Mapping[str, Known]:
        """Those of the articles that are stored, by the id asked, which may be an alias."""
        ...

    async def twins(self, keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
        """Article ids by (``family``, ``content``), to find an item posted again under a new URL."""
        ...

    async def alias(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Remember that a URL's article id (first) is another name of a stored article (second)."""
        ...

    async def window(self, since: datetime, until: datetime) -> Sequence[Archived]:
        """Relevant revisions with ``since < first_seen <= until``, in the order of ``first_seen``."""
        ...

    async def seen(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """How many *articles* have a revision that became known in the window, by source id.

        Relevant or not; an article counts once, for the source of its newest revision.
        """
        ...

    async def published(self, track: str, since: datetime, until: datetime) -> Mapping[date, int]:
        """How many articles on a track were published on each day (UTC) of (``since``, ``until``].

        As known at ``until``; days without any are left out.
        """
        ...

    async def stories(self, story_ids: Iterable[str], until: datetime) -> Sequence[Archived]:
        """Every revision of these stories known at ``until``, in the order of ``first_seen``."""
        ...

    async def named(self, article_ids: Iterable[str], until: datetime) -> Sequence[Archived]:
        """The newest revision of each of these articles known at ``until``; unknown ones are left out."""
        ...

    def placed(self, since: datetime) -> AsyncIterator[Archived]:
        """Placed revisions with ``first_seen > since``, in that order; to rebuild the story index."""
        ...

    def founders(self, since: datetime, until: datetime) -> AsyncIterator[Archived]:
        """Placed revisions in (since, until] that founded their story, oldest first.

        Of an older affair they tell enough to know it again.
        """
        ...

    async def polls(self) -> Mapping[str, PollState]:
        """The state of every source that was ever polled, by source id."""
        ...

    async def save_polls(self, states: Sequence[PollState]) -> None:
        """Store poll states; key: the source's id."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A search result; ``score`` is comparable within one search only, higher is better."""

    archived: Archived
    score: float


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How many of ``total`` articles have each word; of common words an estimate."""

    total: int
    counts: Mapping[str, int]


class Search(Protocol):
    """Full-text search over the archive."""

    async def frequencies(self, words: Sequence[str], *, until: datetime) -> Frequencies:
        """How common words are among the articles known at ``until``; absent words count zero."""
        ...

    async def search(
        self, words: Sequence[str], *, limit: int, until: datetime, since: datetime | None = None
    ) -> Sequence[Hit]:
        """The newest revision of the best articles that have any of the words, as known at ``until``.

        ``words`` are plain words, never operators: each is matched as a whole, by its stem.
        """
        ...


class Developments(Protocol):
    """What the ledger was told: dated developments, and the dates ahead that articles name."""

    async def record(
        self,
        developments: Sequence[Development],
        dates: Sequence[DateAhead] = (),
        withdrawn: Sequence[Development] = (),
    ) -> None:
        """Store all in one transaction; what is there already is left as it is.

        Keys: a development's id; of a date its track, days, article and quote. What is ``withdrawn``
        counts from its ``retracted_at`` on for nothing; told again after that, it stands again.
        """
        ...

    async def replace(
        self, developments: Sequence[Development], dates: Sequence[DateAhead], until: datetime
    ) -> None:
        """Put these in the place of all that became known by ``until``, in one transaction."""
        ...

    async def known(
        self, since: date | None, until: datetime, tracks: Sequence[str] = ()
    ) -> Sequence[Development]:
        """Developments known at ``until`` of events on or after ``since`` (none: of any day).

        As they were known then: without those withdrawn by then, and ``retracted_at`` never set. Of
        these tracks, by default of all; in the order in which they became known.
        """
        ...

    async def ahead(self, until: datetime, tracks: Sequence[str] = ()) -> Sequence[DateAhead]:
        """The dates known at ``until`` that are not over on its day (UTC), the nearest first.

        Of one day the newest comes last, and of one article the shortest quote.

        Of these tracks, by default of all.
        """
        ...

    async def last_known(self, until: datetime) -> datetime | None:
        """When the newest that was known at ``until`` became known; none where nothing was."""
        ...


class Editions(Protocol):
    """Editions, drafts and desks, each kept under the hash of what it was made from."""

    async def draft(self, key: str) -> Draft | None:
        """The draft under this key, if it was written before."""
        ...

    async def save_draft(self, draft: Draft) -> Draft:
        """Keep a draft, key ``draft.key``; returns the one that was there first."""
        ...

    async def edition(self, edition_id: str) -> Edition | None:
        """The edition with this id."""
        ...

    async def save_edition(self, edition: Edition, desk: Desk) -> Edition:
        """Keep an edition and its desk, key ``edition.id``; returns the one that was there first."""
        ...

    async def desk(self, desk_id: str) -> Desk | None:
        """The desk with this id."""
        ...

    async def recent(self, *, limit: int) -> Sequence[Edition]:
        """The newest editions by ``until``, for the web page."""
        ...
