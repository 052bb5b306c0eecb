"""One's own drafts of decisions."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.answers.problems import Problem
from api.dependencies import ReadingDep, ReportDep, ServicesDep
from api.reports import drafts, lookup
from api.requests.bodies import read_object
from api.schemas.drafts import Draft, Drafts, KindPath, ListedDraft, NewDraft

router = APIRouter(route_class=DeclaredRoute, tags=["Drafts"])

NO_STORE = {"Cache-Control": "no-store"}
EXAMPLE = {"task": "7K3M-9QXT-2VHW-5-3", "fields": {"text": "Sudah kami teruskan ke", "final": False}}


@router.get("/v1/drafts", response_model=Drafts)
async def list_drafts(services: ServicesDep, reading: ReadingDep) -> JsonAnswer[Drafts]:
    """Your own drafts, the last saved first, without what they say."""
    return JsonAnswer(await drafts.list_drafts(services, reading), headers=NO_STORE)


@router.put(
    "/v1/reports/{tn}/drafts/{kind}", response_model=ListedDraft, openapi_extra=body_of(NewDraft, EXAMPLE)
)
async def save_draft(
    services: ServicesDep, reading: ReadingDep, report: ReportDep, kind: KindPath, request: Request
) -> JsonAnswer[ListedDraft]:
    """Keep what you have typed into the form of a decision, in place of what you kept before. Nobody else
    can read it. It is gone once your decision of that kind on the report stands, after 30 days without being
    saved again, or when the report is erased."""
    await drafts.require_readable(services, reading, report)
    sent = drafts.parse_draft(await read_object(request))
    return JsonAnswer(await drafts.save_draft(services, reading, report, kind, sent), headers=NO_STORE)


@router.get("/v1/reports/{tn}/drafts/{kind}", response_model=Draft)
async def read_draft(
    services: ServicesDep, reading: ReadingDep, report: ReportDep, kind: KindPath
) -> JsonAnswer[Draft]:
    """What you have typed and kept."""
    await lookup.view_report(services, reading, report)
    found = await drafts.find_draft(services, reading, report, kind)
    if found is None:
        raise Problem(404, "no_such_draft", "You have no draft of this decision on this report.")
    return JsonAnswer(found, headers=NO_STORE)


@router.delete("/v1/reports/{tn}/drafts/{kind}", status_code=204)
async def discard_draft(
    services: ServicesDep, reading: ReadingDep, report: ReportDep, kind: KindPath
) -> Response:
    """Throw the draft away; again it does nothing."""
    await drafts.require_readable(services, reading, report)
    await drafts.discard_draft(services, reading, report, kind)
    return Response(status_code=204)
