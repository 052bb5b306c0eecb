"""Audits: how many of their reports were replayed, and what came of them, kept in their row."""

from pathlib import Path

from alembic import op

revision = "0041"
down_revision = "0040"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the counts, and counts what is there."""
    op.get_bind().connection.cursor().execute((SQL / "0041_audit_counts.sql").read_text(encoding="utf-8"))
