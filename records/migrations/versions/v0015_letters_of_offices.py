"""Messages know the office that they are for."""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0014"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the columns and the trigger that fills them."""
    op.get_bind().connection.cursor().execute(
        (SQL / "0015_letters_of_offices.sql").read_text(encoding="utf-8")
    )
