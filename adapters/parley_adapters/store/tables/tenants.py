"""Tenants: what is theirs, what they ordered and spent, and what they said."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from parley_adapters.store.tables.base import metadata
from parley_adapters.store.types import Instant, Sequence

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
