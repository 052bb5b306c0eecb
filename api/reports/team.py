"""A team's tasks by office and officer, for who leads it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from api.reports import worklist
from api.schemas.team import TaskFigures, TeamOffice, TeamOfficer
from api.services import Services
from records.reports.queries.team import TeamFigures, count_claims, count_team
from records.reports.queries.worklist import Scope
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.tasks import Owner

Office = tuple[Role, str | None]
"""A role, and the unit of a liaison officer."""


async def read_team(services: Services, actor: Actor) -> list[TeamOffice]:
    """Every office of the agency, or of the centre, also those without tasks. Raises 403 for whoever leads no
    team."""
    worklist.require_scope(actor, Scope.TEAM)
    profile = services.directory.profile(actor.agency) if actor.agency else None
    calendar = (profile or services.directory.centre()).calendar
    end_of_today = calendar.end_of(calendar.local_date(datetime.now(UTC)))
    found = await count_team(services.pool, actor, end_of_today)
    offices = _list_offices(services, actor, found)
    accounts = {office: _list_accounts(services, actor.agency, office) for office in offices}
    claims = await count_claims(services.pool, [id_ for named in accounts.values() for id_ in named])
    return [_present(services, actor.agency, office, found, accounts[office], claims) for office in offices]


def _list_offices(services: Services, actor: Actor, found: Iterable[TeamFigures]) -> list[Office]:
    """Active units, then the others that have tasks, then the agency's or the centre's own."""
    if actor.agency is None:
        own: list[Office] = [(Role.NATIONAL_ADMIN, None), (Role.SUPERVISOR, None)]
    else:
        own = [(Role.AGENCY_ADMIN, None), (Role.SUPERVISOR, None)]
    units = services.directory.units(actor.agency) if actor.agency else []
    active: list[Office] = [(Role.LIAISON_OFFICER, unit.code) for unit in units if unit.active]
    with_tasks: list[Office] = [(Role(each.owner_role), each.unit) for each in found]
    return list(dict.fromkeys([*active, *(each for each in with_tasks if each not in own), *own]))


def _list_accounts(services: Services, agency: str | None, office: Office) -> dict[str, str]:
    """Names of those in office, by id."""
    role, unit = office
    held = services.directory.officers(role, agency)
    return {each.id: each.name for each in held if role is not Role.LIAISON_OFFICER or each.unit == unit}


def _present(
    services: Services,
    agency: str | None,
    office: Office,
    found: Iterable[TeamFigures],
    accounts: Mapping[str, str],
    claims: Mapping[str, int],
) -> TeamOffice:
    role, unit = office
    here = [each for each in found if (each.owner_role, each.unit) == office]
    vacancy = services.directory.vacancy(Owner(role, agency, unit, None))
    officers: list[TeamOfficer] = [
        {
            "officer": id_,
            "officer_name": name,
            "claims": claims.get(id_, 0),
            **_sum(each for each in here if each.officer == id_),
        }
        for id_, name in accounts.items()
    ]
    return {
        "owner_role": role,
        "unit": unit,
        "unit_name": services.directory.unit_name(agency, unit),
        "vacancy": vacancy.reason if vacancy else None,
        **_sum(here),
        "nobody_named": _sum(each for each in here if each.officer is None),
        "officers": officers,
    }


def _sum(found: Iterable[TeamFigures]) -> TaskFigures:
    counted = list(found)
    return {
        "open": sum(each.open for each in counted),
        "overdue": sum(each.overdue for each in counted),
        "due_today": sum(each.due_today for each in counted),
        "escalated": sum(each.escalated for each in counted),
        "postponed": sum(each.postponed for each in counted),
    }
