"""What lapses by when if nothing happens, as its reader is shown it: by day and by who holds it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.answers.problems import Malformed, not_allowed
from api.forecasts.expected_lapses import ALL, Expected, Shares, Standing, TrackRecord, expect_lapses
from api.forecasts.past_weeks import present_expected, present_past_weeks
from api.reports import worklist
from api.reports.filters import Code
from api.schemas.forecast import DueFigures, DueOnDay, Forecast, ForecastLine, ForecastScope
from api.services import Services
from calendars import Snapshot
from records.directory.in_memory import names_of
from records.reports.queries.due_days import DueCount, count_due_reports, count_due_tasks
from records.reports.queries.worklist import Scope
from workflows.procedure.model.enums import Role, Stage
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.reading import watches_all

WORKING_DAYS_OF_A_WEEK = 5
SCOPES = {ForecastScope.TEAM: Scope.TEAM, ForecastScope.MINE: Scope.MINE}
Holder = tuple[str | None, str | None, str | None, str | None, str | None]
"""Agency, unit, role of the owner, officer, stage: as far as they tell lines apart."""


Weeks = Annotated[int, Field(ge=1, le=4, description="Of five working days each")]


class ForecastQuery(BaseModel):
    """What is asked for. Without `scope` it is the widest that is the reader's to see, or the `agency`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    scope: ForecastScope | None = None
    agency: Code | None = None
    weeks: Weeks = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """The same once it is known what the reader may see. `zone` is that of `calendar`."""

    scope: ForecastScope
    agency: str | None
    today: date
    until: date
    working_days: int
    calendar: Snapshot


async def make_forecast(services: Services, actor: Actor, which: ForecastQuery) -> Forecast:
    """The forecast. Raises Malformed for an agency that there is not, and 403 for what is not the reader's to
    see."""
    asked = resolve_query(services, actor, which, datetime.now(UTC))
    found = await count_due(services, actor, asked)
    return present_forecast(services, asked, found, await services.lapse_history.read())


def resolve_query(services: Services, actor: Actor, which: ForecastQuery, now: datetime) -> Asked:
    """What is asked for, within the reader's rights. Raises Malformed and 403."""
    scope = which.scope or (ForecastScope.AGENCY if which.agency else widest_scope(actor))
    _require_scope(services, actor, scope, which.agency)
    profile = services.directory.profile(actor.agency) if actor.agency and scope in SCOPES else None
    calendar = (profile or services.directory.centre()).calendar
    today, days = calendar.local_date(now), which.weeks * WORKING_DAYS_OF_A_WEEK
    until = calendar.add(today - timedelta(days=1), days)
    agency = actor.agency if scope in SCOPES else which.agency
    return Asked(scope, agency, today, until, days, calendar)


def list_scopes(actor: Actor) -> list[ForecastScope]:
    """What the reader may look at, the widest first; one agency is for whoever sees all of them."""
    shown = worklist.list_scopes(actor)
    nation = [ForecastScope.NATION] if watches_all(actor) else []
    return [*nation, *(each for each, scope in SCOPES.items() if scope in shown)]


def widest_scope(actor: Actor) -> ForecastScope:
    """What the reader is shown unasked; who may look at nothing is refused that."""
    return next(iter(list_scopes(actor)), ForecastScope.MINE)


def _require_scope(services: Services, actor: Actor, scope: ForecastScope, agency: str | None) -> None:
    may = list_scopes(actor)
    if scope not in may and not (scope is ForecastScope.AGENCY and ForecastScope.NATION in may):
        raise not_allowed("This forecast is not yours to see.")
    if (agency is not None) is not (scope is ForecastScope.AGENCY):
        raise Malformed(
            [{"field": "agency", "message": "must be given with the scope agency, and only then"}]
        )
    if agency is not None and services.directory.agency(agency) is None:
        raise Malformed([{"field": "agency", "message": "must be an agency's code"}])


async def count_due(services: Services, actor: Actor, asked: Asked) -> list[DueCount]:
    """What is due by the last day, or overdue."""
    until, zone = asked.calendar.end_of(asked.until), asked.calendar.zone
    if scope := SCOPES.get(asked.scope):
        return await count_due_tasks(services.lists, actor, scope, until=until, zone=zone)
    return await count_due_reports(services.lists, agency=asked.agency, until=until, zone=zone)


def present_forecast(
    services: Services, asked: Asked, found: Sequence[DueCount], past: TrackRecord
) -> Forecast:
    """The forecast made of these counts."""
    expect = partial(expect_of, asked, past.shares)
    by_holder: dict[Holder, list[DueCount]] = {}
    for each in found:
        by_holder.setdefault(_holder(asked.scope, each), []).append(each)
    lines = [
        _present_line(services, holder, _figures(counts, (), expect(counts)))
        for holder, counts in by_holder.items()
    ]
    whose = ALL if asked.scope is ForecastScope.NATION else asked.agency
    return {
        "scope": asked.scope,
        "agency": asked.agency,
        **names_of(services.directory, asked.agency, None),
        "today": asked.today.isoformat(),
        "until": asked.until.isoformat(),
        "working_days": asked.working_days,
        "total": _figures(found, _list_working_days(asked), expect(found)),
        "lines": sorted(lines, key=_order),
        **present_past_weeks(past.reviews.get(whose)),
    }


def _holder(scope: ForecastScope, count: DueCount) -> Holder:
    """By what a line of that scope is told apart from others."""
    match scope:
        case ForecastScope.NATION:
            return count.agency, None, None, None, None
        case ForecastScope.AGENCY:
            return count.agency, count.unit, None, None, None if count.unit else count.stage
    return count.agency, count.unit, count.owner_role, count.officer, None


def _present_line(services: Services, holder: Holder, figures: DueFigures) -> ForecastLine:
    agency, unit, role, officer, stage = holder
    account = services.directory.account(officer) if officer else None
    return {
        "agency": agency,
        "unit": unit,
        **names_of(services.directory, agency, unit),
        "owner_role": Role(role) if role else None,
        "officer": officer,
        "officer_name": account.name if account else None,
        "stage": Stage(stage) if stage else None,
        **figures,
    }


def _list_working_days(asked: Asked) -> list[date]:
    span = (asked.until - asked.today).days
    days = (asked.today + timedelta(days=n) for n in range(span + 1))
    return [day for day in days if asked.calendar.is_working_day(day)]


def expect_of(asked: Asked, shares: Shares, found: Sequence[DueCount]) -> Expected:
    """How many of those that are not overdue are likely to lapse."""
    yesterday = asked.today - timedelta(days=1)
    return expect_lapses(
        shares,
        (
            Standing(each.agency, each.stage, asked.calendar.between(yesterday, each.day), each.reports)
            for each in found
            if each.day is not None
        ),
    )


def _figures(found: Sequence[DueCount], always: Iterable[date], expected: Expected) -> DueFigures:
    due = Counter(dict.fromkeys(always, 0))
    for each in found:
        if each.day is not None:
            due[each.day] += each.reports
    days: list[DueOnDay] = [{"day": day.isoformat(), "reports": due[day]} for day in sorted(due)]
    overdue = sum(each.reports for each in found if each.day is None)
    told = present_expected(expected)
    return {"overdue": overdue, "due": due.total(), "days": days, "expected": told}


def _order(line: ForecastLine) -> tuple[bool, int, int, str]:
    """The centre first, then whoever has most that lapses."""
    is_below = line["agency"] is not None
    return is_below, -line["due"], -line["overdue"], str((line["agency"], line["unit"], line["officer_name"]))
