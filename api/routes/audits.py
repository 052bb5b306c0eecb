"""Audits of many reports, and finding what an auditor has in hand."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.answers.problems import Malformed
from api.audits import bulk_replays, finding
from api.audits.presenting import present_audit, present_found, present_result
from api.audits.rights import require_audit_watcher
from api.dependencies import ActorDep, AfterQuery, LimitQuery, ReadingDep, ServicesDep, idempotency_key
from api.reports.filters import require_order
from api.requests.bodies import parse_body, read_object
from api.schemas.audits import Audit, AuditedReports, Audits, Found, NewAudit
from evidence.replay import kept_audits
from evidence.replay.selection import Selection
from fields.errors import Text

router = APIRouter(route_class=DeclaredRoute, tags=["Audit"])

NO_STORE = {"Cache-Control": "no-store"}
EXAMPLE = {
    "agency": "kemenkes",
    "submitted_from": "2026-10-01",
    "submitted_to": "2026-10-31",
    "sample": 500,
    "reason": "Pemeriksaan triwulan III",
}
AuditPath = Annotated[str, Path(max_length=64, description="The audit's id")]


@router.get("/v1/find", response_model=Found)
async def find_evidence(
    services: ServicesDep,
    reading: ReadingDep,
    q: Annotated[
        Text,
        Query(
            min_length=1,
            max_length=finding.LONGEST,
            description="A tracking number; `NUMBER/7` for a fact; a digest, a root, or its first 8"
            " hexadecimal digits or more; or over how many facts a head is",
        ),
    ],
) -> JsonAnswer[Found]:
    """What there is of something that an auditor has in hand, wherever it is known: for auditors, the
    national admin and the centre's supervisor. If nothing fits, `report` is null and the lists are empty."""
    return JsonAnswer(present_found(await finding.find_for(services, reading, q)), headers=NO_STORE)


@router.post(
    "/v1/audits",
    response_model=Audit,
    status_code=202,
    response_description="It is being carried out",
    openapi_extra=body_of(NewAudit, EXAMPLE, once=True),
)
async def begin_audit(services: ServicesDep, actor: ActorDep, request: Request) -> JsonAnswer[Audit]:
    """Have many reports replayed, as `POST /v1/reports/{tn}/replay` does one: for auditors, the national
    admin and the centre's supervisor. It goes on by itself; ask for what came of it at `Location`. You can
    have three under way."""
    require_audit_watcher(actor)
    key, sent = idempotency_key(request), parse_body(NewAudit, await read_object(request))
    require_order(sent.submitted_from, sent.submitted_to, "submitted_to", "submitted_from")
    if sent.agency is not None and services.directory.agency(sent.agency) is None:
        raise Malformed([{"field": "agency", "message": "must be an agency's code"}])
    selection = Selection((), sent.agency, sent.submitted_from, sent.submitted_to)
    audit = await bulk_replays.begin_for(services, actor, selection, sent.sample, sent.reason, key)
    headers = NO_STORE | {"Idempotency-Key": key, "Location": f"/v1/audits/{audit.id}"}
    return JsonAnswer(present_audit(services, actor, audit), 202, headers=headers)


@router.get("/v1/audits", response_model=Audits)
async def list_audits(
    services: ServicesDep, actor: ActorDep, limit: LimitQuery = 50, after: AfterQuery = None
) -> JsonAnswer[Audits]:
    """All audits, whoever began them, the newest first. Reasons are for auditors and who gave them."""
    require_audit_watcher(actor)
    page = await kept_audits.list_audits(services.lists, limit, after)
    items = [present_audit(services, actor, each) for each in page.items]
    return JsonAnswer({"items": items, "next": page.next}, headers=NO_STORE)


@router.get("/v1/audits/{audit}", response_model=Audit)
async def read_audit(services: ServicesDep, actor: ActorDep, audit: AuditPath) -> JsonAnswer[Audit]:
    """How far one has come."""
    found = await bulk_replays.find_for(services, actor, audit)
    return JsonAnswer(present_audit(services, actor, found), headers=NO_STORE)


@router.get("/v1/audits/{audit}/reports", response_model=AuditedReports)
async def list_audited_reports(
    services: ServicesDep,
    reading: ReadingDep,
    audit: AuditPath,
    is_differing: Annotated[
        bool, Query(alias="differing", description="Only those that differ or could not be judged so far")
    ] = False,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[AuditedReports]:
    """What came of its reports so far, by number: with the first difference of each. Replay a report for all
    of them."""
    page = await bulk_replays.list_results_for(
        services, reading, audit, is_differing=is_differing, limit=limit, after=after
    )
    items = [present_result(each) for each in page.items]
    return JsonAnswer({"items": items, "next": page.next}, headers=NO_STORE)


@router.post("/v1/audits/{audit}/stop", response_model=Audit)
async def stop_audit(services: ServicesDep, actor: ActorDep, audit: AuditPath) -> JsonAnswer[Audit]:
    """Replay no more of it: for who began it, and every auditor. What is under way is still noted."""
    found = await bulk_replays.stop_for(services, actor, audit)
    return JsonAnswer(present_audit(services, actor, found), headers=NO_STORE)


@router.post("/v1/audits/{audit}/resume", response_model=Audit)
async def resume_audit(services: ServicesDep, actor: ActorDep, audit: AuditPath) -> JsonAnswer[Audit]:
    """Go on where it was stopped, and try again what could not be judged: for who began it, and every
    auditor."""
    found = await bulk_replays.resume_for(services, actor, audit)
    return JsonAnswer(present_audit(services, actor, found), headers=NO_STORE)
