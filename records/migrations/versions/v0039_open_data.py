"""Open data: the sets that were published. What is there is never changed."""

from alembic import op

revision = "0039"
down_revision = "0038"

TABLE = """
create table open_data_sets (
    month date not null,
    version integer not null,
    reason text,
    published_at timestamptz not null default now(),
    seed bytea not null,
    rounded jsonb not null,
    files jsonb not null,
    digests jsonb not null,
    primary key (month, version)
);
create trigger open_data_sets_are_append_only before update or delete or truncate on open_data_sets
    for each statement execute function refuse_change();
"""


def upgrade() -> None:
    """Adds the table."""
    op.execute(TABLE)
