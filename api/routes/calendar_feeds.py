"""One's calendar feeds: made, listed, revoked. They are read at their own addresses, below the pages'."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ServicesDep, SignedInDep
from api.forecasts import calendar_feeds
from api.schemas.calendar_feeds import CalendarFeeds, FeedScope, NewCalendarFeed
from texts.links import pages_base

router = APIRouter(route_class=DeclaredRoute, tags=["Tasks"])
NO_STORE = {"Cache-Control": "no-store"}


@router.get("/v1/me/calendar-feeds", response_model=CalendarFeeds)
async def list_calendar_feeds(services: ServicesDep, who: SignedInDep) -> JsonAnswer[CalendarFeeds]:
    """Your calendar feeds. Their addresses are told only when they are made."""
    return JsonAnswer({"items": await calendar_feeds.list_feeds(services, who.account)}, headers=NO_STORE)


@router.put("/v1/me/calendar-feeds/{scope}", response_model=NewCalendarFeed)
async def make_calendar_feed(
    services: ServicesDep,
    request: Request,
    who: SignedInDep,
    scope: FeedScope,
    language: Annotated[Literal["id", "en"], Query()] = "id",
) -> JsonAnswer[NewCalendarFeed]:
    """Make a calendar feed (iCalendar, RFC 5545) of the days on which your tasks are due, or, for supervisors
    and agencies' admins, those of your `team`. Whoever has its address reads it without signing in: numbers,
    clocks and stages of reports, and nothing that anybody wrote. Making it again ends the former address."""
    feed, path = await calendar_feeds.make_feed(services, who.actor, who.account, scope, language)
    base = pages_base(services.settings.pages_url, str(request.base_url))
    return JsonAnswer({**feed, "address": f"{base}{path}"}, headers=NO_STORE)


@router.delete("/v1/me/calendar-feeds/{scope}", status_code=204)
async def end_calendar_feed(services: ServicesDep, who: SignedInDep, scope: FeedScope) -> Response:
    """Revoke the address of a feed; without one it does nothing."""
    await calendar_feeds.end_feed(services, who.account, scope)
    return Response(status_code=204)
