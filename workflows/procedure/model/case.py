"""The Case: everything that the procedure knows of a report. It is the fold of its facts, and immutable."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflows.procedure.model.clocks import Clock
from workflows.procedure.model.custody import Holding
from workflows.procedure.model.enums import ClockName, Outcome, ReportClass, Role, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.policy import Policy
from workflows.procedure.model.tasks import Desk, EndedTask, Task


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
class Submitted:
    """How the report came in, and when.

    `content` is the HMAC of the canonical plain body. `form` holds what is kept of the submission:
    `channel`, `anonymous`, `confidential`, `reporter` and `place`.
    """

    at: datetime
    content: str
    form: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """What the report is about, as last corrected. `title` and `text` are sealed, in their wire form."""

    report_class: ReportClass
    supervisory: bool
    category: str | None
    title: dict[str, Any]
    text: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where the report is or was last, and on which terms; `agency` is null before the first forward.

    `agency_name` and `unit_name` are what they were called when the report was sent there. `needs_approval`
    is the agency's setting: its final answers go to the supervisor first. `is_ruling` means that the agency
    can't decline.
    """

    agency: str | None = None
    unit: str | None = None
    agency_name: str | None = None
    unit_name: str | None = None
    needs_approval: bool = False
    is_ruling: bool = False


@dataclass(frozen=True, slots=True)
class TaskHistory:
    """The tasks so far: how many were opened, which have ended, and the last desk of staff."""

    opened: int = 0
    ended: tuple[EndedTask, ...] = ()
    last_desk: Desk | None = None


@dataclass(frozen=True, slots=True)
class Escalation:
    """`level` is the escalation level of the present stage, `highest` the highest ever."""

    level: int = 0
    highest: int = 0


@dataclass(frozen=True, slots=True)
class Declines:
    """`count` is how many declines there were in the report's life; `by` holds each agency's last one, until
    the report is sent to that agency again."""

    count: int = 0
    by: tuple[Declined, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """The questions to the reporter.

    `stages` names the stage of each question, `allowed` counts those that a supervisor granted. `since` is
    when the open question was asked, and `days` how many local days passed while earlier ones were open.
    `desk` is where the last question came from: the report goes back there.
    """

    stages: tuple[Stage, ...] = ()
    allowed: int = 0
    since: datetime | None = None
    days: int = 0
    desk: Desk | None = None


@dataclass(frozen=True, slots=True)
class Answering:
    """The answers to the reporter.

    `draft` waits for approval, with the number of its fact. `approval_owed` means that the next final answer
    needs approval whatever the agency's setting. `outcome` is the last final answer's. `published` counts all
    answers, `redirected` the final ones with that outcome, `disputes` how often the reporter disputed one.
    `desk` is where the last final answer came from: the report goes back there.
    """

    draft: dict[str, Any] | None = None
    approval_owed: bool = False
    outcome: str | None = None
    published: int = 0
    redirected: int = 0
    disputes: int = 0
    desk: Desk | None = None


@dataclass(frozen=True, slots=True)
class Merging:
    """`into` is the original that this report follows, `followers` are the reports that follow this one.

    `disputed` means that the reporter has used the one dispute against a merge, `objection` that the
    objection is against the present merge.
    """

    into: str | None = None
    followers: tuple[str, ...] = ()
    disputed: bool = False
    objection: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """How and when the report was closed; null while it is open. `archived_by` is the role that archived it.
    `reopenings` counts how often it was opened again."""

    outcome: Outcome | None = None
    at: datetime | None = None
    archived_by: Role | None = None
    reopenings: int = 0


@dataclass(frozen=True, slots=True)
class LastFact:
    """The newest fact: its number, which is also how many there are, its digest, and when it counts."""

    number: int
    digest: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A report, as its facts so far make it. Sealed values are kept in their wire form.

    `holding` is who held the report when, and the calendars that count its days. `task` is the open one.
    `clocks` are all instances, stopped ones too. `remarked_on` holds a local date for each remark of the last
    day on which the reporter made any. `contact_corrections` counts how often they corrected their contact.
    `last_vacancy` is when the last vacancy was found, and its number in the record. `answered` is how
    decisions were answered, by idempotency key.
    """

    tracking_number: str
    policy: Policy
    submitted: Submitted
    subject: Subject
    holding: Holding
    stage: Stage
    last_fact: LastFact
    task: Task | None = None
    task_history: TaskHistory = TaskHistory()
    assignment: Assignment = Assignment()
    clocks: tuple[Clock, ...] = ()
    postponed_until: datetime | None = None
    escalation: Escalation = Escalation()
    declines: Declines = Declines()
    asking: Asking = Asking()
    answering: Answering = Answering()
    merging: Merging = Merging()
    closing: Closing = Closing()
    remarked_on: tuple[date, ...] = ()
    contact_corrections: int = 0
    last_vacancy: tuple[str, int] = ("", 0)
    answered: dict[str, Answered] = field(default_factory=dict)

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
        return next(((each.task, each) for each in self.task_history.ended if each.task.id == name), None)

    @property
    def is_final(self) -> bool:
        """Whether the report was confirmed: closed at once and for good."""
        reopening = self.clock(ClockName.REOPENING)
        return self.stage is Stage.CLOSED and (reopening is None or reopening.stopped_at is not None)


Step = tuple[Case, Fact]
"""A fact with the Case just after it."""
