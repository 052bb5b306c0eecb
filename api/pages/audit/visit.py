"""Who may see auditors' pages."""

from typing import Annotated

from fastapi import Depends

from api.answers.problems import not_allowed
from api.pages.staff import StaffVisit, StaffVisitDep
from api.requests import identity
from workflows.procedure.rules.reading import watches_all

FRONT = "/periksa"


async def audit_visit(visit: StaffVisitDep) -> StaffVisit:
    """Somebody who may read all reports. Raises a 403 problem for others."""
    if not watches_all(visit.who.actor):
        raise not_allowed("Only auditors, the national admin and the centre's supervisor see these pages.")
    return visit


AuditVisitDep = Annotated[StaffVisit, Depends(audit_visit)]


async def audited_report(_visit: AuditVisitDep, tn: str) -> str:
    """The tracking number in the path in its one written form."""
    return identity.require_tracking_number(tn)


AuditedReportDep = Annotated[str, Depends(audited_report)]
