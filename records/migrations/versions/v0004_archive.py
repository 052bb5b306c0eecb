"""Which finished reports are sealed in the store, which lack an object, and what was found in its place."""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds them. Reports that are finished already are found by the first look."""
    op.get_bind().connection.cursor().execute((SQL / "0004_archive.sql").read_text(encoding="utf-8"))
