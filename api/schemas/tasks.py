"""Worklists."""

from api.schemas.claims import Claim
from api.schemas.common import Classified, Officer, Place
from fields.answer_fields import (
    AccountId,
    Answer,
    Category,
    Day,
    Instant,
    Page,
    PersonName,
    PhoneNote,
    TaskId,
    Telephone,
    Title,
    TrackingNumber,
    Words,
)
from workflows.procedure.model.enums import ClockName, Role, Stage


class ListedTask(Place, Classified, Officer):
    """An open task."""

    id: TaskId
    tracking_number: TrackingNumber
    stage: Stage
    owner_role: Role
    officer: AccountId | None
    opened_at: Instant
    due_at: Instant | None
    due_on: Day | None
    due_clock: ClockName | None
    """Which clock it is that ends then."""
    overdue: bool
    postponed_until: Instant | None
    escalation_level: int
    highest_level: int
    category: Category | None
    title: Title | None
    claimed_by: Claim | None
    """Who says that they work on the report."""


class Counts(Answer):
    """How many tasks are open, postponed ones apart; of the open ones how many are overdue and escalated.
    With the filter `postponed` the open ones are those that are postponed."""

    open: int
    overdue: int
    escalated: int
    postponed: int
    calls: int
    """How many reporters are to be told by telephone."""
    objections: int
    """How many reporters object to the merge of their report."""


class CallMessage(Answer):
    """What to tell."""

    id: int
    text: Words | None


class Contact(Answer):
    """Whom to call."""

    name: PersonName | None
    phone: Telephone | None
    phone_note: PhoneNote | None


class Call(Answer):
    """A reporter who can only be told by telephone."""

    tracking_number: TrackingNumber
    title: Title | None
    anonymous: bool
    contact: Contact | None
    """Null of anonymous reporters: open their identity, giving the reason."""
    since: Instant
    messages: list[CallMessage]


class Objection(Answer):
    """A reporter objects to the merge of their report; its reason is on the report."""

    tracking_number: TrackingNumber
    title: Title | None
    merged_into: TrackingNumber
    since: Instant


class CallNoted(Answer):
    """The messages that a call was noted for, by their ids."""

    tracking_number: TrackingNumber
    messages: list[int]
    reached: bool


class Tasks(Page):
    """Tasks, the earliest due first."""

    items: list[ListedTask]
    counts: Counts
    calls: list[Call]
    """With the first page, the oldest first."""
    objections: list[Objection]
    """The same."""
    changed: bool
    """Whether one came to, or was changed at, a place before this page since the first page was read."""
