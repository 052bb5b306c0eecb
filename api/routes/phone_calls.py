"""Reporters who are told by telephone: saying that it was done."""

from fastapi import APIRouter, Request

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.answers.problems import not_allowed
from api.dependencies import ActorDep, ReportDep, ServicesDep
from api.reports import lookup
from api.requests.bodies import parse_body, read_object
from api.schemas.bodies import CallMade
from api.schemas.tasks import CallNoted
from records.reports.queries import phone_calls

router = APIRouter(route_class=DeclaredRoute, tags=["Tasks"])


EXAMPLE = {"messages": [41, 57], "reached": True}


@router.post("/v1/reports/{tn}/calls", response_model=CallNoted, openapi_extra=body_of(CallMade, EXAMPLE))
async def note_call(
    services: ServicesDep, actor: ActorDep, report: ReportDep, request: Request
) -> JsonAnswer[CallNoted]:
    """Say that you called a reporter about what `calls` of your worklist lists. Who was not reached comes up
    again after four hours, three times in all. Repeating it changes nothing: `messages` are those that it
    was noted for."""
    await lookup.require_readable(services, actor, report)
    if actor.role not in phone_calls.MINE:
        raise not_allowed("Your role calls no reporters.")
    made = parse_body(CallMade, await read_object(request))
    noted = await phone_calls.note_phone_call(
        services.pool, actor, report, made.messages, reached=made.reached
    )
    return JsonAnswer({"tracking_number": report, "messages": noted, "reached": made.reached})
