"""What would come of a decision that is only previewed."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.common import Phrase, Place
from api.schemas.reports import Source
from fields.answer_fields import Answer, Day, Instant, TaskId, TrackingNumber
from workflows.procedure.model.enums import ClockName, FactKind, Outcome, Role, Stage
from workflows.procedure.outputs.preview import ClockEffect


class PreviewedOwner(Place):
    """Whose turn it is."""

    role: Role
    role_label: Phrase


class PreviewedStanding(Answer):
    """Where the report is."""

    stage: Stage
    stage_label: Phrase
    task: TaskId | None
    owner: PreviewedOwner | None
    escalation_level: int


class PreviewedClock(Answer):
    """A clock before and after the decision. A due day is null where there is none: the clock has not
    started, has stopped or stands still."""

    name: ClockName
    instance: Annotated[int, Field(ge=1)]
    label: Phrase
    effect: ClockEffect
    effect_label: Phrase
    due_on_before: Day | None
    due_on_after: Day | None
    due_at_before: Instant | None
    due_at_after: Instant | None
    lapsed: bool


class PreviewedRecipient(Place):
    """Who would be told, by role and place."""

    role: Role
    role_label: Phrase
    letters: Annotated[list[str], Field(examples=[["task_opened"]])]


class PreviewedDecision(Answer):
    """What would come of the decision. Nothing was done, and nothing is kept."""

    preview: Literal[True]
    tracking_number: TrackingNumber
    kind: Annotated[str, Field(examples=["forward"])]
    repeated: bool
    """Whether the Idempotency-Key was answered before, so that sending it would change nothing."""
    before: PreviewedStanding
    after: PreviewedStanding
    task_ends: bool
    clocks: list[PreviewedClock]
    recipients: list[PreviewedRecipient]
    facts: list[FactKind]
    """The kinds of the facts that would be added, in order."""
    closes: bool
    outcome: Outcome | None
    final: bool
    """Whether the report could not be reopened."""
    source: Source
