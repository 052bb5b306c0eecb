"""What an act of succession would do: asked of the record before anything is changed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from psycopg.rows import DictRow

from calendars import NATIONAL, Snapshot
from records.database import Pool, rows
from records.decrees.impact import count_clocks, learn_calendars
from records.directory.accounts import Account
from records.directory.in_memory import Directory
from records.successions.acts import Act
from records.successions.digest import digest_of, find_losing_accounts, find_zones
from records.successions.enacting import check_succession
from records.successions.transfers import held_by
from workflows.procedure.model.enums import ClockName, Stage
from workflows.procedure.model.tasks import at_agency, at_unit, supervisor_of
from workflows.procedure.model.vacancy import Vacancy
from workflows.procedure.time.retiming import Move, preview_custody

PAGE = 200
MOST_NAMED = 20
"""How many reports are named whose deadlines would move."""
# In SQL: parts: a condition that is shared
COUNTED = f"""
select r.unit, r.stage, count(*)::integer as reports from reports as r where {held_by()}
group by r.unit, r.stage order by r.unit nulls first, r.stage"""  # noqa: S608  # constants
NAMED = """
select officer, count(*)::integer as tasks from tasks
where closed_at is null and officer = any(%(officers)s) group by officer"""
CLOCKS = f"""
select r.report, r.agency, r.timetable from reports as r
where {held_by()} and r.timetable is not null and r.report > %(after)s order by r.report limit {PAGE}"""  # noqa: S608  # constants
# In SQL: parts: counts over four tables
KEPT = f"""
select (select count(distinct (d.account, d.report, d.kind)) from drafts as d
        join reports as r on r.report = d.report join accounts as a on a.id = d.account
        where {held_by()} and a.agency = %(agency)s)::integer as drafts,
       (select count(*) from saved_views as v
        where (v.agency = %(agency)s and (%(unit)s::text is null or v.unit = %(unit)s))
           or v.account = any(%(accounts)s))::integer as views,
       (select count(*) from answer_templates as t
        where t.retired_at is null and (t.account = any(%(accounts)s)
           or (t.agency = %(agency)s and (%(unit)s::text is null or t.unit = %(unit)s)))
       )::integer as templates,
       (select count(*) from calendar_feeds as f where f.account = any(%(accounts)s))::integer as feeds"""  # noqa: S608  # constants
STOPPED = (ClockName.DISPOSITION, ClockName.RESPONSE)
"""The clocks that stop where a report goes back to the centre."""


@dataclass(frozen=True, slots=True)
class HeldReports:
    """How many reports the predecessor holds in a stage; `unit` had them last, null where none had."""

    unit: str | None
    stage: Stage
    reports: int


@dataclass(frozen=True, slots=True)
class LostPlace:
    """An active account whose agency or unit ends, and how many open tasks name it: these go to everybody of
    the successor's office."""

    account: Account
    tasks: int


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What stays with the accounts and offices that lose their place: drafts of decisions on the reports that
    move, saved views, answer templates, and addresses of calendar feeds, which then show nothing of them."""

    drafts: int
    views: int
    templates: int
    feeds: int


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """A running clock that would be due at another instant."""

    report: str
    move: Move


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do. `held` counts open reports, `reopenable` those that are closed and can still be
    reopened. `vacant` are offices of the successor that are needed and that nobody holds. `moved` counts by
    clock how many would be due `(earlier, later)`, `named` has some of them, and `zones` the
    predecessor's time zone and the successor's. `name` is what the place is called now. `digest` is of what
    whoever confirms it decides upon: it stays the same while reports come and go."""

    act: Act
    name: str
    held: list[HeldReports]
    reopenable: int
    accounts: list[LostPlace]
    vacant: list[Vacancy]
    moved: dict[ClockName, tuple[int, int]]
    named: list[MovedDeadline]
    zones: tuple[str, str]
    left_behind: LeftBehind
    digest: str

    @property
    def open(self) -> int:
        """How many open reports it moves."""
        return sum(each.reports for each in self.held)


