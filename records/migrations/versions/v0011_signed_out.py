"""When an account was last signed out everywhere."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0010"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the column, and the trigger that sets it."""
    op.get_bind().connection.cursor().execute((SQL / "0011_signed_out.sql").read_text(encoding="utf-8"))
