"""Tables of the record, the directory and the keys; `record_facts`."""

from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

SQL = Path(__file__).parents[1] / "sql"


def upgrade() -> None:
    """Makes everything anew."""
    for name in ("0001_tables.sql", "0001_directory.sql", "0001_record_facts.sql", "record_facts.sql"):
        # psycopg's own cursor takes the text as it is: no parameters, so percent signs mean nothing
        op.get_bind().connection.cursor().execute((SQL / name).read_text(encoding="utf-8"))
