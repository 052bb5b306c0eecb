"""Saved views of lists."""

from pathlib import Path

from alembic import op

revision = "0024"
down_revision = "0023"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table."""
    op.get_bind().connection.cursor().execute((SQL / "0024_saved_views.sql").read_text(encoding="utf-8"))
