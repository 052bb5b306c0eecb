"""Facts and heads are found by the beginning of a digest or root."""

from pathlib import Path

from alembic import op

revision = "0030"
down_revision = "0029"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the indexes."""
    op.get_bind().connection.cursor().execute((SQL / "0030_digests.sql").read_text(encoding="utf-8"))
