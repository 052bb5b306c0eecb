"""Live events, for programs."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime

from api.answers.openapi import DeclaredRoute, file_answer
from api.dependencies import ActorDep, ServicesDep
from api.live.answers import EventStreamResponse
from api.live.audience import About
from api.live.topics import judge_topic
from api.requests.streams import EVENT_STREAM

router = APIRouter(route_class=DeclaredRoute, tags=["Events"])

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
