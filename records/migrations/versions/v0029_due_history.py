"""Which due instant each report had, from when until when."""

from pathlib import Path

from alembic import op

revision = "0029"
down_revision = "0028"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Keeps the due instants of reports from now on."""
    op.get_bind().connection.cursor().execute((SQL / "0029_due_history.sql").read_text(encoding="utf-8"))
