"""From a list to the tasks of a bulk decision: those that were ticked, or all that its filters find."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from pydantic import ValidationError

from api.pages.list_address import is_of_reports, scope_of
from api.pages.staff import StaffVisit
from api.reports.listing import DayBounds, ReportFilter
from api.reports.states import state_of
from api.services import Services
from records.reports.bulks import MOST_TASKS
from records.reports.queries import listing, worklist
from records.reports.queries.worklist import Scope
from workflows.procedure.model.enums import Role

NOT_FILTERS = frozenset({"after", "limit", "lang", "done"})


@dataclass(frozen=True, slots=True)
class ChosenTasks:
    """Ids of open tasks, each once, in the order of their list. `has_more` says that the list goes on,
    `left_out` how many of its reports have no open task."""

    tasks: tuple[str, ...]
    has_more: bool = False
    left_out: int = 0


async def collect_tasks(services: Services, visit: StaffVisit, address: str | None) -> ChosenTasks:
    """The tasks of the list at that address, from its start: `MOST_TASKS` at most."""
    if is_of_reports(address):
        return await _collect_of_reports(services, visit, address or "")
    scope = scope_of(address) if visit.who.actor.role is Role.SUPERVISOR else Scope.MINE
    found = await worklist.list_tasks(services.lists, visit.who.actor, limit=MOST_TASKS, scope=scope)
    return ChosenTasks(tuple(each.id for each in found.items), found.next is not None)


async def _collect_of_reports(services: Services, visit: StaffVisit, address: str) -> ChosenTasks:
    actor, which = visit.who.actor, _read_filter(address)
    words = await services.search.query(actor, which.searched) if which.searched else None
    filters = which.filter(DayBounds(services.directory.centre().calendar), words)
    found = await listing.list_reports(services.lists, actor, filters, limit=MOST_TASKS)
    open_tasks = [task["id"] for each in found.items if (task := state_of(each.state)["task"]) is not None]
    return ChosenTasks(tuple(open_tasks), found.next is not None, len(found.items) - len(open_tasks))


def _read_filter(address: str) -> ReportFilter:
    """The filters in the address; one that can't be read is left out, as the list does."""
    sent = {name: value for name, value in parse_qsl(urlsplit(address).query) if name not in NOT_FILTERS}
    try:
        return ReportFilter.model_validate(sent)
    except ValidationError as error:
        wrong = {each["loc"][0] for each in error.errors()}
        return ReportFilter.model_validate({name: v for name, v in sent.items() if name not in wrong})
