"""Drafts of decisions: as they are sent, and as their author is told of them."""

import json
from collections.abc import Mapping
from typing import Annotated, get_args

from fastapi import Path
from pydantic import AfterValidator, Field, StrictBool, StrictInt

from api.schemas.bodies import Body
from fields.answer_fields import Answer, Instant, TaskId, TrackingNumber
from fields.errors import Text
from workflows.procedure.model.decisions import StaffDecision

LONGEST = 50_000
"""In characters of JSON, all fields together: more than any decision takes, so that a text that is too long
for one is kept while its author shortens it."""
KINDS = tuple(each.model_fields["kind"].default for each in get_args(StaffDecision))


def _checked_kind(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError("must be the kind of a decision that staff make")
    return kind


KindPath = Annotated[
    str,
    Path(description="Kind of the decision", json_schema_extra={"enum": list(KINDS)}),
    AfterValidator(_checked_kind),
]
Kind = Annotated[str, Field(examples=["respond"])]
FieldName = Annotated[str, Field(pattern="^[a-z_]{1,64}$")]
DraftValue = Text | StrictBool | StrictInt | list[Text] | None
Fields = Mapping[str, DraftValue]


def _checked_length(fields: Fields) -> Fields:
    if len(json.dumps(fields, ensure_ascii=False)) > LONGEST:
        raise ValueError(f"must have {LONGEST} or fewer characters together")
    return fields


class NewDraft(Body):
    """What was typed into the form of a decision, by the names of its fields, whether or not it is right;
    and the task that it was written for. `seen` is the number of the last fact that the form was made of: a
    draft that arrives after its own decision is not kept."""

    task: Annotated[str, Field(pattern=r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]-[0-9]{1,6}$")] | None = None
    seen: Annotated[int, Field(strict=True, ge=1, le=100_000)] | None = None
    fields: Annotated[dict[FieldName, DraftValue], Field(max_length=30), AfterValidator(_checked_length)]


class ListedDraft(Answer):
    """That somebody has begun to write, and when it was saved."""

    tracking_number: TrackingNumber
    kind: Kind
    task: Annotated[
        TaskId | None, Field(description="The one that it was written for; it may not be open any more")
    ]
    saved_at: Instant


class Draft(ListedDraft):
    """What was typed, as it was saved."""

    fields: Annotated[dict[str, str | bool | int | list[str] | None], Field(examples=[{"text": "Sudah"}])]


class Drafts(Answer):
    """All of them, the last saved first."""

    items: list[ListedDraft]
