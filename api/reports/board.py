"""A supervisor's board: what is open and how old, what is due, who holds it, who is away."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from api.answers.problems import Malformed, not_allowed
from api.reports.board_pace import (
    Pace,
    Spans,
    list_spans,
    read_scope_pace,
    read_scopes_pace,
    read_team_pace,
)
from api.reports.filters import DayBounds
from api.reports.like_agencies import compare_agency
from api.reports.worklist import BOARD_ROLES
from api.schemas.board import (
    AgeBand,
    AgencyLoad,
    Away,
    Board,
    BoardOfficer,
    BoardPlace,
    DueTasks,
    LevelFigure,
    StageAges,
    VacantOffice,
)
from api.services import Services
from calendars import Snapshot
from records.directory.accounts import Account
from records.directory.in_memory import names_of
from records.figures.periods import Period
from records.figures.scopes import NATION, agency_scope
from records.reports.queries.board import Bounds, OpenTasks, count_open, count_postponed
from records.reports.queries.pace import DoneByOfficer, count_done_by_officer
from records.reports.queries.worklist import Scope
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role, Stage
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.tasks import Owner
from workflows.procedure.rules.reading import watches_all

AGES: Sequence[AgeBand] = (
    {"from": 0, "to": 2},
    {"from": 3, "to": 5},
    {"from": 6, "to": 10},
    {"from": 11, "to": None},
)
"""Working days since a task was opened, as the board parts them."""
MOST_LOADS = 200
"""Agencies whose load is told."""
TEAMS_ROLES = (Role.LIAISON_OFFICER, Role.AGENCY_ADMIN, Role.SUPERVISOR)


async def read_board(services: Services, reader: Actor, weeks: int, agency: str | None = None) -> Board:
    """The board of `reader`'s agency; for who reads every report that of the nation, or of `agency`. Raises
    403 for whoever has none, and Malformed for an agency that there is not."""
    actor = _choose_board(services, reader, agency)
    scope = Scope.ALL if watches_all(actor) else Scope.TEAM
    # Days are the reader's, as in the lists that the numbers lead to.
    profile = services.directory.profile(reader.agency) if reader.agency else None
    calendar = (profile or services.directory.centre()).calendar
    today = calendar.local_date(datetime.now(UTC))
    sunday = today + timedelta(days=6 - today.weekday())
    days = DayBounds(services.directory.centre().calendar)
    spans = list_spans(days, weeks)
    since, before = days.begin(spans.now.first), days.end(spans.now.last)
    found, postponed, pace = await asyncio.gather(
        count_open(services.figures, actor, scope, _make_bounds(calendar, today, sunday)),
        count_postponed(services.figures, actor, scope),
        _read_pace(services, reader, actor, days, spans),
    )
    return {
        "as_of": instants.format_instant(datetime.now(UTC)),
        "agency": actor.agency,
        "agency_name": services.directory.agency_name(actor.agency),
        "today": today.isoformat(),
        "week_ends": sunday.isoformat(),
        "due": _sum_due(each for each in found if each.part == "level"),
        "postponed": postponed,
        "ages": list(AGES),
        "stages": _list_stages(found),
        "overdue_by_level": _list_levels(found),
        "places": _list_places(services, actor, found),
        "officers": await _list_officers(services, actor, found, calendar, since, before),
        "loads": await _list_loads(services, found, spans.now) if watches_all(actor) else [],
        "away": _find_away(services, actor, found),
        "weeks": pace.weeks,
        "now": pace.now,
        "before": pace.earlier,
        "like": await compare_agency(services, actor, since, before),
    }


def _choose_board(services: Services, reader: Actor, agency: str | None) -> Actor:
    """In whose place the board is counted: the reader's own, or that of the agency's supervisor."""
    if reader.role not in BOARD_ROLES:
        raise not_allowed("The board is for supervisors, agencies' admins, the centre and auditors.")
    if agency is None or agency == reader.agency:
        return reader
    if not watches_all(reader):
        raise not_allowed("The boards of other agencies are for the centre and auditors to see.")
    if services.directory.agency(agency) is None:
        raise Malformed([{"field": "agency", "message": "is none that there is"}])
    return Actor(Role.SUPERVISOR, reader.id, agency)


async def _read_pace(services: Services, reader: Actor, actor: Actor, days: DayBounds, spans: Spans) -> Pace:
    if not watches_all(reader):
        return await read_team_pace(services, actor, days, spans)
    return await read_scope_pace(services, agency_scope(actor.agency) if actor.agency else NATION, spans)


async def _list_loads(services: Services, found: Iterable[OpenTasks], period: Period) -> list[AgencyLoad]:
    """Agencies with open tasks, those with most for each of their people first."""
    counted: Counter[str] = Counter()
    for each in found:
        if each.part == "place" and each.agency:
            counted[each.agency] += each.tasks
    scopes = {code: agency_scope(code) for code, _ in counted.most_common(MOST_LOADS)}
    pace, people = (
        await read_scopes_pace(services, list(scopes.values()), period),
        services.directory.count_staff(),
    )
    listed: list[AgencyLoad] = [
        {
            "agency": code,
            "agency_name": services.directory.agency_name(code),
            "people": people[code],
            "open": counted[code],
            "open_per_person": round(counted[code] / people[code], 1) if people[code] else None,
            "opened": pace[scope]["opened"],
            "done": pace[scope]["done"],
            "median_working_days": pace[scope]["median_working_days"],
        }
        for code, scope in scopes.items()
    ]
    return sorted(listed, key=lambda each: (-(each["open"] / (each["people"] or 0.5)), each["agency"]))


def _make_bounds(calendar: Snapshot, today: date, sunday: date) -> Bounds:
    days = DayBounds(calendar)
    begun = [days.begin_of_age(band["from"]) for band in reversed(AGES)]
    ages = [instant for instant in begun if instant is not None]
    return Bounds(days.end(today), days.end(sunday), ages)


def _list_stages(found: Iterable[OpenTasks]) -> list[StageAges]:
    """Those that have any task, in the order of the procedure. The query counts ages from the oldest."""
    counted = {(each.stage, each.age): each.tasks for each in found if each.part == "stage"}
    listed: list[StageAges] = []
    for stage in Stage:
        ages = [counted.get((stage, len(AGES) - 1 - age), 0) for age in range(len(AGES))]
        if any(ages):
            listed.append({"stage": stage, "ages": ages})
    return listed


def _list_levels(found: Iterable[OpenTasks]) -> list[LevelFigure]:
    overdue = [each for each in found if each.part == "level" and each.due == "overdue"]
    levels = sorted({each.level or 0 for each in overdue})
    return [
        {"level": level, "tasks": sum(each.tasks for each in overdue if each.level == level)}
        for level in levels
    ]


def _list_places(services: Services, actor: Actor, found: Sequence[OpenTasks]) -> list[BoardPlace]:
    """Offices of the team or agencies of the nation that have tasks, those with most overdue first."""
    own = actor.agency
    grouped: dict[tuple[str | None, str | None, str | None], list[OpenTasks]] = {}
    for each in found:
        if each.part == "place":
            grouped.setdefault((own or each.agency, each.owner_role, each.unit), []).append(each)
    listed: list[BoardPlace] = [
        {
            "agency": agency,
            "owner_role": Role(role) if role else None,
            "unit": unit,
            **names_of(services.directory, agency, unit),
            **_sum_due(here),
        }
        for (agency, role, unit), here in grouped.items()
    ]
    return sorted(listed, key=lambda each: (-each["overdue"], -each["open"], each["agency"] or ""))


async def _list_officers(
    services: Services,
    actor: Actor,
    found: Sequence[OpenTasks],
    calendar: Snapshot,
    since: datetime,
    before: datetime,
) -> list[BoardOfficer]:
    """Everybody in office in the team, those with most overdue first; nobody for the nation."""
    if watches_all(actor):
        return []
    done = await count_done_by_officer(services.figures, actor, since, before)
    accounts = [each for role in TEAMS_ROLES for each in services.directory.officers(role, actor.agency)]
    listed = [_present_officer(services, each, found, done.get(each.id), calendar) for each in accounts]
    return sorted(listed, key=lambda each: (-each["overdue"], -each["open"], -each["done"]))


def _present_officer(
    services: Services,
    account: Account,
    found: Iterable[OpenTasks],
    done: DoneByOfficer | None,
    calendar: Snapshot,
) -> BoardOfficer:
    today = calendar.local_date(datetime.now(UTC))
    named = [
        each for each in found if each.part == "place" and each.officer == account.id and not each.is_left
    ]
    return {
        "officer": account.id,
        "officer_name": account.name,
        "owner_role": Role(account.role),
        "unit_name": services.directory.unit_name(account.agency, account.unit),
        **_sum_due(named),
        "done": done.reports if done else 0,
        "median_working_days": done.median if done else None,
        "quiet_working_days": calendar.between(calendar.local_date(done.last_at), today) if done else None,
    }


def _find_away(services: Services, actor: Actor, found: Sequence[OpenTasks]) -> Away:
    part = "office" if watches_all(actor) else "place"
    tasks: dict[Owner, int] = {}
    for each in found:
        if each.part == part and each.owner_role:
            owner = Owner(Role(each.owner_role), actor.agency or each.agency, each.unit, None)
            tasks[owner] = tasks.get(owner, 0) + each.tasks
    vacant: list[VacantOffice] = [
        {
            "agency": owner.agency,
            "owner_role": owner.role,
            "unit": owner.unit,
            **names_of(services.directory, owner.agency, owner.unit),
            "reason": vacancy.reason,
            "tasks": counted,
        }
        for owner, counted in tasks.items()
        if (vacancy := services.directory.vacancy(owner))
    ]
    left = sum(each.tasks for each in found if each.part == "place" and each.is_left)
    return {"vacant": sorted(vacant, key=lambda each: -each["tasks"]), "left": left}


def _sum_due(found: Iterable[OpenTasks]) -> DueTasks:
    by_due: dict[str | None, int] = {}
    for each in found:
        by_due[each.due] = by_due.get(each.due, 0) + each.tasks
    today = by_due.get("today", 0)
    return {
        "overdue": by_due.get("overdue", 0),
        "today": today,
        "week": today + by_due.get("week", 0),
        "open": sum(by_due.values()),
    }
