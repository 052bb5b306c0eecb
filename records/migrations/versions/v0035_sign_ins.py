"""When each account last signed in."""

from pathlib import Path

from alembic import op

revision = "0035"
down_revision = "0034"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table; sessions note it from now on."""
    op.get_bind().connection.cursor().execute((SQL / "0035_sign_ins.sql").read_text(encoding="utf-8"))
