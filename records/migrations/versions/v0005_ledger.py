"""The ledger over all facts: leaves, the tree's hashes, signed heads, and the keys they are signed by."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0004"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds them. Facts that are on record already wait to be logged."""
    op.get_bind().connection.cursor().execute((SQL / "0005_ledger.sql").read_text(encoding="utf-8"))
