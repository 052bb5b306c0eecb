"""Figures of overdue and closed reports: every report is counted anew."""

from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """All reports wait to be counted that don't wait already."""
    op.execute("""
        insert into figure_dues (report)
        select report from reports except select report from figure_dues order by report""")
