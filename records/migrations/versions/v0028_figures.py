"""Figures: entries of reports, counters, and the reports that wait to be counted."""

from pathlib import Path

from alembic import op

revision = "0028"
down_revision = "0027"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds them. All reports wait to be counted."""
    op.get_bind().connection.cursor().execute((SQL / "0028_figures.sql").read_text(encoding="utf-8"))
