"""What is stuck: reports that can't be recorded or re-timed, why, and when each is tried again."""

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table, and the columns of re-timings."""
    op.get_bind().connection.cursor().execute((SQL / "0007_stuck.sql").read_text(encoding="utf-8"))
