"""Claims, and who has a report open."""

from pathlib import Path

from alembic import op

revision = "0021"
down_revision = "0020"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the tables, and ends claims with a decision."""
    op.get_bind().connection.cursor().execute((SQL / "0021_claims.sql").read_text(encoding="utf-8"))
