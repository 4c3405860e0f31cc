"""An item as a source gave it, and what the archive makes of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item as its source published it, before it is identified.

    ``summary`` is the feed's teaser and ``body`` the feed's own full content, both plain text.
    ``published_at`` is aware and UTC, or none where the source gives no readable date.
    """

    source_id: str
    title: str
    url: str | None = None
    guid: str | None = None
    summary: str = ""
    body: str = ""
    published_at: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One version of an article's words, as far as rights allow; never changed.

    ``id`` is a hash of ``article_id`` and the content. ``first_seen`` (UTC) is when the archive
    learnt of this version: what was known as of a day is asked by it. ``published_at`` (UTC) is
    what the source says, kept within reason (never after ``first_seen``). ``content`` is the hash of
    title and text, and ``family`` the publisher: the same words under a new address are no news.
    """

    id: str
    article_id: str
    source_id: str
    url: str
    title: str
    text: str
    published_at: datetime
    first_seen: datetime
    content: str
    family: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Whether a revision is about trade talks, and on which tracks (ids, most central first).

    ``score`` is the confidence that it is relevant, 0 to 1.
    """

    relevant: bool
    score: float
    tracks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where an article was placed when it arrived: its story (one event) and thread (the affair)."""

    article_id: str
    story_id: str
    thread_id: str
    placed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """A revision with its reading and, where it is relevant, its place among the stories."""

    revision: Revision
    reading: Reading
    placement: Placement | None = None
