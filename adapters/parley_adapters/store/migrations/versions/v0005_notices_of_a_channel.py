"""Notices are looked up by the channel that they were for, newest first."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Index them by it: whoever follows much is told much."""
    op.create_index(
        op.f("ix_notice_tenant_id_channel_made_at"), "notice", ["tenant_id", "channel", "made_at"]
    )
