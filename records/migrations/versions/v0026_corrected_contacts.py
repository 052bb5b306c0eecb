"""Reporters correct their contact."""

from pathlib import Path

from alembic import op

revision = "0026"
down_revision = "0025"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Has messages find the contact in force, and the former one."""
    op.get_bind().connection.cursor().execute(
        (SQL / "0026_corrected_contacts.sql").read_text(encoding="utf-8")
    )
