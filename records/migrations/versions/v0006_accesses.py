"""Who looked at what, chained."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table and the one function that writes it."""
    op.get_bind().connection.cursor().execute((SQL / "0006_accesses.sql").read_text(encoding="utf-8"))
