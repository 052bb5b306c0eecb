"""Vacancies: open tasks that nobody will do."""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table, the view, and the functions that tell who is in office."""
    op.get_bind().connection.cursor().execute((SQL / "0014_vacancies.sql").read_text(encoding="utf-8"))
