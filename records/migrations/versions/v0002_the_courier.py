"""When messages leave, and which are given up."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds what the courier keeps of a message."""
    op.get_bind().connection.cursor().execute((SQL / "0002_courier.sql").read_text(encoding="utf-8"))
