"""Finds objections to merges, and keys destroyed lately."""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the indexes."""
    op.get_bind().connection.cursor().execute((SQL / "0018_objections.sql").read_text(encoding="utf-8"))
