"""What of a list is asked for: the filters of the list of reports and of the worklist, as addresses have
them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from api.answers.problems import Malformed
from calendars import Snapshot
from fields.errors import AN_INSTANT, DAY, Text, WrittenDay
from records.reports.queries import task_filter
from records.reports.queries.listing import Filter
from records.reports.queries.worklist import Scope
from workflows.procedure.model.enums import ReportClass, Role, Stage


@dataclass(frozen=True, slots=True)
class DayBounds:
    """Local days of a calendar's zone, as the instants at which they begin and end."""

    calendar: Snapshot

    def begin(self, day: date) -> datetime:
        """0:00 of that day."""
        return self.calendar.at(day, time())

    def instant(self, when: date) -> datetime:
        """0:00 of a day; an instant is itself."""
        return when if isinstance(when, datetime) else self.begin(when)

    def end(self, day: date) -> datetime:
        """24:00 of that day."""
        return self.calendar.end_of(day)

    def begin_given(self, day: date | None) -> datetime | None:
        """0:00 of that day; null for null."""
        return self.begin(day) if day else None

    def end_given(self, day: date | None) -> datetime | None:
        """24:00 of that day; null for null."""
        return self.end(day) if day else None

    def end_in(self, within: int | None) -> datetime | None:
        """24:00 of the day in so many days; null for null."""
        if within is None:
            return None
        return self.end(self.calendar.local_date(datetime.now(UTC)) + timedelta(days=within))

    def begin_of_age(self, working_days: int | None) -> datetime | None:
        """What began before this instant has so many working days behind it, or more: those after its first
        day, until today. Null for null, and for 0, which is everything."""
        if not working_days:
            return None
        day = self.calendar.local_date(datetime.now(UTC))
        counted = int(self.calendar.is_working_day(day))
        while counted < working_days and day > FIRST:
            day -= timedelta(days=1)
            counted += self.calendar.is_working_day(day)
        return self.begin(day)

    def due_between(
        self, first: date | None, last: date | None, within: int | None
    ) -> tuple[datetime | None, datetime | None]:
        """After which instant and by which one something is due on one of those days, and within so many.
        A day's end belongs to it: what is due on a day is due at its 24:00."""
        ends = [self.end_in(within), self.end(last) if last else None]
        by = min((each for each in ends if each is not None), default=None)
        return self.begin(first) if first else None, by


def require_order(first: date | None, last: date | None, to: str, from_: str) -> None:
    """Raises Malformed for days asked for that end before they begin, naming the two fields."""
    if first is not None and last is not None and last < first:
        raise Malformed([{"field": to, "message": f"must not be before {from_}"}])


FIRST, LAST = date(1945, 8, 17), date(2199, 12, 31)
Day = Annotated[date, Field(ge=FIRST, le=LAST), WrittenDay]


def _day_or_instant(value: Any) -> date:
    try:
        read = date.fromisoformat(value) if DAY.fullmatch(value) else datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(AN_INSTANT) from None
    on = read.date() if isinstance(read, datetime) else read
    if not FIRST <= on <= LAST or (isinstance(read, datetime) and read.tzinfo is None):
        raise ValueError(AN_INSTANT)
    return read


DayOrInstant = Annotated[date, PlainValidator(_day_or_instant, json_schema_input_type=str)]
"""A local day, or, more exactly, an instant (which is a date too)."""
Code = Annotated[str, Field(max_length=64, pattern="^[a-z0-9._-]+$")]


Limit = Annotated[int, Field(ge=1, le=200, description="How many at most")]
After = Annotated[str | None, Field(max_length=500, description="The cursor that came as `next`")]
MOST_VALUES = 50
"""Of one filter."""


Value = TypeVar("Value")
Several = Annotated[list[Value], Field(max_length=MOST_VALUES)]
"""Of a filter that takes several values, and means one of them; none means any."""
OfficerId = Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_-]+$")]
Codes = Several[Code]
Level = Annotated[int, Field(ge=0, le=9)]
DueWithin = Annotated[
    int | None,
    Field(ge=0, le=366, description="Due within so many calendar days; 0 is today. Overdue ones are due too"),
]
Age = Annotated[
    int | None,
    Field(ge=0, le=366, description="Working days after the day on which the task was opened, until today"),
]


SPANS = ("due", "submitted", "closed", "task_opened", "task_done")
"""What of a report is asked for from one day to another."""


