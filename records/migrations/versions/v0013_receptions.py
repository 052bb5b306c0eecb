"""When something was first received."""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table."""
    op.get_bind().connection.cursor().execute((SQL / "0013_receptions.sql").read_text(encoding="utf-8"))
