"""Browsers' sessions."""

from pathlib import Path

from alembic import op

revision = "0019"
down_revision = "0018"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table, and ends sessions with the account's password or office."""
    op.get_bind().connection.cursor().execute((SQL / "0019_sessions.sql").read_text(encoding="utf-8"))
