"""Whose yearly forms somebody reads or files, and until when."""

from datetime import UTC, date, datetime

from api.answers.problems import Problem, not_allowed
from api.services import Services
from records.directory.in_memory import Agency
from records.yearly_forms.content import FIRST_YEAR
from records.yearly_forms.stored_forms import is_succeeded_by
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all


async def require_readable(services: Services, actor: Actor, code: str, year: int | None = None) -> Agency:
    """The agency, where its forms are the reader's to see: the centre's, auditors', and those of its own
    staff and its successor's. Raises a 404 problem, also for a year that has not begun."""
    agency = services.directory.agency(code)
    if agency is None or not await _may_read(services, actor, code):
        raise _no_such_form()
    if year is not None and not FIRST_YEAR <= year <= find_today(services).year:
        raise _no_such_form()
    return agency


def may_file(actor: Actor, agency: Agency) -> bool:
    """Whether the agency's forms are `actor`'s to fill in: its admin's, as long as there is the agency."""
    return agency.active and _is_its_admin(actor, agency)


async def require_filing(services: Services, actor: Actor, code: str, year: int) -> Agency:
    """The agency, where its form for `year` is `actor`'s to fill in. Raises 404, 403, and 409
    `agency_ended`."""
    agency = await require_readable(services, actor, code, year)
    if not _is_its_admin(actor, agency):
        raise not_allowed("An agency's yearly form is filled in by its admin.")
    if not agency.active:
        raise Problem(
            409, "agency_ended", "The agency has ended: its forms can be read, and stay as they are."
        )
    return agency


def require_all(actor: Actor) -> None:
    """Raises a 403 problem for whoever does not see all agencies."""
    if not watches_all(actor):
        raise not_allowed("The yearly forms of all agencies are not yours to see.")


def find_today(services: Services) -> date:
    """The centre's local day."""
    return services.directory.centre().calendar.local_date(datetime.now(UTC))


def closing_day(services: Services, year: int) -> date:
    """The last day on which the form for `year` is changed without a reason."""
    return date.fromisoformat(f"{year + 1}-{services.settings.yearly_form_closes}")


def year_due(today: date) -> int:
    """The year whose form is asked for: the last one that is over."""
    return today.year - 1


async def _may_read(services: Services, actor: Actor, agency: str) -> bool:
    if watches_all(actor):
        return True
    if actor.agency is None:
        return False
    return actor.agency == agency or await is_succeeded_by(services.pool, agency, actor.agency)


def _is_its_admin(actor: Actor, agency: Agency) -> bool:
    return actor.role is Role.AGENCY_ADMIN and actor.agency == agency.code


def _no_such_form() -> Problem:
    return Problem(404, "no_such_yearly_form", "There is no such yearly form, or it is not yours to read.")
