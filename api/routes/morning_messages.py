"""Morning messages: whether one wants them."""

from fastapi import APIRouter
from starlette.responses import Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ServicesDep, SignedInDep
from api.schemas.morning_messages import MorningMessages
from records.reports import morning_messages

router = APIRouter(route_class=DeclaredRoute, tags=["Messages"])
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/v1/me/morning-messages", response_model=MorningMessages)
async def read_morning_messages(services: ServicesDep, who: SignedInDep) -> JsonAnswer[MorningMessages]:
    """Whether you are sent a message on working mornings, when something of yours, or of the team that you
    supervise, lapses today or later this week."""
    wanted = await morning_messages.is_wanted(services.pool, who.account.id)
    return JsonAnswer({"wanted": wanted}, headers=NO_STORE)


@router.put("/v1/me/morning-messages", status_code=204)
async def turn_on_morning_messages(services: ServicesDep, who: SignedInDep) -> Response:
    """Be sent them, as everybody is at first."""
    await morning_messages.turn(services.pool, who.account.id, is_on=True)
    return Response(status_code=204)


@router.delete("/v1/me/morning-messages", status_code=204)
async def turn_off_morning_messages(services: ServicesDep, who: SignedInDep) -> Response:
    """Be sent none."""
    await morning_messages.turn(services.pool, who.account.id, is_on=False)
    return Response(status_code=204)
