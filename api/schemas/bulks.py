"""Bulk decisions: what is sent, what it would cause, and how far it has come."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from api.schemas.bodies import Body
from api.schemas.common import Phrase
from api.schemas.offered import OfferedField
from fields.answer_fields import Answer, Instant, PersonName, TaskId, TrackingNumber
from records.reports.bulk_items import ItemState
from records.reports.bulks import MOST_TASKS
from workflows.procedure.model.enums import Role

Task = Annotated[str, Field(pattern=r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}-[0-9A-Z]-[0-9]{1,6}$")]
BulkState = Literal["listed", "running", "stopped", "finished"]
BulkId = Annotated[str, Field(examples=["5f0c3a9e7d2b41868a3c9f10e4d7b2c6"])]
Kind = Annotated[str, Field(examples=["nudge"])]


def _each_once(tasks: list[str]) -> list[str]:
    return list(dict.fromkeys(tasks))


class NewBulk(Body):
    """The tasks, by their ids, and the one decision upon all of them. Without a decision only `preview` can
    be asked for: it tells which decisions can be made. A `forward` may leave out `class`, `supervisory` and
    `category`: then each report keeps its own."""

    tasks: Annotated[list[Task], Field(min_length=1, max_length=MOST_TASKS), AfterValidator(_each_once)]
    decision: dict[str, Any] | None = None


class BulkOffer(Answer):
    """A decision that can be made in bulk."""

    kind: Kind
    label: Phrase
    hint: Phrase
    tasks: Annotated[int, Field(description="On how many of the tasks it can be made now")]
    fields: list[OfferedField]


class BulkOffers(Answer):
    """Which decisions can be made upon these tasks. Nothing was done, and nothing is kept."""

    preview: Literal[True]
    total: int
    decisions: list[BulkOffer]


class CountedEffect(Answer):
    """What the decision would do, and to how many of the reports."""

    text: Phrase
    reports: int


class CountedRefusal(Answer):
    """A reason for which the decision would be refused, and on how many of the tasks."""

    code: Annotated[str, Field(examples=["task_not_open"])]
    reason: Phrase
    tasks: int


class PreviewedTask(Answer):
    """One task: whether the decision on it would stand. `code` and `reason` are null where it would."""

    task: TaskId
    tracking_number: TrackingNumber
    title: str | None
    stands: bool
    code: str | None
    reason: Phrase | None


class BulkPreview(Answer):
    """What would come of the decision, by the record. Nothing was done, and nothing is kept."""

    preview: Literal[True]
    kind: Kind
    total: int
    stands: int
    refused: int
    effects: list[CountedEffect]
    refusals: list[CountedRefusal]
    items: list[PreviewedTask]


class BulkProgress(Answer):
    """How far a bulk decision has come."""

    id: BulkId
    kind: Kind | None
    label: Phrase | None
    chosen: Annotated[
        dict[str, str | bool], Field(description="Those of its fields that are codes; its texts are not kept")
    ]
    state: BulkState
    """`listed`: its author has not decided yet. `stopped`: what was left was not carried out."""
    total: int
    waiting: int
    stands: int
    refused: int
    stopped: int
    repeatable: int
    """How many of those that did not stand `repeat` would send again."""
    made_at: Instant
    begun_at: Instant | None
    done_at: Instant | None
    """The last result."""


class BulkItem(Answer):
    """What came of one task. `code` and `reason` are of the problem that it met; of one that waits, of its
    last try. `decided_by_name`, `decided_by_role` and `decided_at` tell who ended the task before, for
    `task_not_open`."""

    task: TaskId
    tracking_number: TrackingNumber
    state: ItemState
    code: str | None
    reason: Phrase | None
    decided_by_name: PersonName | None
    decided_by_role: Role | None
    decided_at: Instant | None
    attempts: int
    done_at: Instant | None


class BulkItems(Answer):
    """All of its tasks, in the order of its list."""

    items: list[BulkItem]


class Bulks(Answer):
    """Your own bulk decisions of the last 30 days, the newest first, a hundred at most."""

    items: list[BulkProgress]
