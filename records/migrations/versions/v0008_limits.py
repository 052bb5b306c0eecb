"""Limits that all API processes share."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0007"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the tables and the functions that count."""
    op.get_bind().connection.cursor().execute((SQL / "0008_limits.sql").read_text(encoding="utf-8"))
