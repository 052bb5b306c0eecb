"""Yearly forms of agencies. A version that is there is never changed."""

from alembic import op

revision = "0042"
down_revision = "0041"

TABLE = """
create table yearly_forms (
    agency text not null references agencies (code),
    year integer not null,
    version integer not null check (version > 0),
    content jsonb not null,
    reason text,
    written_by text not null references accounts (id),
    written_at timestamptz not null default now(),
    primary key (agency, year, version)
);
create index yearly_forms_of_year on yearly_forms (year, agency, version);
create trigger yearly_forms_are_append_only before update or delete or truncate on yearly_forms
    for each statement execute function refuse_change();
"""


def upgrade() -> None:
    """Adds the table."""
    op.execute(TABLE)
