"""Who looked at what: for auditors, the centre's supervisor, and of their own report for reporters."""

from typing import Annotated, cast

from fastapi import APIRouter, Query

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.audits.accesses import list_for, require_access_watcher
from api.dependencies import (
    AfterQuery,
    EitherReadingDep,
    LimitQuery,
    ReaderDep,
    ReadingDep,
    ServicesDep,
)
from api.reports import lookup
from api.reports.filters import Day, DayBounds, require_order
from api.requests import identity
from api.schemas.accesses import Accesses, ReportAccesses, ToldAccess
from api.services import Services
from evidence.accesses.access_log import Access, AccessAct
from evidence.accesses.listing import Filter
from evidence.accesses.listing import list_accesses as query_accesses
from fields.errors import Text
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role

router = APIRouter(route_class=DeclaredRoute, tags=["Accesses"])


@router.get("/v1/accesses", response_model=Accesses)
async def list_accesses(
    services: ServicesDep,
    reading: ReadingDep,
    tn: Annotated[str | None, Query(alias="report", description="Only what named this report")] = None,
    actor: Annotated[Text | None, Query(max_length=64, description="Only by the account of this id")] = None,
    act: AccessAct | None = None,
    from_: Annotated[Day | None, Query(alias="from")] = None,
    to: Annotated[Day | None, Query(description="Inclusive")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[Accesses]:
    """Every look at personal data and at confidential reports, every audit and export, the latest first; for
    auditors and the centre's supervisor. Dates are local days of the centre. This look is noted too.

    `digest` is the SHA-256 of the canonical JSON (RFC 8785) of `index`, `at`, `actor`, `act`, `reports`,
    `reason` and `previous`. Reasons are for auditors."""
    require_access_watcher(reading.actor)
    report = identity.require_tracking_number(tn) if tn else None
    require_order(from_, to, "to", "from")
    days = DayBounds(services.directory.centre().calendar)
    which = Filter(
        report=report,
        actor=actor,
        act=act,
        since=days.begin(from_) if from_ else None,
        before=days.end(to) if to else None,
    )
    return JsonAnswer(await list_for(services, reading, which, limit, after))


@router.get("/v1/reports/{tn}/accesses", response_model=ReportAccesses)
async def list_report_accesses(
    services: ServicesDep,
    reader: ReaderDep,
    reading: EitherReadingDep,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[ReportAccesses]:
    """Who looked at this report, the latest first. With `Report-Pin` reporters see when, what was done, in
    what role and for which agency; neither who nor why."""
    await lookup.require_readable(services, reader.actor, reader.report)
    which = Filter(report=reader.report)
    if reader.actor.role is Role.REPORTER:
        told = await query_accesses(services.lists, which, by_others=True, limit=limit, after=after)
        return JsonAnswer({"items": [_told(services, each) for each in told.items], "next": told.next})
    require_access_watcher(reader.actor)
    page = await list_for(services, reading, which, limit, after)
    return JsonAnswer({"items": [*page["items"]], "next": page["next"]})


def _told(services: Services, access: Access) -> ToldAccess:
    """An entry as the report's reporter is told of it."""
    agency = access.actor.get("agency")
    return {
        "at": instants.format_instant(access.at),
        "act": cast("AccessAct", access.act),
        "role": Role(access.actor["role"]),
        "agency": agency,
        "agency_name": services.directory.agency_name(agency),
    }
