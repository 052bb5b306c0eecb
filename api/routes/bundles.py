"""What leaves the building: a report's bundle with all its proofs, and its facts for other programs."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from api.answers.openapi import DeclaredRoute, file_answer
from api.answers.problems import not_allowed, unavailable
from api.audits.bundles import ZIP, answer_file, make_bundle_for
from api.dependencies import ReadingDep, ReportDep, ServicesDep
from api.reports import lookup, state_after, submit_decision
from api.requests import access
from api.schemas.audit import EventLog, Provenance
from evidence import canonical_json
from evidence.accesses.access_log import AccessAct
from evidence.bundle import exports
from workflows.procedure.rules.reading import watches_all

router = APIRouter(route_class=DeclaredRoute, tags=["Audit"])

EXPORTS = {"ocel": exports.ocel, "prov": exports.prov}


@router.get(
    "/v1/reports/{tn}/bundle",
    response_class=Response,
    responses=file_answer(ZIP, "The bundle"),
)
async def export_bundle(
    services: ServicesDep, reading: ReadingDep, report: ReportDep, request: Request
) -> Response:
    """The report's history, facts, proofs, calendars and rules as one signed file, which `tuntas audit
    verify` verifies anywhere: for auditors, who say why (`Access-Reason`). Of what people wrote
    it holds commitments only.

    A fact is in the ledger ten seconds after it was recorded; this answer waits for that."""
    content = await make_bundle_for(services, reading, report, lambda: access.require_reason(request))
    return answer_file(content, ZIP, f"{report}.zip")


@router.get("/v1/reports/{tn}/export", response_model=EventLog | Provenance, response_description="The file")
async def export_facts(
    services: ServicesDep,
    reading: ReadingDep,
    report: ReportDep,
    format: Literal["ocel", "prov"],  # noqa: A002  # as the query is called
) -> Response:
    """The report's facts as an event log for process mining (OCEL 2.0) or as their provenance (W3C PROV), to
    the byte as a bundle has them: for the national admin, the centre's supervisor and auditors."""
    view = await lookup.view_report(services, reading, report)
    if not watches_all(reading.actor):
        raise not_allowed("Only the national admin, the centre's supervisor and auditors export reports.")
    if await state_after.await_record(services, report, view.state["facts"]) is None:
        raise unavailable("record_unavailable", "The record does not have all of the report yet.")
    facts = await submit_decision.whole_facts(services, report)
    reading.note(AccessAct.EXPORT, report)
    content = canonical_json.format_canonical(EXPORTS[format](facts))
    return answer_file(content, "application/json", f"{report}.{format}.json")
