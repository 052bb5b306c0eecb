"""Indexes of a supervisor's board: what is open of all agencies, and what came in and was done by time."""

from alembic import op

revision = "0034"
down_revision = "0033"

INDEXES = """
create index tasks_open_of_staff on tasks (due_order, id)
    where closed_at is null and owner_role <> 'reporter';
create index tasks_opened_of_agency on tasks (agency, opened_at);
create index tasks_done_of_agency on tasks (agency, closed_at) where closed_at is not null;
create index reports_closed on reports (closed_at) where closed_at is not null;
"""


def upgrade() -> None:
    """Adds them."""
    op.execute(INDEXES)
