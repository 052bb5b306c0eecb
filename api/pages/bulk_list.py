"""From a list to the tasks of a bulk decision: those that were ticked, or all that its filters find."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from api.answers.problems import Malformed
from api.pages.list_address import NO_FILTERS, is_of_reports
from api.pages.staff import StaffVisit
from api.reports import listing, worklist
from api.reports.filter_query import Model, parse_query
from api.reports.filters import ReportFilter, TaskFilter
from api.reports.states import state_of
from api.services import Services
from records.reports.bulks import MOST_TASKS
from records.reports.queries.listing import list_reports
from records.reports.queries.worklist import list_tasks


@dataclass(frozen=True, slots=True)
class ChosenTasks:
    """Ids of open tasks, each once, in the order of their list. `has_more` says that the list goes on,
    `left_out` how many of its reports have no open task."""

    tasks: tuple[str, ...]
    has_more: bool = False
    left_out: int = 0


async def collect_tasks(services: Services, visit: StaffVisit, address: str | None) -> ChosenTasks:
    """The tasks of the list at that address, from its start: `MOST_TASKS` at most. Raises Malformed, and 403
    for the team of whoever has none."""
    if is_of_reports(address):
        return await _collect_of_reports(services, visit, address or "")
    actor, which = visit.who.actor, _read_filters(TaskFilter, address or "")
    worklist.require_scope(actor, which.scope)
    asked = worklist.make_filter(services, actor, which)
    found = await list_tasks(services.lists, actor, limit=MOST_TASKS, scope=which.scope, which=asked)
    return ChosenTasks(tuple(each.id for each in found.items), found.next is not None)


async def _collect_of_reports(services: Services, visit: StaffVisit, address: str) -> ChosenTasks:
    actor, which = visit.who.actor, _read_filters(ReportFilter, address)
    asked = await listing.make_filter(services, actor, which)
    found = await list_reports(services.lists, actor, asked, limit=MOST_TASKS)
    open_tasks = [task["id"] for each in found.items if (task := state_of(each.state)["task"]) is not None]
    return ChosenTasks(tuple(open_tasks), found.next is not None, len(found.items) - len(open_tasks))


def _read_filters(model: type[Model], address: str) -> Model:
    """The filters in the address. Raises Malformed for one that makes no sense: without it more would be
    decided upon than was meant."""
    sent = parse_qsl(urlsplit(address).query)
    parsed = parse_query(model, [pair for pair in sent if pair[0] not in NO_FILTERS])
    if parsed.faults:
        raise Malformed([{"field": each.field, "message": each.message} for each in parsed.faults])
    return parsed.which
