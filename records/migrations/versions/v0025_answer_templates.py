"""Answer templates."""

from pathlib import Path

from alembic import op

revision = "0025"
down_revision = "0024"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the tables."""
    op.get_bind().connection.cursor().execute((SQL / "0025_answer_templates.sql").read_text(encoding="utf-8"))
