"""Figures per agency, unit and stage."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import ActorDep, ServicesDep
from api.reports import filters
from api.reports.filters import Day
from api.schemas import statistics as written
from api.schemas.statistics import Statistics
from api.services import Services
from records.decrees import calendar_views
from records.directory.in_memory import names_of
from records.reports.queries.statistics import Figures, count_statistics
from workflows.procedure.model.enums import Stage

router = APIRouter(route_class=DeclaredRoute, tags=["Statistics"])


@router.get("/v1/statistics", response_model=Statistics)
async def read_statistics(
    services: ServicesDep,
    actor: ActorDep,
    from_: Annotated[Day | None, Query(alias="from", description="30 days ago if left out")] = None,
    to: Annotated[Day | None, Query(description="Inclusive; today if left out")] = None,
) -> JsonAnswer[Statistics]:
    """Open and overdue as of now; lapses, tasks done, asking and redirecting within the days asked for."""
    days = filters.DayBounds(services.directory.centre().calendar)
    last = to or days.calendar.local_date(datetime.now(UTC))
    first = from_ or last - timedelta(days=30)
    filters.require_order(first, last, "to", "from")
    since, before = days.begin(first), days.end(last)
    found = await count_statistics(services.figures, actor, since, before)
    items = [_shown(services, each) for each in found]
    alarms = [alarm.wire() for alarm in calendar_views.calendar_alarms(services.directory)]
    return JsonAnswer({"from": first.isoformat(), "to": last.isoformat(), "items": items, "alarms": alarms})


def _shown(services: Services, each: Figures) -> written.Figures:
    return {
        "agency": each.agency,
        "unit": each.unit,
        **names_of(services.directory, each.agency, each.unit),
        "stage": Stage(each.stage),
        "open": each.open,
        "overdue": each.overdue,
        "lapsed": each.lapsed,
        "asked_days": each.asked_days,
        "asked_working_days": each.asked_working_days,
        "redirected": each.redirected,
        "done": each.done,
        "median_working_days": each.median_working_days,
        "p90_working_days": each.p90_working_days,
    }
