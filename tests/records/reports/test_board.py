"""What a board counts is what the lists under the same filters have, over planted reports of two agencies."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from records.database import Pool, rows
from records.reports.queries import board, listing, pace, worklist
from records.reports.queries.board import Bounds, OpenTasks
from records.reports.queries.listing import Filter
from records.reports.queries.task_filter import LEFT, NOBODY, TaskFilter
from records.reports.queries.worklist import Scope
from tests.records.samples import batch, facts, record, row, task, tracking_number
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.instants import format_instant

SUPERVISOR = Actor(Role.SUPERVISOR, "s", "kemenkes")
NATIONAL = Actor(Role.AUDITOR, "n")
NOW = datetime.now(UTC)
DAY = timedelta(days=1)
BOUNDS = Bounds(NOW + DAY, NOW + 4 * DAY, [NOW - 15 * DAY, NOW - 8 * DAY, NOW - 4 * DAY])
WEEKS = [NOW - days * DAY for days in (28, 21, 14, 7)]
AGES = [  # from the oldest, as the query counts them
    {"opened_before": BOUNDS.ages[0]},
    {"opened_from": BOUNDS.ages[0], "opened_before": BOUNDS.ages[1]},
    {"opened_from": BOUNDS.ages[1], "opened_before": BOUNDS.ages[2]},
    {"opened_from": BOUNDS.ages[2]},
]
DUE: dict[str, list[dict[str, Any]]] = {
    "overdue": [{"overdue": True}],
    "today": [{"overdue": False, "due_by": BOUNDS.today}],
}
"""As the lists are asked for them."""


def _planted(chance: random.Random, number: str) -> dict[str, Any]:
    """A report whose first task is done or open, held by one of two agencies or the centre; some were
    declined by the ministry and are at the other agency now."""
    agency = chance.choice(["kemenkes", "kemenkes", "pemda", None])
    opened = NOW - chance.uniform(0, 30) * DAY
    is_done, is_declined = chance.random() < 0.5, agency == "kemenkes" and chance.random() < 0.2
    first = task(
        number,
        1,
        agency=agency,
        unit=chance.choice(["layanan", "umum"]) if agency else None,
        owner_role=chance.choice(["liaison_officer", "agency_admin"]) if agency else "national_admin",
        officer=chance.choice(["here", "gone", None]) if agency == "kemenkes" else None,
        stage=chance.choice(["follow_up", "agency_verification"]),
        opened_at=format_instant(opened),
        due_at=format_instant(NOW + chance.uniform(-5, 9) * DAY),
        level=chance.choice([0, 1, 2]),
        hidden_until=format_instant(NOW + DAY) if chance.random() < 0.1 else None,
        closed_at=format_instant(min(opened + chance.uniform(0, 9) * DAY, NOW)) if is_done else None,
        closed_by=2 if is_done else None,
        working_days=chance.randrange(9) if is_done else None,
    )
    changed = {"agency": agency, "unit": first["unit"], "submitted_at": format_instant(opened)}
    if is_declined:
        state = {"stage": "agency_verification", "agency": "kemenkes"}
        changed |= {
            "agency": "pemda",
            "unit": None,
            "declined": [{"agency": "kemenkes", "fact": 2, "state": state}],
        }
    if is_done and chance.random() < 0.5:
        changed |= {"stage": "closed", "closed_at": first["closed_at"]}
    return batch(number, facts(number, 2), row=row(2, **changed), tasks=[first])


@pytest.fixture(scope="module", autouse=True)
async def planted(pool: Pool) -> None:
    await rows(pool, "insert into agencies values ('kemenkes', 'Kemenkes', 'ID')")
    await rows(pool, "insert into units values ('kemenkes', 'layanan', 'L'), ('kemenkes', 'umum', 'U')")
    for unit in ("layanan", "umum"):
        add = """insert into accounts (id, username, name, role, agency, unit)
            values ('here', 'here', 'here', 'liaison_officer', 'kemenkes', %s) on conflict do nothing"""
        await rows(pool, add, [unit])
    chance = random.Random(12)  # a sample, not a secret
    for _ in range(150):
        await record(pool, _planted(chance, tracking_number()))


async def _listed(pool: Pool, actor: Actor, scope: Scope, **asked: Any) -> int:
    found = await worklist.list_tasks(pool, actor, limit=1000, scope=scope, which=TaskFilter(**asked))
    assert len(found.items) == (await worklist.count_tasks(pool, actor, scope, TaskFilter(**asked))).open
    return len(found.items)


async def _week(pool: Pool, actor: Actor, scope: Scope, **asked: Any) -> int:
    """Due after today and by the end of the week."""
    by_week = await _listed(pool, actor, scope, overdue=False, due_by=BOUNDS.week, **asked)
    return by_week - await _listed(pool, actor, scope, overdue=False, due_by=BOUNDS.today, **asked)


def _sum(found: Sequence[OpenTasks], part: str, **of: Any) -> int:
    fits = [e for e in found if e.part == part and all(getattr(e, k) == v for k, v in of.items())]
    return sum(each.tasks for each in fits)


@pytest.mark.parametrize(("actor", "scope"), [(SUPERVISOR, Scope.TEAM), (NATIONAL, Scope.ALL)])
async def test_each_number_of_open_tasks_is_as_long_as_its_list(
    pool: Pool, actor: Actor, scope: Scope
) -> None:
    found = await board.count_open(pool, actor, scope, BOUNDS)
    everything = await _listed(pool, actor, scope)
    assert everything > 20
    for part in ("stage", "level", "place"):
        assert _sum(found, part) == everything, "parts add up"
    postponed = await _listed(pool, actor, scope, postponed=True)
    assert await board.count_postponed(pool, actor, scope) == postponed > 0
    for stage in ("follow_up", "agency_verification"):
        for age, asked in enumerate(AGES):
            listed = await _listed(pool, actor, scope, stage=[stage], **asked)
            assert _sum(found, "stage", stage=stage, age=age) == listed
    for level in (0, 1, 2):
        listed = await _listed(pool, actor, scope, overdue=True, level=[level])
        assert _sum(found, "level", due="overdue", level=level) == listed > 0
    for due, (asked,) in DUE.items():
        assert _sum(found, "level", due=due) == await _listed(pool, actor, scope, **asked)
    assert _sum(found, "level", due="week") == await _week(pool, actor, scope)


async def test_a_team_s_numbers_by_office_and_officer_are_those_of_their_lists(pool: Pool) -> None:
    found = await board.count_open(pool, SUPERVISOR, Scope.TEAM, BOUNDS)
    for unit in ("layanan", "umum"):
        asked: dict[str, Any] = {"role": ["liaison_officer"], "unit": [unit], "overdue": True}
        listed = await _listed(pool, SUPERVISOR, Scope.TEAM, **asked)
        assert _sum(found, "place", owner_role="liaison_officer", unit=unit, due="overdue") == listed > 0
    here = await _listed(pool, SUPERVISOR, Scope.TEAM, officer=["here"])
    left = await _listed(pool, SUPERVISOR, Scope.TEAM, officer=[LEFT])
    unnamed = await _listed(pool, SUPERVISOR, Scope.TEAM, officer=[NOBODY])
    assert _sum(found, "place", officer="here", is_left=False) == here > 0
    assert _sum(found, "place", is_left=True) == left > 0
    assert here + unnamed == await _listed(pool, SUPERVISOR, Scope.TEAM)
    assert {each.agency for each in found if each.part == "place"} == {"kemenkes"}, "nothing of others"


async def test_the_nation_s_numbers_by_agency_are_those_of_their_lists(pool: Pool) -> None:
    found = await board.count_open(pool, NATIONAL, Scope.ALL, BOUNDS)
    for agency in ("kemenkes", "pemda", None):
        listed = await _listed(pool, NATIONAL, Scope.ALL, agency=[agency or NOBODY])
        assert _sum(found, "place", agency=agency) == _sum(found, "office", agency=agency) == listed > 0
    by_agency = {each.agency: each for each in await board.count_open_by_agency(pool)}
    assert by_agency["pemda"].open == _sum(found, "place", agency="pemda")
    assert by_agency["pemda"].overdue == _sum(found, "place", agency="pemda", due="overdue")


async def test_who_reads_not_everything_finds_nothing_among_all_tasks(pool: Pool) -> None:
    assert await _listed(pool, SUPERVISOR, Scope.ALL) == 0


async def test_the_pace_of_a_week_is_as_long_as_its_list(pool: Pool) -> None:
    actor = SUPERVISOR
    found = await pace.count_weeks(pool, actor, WEEKS, NOW)
    counted = {(each.what, each.week): each.reports for each in found}
    spans = [*zip(range(4), WEEKS, [*WEEKS[1:], NOW], strict=True), (None, WEEKS[0], NOW)]
    for what in ("opened", "done"):
        for week, since, before in spans:
            bounds: dict[str, Any] = {f"{what}_from": since, f"{what}_before": before}
            which = Filter(**bounds)
            listed = await listing.list_reports(pool, actor, which, limit=1000)
            assert counted[what, week] == len(listed.items) > 0
            assert len(listed.items) == await listing.count_reports(pool, actor, which)


async def test_the_pace_by_officer_is_as_long_as_its_list_and_its_median_that_of_the_tasks(
    pool: Pool,
) -> None:
    found = await pace.count_done_by_officer(pool, SUPERVISOR, WEEKS[0], NOW)
    which = Filter(done_from=WEEKS[0], done_before=NOW, done_by="a_1")
    listed = await listing.list_reports(pool, SUPERVISOR, which, limit=1000)
    assert found["a_1"].reports == len(listed.items) > 0
    whole = await pace.count_weeks(pool, SUPERVISOR, WEEKS, NOW)
    (together,) = [each for each in whole if (each.what, each.week) == ("done", None)]
    assert found["a_1"].median == together.median


async def test_the_median_of_other_agencies_is_that_of_their_tasks(pool: Pool) -> None:
    found = await pace.find_medians(pool, ["kemenkes", "pemda", "none"], WEEKS[0], NOW)
    query = """select working_days from tasks where agency = 'pemda' and closed_at >= %s and closed_at < %s
        order by working_days"""
    days = [each["working_days"] for each in await rows(pool, query, [WEEKS[0], NOW])]
    assert found["pemda"] == (days[(len(days) - 1) // 2] + days[len(days) // 2]) / 2
    assert set(found) == {"kemenkes", "pemda"}
