import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import sql

from records.database import Pool, rows
from records.paging import BadCursor, WrongCursor
from records.reports.queries import listing, worklist
from records.reports.queries.listing import Filter
from records.reports.queries.task_filter import TaskFilter
from records.reports.queries.worklist import Counts, Scope
from tests.records.samples import BEGUN, batch, facts, record, row, task, tracking_number
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

CENTRE = Actor(Role.NATIONAL_ADMIN, "n")
ADMIN = Actor(Role.AGENCY_ADMIN, "a", "agency-1")
OFFICER = Actor(Role.LIAISON_OFFICER, "o", "kemenkes", "layanan")


@pytest.fixture
async def emptied(pool: Pool) -> None:
    await rows(pool, "truncate reports, tasks")


async def add(pool: Pool, **changed: Any) -> str:
    number = tracking_number()
    await record(pool, batch(number, facts(number, 1), row=row(1), tasks=[task(number, 1, **changed)]))
    return f"{number}-1"


async def serves(pool: Pool, id_: str, unit: str = "layanan", *, disabled: bool = False) -> None:
    """An account that serves in a unit of the ministry, or did."""
    await rows(pool, "insert into agencies values ('kemenkes', 'Kemenkes', 'ID') on conflict do nothing")
    await rows(pool, "insert into units values ('kemenkes', %s, %s) on conflict do nothing", [unit, unit])
    values = [id_, id_, id_, unit, disabled]
    statement = """insert into accounts (id, username, name, role, agency, unit, disabled_at)
        values (%s, %s, %s, 'liaison_officer', 'kemenkes', %s, case when %s then now() end)
        on conflict do nothing"""
    await rows(pool, statement, values)


@pytest.mark.usefixtures("emptied")
async def test_a_worklist_has_what_is_ones_own_to_do_by_due_instant(pool: Pool) -> None:
    never = await add(pool, due_at=None)
    far = await add(pool, due_at="2100-01-01T00:00:00.000000Z")
    past = await add(pool, due_at="2026-03-01T00:00:00.000000Z", level=1)
    own = await add(pool, officer="o", due_at="2100-01-02T00:00:00.000000Z")
    back = await add(pool, hidden_until=instants.format_instant(BEGUN), due_at="2100-01-03T00:00:00.000000Z")
    await serves(pool, "another")
    await serves(pool, "moved", unit="umum")
    await serves(pool, "disabled", disabled=True)
    await add(pool, officer="another")
    moved = await add(pool, officer="moved", due_at="2100-01-04T00:00:00.000000Z")
    disabled = await add(pool, officer="disabled", due_at="2100-01-05T00:00:00.000000Z")
    unknown = await add(pool, officer="unknown", due_at="2100-01-06T00:00:00.000000Z")
    await add(pool, unit="umum")
    await add(pool, agency="pemda")
    await add(pool, owner_role="agency_admin", unit=None)
    await add(pool, closed_at=instants.format_instant(BEGUN), closed_by=1)
    await add(pool, hidden_until="2100-01-01T00:00:00.000000Z")
    found = (await worklist.list_tasks(pool, OFFICER)).items
    assert [each.id for each in found] == [past, far, own, back, moved, disabled, unknown, never]
    assert [each.overdue for each in found] == [True, *[False] * 7]
    assert found[0].state == {"facts": 1}
    assert await worklist.count_tasks(pool, OFFICER) == Counts(open=8, overdue=1, escalated=1, postponed=1)
    paged, cursor = [], None
    while True:
        page = await worklist.list_tasks(pool, OFFICER, limit=1, after=cursor)
        paged += page.items
        if (cursor := page.next) is None:
            break
    assert paged == found


@pytest.mark.usefixtures("emptied")
async def test_the_centre_finds_tasks_of_no_agency(pool: Pool) -> None:
    mine = await add(pool, owner_role="national_admin", agency=None, unit=None)
    assert [each.id for each in (await worklist.list_tasks(pool, CENTRE)).items] == [mine]
    assert (await worklist.count_tasks(pool, CENTRE)).open == 1
    assert (await worklist.list_tasks(pool, Actor(Role.AUDITOR, "u"))).items == []


async def test_a_cursor_of_ones_own_making_is_refused(pool: Pool) -> None:
    with pytest.raises(BadCursor):
        await worklist.list_tasks(
            pool, CENTRE, after=worklist.cursors_of(CENTRE).written(["tomorrow", "x", 1, 1])
        )


