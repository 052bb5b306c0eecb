"""Changes to reports are told to API processes at once."""

from pathlib import Path

from alembic import op

revision = "0027"
down_revision = "0026"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Notifies of new facts, claims, and who has a report open."""
    for name in ("0027_changes.sql", "record_facts.sql"):
        op.get_bind().connection.cursor().execute((SQL / name).read_text(encoding="utf-8"))
