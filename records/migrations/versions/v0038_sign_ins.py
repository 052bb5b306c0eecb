"""When each account last signed in."""

from pathlib import Path

from alembic import op

revision = "0038"
down_revision = "0037"

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Adds the table; sessions note it from now on."""
    op.get_bind().connection.cursor().execute((SQL / "0038_sign_ins.sql").read_text(encoding="utf-8"))
