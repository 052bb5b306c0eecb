"""Acts that rename an agency or a unit, beside those that merge and abolish."""

from alembic import op

revision = "0044"
down_revision = "0043"

STATEMENTS = """
alter table successions add column old_name text;
alter table successions add column new_name text;
alter table successions add check ((old_name is null) = (new_name is null));
create index successions_of_agency on successions (agency, id)"""


def upgrade() -> None:
    """Adds both names, and finds the acts about an agency."""
    op.get_bind().connection.cursor().execute(STATEMENTS)
