"""What is known to everybody: articles, their places in stories, and the ledger."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from parley_adapters.store.tables.base import metadata
from parley_adapters.store.types import Instant, LongText, Sequence

source = Table(
    "source",  # how polling goes; what a source is stands in the operator's catalogue
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("last_try", Instant),
    Column("last_success", Instant),
    Column("last_error", Text),
    Column("failures", Integer, nullable=False),
    Column("items", Integer, nullable=False),
    Column("next_try", Instant),
)

article = Table(
    "article",
    metadata,
    Column("id", Text, primary_key=True),
    Column("first_seen", Instant, nullable=False),
    sqlite_with_rowid=False,
)

alias = Table(
    "alias",  # another address of a stored article
    metadata,
    Column("id", Text, primary_key=True),
    Column("article_id", Text, ForeignKey("article.id"), nullable=False),
    sqlite_with_rowid=False,
)

# A reading is one to one with its revision and written with it, hence its columns. Long columns
# come last: SQLite reads a row from its start, and most questions end before the text.
revision = Table(
    "revision",
    metadata,
    Column("seq", Sequence, primary_key=True),  # the order of arrival, and the search index's key
    Column("id", Text, nullable=False),
    Column("article_id", Text, ForeignKey("article.id"), nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("relevant", Boolean, nullable=False),
    Column("score", Float, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("tracks", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", LongText, nullable=False),
    UniqueConstraint("id"),
    Index(None, "article_id", "first_seen"),
    Index(None, "first_seen"),
    Index(None, "content"),
)

# FTS5's table, which migrations make and no comparison of schemas should see; ``rowid`` is ``seq``.
fts = Table(
    "revision_fts",
    MetaData(),
    Column("rowid", Integer, primary_key=True),
    Column("title", Text),
    Column("text", Text),
)

placement = Table(
    "placement",  # article -> story, whose id is its founding article's
    metadata,
    Column("article_id", Text, ForeignKey("article.id"), primary_key=True),
    Column("story_id", Text, nullable=False, index=True),
    Column("thread_id", Text, nullable=False),
    Column("placed_at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

development = Table(
    "development",
    metadata,
    Column("id", Text, primary_key=True),
    Column("track", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("event_date", Date, nullable=False),
    Column("actor", Text, nullable=False),
    Column("article_id", Text, ForeignKey("article.id"), nullable=False),
    Column("quote", Text, nullable=False),
    Column("known_at", Instant, nullable=False),
    Column("authority", Text),
    Column("state", Text),
    Column("in_force", Boolean, nullable=False),
    Column("scheduled", Boolean, nullable=False),
    Column("deadline", Date),
    Column("retracted_at", Instant),
    UniqueConstraint("track", "kind", "event_date", "actor"),
    Index(None, "track", "event_date"),
)

date_ahead = Table(
    "date_ahead",
    metadata,
    Column("id", Text, primary_key=True),
    Column("track", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("last", Date, nullable=False, index=True),
    Column("said_on", Date, nullable=False),
    Column("known_at", Instant, nullable=False),
    Column("article_id", Text, ForeignKey("article.id"), nullable=False),
    Column("quote", Text, nullable=False),
)
