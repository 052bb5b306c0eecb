"""New PINs for reports, and by which contact reports are found."""

from pathlib import Path

from alembic import op

revision = "0022"
down_revision = "0021"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the tables, and has the record keep contacts by their hashes."""
    cursor = op.get_bind().connection.cursor()
    for name in ("0022_new_pins.sql", "record_facts.sql"):
        cursor.execute((SQL / name).read_text(encoding="utf-8"))
