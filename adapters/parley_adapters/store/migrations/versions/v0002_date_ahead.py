"""The dates ahead that articles name."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make their table."""
    op.create_table(
        "date_ahead",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_date_ahead_article_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_ahead")),
    )
    op.create_index(op.f("ix_date_ahead_last"), "date_ahead", ["last"])
