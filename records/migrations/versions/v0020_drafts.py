"""Drafts of decisions."""

from pathlib import Path

from alembic import op

revision = "0020"
down_revision = "0019"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table, and deletes drafts with their decision and with their report's key."""
    op.get_bind().connection.cursor().execute((SQL / "0020_drafts.sql").read_text(encoding="utf-8"))
