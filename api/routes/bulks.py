"""Bulk decisions: one decision upon an explicit list of tasks."""

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.bulks import judging, presenting, sending
from api.bulks.kinds import check_decision
from api.dependencies import ActorDep, PreviewQuery, ReadingDep, ServicesDep, idempotency_key
from api.requests.bodies import parse_body, read_object
from api.schemas.bulks import BulkItems, BulkOffers, BulkPreview, BulkProgress, Bulks, NewBulk
from records.reports import bulk_items, bulks

router = APIRouter(route_class=DeclaredRoute, tags=["Bulk decisions"])

NO_STORE = {"Cache-Control": "no-store"}
EXAMPLE = {
    "tasks": ["7K3M-9QXT-2VHW-5-1", "8KD2-TJZP-XGEP-D-1"],
    "decision": {"kind": "archive", "reason": "unclear", "note": "Laporan tidak menyebut tempat kejadian."},
}
BulkPath = Annotated[str, Path(max_length=64, description="The bulk decision's id")]


@router.post(
    "/v1/bulks",
    response_model=BulkPreview | BulkOffers,
    response_description="With `preview` what would come of it, or which decisions can be made",
    responses={202: {"description": "It is being carried out", "model": BulkProgress}},
    openapi_extra=body_of(NewBulk, EXAMPLE, once=True),
)
async def send_bulk(
    services: ServicesDep, reading: ReadingDep, request: Request, is_preview: PreviewQuery = False
) -> JsonAnswer[BulkProgress] | JsonAnswer[BulkPreview] | JsonAnswer[BulkOffers]:
    """Make one decision upon up to 500 tasks: `forward`, `dispose`, `archive`, `merge`, `nudge` or
    `reassign`. Each task is judged by itself when its turn comes, as a single decision of yours would be; ask
    for what came of it at `Location`.

    With `preview=true` nothing is done (200): the answer is what would come of each, or, without a
    `decision`, which decisions can be made."""
    key, sent = idempotency_key(request), parse_body(NewBulk, await read_object(request))
    if is_preview and sent.decision is None:
        offers = await judging.offer_in_bulk(services, reading, sent.tasks)
        return JsonAnswer(presenting.present_offers(sent.tasks, offers), headers=NO_STORE)
    decision = check_decision(services, sent.decision)
    if is_preview:
        judged = await judging.judge_bulk(services, reading, sent.tasks, decision)
        told = presenting.present_bulk_preview(decision["kind"], judged)
        return JsonAnswer(told, headers=NO_STORE)
    bulk = await sending.send_bulk(services, reading, sent.tasks, decision, key)
    headers = NO_STORE | {"Idempotency-Key": key, "Location": f"/v1/bulks/{bulk.id}"}
    return JsonAnswer(presenting.present_bulk(bulk), 202, headers=headers)


@router.get("/v1/bulks", response_model=Bulks)
async def list_bulks(services: ServicesDep, actor: ActorDep) -> JsonAnswer[Bulks]:
    """Your own bulk decisions of the last 30 days, the newest first."""
    found = await bulks.list_bulks(services.pool, actor.id)
    return JsonAnswer({"items": [presenting.present_bulk(each) for each in found]}, headers=NO_STORE)


@router.get("/v1/bulks/{bulk}", response_model=BulkProgress)
async def read_bulk(services: ServicesDep, actor: ActorDep, bulk: BulkPath) -> JsonAnswer[BulkProgress]:
    """How far one of yours has come."""
    found = await sending.find_bulk(services, actor.id, bulk)
    return JsonAnswer(presenting.present_bulk(found), headers=NO_STORE)


@router.get("/v1/bulks/{bulk}/items", response_model=BulkItems)
async def list_bulk_items(
    services: ServicesDep, reading: ReadingDep, bulk: BulkPath
) -> JsonAnswer[BulkItems]:
    """What came of each task of one of yours."""
    await sending.find_bulk(services, reading.actor.id, bulk)
    found = await bulk_items.list_items(services.pool, bulk)
    await reading.lists(each.report for each in found)
    return JsonAnswer(
        {"items": [presenting.present_item(services, each) for each in found]}, headers=NO_STORE
    )


@router.post("/v1/bulks/{bulk}/stop", response_model=BulkProgress)
async def stop_bulk(services: ServicesDep, actor: ActorDep, bulk: BulkPath) -> JsonAnswer[BulkProgress]:
    """Carry out no more of it. What is under way may still stand."""
    found = await sending.stop_bulk(services, actor.id, bulk)
    return JsonAnswer(presenting.present_bulk(found), headers=NO_STORE)


@router.post("/v1/bulks/{bulk}/repeat", response_model=BulkProgress)
async def repeat_bulk(services: ServicesDep, actor: ActorDep, bulk: BulkPath) -> JsonAnswer[BulkProgress]:
    """Send again what was refused or stopped, as far as `repeatable` says: within a day, and not where the
    task is over or not yours."""
    found = await sending.repeat_bulk(services, actor.id, bulk)
    return JsonAnswer(presenting.present_bulk(found), headers=NO_STORE)
