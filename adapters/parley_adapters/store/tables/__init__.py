"""The tables: one schema for SQLite and PostgreSQL; migrations make them, and a test compares.

Every row that belongs to a workspace or guild has ``tenant_id``; leaving empties each table that has
that column, so a new table is covered by having it. Bodies are JSON text made by ``codec``.
"""

from parley_adapters.store.tables.archive import (
    alias,
    article,
    date_ahead,
    development,
    fts,
    placement,
    revision,
    source,
)
from parley_adapters.store.tables.base import metadata
from parley_adapters.store.tables.sends import decision, delivery, delivery_part, notice
from parley_adapters.store.tables.tenants import (
    audit,
    budget,
    feedback,
    follow,
    installation,
    proposal,
    spend,
    subscription,
    tenant,
)
from parley_adapters.store.tables.written import desk, draft, edition

__all__ = [
    "TENANT_TABLES",
    "alias",
    "article",
    "audit",
    "budget",
    "date_ahead",
    "decision",
    "delivery",
    "delivery_part",
    "desk",
    "development",
    "draft",
    "edition",
    "feedback",
    "follow",
    "fts",
    "installation",
    "metadata",
    "notice",
    "placement",
    "proposal",
    "revision",
    "source",
    "spend",
    "subscription",
    "tenant",
]

TENANT_TABLES = tuple(table for table in metadata.sorted_tables if "tenant_id" in table.c)