async def plan(pool: Pool, query: str, values: dict[str, Any]) -> dict[str, Any]:
    """What executing the query touches, as PostgreSQL explains it."""
    async with pool.connection() as connection:
        explained = f"explain (analyze, buffers, format json) {query}"
        for name, value in values.items():  # EXPLAIN takes no parameters
            explained = explained.replace(f"%({name})s", sql.Literal(value).as_string(connection))
        cursor = await connection.execute(explained)
        found = await cursor.fetchone()
        assert found is not None
        whole: dict[str, Any] = found["QUERY PLAN"][0]["Plan"]
        return whole


SEED = """
insert into reports (report, facts, region, state, stage, class, supervisory, agency, unit, channel,
    anonymous, confidential, escalation_level, highest_level, hops, submitted_at, asked_days, redirected)
select 'R' || n, 1, 'ID', '{}', case when n %% 50 = 0 then 'follow_up' else 'closed' end, 'complaint', false,
    'agency-' || n %% 20, 'layanan', 'web', false, false, 0, 0, 0,
    %(now)s::timestamptz - n * interval '1 minute', 0, 0
from generate_series(%(from)s::integer, %(to)s::integer) as n"""
SEED_TASKS = """
insert into tasks (id, report, sequence, facts, stage, owner_role, agency, opened_at, opened_by,
    closed_at, due_at, level)
select report || '-1', report, 1, 1, 'agency_verification', 'agency_admin', agency, submitted_at, 1,
    case when stage = 'closed' then submitted_at end, submitted_at, 0
from reports where report not in (select report from tasks)
union all
select report || '-2', report, 2, 1, 'central_verification', 'national_admin', null, submitted_at, 1,
    case when stage = 'closed' then submitted_at end, submitted_at, 0
from reports where report not in (select report from tasks)"""


async def seed(pool: Pool, first: int, last: int) -> None:
    await rows(pool, SEED, {"now": datetime.now(UTC), "from": first, "to": last})
    await rows(pool, SEED_TASKS)
    for table in ("reports", "tasks"):
        await rows(pool, f"vacuum analyze {table}")


def touched(found: dict[str, Any]) -> int:
    blocks: int = found["Shared Hit Blocks"] + found["Shared Read Blocks"]
    return blocks


@pytest.mark.usefixtures("emptied")
async def test_lists_cost_the_same_however_many_reports_there_are(pool: Pool) -> None:
    first_page = {
        "worklist": (worklist.query_for(ADMIN, 50, None), "tasks_open"),
        "the centre's worklist": (worklist.query_for(CENTRE, 50, None), "tasks_open"),
        "the nation's tasks": (worklist.query_for(CENTRE, 50, None, Scope.ALL), "tasks_open_of_staff"),
        "agency": (listing.query_for(ADMIN, Filter(), 50, None), "reports_of_agency"),
        "all": (listing.query_for(CENTRE, Filter(), 50, None), "reports_by_submission"),
        "stage": (listing.query_for(CENTRE, Filter(stage=["follow_up"]), 50, None), "reports_open"),
    }
    await seed(pool, 1, 5_000)
    few = {name: await plan(pool, *query) for name, (query, _) in first_page.items()}
    await seed(pool, 5_001, 60_000)
    for name, (query, index) in first_page.items():
        many = await plan(pool, *query)
        assert f'"{index}"' in json.dumps(many), name
        assert "Seq Scan" not in json.dumps(many), name
        assert touched(many) <= max(1.5 * touched(few[name]), 400), name


@pytest.mark.usefixtures("emptied")
async def test_a_later_page_begins_in_the_index_too(pool: Pool) -> None:
    await seed(pool, 1, 20_000)
    last = listing.cursors_of(ADMIN, Filter()).written(
        [instants.format_instant(datetime.now(UTC) - timedelta(days=7)), "R1"]
    )
    found = await plan(pool, *listing.query_for(ADMIN, Filter(), 20, last))
    assert "Seq Scan" not in json.dumps(found)
    assert touched(found) < 200


