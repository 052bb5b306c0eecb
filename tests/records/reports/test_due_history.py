"""What reports were due at when: written with each change, and counted as mornings would count it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from calendars import Snapshot
from records.database import Pool, rows
from records.reports.queries.due_history import MOST_LEFT, Cohort, forget_old_deadlines, list_cohorts
from tests.records.samples import batch, facts, record, row, tracking_number

HOLIDAYS = {date(2026, 3, 18), date(2026, 3, 19), date(2026, 3, 20)}
FIRST, TODAY = date(2026, 3, 2), date(2026, 4, 2)
CALENDAR = Snapshot.covering(
    "ID",
    "Asia/Jakarta",
    1,
    date(2025, 12, 1),
    date(2026, 12, 31),
    lambda day: day.weekday() < 5 and day not in HOLIDAYS,
)


async def history(pool: Pool, number: str) -> list[tuple[Any, ...]]:
    found = await rows(
        pool,
        "select stage, agency, due_at, since, until from due_history where report = %s order by id",
        [number],
    )
    return [tuple(each.values()) for each in found]


async def test_each_change_of_due_instant_stage_or_agency_is_kept_with_the_instant_of_its_fact(
    pool: Pool,
) -> None:
    number = tracking_number()
    chain = facts(number, 5)
    one, two = "2026-03-05T17:00:00.000000Z", "2026-03-09T17:00:00.000000Z"
    states: list[dict[str, Any]] = [
        {"stage": "central_verification", "next_due_at": one},
        {"stage": "central_verification", "next_due_at": one},  # nothing changed
        {"stage": "follow_up", "next_due_at": two},
        {"stage": "awaiting_reporter", "next_due_at": two},
        {"stage": "follow_up", "next_due_at": two, "agency": "pemprov-aceh"},
    ]
    for upto, state in enumerate(states, start=1):
        sent = batch(number, chain[upto - 1 : upto], row=row(upto, **state))
        assert (await record(pool, sent))["next"] == upto + 1
        await record(pool, sent)  # a repeat changes nothing
    at = [fact.at for fact in chain]
    dues = [datetime.fromisoformat(each) for each in (one, two)]
    assert await history(pool, number) == [
        ("central_verification", None, dues[0], at[0], at[2]),
        ("follow_up", "kemenkes", dues[1], at[2], at[3]),
        ("follow_up", "pemprov-aceh", dues[1], at[4], None),
    ]


def recount(spells: list[dict[str, Any]]) -> tuple[Counter[Any], Counter[Any]]:
    """Working morning by working morning: by agency, week and days left which deadlines stood, and of these
    which on Monday."""
    stood, on_monday = Counter[Any](), Counter[Any]()
    for each in spells:
        due_on = each["due_on"]
        if not FIRST <= due_on < TODAY or each["since"] >= each["due_at"]:
            continue
        monday, seen, began = due_on - timedelta(days=due_on.weekday()), set(), None
        for number in range(120):
            day = due_on - timedelta(days=number)
            morning = CALENDAR.end_of(day - timedelta(days=1))
            if each["since"] < morning and (each["until"] is None or each["until"] > morning):
                left = min(MOST_LEFT, max(1, CALENDAR.between(day - timedelta(days=1), due_on)))
                if CALENDAR.is_working_day(day):
                    seen.add(left)
                if day == monday:
                    began = left
        if seen and began is not None:
            on_monday[each["agency"], monday, began, each["lapsed"]] += 1
        for left in seen:
            stood[each["agency"], monday, left, each["lapsed"]] += 1
    return stood, on_monday


def expand(cohorts: list[Cohort]) -> tuple[Counter[Any], Counter[Any]]:
    stood, on_monday = Counter[Any](), Counter[Any]()
    for each in cohorts:
        for left in range(each.least_left, each.most_left + 1):
            stood[each.agency, each.week, left, each.lapsed] += each.deadlines
        if each.left_on_monday is not None:
            on_monday[each.agency, each.week, each.left_on_monday, each.lapsed] += each.deadlines
    return stood, on_monday


async def test_cohorts_count_as_a_look_on_each_morning_does(pool: Pool) -> None:
    await rows(pool, "truncate due_history, lapses")
    random, spells = Random(7), list[dict[str, Any]]()
    for number in range(500):
        due_on = date(2026, 2, 20) + timedelta(days=random.randrange(50))
        due_at = CALENDAR.end_of(due_on)
        since = due_at - timedelta(hours=random.randrange(1, 60 * 24), minutes=7)
        ends = random.random()
        until = None if ends < 0.3 else since + (due_at + timedelta(days=3) - since) * random.random()
        lapsed = until is None or until > due_at
        agency = random.choice([None, "kemenkes"])
        spells.append(
            {"agency": agency, "due_on": due_on, "due_at": due_at, "since": since, "until": until}
            | {"lapsed": lapsed}
        )
        values = [f"H-{number}", agency, due_at, since, until]
        await rows(
            pool,
            """insert into due_history (report, stage, agency, due_at, since, until)
            values (%s, 'follow_up', %s, %s, %s, %s)""",
            values,
        )
        if lapsed:
            await rows(
                pool,
                """insert into lapses (report, fact, clock, instance, agency, stage, at)
                values (%s, 1, 'response', 1, %s, 'follow_up', %s)""",
                [f"H-{number}", agency, due_at],
            )
    cohorts = list(await list_cohorts(pool, CALENDAR, FIRST, TODAY))
    assert all(each.least_left <= each.most_left for each in cohorts)
    assert expand(cohorts) == recount(spells)
    assert len(recount(spells)[1]) > 10


async def test_old_deadlines_are_forgotten_and_what_is_due_now_never(pool: Pool) -> None:
    await rows(pool, "truncate due_history")
    old = datetime.now(UTC) - timedelta(weeks=20)
    for report, until in (("old", old), ("still", None), ("new", datetime.now(UTC))):
        await rows(
            pool,
            """insert into due_history (report, stage, due_at, since, until)
            values (%s, 'follow_up', %s, %s, %s)""",
            [report, old, old - timedelta(days=1), until],
        )
    await forget_old_deadlines(pool, 18)
    kept = await rows(pool, "select report from due_history order by report")
    assert [each["report"] for each in kept] == ["new", "still"]
