"""Figures of overdue and closed reports: every report is counted anew."""

from pathlib import Path

from alembic import op

revision = "0040"
down_revision = "0039"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """All reports wait to be counted."""
    op.get_bind().connection.cursor().execute((SQL / "0040_overdue_figures.sql").read_text(encoding="utf-8"))
