"""Lists: what was found, with titles opened and names added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from api.answers.problems import Malformed
from api.reports import claims, lookup, offices
from api.reports.states import state_of
from api.requests.access import Reading, open_text
from api.schemas import tasks as written
from api.schemas.claims import Claim
from api.schemas.common import Clock
from api.schemas.reports import ListedReport, Reports
from api.schemas.tasks import ListedTask
from api.services import Services
from calendars import Snapshot
from fields.errors import AN_INSTANT, DAY, Text, WrittenDay
from records.directory.in_memory import names_of
from records.reports.queries import objections
from records.reports.queries.listing import Filter, Listed
from records.reports.queries.listing import list_reports as query_reports
from records.reports.queries.objections import Objection
from records.reports.queries.worklist import Todo
from workflows.procedure.model import instants
from workflows.procedure.model.enums import ReportClass, Role, Stage
from workflows.procedure.model.tasks import Owner
from workflows.procedure.rules.reading import title_shown


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
Code = Annotated[str | None, Field(max_length=64, pattern="^[a-z0-9._-]+$")]


class ReportFilter(BaseModel):
    """What of the list of reports is asked for; what is left out means any. `submitted_to` is inclusive,
    `due_before` exclusive, `text` (or `q`, the same) words in title and text."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    stage: Stage | None = None
    agency: Code = None
    unit: Code = None
    report_class: Annotated[ReportClass | None, Field(alias="class")] = None
    category: Code = None
    overdue: bool | None = None
    escalation_level: Annotated[int | None, Field(ge=0, le=9)] = None
    due_before: DayOrInstant | None = None
    submitted_from: Day | None = None
    submitted_to: Day | None = None
    text: Annotated[Text | None, Field(max_length=200)] = None
    q: Annotated[Text | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    after: Annotated[str | None, Field(max_length=500)] = None

    @property
    def searched(self) -> str | None:
        """The words to search for, if any."""
        return self.text or self.q or None

    def filter(self, days: DayBounds, words: str | None) -> Filter:
        """The same with days as instants; `words` is the index' query for what is `searched`. Raises
        Malformed."""
        require_order(self.submitted_from, self.submitted_to, "submitted_to", "submitted_from")
        same = ("stage", "agency", "unit", "report_class", "category", "overdue")
        return Filter(
            **{name: getattr(self, name) for name in same},
            level=self.escalation_level,
            due_before=days.instant(self.due_before) if self.due_before else None,
            submitted_from=days.begin(self.submitted_from) if self.submitted_from else None,
            submitted_before=days.end(self.submitted_to) if self.submitted_to else None,
            words=words,
        )


async def find_reports(services: Services, reading: Reading, which: ReportFilter) -> Reports:
    """One page of the reports that the reader may read and asks for. Raises Malformed, BadCursor or
    WrongCursor."""
    words = await services.search.query(reading.actor, which.searched) if which.searched else None
    filters = which.filter(DayBounds(services.directory.centre().calendar), words)
    page = await query_reports(services.lists, reading.actor, filters, limit=which.limit, after=which.after)
    return {"items": await present_reports(services, reading, page.items), "next": page.next}


async def present_reports(
    services: Services, reading: Reading, found: Sequence[Listed]
) -> list[ListedReport]:
    """The reports of a list, in order."""
    titles = await _titles(reading, found)
    claimed = await claims.find_claims(services, [(each.report, each.until) for each in found])
    return [
        {
            **lookup.present_state(services, state_of(each.state)),
            "source": "record",
            "title": title,
            "overdue": each.overdue,
            "next_due_at": instants.format_instant(each.next_due_at) if each.next_due_at else None,
            "until": each.until,
            "claimed_by": claimed.get(each.report),
        }
        for each, title in zip(found, titles, strict=True)
    ]


async def present_tasks(services: Services, reading: Reading, found: Sequence[Todo]) -> list[ListedTask]:
    """The tasks of a worklist, in order."""
    titles = await _titles(reading, found)
    claimed = await claims.find_claims(services, [(each.report, None) for each in found])
    return [
        _task(services, each, title, claimed.get(each.report))
        for each, title in zip(found, titles, strict=True)
    ]


def _task(services: Services, todo: Todo, title: str | None, claim: Claim | None) -> ListedTask:
    role, state = Role(todo.owner_role), state_of(todo.state)
    clock = _due_clock(todo)
    return {
        "id": todo.id,
        "tracking_number": todo.report,
        "stage": Stage(todo.stage),
        "owner_role": role,
        "agency": todo.agency,
        "unit": todo.unit,
        **names_of(services.directory, todo.agency, todo.unit),
        "officer": todo.officer,
        **offices.officer(services, Owner(role, todo.agency, todo.unit, todo.officer)),
        "opened_at": instants.format_instant(todo.opened_at),
        "due_at": instants.format_instant(todo.due_at) if todo.due_at else None,
        "due_on": clock["due_on"] if clock else None,
        "due_clock": clock["name"] if clock else None,
        "overdue": todo.overdue,
        "escalation_level": todo.level,
        "highest_level": state["highest_level"],
        "class": state["class"],
        "category": state["category"],
        "title": title,
        "claimed_by": claim,
    }


async def present_objections(services: Services, reading: Reading) -> list[written.Objection]:
    """The objections that are the reader's to judge, the oldest first."""
    found = await objections.list_objections(services.pool, reading.actor)
    titles = await _titles(reading, found)
    return [
        {
            "tracking_number": each.report,
            "title": title,
            "merged_into": each.state["merged_into"],
            "since": instants.format_instant(each.since),
        }
        for each, title in zip(found, titles, strict=True)
    ]


def _due_clock(todo: Todo) -> Clock | None:
    """The running clock whose end the task is due by; its day is the one that people are shown."""
    due_at = instants.format_instant(todo.due_at) if todo.due_at else None
    return next(
        (clock for clock in reversed(state_of(todo.state)["clocks"]) if clock["due_at"] == due_at), None
    )


async def _titles(
    reading: Reading, found: Sequence[Listed] | Sequence[Todo] | Sequence[Objection]
) -> list[str | None]:
    """The titles as far as the reader may know them, with all keys in one round trip."""
    for each in found:
        reading.shows(each.report, each.state)
    keys = await reading.keys(each.report for each in found)
    return [
        open_text(keys.get(each.report), each.title) if title_shown(reading.actor, each.state) else None
        for each in found
    ]
