"""Morning messages of what lapses."""

from pathlib import Path

from alembic import op

revision = "0036"
down_revision = "0035"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds them. Messages need not be of one report any more."""
    op.get_bind().connection.cursor().execute((SQL / "0036_morning_messages.sql").read_text(encoding="utf-8"))
