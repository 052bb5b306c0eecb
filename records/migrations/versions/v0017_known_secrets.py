"""Which secrets the installation was set up with."""

from pathlib import Path

from alembic import op

revision = "0017"
down_revision = "0016"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table."""
    op.get_bind().connection.cursor().execute((SQL / "0017_known_secrets.sql").read_text(encoding="utf-8"))
