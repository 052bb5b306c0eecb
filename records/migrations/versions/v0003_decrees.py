"""Decrees, calendar versions with what made them, re-timings, and what a report's clocks are counted by."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds them, and has the record keep timetables from now on."""
    for name in ("0003_decrees.sql", "record_facts.sql"):
        op.get_bind().connection.cursor().execute((SQL / name).read_text(encoding="utf-8"))
