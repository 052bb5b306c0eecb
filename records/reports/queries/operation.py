"""What operators look after in the record: letters that have not left, and timers that are late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from records.database import A_LIST, Pool, rows
from records.tables.report import CLOSING_CLOCK_DUE

TIMERS_LATE_AFTER = timedelta(minutes=5)
"""Longer than an overdue timer waits after an outage, and than the reports of one midnight take."""
GIVEN_UP_WITHIN = timedelta(days=7)

# In SQL: parts: aggregates with filters
OUTBOX = """
select count(*) filter (where channel = 'email' and leaves_at > now())::integer as waiting,
       count(*) filter (where channel = 'email' and leaves_at <= now())::integer as due,
       count(*) filter (where channel = 'email' and error is not null)::integer as failing,
       count(*) filter (where channel = 'phone')::integer as to_call
from messages where sent_at is null and given_up_at is null"""
OLDEST = """
select id, template, send_at, leaves_at, attempts, error from messages
where sent_at is null and given_up_at is null and channel = 'email' and send_at <= now()
order by send_at, id limit 1"""
ERRORS = """
select error, count(*)::integer as messages, given_up_at is not null as given_up,
       max(coalesce(given_up_at, leaves_at)) as last_at
from messages
where sent_at is null and error is not null
  and (given_up_at is null and channel = 'email' or given_up_at > now() - %s)
group by error, given_up_at is not null order by given_up_at is not null, messages desc, error"""
# Each part is found by an index: clocks of staff by the report's due instant, the others by their own.
STAFF_LATE = "next_due_at < now() - %(patience)s and stage <> 'closed'"
LATE = f"""
with late as (
    select timetable from reports where {STAFF_LATE}
    union all
    select timetable from reports where timetable is not null and {CLOSING_CLOCK_DUE}
        < to_char((now() - %(patience)s) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      and ({STAFF_LATE}) is not true
)
select c->>'name' as clock, count(*)::integer as timers, min((c->>'due_at')::timestamptz) as oldest
from late cross join lateral jsonb_array_elements(timetable->'clocks') as c
where not (c->>'lapsed')::boolean and (c->>'due_at')::timestamptz < now() - %(patience)s
group by 1 order by oldest"""  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class OldestLetter:
    """The message that should have left first, of those that have not."""

    id: int
    template: str
    send_at: datetime
    leaves_at: datetime
    attempts: int
    error: str | None


@dataclass(frozen=True, slots=True)
class LetterError:
    """Messages that did not leave for one kind of error; `given_up` ones are not tried again."""

    error: str
    messages: int
    given_up: bool
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Outbox:
    """Messages that have not left: `waiting` for their time, `due`, `failing` among both; reporters
    `to_call`; the oldest; and why some did not leave, also of those given up within `GIVEN_UP_WITHIN`."""

    waiting: int
    due: int
    failing: int
    to_call: int
    oldest: OldestLetter | None
    errors: list[LetterError]


@dataclass(frozen=True, slots=True)
class LateTimers:
    """Running clocks of one name that are past their due instant: those of staff without a lapse, others
    although they close or finish their report."""

    clock: str
    timers: int
    oldest: datetime


async def read_outbox(pool: Pool) -> Outbox:
    """How the outbox stands. Raises one of `SQL_AWAY`."""
    (counts,) = await rows(pool, OUTBOX, within=A_LIST)
    oldest = await rows(pool, OLDEST, within=A_LIST)
    errors = await rows(pool, ERRORS, [GIVEN_UP_WITHIN], within=A_LIST)
    return Outbox(
        **counts,
        oldest=OldestLetter(**oldest[0]) if oldest else None,
        errors=[LetterError(**each) for each in errors],
    )


async def list_late_timers(pool: Pool) -> list[LateTimers]:
    """By clock which timers should have fired; the oldest first. Raises one of `SQL_AWAY`."""
    values = {"patience": TIMERS_LATE_AFTER}
    return [LateTimers(**row) for row in await rows(pool, LATE, values, within=A_LIST)]
