"""The tables: one schema for SQLite and PostgreSQL; migrations make them, and a test compares.

Every row that belongs to a workspace or guild has ``tenant_id``; leaving empties each table that has
that column, so a new table is covered by having it. Bodies are JSON text made by ``codec``.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from parley_adapters.store.types import Instant, LongText, Sequence

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# ── The archive ──────────────────────────────────────────────────────────────────────────────

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

# ── What is written from it ──────────────────────────────────────────────────────────────────

draft = Table(
    "draft",
    metadata,
    Column("key", Text, primary_key=True),
    Column("written_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
)

desk = Table(
    "desk",
    metadata,
    Column("id", Text, primary_key=True),
    Column("body", Text, nullable=False),
)

edition = Table(
    "edition",
    metadata,
    Column("id", Text, primary_key=True),
    Column("desk_id", Text, ForeignKey("desk.id"), nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False, index=True),
    Column("body", Text, nullable=False),
    UniqueConstraint("desk_id", "since", "until"),
)

# ── Tenants and what is theirs ───────────────────────────────────────────────────────────────

tenant = Table(
    "tenant",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("joined_at", Instant),
    Column("settings", Text),
)

installation = Table(
    "installation",  # tokens, encrypted under a key from the environment; never exported
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("desk_id", Text, ForeignKey("desk.id"), nullable=False),
    Column("schedule", Text, nullable=False),
    Column("quiet", Text, nullable=False),
    Column("layout", Text, nullable=False),
    Column("options", Text),
    Column("cursor", Instant),
    Column("paused", Text),
    UniqueConstraint("tenant_id", "channel", "name"),
)

# A delivery outlives its subscription: whoever subscribes again is not told the same slot twice.
delivery = Table(
    "delivery",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False),
    Column("subscription_id", Text, nullable=False),
    Column("slot", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("edition_id", Text),
    Column("fence", Integer, nullable=False),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("detail", Text),
    UniqueConstraint("subscription_id", "slot"),
    Index(None, "tenant_id", "slot"),
    Index(None, "state", "lease_until"),
)

delivery_part = Table(
    "delivery_part",
    metadata,
    Column("delivery_id", Text, ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("tenant_id", Text, nullable=False, index=True),
    Column("message_id", Text, nullable=False),
    Index(None, "tenant_id", "message_id"),
)

# What a manager decided on a delivery; "story_id" is "" where it is about the whole.
decision = Table(
    "decision",
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("delivery_id", Text, primary_key=True),
    Column("story_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# A standing order that somebody was shown and has not yet confirmed.
proposal = Table(
    "proposal",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False, index=True),
    Column("user_id", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)

follow = Table(
    "follow",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False, index=True),
    Column("user_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread_id", Text, nullable=False, index=True),
    Column("about", Text, nullable=False),
    Column("since", Instant, nullable=False),
)

# What is sent outside the timetable, each once; what it says is composed from "kind" and "ref".
notice = Table(
    "notice",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("state", Text, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("lease_until", Instant),
    Column("attempts", Integer, nullable=False),
    Column("message_ids", Text),
    Column("detail", Text),
    Index(None, "state", "not_before"),
)

budget = Table(
    "budget",  # a tenant's own limits a day, where they differ from the operator's
    metadata,
    Column("tenant_id", Text, primary_key=True),
    Column("daily_tokens", BigInteger),
    Column("daily_cost", BigInteger),
)

# Money is a whole number of 10^-12 US dollars, so that sums are exact in every database.
spend = Table(
    "spend",
    metadata,
    Column("tenant_id", Text, primary_key=True),  # "" is the operator's own
    Column("day", Date, primary_key=True),
    Column("tokens_in", BigInteger, nullable=False),
    Column("tokens_out", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Index(None, "day"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant_id", Text, nullable=False, index=True),
    Column("user_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("edition_id", Text),
    Column("story_id", Text),
    Column("text", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Sequence, primary_key=True),
    Column("tenant_id", Text, nullable=False, index=True),
    Column("user_id", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("action", Text, nullable=False),
    Column("detail", Text, nullable=False),
)

TENANT_TABLES = tuple(table for table in metadata.sorted_tables if "tenant_id" in table.c)
