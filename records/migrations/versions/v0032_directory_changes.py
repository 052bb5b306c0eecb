"""The directory keeps who changed what."""

from pathlib import Path

from alembic import op

revision = "0032"
down_revision = "0031"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the history of the directory, written by triggers."""
    text = (SQL / "0032_directory_changes.sql").read_text(encoding="utf-8")
    op.get_bind().connection.cursor().execute(text)
