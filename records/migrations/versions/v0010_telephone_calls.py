"""What reporters without an address are told by telephone."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the channel `phone`, and makes calls of what was given up for want of an address."""
    op.get_bind().connection.cursor().execute((SQL / "0010_telephone_calls.sql").read_text(encoding="utf-8"))
