"""API processes by their last sign of life, and reports by the clock that closes or finishes them."""

from alembic import op

revision = "0043"
down_revision = "0042"

CHANGE = """
create table api_processes (
    process    text primary key,
    version    text not null,
    "commit"   text,
    started_at timestamptz not null,
    seen_at    timestamptz not null default now(),
    late       jsonb not null default '[]'
);
create index reports_by_closing_clock on reports ((jsonb_path_query_first(timetable,
    '$."clocks"[*]?(@."name" == "completion" || @."name" == "reply" || @."name" == "reopening")."due_at"')
    #>> '{}')) where timetable is not null;
"""


def upgrade() -> None:
    """Adds the table and the index."""
    op.execute(CHANGE)
