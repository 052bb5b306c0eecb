"""Which decisions somebody may make now, with everything that a form for them needs."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Phrase
from api.schemas.reports import Source
from fields.answer_fields import Answer, TaskId, TrackingNumber
from workflows.procedure.model.enums import ClockName, Stage
from workflows.procedure.model.inputs import Input
from workflows.procedure.rules.allowances import AllowanceName


class FieldChoice(Answer):
    """Something to choose: `value` is what is sent."""

    value: Annotated[str, Field(examples=["settlement"])]
    label: Phrase


class OfferedField(Answer):
    """One field of a decision, and what it takes."""

    name: Annotated[str, Field(examples=["clock"])]
    """As it is sent in `decision`."""
    input: Input
    """`line`, `text`: a text in one line or in several. `email`, `phone`: what one is reached by.
    `references`: a list of lines of 1 to 200 characters. `choice`, `agency`, `unit`, `officer`: one of
    `choices`. `report`: a tracking number. `code`: a code of one's own. `date`, `instant`. `flag`: true or
    false. `number`, `rating`: a whole number."""
    required: bool
    label: Phrase
    hint: Phrase | None
    least: int | None
    """The least number of characters or entries, or the least number itself."""
    most: int | None
    earliest: Annotated[str | None, Field(examples=["2026-11-28"])]
    """The first date or instant, inclusive."""
    latest: Annotated[str | None, Field(examples=["2026-12-27"])]
    choices: list[FieldChoice] | None
    default: Annotated[str | int | bool | None, Field(examples=["complaint"])]
    """What to preset the field with; null leaves it empty."""


class UsedAllowance(Answer):
    """What may be done only so often."""

    name: AllowanceName
    label: Phrase
    clock: ClockName | None
    used: int
    most: int
    left: int


class OfferedKind(Answer):
    """A decision that may be made now: a well-formed one of its kind is accepted."""

    kind: Annotated[str, Field(examples=["extend"])]
    task: TaskId | None
    """The task to name in the request; null where none is needed."""
    label: Phrase
    hint: Phrase
    fields: list[OfferedField]
    limits: list[UsedAllowance]


class UnavailableKind(Answer):
    """A decision that the stage gives to whoever asks, but that can't be made now, whatever is entered."""

    kind: Annotated[str, Field(examples=["ask_reporter"])]
    label: Phrase
    code: Annotated[str, Field(examples=["question_limit"])]
    """The code with which it would be refused."""
    reason: Phrase
    limits: list[UsedAllowance]


class OfferedDecisions(Answer):
    """What may be decided now. What the stage does not give to whoever asks is in neither list."""

    tracking_number: TrackingNumber
    stage: Stage
    decisions: list[OfferedKind]
    unavailable: list[UnavailableKind]
    source: Source
