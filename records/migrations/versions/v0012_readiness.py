"""What readiness asks of the database, and an index for statistics."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0011"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the row that is written, the function that probes, and the index."""
    op.get_bind().connection.cursor().execute((SQL / "0012_readiness.sql").read_text(encoding="utf-8"))
