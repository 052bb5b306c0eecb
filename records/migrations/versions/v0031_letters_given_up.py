"""Operators see which letters were given up lately."""

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Adds the index of letters that were given up."""
    op.execute("create index messages_given_up on messages (given_up_at) where given_up_at is not null")
