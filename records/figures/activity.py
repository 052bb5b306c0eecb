"""How active an agency or a unit is: when it last acted on a report, and who of its people signed in."""

from dataclasses import dataclass
from datetime import date

from records.database import POINT, Pool, rows
from records.figures.scopes import Scope
from workflows.procedure.outputs.figures.measures import Measure

RECENT_DAYS = 30
ACTIONS = (
    Measure.DISPOSITIONS, Measure.FIRST_ANSWERS, Measure.REDIRECTIONS, Measure.ARCHIVINGS, Measure.QUESTIONS,
    Measure.DECLINES, Measure.EXTENSIONS,
)  # fmt: skip
"""What only staff do, among what is counted."""

# In SQL: parts
ACTIVITY = """
select (
    select max(last) from unnest(%(measures)s::text[]) as m(measure) cross join lateral (
        select e.day as last from figure_entries as e
        where e.agency = %(agency)s and e.measure = m.measure
          and (%(unit)s::text is null or e.unit = %(unit)s)
        order by e.day desc, e.id desc limit 1
    ) as newest
) as last_action_on, count(*) as officers,
    count(*) filter (where s.at >= now() - %(days)s * interval '1 day') as signed_in
from accounts as a left join sign_ins as s on s.account = a.id
where a.agency = %(agency)s and (%(unit)s::text is null or a.unit = %(unit)s) and a.disabled_at is null"""
# In SQL: hot: each sign-in by a token
NOTE = """
insert into sign_ins (account) values (%s) on conflict (account) do update set at = excluded.at"""


@dataclass(frozen=True, slots=True)
class Activity:
    """The last day on which it acted on a report, null if it never did; of its `officers`, how many have
    signed in within the last RECENT_DAYS."""

    last_action_on: date | None
    officers: int
    signed_in: int


async def read_activity(pool: Pool, scope: Scope) -> Activity:
    """Of an agency with its units, or of a unit. Raises one of `SQL_AWAY`."""
    values = {
        "measures": [each.value for each in ACTIONS],
        "agency": scope.agency,
        "unit": scope.unit,
        "days": RECENT_DAYS,
    }
    (found,) = await rows(pool, ACTIVITY, values, within=POINT)
    return Activity(**found)


async def note_sign_in(pool: Pool, account: str) -> None:
    """Remembers that the account has signed in now. Raises one of `SQL_AWAY`."""
    await rows(pool, NOTE, [account], within=POINT)