async def preview_succession(pool: Pool, directory: Directory, act: Act) -> Preview:
    """What the act would do if it were entered now. Raises what `check_succession` does, or one of
    `SQL_AWAY`."""
    async with pool.connection() as connection:
        name = await check_succession(connection, act)
    await directory.refresh()
    values = {"agency": act.agency, "unit": act.unit}
    counted = [
        HeldReports(row["unit"], Stage(row["stage"]), row["reports"])
        for row in await rows(pool, COUNTED, values)
    ]
    held = [each for each in counted if each.stage is not Stage.CLOSED]
    calendar = directory.calendar(act.receiver or NATIONAL)
    moved = await _find_moves(pool, act, calendar)
    accounts = await _lost_places(pool, directory, act)
    return Preview(
        act=act,
        name=name,
        held=held,
        reopenable=sum(each.reports for each in counted) - sum(each.reports for each in held),
        accounts=accounts,
        vacant=list(_find_vacant(directory, act, held)),
        moved=_count_moves(each.move for each in moved),
        named=moved[:MOST_NAMED],
        zones=find_zones(directory, act),
        left_behind=await _count_left_behind(pool, act, accounts),
        digest=digest_of(directory, act, name),
    )


async def _count_left_behind(pool: Pool, act: Act, accounts: Iterable[LostPlace]) -> LeftBehind:
    if act.name is not None:
        return LeftBehind(0, 0, 0, 0)
    values = {"agency": act.agency, "unit": act.unit, "accounts": [each.account.id for each in accounts]}
    return LeftBehind(**(await rows(pool, KEPT, values))[0])


async def _lost_places(pool: Pool, directory: Directory, act: Act) -> list[LostPlace]:
    found = find_losing_accounts(directory, act)
    counted = await rows(pool, NAMED, {"officers": [each.id for each in found]})
    tasks = {row["officer"]: row["tasks"] for row in counted}
    return [LostPlace(each, tasks.get(each.id, 0)) for each in found]


def _find_vacant(directory: Directory, act: Act, held: Iterable[HeldReports]) -> Iterable[Vacancy]:
    """The offices to which reports go, or come back, and in which nobody would do their tasks."""
    receiver = act.receiver
    if receiver is None or act.name is not None:
        return
    owners = [at_agency(receiver)]
    owners += [at_unit(receiver, unit) for unit in sorted({each for each in act.units.values() if each})]
    if any(each.stage is Stage.APPROVAL for each in held):
        owners.append(supervisor_of(receiver))
    for owner in owners:
        if (vacancy := directory.vacancy(owner)) is not None:
            yield vacancy


async def _find_moves(pool: Pool, act: Act, calendar: Snapshot) -> list[MovedDeadline]:
    """The clocks that would be due at another instant; none in an act about a unit, or that renames: the
    agency stays."""
    if act.receiver == act.agency:
        return []
    known: dict[tuple[str, int], Snapshot] = {}
    found: list[MovedDeadline] = []
    values, at = {"agency": act.agency, "unit": act.unit, "after": ""}, datetime.now(UTC)
    while page := await rows(pool, CLOCKS, values):
        values["after"] = page[-1]["report"]
        await learn_calendars(pool, page, known)
        for row in page:
            found += await _moves_of(pool, row, act, calendar, known, at)
    return found


async def _moves_of(
    pool: Pool,
    row: DictRow,
    act: Act,
    calendar: Snapshot,
    known: dict[tuple[str, int], Snapshot],
    at: datetime,
) -> list[MovedDeadline]:
    clocks, holding, _ = await count_clocks(pool, row, known)
    lasting = [each for each in clocks if act.receiver is not None or each.name not in STOPPED]
    moves = preview_custody(lasting, holding, act.receiver, calendar, at)
    return [MovedDeadline(row["report"], move) for move in moves]


def _count_moves(moves: Iterable[Move]) -> dict[ClockName, tuple[int, int]]:
    earlier, later = Counter[ClockName](), Counter[ClockName]()
    for move in moves:
        (earlier if move.due_at < move.clock.due_at else later)[move.clock.name] += 1
    return {name: (earlier[name], later[name]) for name in ClockName if earlier[name] + later[name]}