class ReportFilter(BaseModel):
    """What of the list of reports is asked for; what is left out means any, several values one of them.
    `due_before` is exclusive, what ends in `_to` inclusive, `text` (or `q`, the same) words in title and
    text. `task_opened` and `task_done` ask for reports of which your agency was given a task in that time, or
    did one (for an officer their unit, for who reads all any agency); `task_done_by` is the account that did
    it."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    stage: Several[Stage] = []
    agency: Codes = []
    unit: Codes = []
    report_class: Annotated[Several[ReportClass], Field(alias="class")] = []
    category: Codes = []
    overdue: bool | None = None
    escalation_level: Several[Level] = []
    due_before: DayOrInstant | None = None
    due_within: DueWithin = None
    due_from: Day | None = None
    due_to: Day | None = None
    submitted_from: Day | None = None
    submitted_to: Day | None = None
    closed_from: Day | None = None
    closed_to: Day | None = None
    task_opened_from: Day | None = None
    task_opened_to: Day | None = None
    task_done_from: Day | None = None
    task_done_to: Day | None = None
    task_done_by: OfficerId | None = None
    text: Annotated[Text | None, Field(max_length=200)] = None
    q: Annotated[Text | None, Field(max_length=200)] = None
    limit: Limit = 50
    after: After = None

    @property
    def searched(self) -> str | None:
        """The words to search for, if any."""
        return self.text or self.q or None

    def filter(self, days: DayBounds, words: str | None) -> Filter:
        """The same with days as instants; `words` is the index' query for what is `searched`. Raises
        Malformed."""
        for name in SPANS:
            first, last = getattr(self, f"{name}_from"), getattr(self, f"{name}_to")
            require_order(first, last, f"{name}_to", f"{name}_from")
        due_after, due_by = days.due_between(self.due_from, self.due_to, self.due_within)
        same = ("stage", "agency", "unit", "report_class", "category", "overdue")
        return Filter(
            **{name: getattr(self, name) for name in same},
            level=self.escalation_level,
            due_before=days.instant(self.due_before) if self.due_before else None,
            due_after=due_after,
            due_by=due_by,
            submitted_from=days.begin_given(self.submitted_from),
            submitted_before=days.end_given(self.submitted_to),
            closed_from=days.begin_given(self.closed_from),
            closed_before=days.end_given(self.closed_to),
            opened_from=days.begin_given(self.task_opened_from),
            opened_before=days.end_given(self.task_opened_to),
            done_from=days.begin_given(self.task_done_from),
            done_before=days.end_given(self.task_done_to),
            done_by=self.task_done_by,
            words=words,
        )


class TaskFilter(BaseModel):
    """What of a worklist is asked for; what is left out means any, several values one of them. `role` is that
    of the task's owner, `officer` whoever the task names: an account's id, `none`, or `left` for somebody who
    is no longer in office. `agency` is a code, or `none` for the centre. Postponed tasks are left out; with
    `postponed` they alone are found."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    stage: Several[Stage] = []
    agency: Codes = []
    unit: Codes = []
    role: Several[Role] = []
    officer: Several[OfficerId] = []
    report_class: Annotated[Several[ReportClass], Field(alias="class")] = []
    category: Codes = []
    escalation_level: Several[Level] = []
    overdue: bool | None = None
    due_within: DueWithin = None
    postponed: bool | None = None
    age_from: Age = None
    age_to: Age = None
    due_from: Day | None = None
    due_to: Day | None = None
    scope: Scope = Scope.MINE
    limit: Limit = 50
    after: After = None

    def filter(self, days: DayBounds) -> task_filter.TaskFilter:
        """The same as the query takes it, with days of the reader's office. Raises Malformed."""
        require_order(self.due_from, self.due_to, "due_to", "due_from")
        due_after, due_by = days.due_between(self.due_from, self.due_to, self.due_within)
        same = (
            "stage",
            "agency",
            "unit",
            "role",
            "officer",
            "report_class",
            "category",
            "overdue",
            "postponed",
        )
        return task_filter.TaskFilter(
            **{name: getattr(self, name) for name in same},
            level=self.escalation_level,
            due_after=due_after,
            due_by=due_by,
            opened_before=days.begin_of_age(self.age_from),
            opened_from=days.begin_of_age(None if self.age_to is None else self.age_to + 1),
        )
