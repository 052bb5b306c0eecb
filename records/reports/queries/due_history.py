"""Past deadlines of reports: how many working days were left on the mornings on which they stood, and whether
they lapsed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from calendars import Snapshot
from records.database import Pool, rows

MOST_LEFT = 15
"""Working days; a deadline that is further away counts as so far."""

# `left` on a morning: the working days from that day to the due day, both included. A deadline stood on each
# morning from the one after it came about to the one of the day on which it was changed, met or over.
# Mornings of days off are left out: what was met on such a day did not stand when work began.
# In SQL: arrays
COHORTS = """
with days as (
    select day, so_far from unnest(%(days)s::date[], %(so_far)s::integer[]) as d(day, so_far)
), stood as (
    select h.agency, h.stage, h.report, h.due_at,
           (h.due_at at time zone %(zone)s - interval '1 microsecond')::date as due_on,
           (h.since at time zone %(zone)s)::date as since_day,
           (h.until at time zone %(zone)s)::date as until_day
    from due_history as h
    where h.due_at > %(since)s and h.due_at <= %(before)s and h.since < h.due_at
), mornings as (
    select *, since_day + 1 as first, least(due_on, until_day) as last,
           date_trunc('week', due_on)::date as week
    from stood
)
select m.agency, m.stage, m.week,
       least(%(most)s, due.so_far - last.so_far + 1) as least_left,
       least(%(most)s, due.so_far - before_first.so_far) as most_left,
       case when m.week between m.first and m.last
           then least(%(most)s, greatest(1, due.so_far - before_week.so_far)) end as left_on_monday,
       exists (select from lapses as l where l.report = m.report and l.at = m.due_at) as lapsed,
       count(*)::integer as deadlines
from mornings as m
join days as due on due.day = m.due_on
join days as before_first on before_first.day = greatest(m.first - 1, %(first_day)s)
join days as last on last.day = greatest(m.last, %(first_day)s)
join days as before_week on before_week.day = m.week - 1
where m.first <= m.last and last.so_far > before_first.so_far
group by 1, 2, 3, 4, 5, 6, 7"""


@dataclass(frozen=True, slots=True)
class Cohort:
    """So many `deadlines` of one agency (null: the centre) and stage that were due in the week of the Monday
    `week`, and that stood while `most_left` to `least_left` working days were left.

    `left_on_monday` is how many were left when that week began; null for those that did not stand then.
    """

    agency: str | None
    stage: str
    week: date
    least_left: int
    most_left: int
    left_on_monday: int | None
    lapsed: bool
    deadlines: int


async def list_cohorts(pool: Pool, calendar: Snapshot, first: date, today: date) -> Sequence[Cohort]:
    """All deadlines that were due from `first`, a Monday, until yesterday; days are those of `calendar`."""
    earliest = first - timedelta(days=60)
    days = [earliest + timedelta(days=n) for n in range((today - earliest).days + 1)]
    found = await rows(
        pool,
        COHORTS,
        {
            "days": days,
            "so_far": [calendar.between(earliest, day) for day in days],
            "first_day": earliest,
            "zone": calendar.zone,
            "since": calendar.end_of(first - timedelta(days=1)),
            "before": calendar.end_of(today - timedelta(days=1)),
            "most": MOST_LEFT,
        },
    )
    return [Cohort(**row) for row in found]


async def forget_old_deadlines(pool: Pool, weeks: int) -> None:
    """Deletes the deadlines that were over more than so many weeks ago."""
    # In SQL: pause
    query = """
    delete from due_history where greatest(due_at, until) < now() - make_interval(weeks => %(weeks)s)
    and until is not null"""
    await rows(pool, query, {"weeks": weeks})
