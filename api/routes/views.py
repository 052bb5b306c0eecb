"""Saved views of lists."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.dependencies import ActorDep, ServicesDep
from api.reports import saved_views
from api.requests.bodies import parse_body, read_object
from api.schemas.views import ChangedView, NewView, View, Views

router = APIRouter(route_class=DeclaredRoute, tags=["Views"])

ViewId = Annotated[int, Path(alias="id", ge=1, le=2**62)]
EXAMPLE = {"name": "Hampir terlambat", "query": "stage=follow_up&due_within=3", "pinned": True, "position": 0}


@router.get("/v1/views", response_model=Views)
async def list_views(services: ServicesDep, actor: ActorDep) -> JsonAnswer[Views]:
    """Your own views of lists, then those of your office (the same agency and unit). A pinned one tells how
    much it finds now."""
    return JsonAnswer({"items": await saved_views.list_views(services, actor)})


@router.post(
    "/v1/views",
    response_model=View,
    status_code=201,
    openapi_extra=body_of(NewView, {**EXAMPLE, "of": "reports", "shared": False}),
)
async def save_view(services: ServicesDep, actor: ActorDep, request: Request) -> JsonAnswer[View]:
    """Keep filters under a name: at most 50 of your own and 50 of your office, of each at most 8 pinned in a
    list. Words to search for are not kept. Again with the same name and filters it does nothing."""
    sent = parse_body(NewView, await read_object(request))
    return JsonAnswer(await saved_views.save_view(services, actor, sent), 201)


@router.put("/v1/views/{id}", response_model=View, openapi_extra=body_of(ChangedView, EXAMPLE))
async def change_view(
    services: ServicesDep, actor: ActorDep, id_: ViewId, request: Request
) -> JsonAnswer[View]:
    """Rename, reorder, pin or change one of your own views or of your office's."""
    sent = parse_body(ChangedView, await read_object(request))
    return JsonAnswer(await saved_views.change_view(services, actor, id_, sent))


@router.delete("/v1/views/{id}", status_code=204)
async def delete_view(services: ServicesDep, actor: ActorDep, id_: ViewId) -> Response:
    """Delete one of your own views or of your office's."""
    await saved_views.delete_view(services, actor, id_)
    return Response(status_code=204)
