"""Successions: acts that rename, merge or abolish agencies and units, and the reports that move by them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.dependencies import ActorDep, AfterQuery, LimitQuery, ReadingDep, ServicesDep
from api.directory import successions
from api.directory.rights import require_keeper
from api.requests.bodies import parse_body, read_object
from api.schemas.successions import (
    NewSuccession,
    PlannedSuccession,
    ShownSuccession,
    Successions,
    TransferredReports,
)
from records.successions.answers import PreviewAnswer, ProgressAnswer
from records.successions.transfers import Outcome

router = APIRouter(route_class=DeclaredRoute, tags=["Directory"])

PLAN = {
    "kind": "merge",
    "number": "PERDA 1/2026",
    "effective_on": "2026-01-05",
    "agency": "kemenkes",
    "into": "pemkab-jayapura",
    "units": {"layanan": "umum"},
}
NO_STORE = {"Cache-Control": "no-store"}
Id = Annotated[int, Path(ge=1, le=2**62, description="The act's id")]


@router.post(
    "/v1/successions/preview",
    response_model=PreviewAnswer,
    openapi_extra=body_of(PlannedSuccession, PLAN),
)
async def preview_succession(reading: ReadingDep, request: Request) -> JsonAnswer[PreviewAnswer]:
    """What an act would do (operators, national admin): how many reports would move, in which stages; whose
    tasks they are; which offices nobody would hold; which deadlines move. Nothing is changed. `moves` is
    empty for whoever reads no reports."""
    require_keeper(reading.actor)
    act = successions.read_act(parse_body(PlannedSuccession, await read_object(request)))
    return JsonAnswer(await successions.preview_act(reading, act), headers=NO_STORE)


@router.post(
    "/v1/successions",
    status_code=201,
    response_model=ProgressAnswer,
    response_description="It is entered, and on its way to open reports",
    responses={200: {"model": ProgressAnswer, "description": "It was entered before"}},
    openapi_extra=body_of(NewSuccession, {**PLAN, "expected": "5f" * 32}),
)
async def enact_succession(reading: ReadingDep, request: Request) -> JsonAnswer[ProgressAnswer]:
    """Enter an act as it was previewed (operators, national admin). The directory changes at once; open
    reports follow one by one, see `Location`. Its number is the key: the same act again answers 200, another
    one of its number 409."""
    require_keeper(reading.actor)
    sent = parse_body(NewSuccession, await read_object(request))
    told, is_new = await successions.enact(reading, successions.read_act(sent), sent.expected)
    headers = NO_STORE | {"Location": f"/v1/successions/{told['id']}"}
    return JsonAnswer(told, 201 if is_new else 200, headers=headers)


@router.get("/v1/successions", response_model=Successions)
async def list_successions(
    services: ServicesDep, actor: ActorDep, limit: LimitQuery = 50, after: AfterQuery = None
) -> JsonAnswer[Successions]:
    """Acts, the newest first: all for operators, the centre and auditors, else those that take from your
    agency or give to it."""
    told = await successions.list_acts(services, actor, limit=limit, after=after)
    return JsonAnswer(told, headers=NO_STORE)


@router.get("/v1/successions/{id}", response_model=ShownSuccession)
async def read_succession(services: ServicesDep, actor: ActorDep, id: Id) -> JsonAnswer[ShownSuccession]:  # noqa: A002  # the field's name
    """How far an act has come with its reports."""
    return JsonAnswer(await successions.read_progress(services, actor, id), headers=NO_STORE)


@router.get("/v1/successions/{id}/reports", response_model=TransferredReports)
async def list_transferred_reports(
    reading: ReadingDep,
    id: Id,  # noqa: A002  # the field's name
    outcome: Annotated[Outcome | None, Query(description="Only those of which this came")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[TransferredReports]:
    """What came of each report of an act: moved, over already, waiting, or why it could not be reached so
    far. For the centre and auditors."""
    told = await successions.list_reports(reading, id, limit=limit, after=after, outcome=outcome)
    return JsonAnswer(told, headers=NO_STORE)
