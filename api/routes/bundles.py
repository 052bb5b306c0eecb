"""What leaves the building: a report's bundle with all its proofs, and its facts for other programs."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from api.answers.openapi import DeclaredRoute, file_answer
from api.answers.problems import Problem, not_allowed, unavailable
from api.dependencies import ReadingDep, ReportDep, ServicesDep
from api.reports import lookup, state_after, submit_decision
from api.requests import access
from api.schemas.audit import EventLog, Provenance
from api.services import Services
from evidence import canonical_json
from evidence.accesses.access_log import AccessAct
from evidence.bundle import exports
from evidence.bundle.errors import NotLogged, NotProvable, TooLarge
from evidence.bundle.make_bundle import Sources, make_bundle
from evidence.ledger.keys import Signer
from runtime import release
from workflows.procedure.model.enums import Role
from workflows.procedure.rules.reading import watches_all

router = APIRouter(route_class=DeclaredRoute, tags=["Audit"])

ZIP = "application/zip"
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
    await lookup.view_report(services, reading, report)
    if reading.actor.role is not Role.AUDITOR:
        raise not_allowed("Only auditors take bundles along.")
    access.require_reason(request)
    content = await _made(services, report)
    reading.note(AccessAct.AUDIT_BUNDLE, report)
    return _file(content, ZIP, f"{report}.zip")


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
    return _file(content, "application/json", f"{report}.{format}.json")


async def _made(services: Services, report: str) -> bytes:
    signer = Signer(services.settings.ledger_key)
    sources = Sources(services.client, services.pool, services.store, signer, services.subprocesses)
    try:
        return await make_bundle(sources, report, release.CODE)
    except NotProvable as refused:
        found = [{"where": where, "what": what} for where, what in refused.found]
        detail = f"No bundle of this report would be verified: {refused}. Have it replayed."
        raise Problem(409, refused.code, detail, found=found) from None
    except TooLarge as refused:
        raise Problem(409, refused.code, f"A bundle of this report would be too large: {refused}.") from None
    except NotLogged as refused:
        raise unavailable(refused.code, "The ledger does not have all of its facts yet.") from None


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)
