"""Worklists."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import (
    AccountId,
    Answer,
    Category,
    Day,
    Instant,
    Page,
    Place,
    TaskId,
    Title,
    TrackingNumber,
)
from workflows.procedure.words import ReportClass, Role, Stage


class ListedTask(Place):
    """An open task."""

    id: TaskId
    tracking_number: TrackingNumber
    stage: Stage
    owner_role: Role
    officer: AccountId | None
    opened_at: Instant
    due_at: Instant | None
    due_on: Day | None
    overdue: bool
    escalation_level: int
    highest_level: int
    report_class: Annotated[ReportClass, Field(alias="class")]
    category: Category | None
    title: Title | None


class Counts(Answer):
    """How many tasks are open, postponed ones apart; of the open ones how many are overdue and escalated."""

    open: int
    overdue: int
    escalated: int
    postponed: int


class Tasks(Page[ListedTask]):
    """Tasks, the earliest due first."""

    counts: Counts
    changed: bool
    """Whether one came to, or was changed at, a place before this page since the first page was read."""
