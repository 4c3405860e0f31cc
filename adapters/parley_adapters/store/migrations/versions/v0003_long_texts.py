"""Long texts may be compressed from here on, which no earlier version could read.

Nothing is to be done: a column of SQLite takes bytes as it takes text, and what is there already is
read as it is.
"""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Only the number changes, so that an earlier version refuses the database."""
