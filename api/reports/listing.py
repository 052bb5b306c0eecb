"""Lists: what was found, with titles opened and names added."""

from collections.abc import Sequence

from api.reports import claims, lookup, offices
from api.reports.filters import DayBounds, ReportFilter
from api.reports.states import state_of
from api.requests.access import Reading, open_text
from api.schemas import tasks as written
from api.schemas.claims import Claim
from api.schemas.common import Clock
from api.schemas.reports import ListedReport, Reports
from api.schemas.tasks import ListedTask
from api.services import Services
from records.directory.in_memory import names_of
from records.reports.queries import objections
from records.reports.queries.listing import Filter, Listed, count_reports
from records.reports.queries.listing import list_reports as query_reports
from records.reports.queries.objections import Objection
from records.reports.queries.worklist import Todo
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role, Stage
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.tasks import Owner
from workflows.procedure.rules.reading import title_shown


async def find_reports(services: Services, reading: Reading, which: ReportFilter) -> Reports:
    """One page of the reports that the reader may read and asks for. Raises Malformed, BadCursor or
    WrongCursor."""
    filters = await make_filter(services, reading.actor, which)
    page = await query_reports(services.lists, reading.actor, filters, limit=which.limit, after=which.after)
    return {"items": await present_reports(services, reading, page.items), "next": page.next}


async def count_found(services: Services, actor: Actor, which: ReportFilter) -> int:
    """How many reports `find_reports` finds, up to `MOST_COUNTED`. Raises Malformed."""
    return await count_reports(services.lists, actor, await make_filter(services, actor, which))


async def make_filter(services: Services, actor: Actor, which: ReportFilter) -> Filter:
    """What is asked for, as the query takes it: days of the centre, and words of `actor`'s index. Raises
    Malformed."""
    words = await services.search.query(actor, which.searched) if which.searched else None
    return which.filter(DayBounds(services.directory.centre().calendar), words)


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
    clock = due_clock(todo)
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
        "postponed_until": instants.format_instant(todo.hidden_until) if todo.hidden_until else None,
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


def due_clock(todo: Todo) -> Clock | None:
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
