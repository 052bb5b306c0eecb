"""Acts by which agencies and units are merged or abolished, and the reports that they move."""

from pathlib import Path

from alembic import op

revision = "0037"
down_revision = "0036"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds both tables."""
    op.get_bind().connection.cursor().execute((SQL / "0037_successions.sql").read_text(encoding="utf-8"))
