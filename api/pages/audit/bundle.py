"""Bundles for auditors: downloaded with a reason, and verified: in the browser, or offline."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.answers.problems import FORESEEN, Malformed, not_allowed, problem_of
from api.audits.bundles import ZIP, answer_file, make_bundle_for
from api.dependencies import ServicesDep
from api.pages.audit.visit import FRONT, AuditedReportDep, AuditVisitDep
from api.pages.forms import first_values, read_form
from api.pages.rendering import CONTENT_POLICY, render
from api.pages.staff import StaffVisit
from api.reports import lookup
from api.services import Services
from api.session_dependencies import OwnFormDep
from evidence.ledger import stored_keys
from fields.reasons import clean_reason
from texts import verdicts
from texts.problems import explain_problem
from workflows.procedure.model.enums import Role

router = APIRouter(include_in_schema=False)

PAGE = FRONT + "/laporan/{tn}/bundel"


@router.get(PAGE)
async def bundle_page(
    services: ServicesDep, request: Request, visit: AuditVisitDep, report: AuditedReportDep
) -> Response:
    """Asks why, and says what the file is and how to verify it."""
    await lookup.view_report(services, visit.reading, report)
    if visit.who.actor.role is not Role.AUDITOR:
        raise not_allowed("Only auditors take bundles along.")
    return await _ask(services, request, visit, report)


@router.post(PAGE)
async def download_bundle(
    services: ServicesDep, request: Request, visit: AuditVisitDep, report: AuditedReportDep, _own: OwnFormDep
) -> Response:
    """The bundle. What keeps it from being made is told beside the form, with the reason that was typed."""
    typed = first_values(await read_form(request)).get("reason", "")
    try:
        content = await make_bundle_for(services, visit.reading, report, lambda: _read_reason(typed))
    except FORESEEN as error:
        problem = problem_of(error)
        if problem.status in {403, 404}:
            raise
        is_reason = isinstance(problem, Malformed)
        explanation = None if is_reason else explain_problem(problem.code, problem.detail)
        found = problem.members.get("found", [])
        more = {"reason": typed, "is_reason_wrong": is_reason, "explanation": explanation, "found": found}
        return await _ask(services, request, visit, report, more, problem.status)
    return answer_file(content, ZIP, f"{report}.zip")


async def _ask(
    services: Services,
    request: Request,
    visit: StaffVisit,
    report: str,
    more: dict[str, object] | None = None,
    status: int = 200,
) -> Response:
    context = {
        "number": report,
        "reason": "",
        "is_reason_wrong": False,
        "explanation": None,
        "found": [],
        "keys": await stored_keys.read_keys(services.pool),
        "not_proven": verdicts.OF_BUNDLE,
        "zone": visit.zone,
        **(more or {}),
    }
    return render(request, "audit/bundle.html", context, status)


def _read_reason(typed: str) -> str:
    try:
        return clean_reason(typed)
    except ValueError as error:
        raise Malformed([{"field": "reason", "message": str(error)}]) from None


@router.get(FRONT + "/bundel")
async def verify_page(services: ServicesDep, request: Request, visit: AuditVisitDep) -> Response:
    """Verifies a file in the browser as far as a script can, and says how to verify all of it. The page may
    ask no server for anything, so the file can't leave the browser."""
    context = {"not_proven": verdicts.OF_BUNDLE, "keys": await stored_keys.read_keys(services.pool)}
    page = render(request, "audit/verify.html", {**context, "zone": visit.zone})
    policy = CONTENT_POLICY.replace("connect-src 'self'", "connect-src 'none'")
    page.headers["Content-Security-Policy"] = policy
    return page
