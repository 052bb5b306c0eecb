"""The Case: everything known of a report, nothing but the fold of its facts, immutable."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflows.procedure.model.enums import ClockName, Outcome, ReportClass, Role, Stage
from workflows.procedure.model.policy import Policy
from workflows.procedure.time.clocks import Clock, Holding


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose turn it is: a role, where, and after a reassignment one officer of that role."""

    role: Role
    agency: str | None = None
    unit: str | None = None
    officer: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One human task; it ends exactly when stage, unit or owner changes. `fact` opened it.

    `served_by` is the owner, or, of a reporter's task, the last owner among those who serve.
    """

    id: str
    sequence: int
    stage: Stage
    owner: Owner
    served_by: Owner
    opened_at: datetime
    fact: int


@dataclass(frozen=True, slots=True)
class EndedTask:
    """A task that is over, with who ended it, when, and by what."""

    task: Task
    by: str
    at: datetime
    kind: str
    fact: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A stage with its owner: where a report comes back to."""

    stage: Stage
    owner: Owner


@dataclass(frozen=True, slots=True)
class Answered:
    """How a known idempotency key was answered: `content` is the HMAC of what it decided."""

    content: str
    answer: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Declined:
    """An agency's decline: until it is sent the report again it reads the facts up to `fact`, and this
    `state`."""

    agency: str
    fact: int
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """A report, as its facts so far make it.

    Sealed values are kept in their wire form. `level` is the escalation level of the present stage,
    `highest_level` the highest ever. `desk` is the last staff desk, `asked_from` and `answered_from` the
    ones that asked or answered the reporter. `approval` is the agency's setting, `approval_owed` that
    the next final answer needs it all the same. `agency_name` and `unit_name` are what the agency and
    unit were called when the report was sent there; `objection` is whether its reporter objects to the merge
    that it is in; `vacancy` is the instant and the number of
    the last one found. `facts` is how many there are, `head` the last one's digest.
    """

    tracking_number: str
    report_class: ReportClass
    supervisory: bool
    category: str | None
    submission: dict[str, Any]
    content: str
    title: dict[str, Any]
    text: dict[str, Any]
    policy: Policy
    holding: Holding
    stage: Stage
    submitted_at: datetime
    agency: str | None = None
    unit: str | None = None
    agency_name: str | None = None
    unit_name: str | None = None
    approval: bool = False
    approval_owed: bool = False
    ruling: bool = False
    task: Task | None = None
    sequence: int = 0
    ended: tuple[EndedTask, ...] = ()
    clocks: tuple[Clock, ...] = ()
    level: int = 0
    highest_level: int = 0
    declines: int = 0
    declined: tuple[Declined, ...] = ()
    asked_in: tuple[Stage, ...] = ()
    questions_allowed: int = 0
    asked_since: datetime | None = None
    asked_days: int = 0
    disputes: int = 0
    disputed_merged: bool = False
    objection: bool = False
    reopenings: int = 0
    remarks: tuple[date, ...] = ()
    desk: Desk | None = None
    asked_from: Desk | None = None
    answered_from: Desk | None = None
    draft: dict[str, Any] | None = None
    answer_outcome: str | None = None
    redirected: int = 0
    published: int = 0
    postponed_until: datetime | None = None
    merged_into: str | None = None
    followers: tuple[str, ...] = ()
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    archived_by: Role | None = None
    vacancy: tuple[str, int] = ("", 0)
    answers: dict[str, Answered] = field(default_factory=dict)
    facts: int = 0
    head: str = ""
    last_at: datetime | None = None

    def clock(self, name: ClockName) -> Clock | None:
        """The newest instance of the clock, if it ever started."""
        return next((each for each in reversed(self.clocks) if each.name is name), None)

    def live_clock(self, name: ClockName) -> Clock | None:
        """The newest instance, if it has not stopped."""
        clock = self.clock(name)
        return clock if clock and clock.stopped_at is None else None

    def task_named(self, name: str) -> tuple[Task, EndedTask | None] | None:
        """The task of that id with its end, if it has ended; null if this report never had it."""
        if self.task and self.task.id == name:
            return self.task, None
        return next(((each.task, each) for each in self.ended if each.task.id == name), None)

    @property
    def is_final(self) -> bool:
        """Whether the report was confirmed: closed at once and for good."""
        reopening = self.clock(ClockName.REOPENING)
        return self.stage is Stage.CLOSED and (reopening is None or reopening.stopped_at is not None)


CENTRE = Owner(Role.NATIONAL_ADMIN)
REPORTER = Owner(Role.REPORTER)


def at_agency(agency: str) -> Owner:
    """The agency's admins."""
    return Owner(Role.AGENCY_ADMIN, agency)


def at_unit(agency: str, unit: str) -> Owner:
    """The liaison officers of a unit."""
    return Owner(Role.LIAISON_OFFICER, agency, unit)


def supervisor_of(agency: str | None) -> Owner:
    """The supervisors of an agency, or of the centre."""
    return Owner(Role.SUPERVISOR, agency)
