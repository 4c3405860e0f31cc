"""What is written from the archive and shared by all who ask for the same."""

from sqlalchemy import Column, ForeignKey, Table, Text, UniqueConstraint

from parley_adapters.store.tables.base import metadata
from parley_adapters.store.types import Instant

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
