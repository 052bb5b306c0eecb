"""Calendar feeds of what is due, at secret addresses."""

from pathlib import Path

from alembic import op

revision = "0033"
down_revision = "0032"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds them."""
    op.get_bind().connection.cursor().execute((SQL / "0033_calendar_feeds.sql").read_text(encoding="utf-8"))
