"""Bulk decisions."""

from pathlib import Path

from alembic import op

revision = "0023"
down_revision = "0022"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the tables, and erases what an item holds with its report's key."""
    op.get_bind().connection.cursor().execute((SQL / "0023_bulks.sql").read_text(encoding="utf-8"))