@pytest.mark.usefixtures("emptied")
async def test_the_task_after_another_is_found_while_that_one_is_open(pool: Pool) -> None:
    late = await add(pool, due_at="2026-03-01T00:00:00.000000Z")
    soon = await add(pool, due_at="2100-01-01T00:00:00.000000Z")
    await add(pool, due_at="2100-01-02T00:00:00.000000Z", hidden_until="2100-01-01T00:00:00.000000Z")
    teams = await add(pool, due_at="2100-01-03T00:00:00.000000Z", owner_role="agency_admin", unit=None)
    never = await add(pool, due_at=None)
    supervisor = Actor(Role.SUPERVISOR, "s", "kemenkes")

    async def after(task: str, actor: Actor = OFFICER, scope: Scope = Scope.MINE) -> str | None:
        return await worklist.find_following(pool, actor, task, scope)

    assert await after(late) == soon.removesuffix("-1")
    assert await after(soon) == never.removesuffix("-1")
    assert await after(soon, supervisor, Scope.TEAM) == teams.removesuffix("-1")
    assert await after(never) is None
    assert await after("unknown") is None
    await rows(pool, "update tasks set closed_at = now(), due_at = null where id = %s", [late])
    assert await after(late) is None


@pytest.mark.usefixtures("emptied")
async def test_filters_of_a_worklist_hold_for_list_count_and_what_follows(pool: Pool) -> None:
    await serves(pool, "named")
    approval = await add(pool, stage="approval", owner_role="supervisor", unit=None, due_at=None)
    late = await add(pool, due_at="2026-03-01T00:00:00.000000Z", level=1)
    named = await add(pool, officer="named", due_at="2100-01-01T00:00:00.000000Z")
    gone = await add(pool, officer="unknown", unit="umum", due_at="2100-01-02T00:00:00.000000Z")
    put_off = await add(pool, hidden_until="2100-01-01T00:00:00.000000Z", unit="umum")
    supervisor = Actor(Role.SUPERVISOR, "s", "kemenkes")
    soon = instants.parse_instant("2100-01-01T00:00:00.000000Z")
    by = {
        "stage": (TaskFilter(stage=["approval", "follow_up"]), {approval, late, named, gone}),
        "one stage": (TaskFilter(stage=["approval"]), {approval}),
        "role": (TaskFilter(role=["supervisor", "agency_admin"]), {approval}),
        "unit": (TaskFilter(unit=["umum"]), {gone}),
        "officer": (TaskFilter(officer=["named"]), {named}),
        "nobody": (TaskFilter(officer=["none"], role=["liaison_officer"]), {late, gone}),
        "either": (TaskFilter(officer=["none", "named"]), {approval, late, named, gone}),
        "level": (TaskFilter(level=[1, 2]), {late}),
        "overdue": (TaskFilter(overdue=True), {late}),
        "not overdue": (TaskFilter(overdue=False, unit=["layanan"]), {named}),
        "due by": (TaskFilter(due_by=soon), {late, named}),
        "category": (TaskFilter(category=["kesehatan"]), {approval, late, named, gone}),
        "no category": (TaskFilter(category=["energi"]), set[str]()),
        "class": (TaskFilter(report_class=["information"]), set()),
        "postponed": (TaskFilter(postponed=True), {put_off}),
        "postponed elsewhere": (TaskFilter(postponed=True, unit=["layanan"]), set()),
        "not postponed": (TaskFilter(postponed=False, unit=["umum"]), {gone}),
    }
    for name, (which, expected) in by.items():
        found = await worklist.list_tasks(pool, supervisor, scope=Scope.TEAM, which=which)
        assert {each.id for each in found.items} == expected, name
        counted = await worklist.count_tasks(pool, supervisor, Scope.TEAM, which)
        assert counted.open == len(expected), name
    which = TaskFilter(unit=["layanan", "umum"], overdue=False)
    page = await worklist.list_tasks(pool, supervisor, limit=1, scope=Scope.TEAM, which=which)
    rest = await worklist.list_tasks(pool, supervisor, after=page.next, scope=Scope.TEAM, which=which)
    assert [each.id for each in (*page.items, *rest.items)] == [named, gone]
    with pytest.raises(WrongCursor):
        await worklist.list_tasks(pool, supervisor, after=page.next, scope=Scope.TEAM)
    after = await worklist.find_following(pool, supervisor, late, Scope.TEAM, TaskFilter(unit=["umum"]))
    assert after == gone.removesuffix("-1")
