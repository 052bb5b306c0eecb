"""Accounts whose password has to be changed after signing in."""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0015"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the column."""
    op.get_bind().connection.cursor().execute(
        (SQL / "0016_one_time_passwords.sql").read_text(encoding="utf-8")
    )
