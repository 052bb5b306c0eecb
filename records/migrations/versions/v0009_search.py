"""The search index holds keyed hashes of words, and no plain text."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0008"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Drops the plain texts with their table. The new one is filled by what knows the master key."""
    for name in ("0009_search.sql", "record_facts.sql"):
        op.get_bind().connection.cursor().execute((SQL / name).read_text(encoding="utf-8"))
