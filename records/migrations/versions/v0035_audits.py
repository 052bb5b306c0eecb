"""Audits: replays of many reports."""

from pathlib import Path

from alembic import op

revision = "0035"
down_revision = "0034"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the tables of audits and of their reports."""
    op.get_bind().connection.cursor().execute((SQL / "0035_audits.sql").read_text(encoding="utf-8"))
