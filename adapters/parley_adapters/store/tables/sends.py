"""What is sent to whom, each once, and what managers decided on it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from parley_adapters.store.tables.base import metadata
from parley_adapters.store.types import Instant

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
    Index(None, "tenant_id", "channel", "made_at"),
    Index(None, "state", "not_before"),
)
