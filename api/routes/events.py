"""Live events, for programs."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from api.answers.openapi import file_answer
from api.answers.problems import not_allowed
from api.dependencies import ActorDep, ServicesDep
from api.live.answers import EventStreamResponse
from api.live.audience import About, Topic
from api.reports import lookup
from api.requests import identity
from api.requests.streams import EVENT_STREAM
from api.services import Services
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

router = APIRouter(tags=["Events"])

EXAMPLE = """event: look
data: {"reports": ["8KD2-TJZP-XGEP-D"], "presence": false, "missed": false}

"""


@router.get(
    "/v1/events", response_class=Response, responses=file_answer(EVENT_STREAM, "Server-Sent Events", EXAMPLE)
)
async def watch_events(
    services: ServicesDep,
    actor: ActorDep,
    about: Annotated[
        About, Query(description="`team` is for supervisors; `report` needs a `report`")
    ] = About.TASKS,
    report: Annotated[str | None, Query(max_length=40, description="Tracking number")] = None,
    since: Annotated[AwareDatetime | None, Query(description="When you read what you watch")] = None,
) -> Response:
    """A stream that says when to look again, at most once a second: at your tasks, your team's, the reports
    that you may read, or one report. After some minutes it ends; open it again, with `since`."""
    topic = await judge_topic(services, actor, about, report)
    moment = since.timestamp() if isinstance(since, datetime) else None
    return EventStreamResponse(services.live, services.live.open(topic, actor, since=moment))


async def judge_topic(services: Services, actor: Actor, about: About, report: str | None) -> Topic:
    """What is watched. Raises a 403 problem for the team of whoever is no supervisor, and a 404 problem where
    the actor sees nothing of the report."""
    if about is About.TEAM and actor.role is not Role.SUPERVISOR:
        raise not_allowed("The tasks of a team are for its supervisor to see.")
    if about is not About.REPORT:
        return Topic(about)
    number = identity.require_tracking_number(report or "")
    await lookup.require_lately_readable(services, actor, number)
    return Topic(about, number)
