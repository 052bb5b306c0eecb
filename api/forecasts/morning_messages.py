"""The morning message: on each working morning of an agency, or the centre, one message to each person of
what lapses today and this week. Nobody is written to for nothing, and nobody who turned it off."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from api.services import Services
from calendars import Snapshot
from records.database import away
from records.directory.accounts import Account
from records.reports import morning_messages
from records.reports.morning_messages import DueTask, OverdueTasks
from runtime.background import BackgroundTask
from texts.letters.morning import TEMPLATE
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.outputs.names import ROLES

NAME = "morning messages"
EVERY = 60.0
"""Seconds between two looks at the time."""
WRITTEN_FOR = timedelta(hours=2)
"""How long after work begins a morning's messages are written. Later there are none on that day."""
SENT_FOR = timedelta(hours=4)
"""How long after work begins they may leave. One that could not is given up: it is no morning any more."""
ROLES_TOLD = (Role.NATIONAL_ADMIN, Role.AGENCY_ADMIN, Role.LIAISON_OFFICER, Role.SUPERVISOR)


@dataclass(slots=True)
class WrittenMornings:
    """The agencies (null: the centre) whose morning of a day this process knows to be written."""

    day_of: dict[str | None, date] = field(default_factory=dict)


def make_morning_task(services: Services) -> BackgroundTask:
    """What goes on beside serving, in each process: whoever is first writes."""
    return BackgroundTask(
        NAME,
        partial(write_mornings, services, WrittenMornings()),
        every=EVERY,
        late_after=10 * EVERY,
        patience=120,
        describe_expected=away,
    )


async def write_mornings(services: Services, written: WrittenMornings, now: datetime | None = None) -> int:
    """Writes the messages of each agency whose morning it is at `now`, an aware instant; returns how many.
    Under a policy without working hours there are no mornings. Raises one of `SQL_AWAY`."""
    now, count = now or datetime.now(UTC), 0
    directory = services.directory
    for agency in (None, *(each.code for each in directory.agencies() if each.active)):
        calendar = directory.calendar(agency) if agency else directory.centre().calendar
        begins = begin_of_work(services, calendar, now)
        day = calendar.local_date(now)
        if begins is None or not begins <= now < begins + WRITTEN_FOR or written.day_of.get(agency) == day:
            continue
        count += await _write_morning(services, agency, calendar, begins, now)
        written.day_of[agency] = day
    return count


def begin_of_work(services: Services, calendar: Snapshot, now: datetime) -> datetime | None:
    """When work begins on the local day of `now`; null on a day off, and where there are no working hours."""
    hours, day = services.policy.working_hours, calendar.local_date(now)
    return calendar.at(day, hours[0]) if hours and calendar.is_working_day(day) else None


async def _write_morning(
    services: Services, agency: str | None, calendar: Snapshot, begins: datetime, now: datetime
) -> int:
    day, count = calendar.local_date(now), 0
    sunday = day + timedelta(days=6 - day.weekday())
    async with morning_messages.open_morning(services.pool, agency, day, ROLES_TOLD) as morning:
        if not morning.accounts:
            return 0
        due = Due(await morning.list_due(now, calendar.end_of(sunday)), await morning.count_overdue(now))
        for id_ in morning.accounts if due.tasks else ():
            account = services.directory.account(id_)
            if account and (told := compose_morning(services, account, due, calendar, day)):
                end = {"expires_at": instants.format_instant(begins + SENT_FOR)}
                await morning.write(id_, TEMPLATE, {**told, **end}, now)
                count += 1
    return count


@dataclass(frozen=True, slots=True)
class Due:
    """What an agency has due this week, and how much is overdue in each office."""

    tasks: Sequence[DueTask]
    overdue: Sequence[OverdueTasks]


def compose_morning(
    services: Services, account: Account, found: Due, calendar: Snapshot, day: date
) -> dict[str, Any] | None:
    """What somebody is told of the tasks of their agency; null where nothing of theirs, or of the team that
    they lead, lapses today or later this week."""
    tasks = [_describe(each, calendar) for each in found.tasks if _is_own(account, each)]
    units = list(_count_units(services, account, found, calendar, day))
    if not tasks and not any(each["today"] or each["week"] for each in units):
        return None
    overdue = sum(each.tasks for each in found.overdue if _is_own(account, each))
    told = {"day": day.isoformat(), "tasks": tasks, "overdue": overdue}
    return {**told, "units": units} if units else told


def _is_own(account: Account, task: DueTask | OverdueTasks) -> bool:
    """Whether the task, or what is counted, is the account's to do: as the worklist has it."""
    is_units = account.role != Role.LIAISON_OFFICER or task.unit == account.unit
    return task.owner_role == account.role and is_units and task.officer in {None, account.id}


def _describe(task: DueTask, calendar: Snapshot) -> dict[str, Any]:
    """Number, clock and due day of a task."""
    due_at = instants.format_instant(task.due_at)
    clock = next((each["name"] for each in reversed(task.clocks) if each["due_at"] == due_at), None)
    return {
        "number": task.report,
        "clock": clock,
        "due_on": _due_day(task, calendar).isoformat(),
    }


def _due_day(task: DueTask, calendar: Snapshot) -> date:
    """The local day at whose end it lapses."""
    return calendar.local_date(task.due_at - timedelta(microseconds=1))


def _count_units(
    services: Services, account: Account, found: Due, calendar: Snapshot, day: date
) -> Iterator[Mapping[str, Any]]:
    """For a supervisor, what is due in each unit and office of the team."""
    if account.role != Role.SUPERVISOR:
        return
    overdue: Counter[tuple[str, str]] = Counter()
    for counted in found.overdue:
        overdue[_office(counted)] += counted.tasks
    days = defaultdict(list)
    for task in found.tasks:
        days[_office(task)].append(_due_day(task, calendar))
    for unit, role in sorted({*days, *overdue}):
        dues = days[unit, role]
        today = sum(each == day for each in dues)
        name = services.directory.unit_name(account.agency, unit) if unit else ROLES[Role(role)]
        yield {
            "name": name or unit,
            "today": today,
            "week": len(dues) - today,
            "overdue": overdue[unit, role],
        }


def _office(each: DueTask | OverdueTasks) -> tuple[str, str]:
    return each.unit or "", each.owner_role
