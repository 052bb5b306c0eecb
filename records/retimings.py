"""Re-timings: which open reports new calendars move, and how far each has come."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from calendars import Snapshot
from fields.counted import many
from records.calendars import Act, Connection
from records.database import POINT, Pool, rows
from records.foreseen import Affected

CHANNEL = "tuntas_retimings"
"""Where PostgreSQL tells that there is one to carry out."""

BEGIN = """
insert into retimings (act, decree, versions) values (%(act)s, %(decree)s, %(versions)s)"""
PROGRESS = """
select r.id, r.act, r.decree, r.versions, r.made_at, r.begun_at, r.cancelled_at, r.finished_at,
       p.total::integer, p.reached::integer, p.moved::integer, p.failing::integer
from retimings as r cross join lateral (
    select count(*) as total, count(t.reached_at) as reached,
           count(*) filter (where t.moved and t.moves <> '[]') as moved,
           count(*) filter (where t.reached_at is null and t.reason is not null) as failing
    from retimed as t where t.retiming = r.id
) as p"""
# What failed before is tried again only where nothing else is to be done: it holds up no other.
NEXT = f"""{PROGRESS} cross join lateral (
    select p.total = p.reached or exists (
        select from retimed as t where t.retiming = r.id and t.reached_at is null and t.attempts = 0
    ) as is_fresh
) as f
where r.finished_at is null and r.cancelled_at is null and r.due_at <= now() and (is_fresh or exists (
    select from retimed as t
    where t.retiming = r.id and t.reached_at is null and t.attempts > 0 and t.due_at <= now()
))
order by is_fresh desc, r.id limit 1"""  # noqa: S608  # constants
UNDER_WAY = f"{PROGRESS} where r.finished_at is null and r.cancelled_at is null order by r.id limit 1"
OF_DECREES = f"""
with newest as (select max(id) as id from retimings where decree = any(%s) group by decree)
{PROGRESS} join newest using (id)"""  # noqa: S608  # constants
ONE = f"{PROGRESS} where r.id = %s"
LISTED = f"{PROGRESS} where r.id < %(before)s order by r.id desc limit %(limit)s"
BEGUN = "update retimings set begun_at = coalesce(begun_at, now()) where id = %s"
PLAN = """
insert into retimed (retiming, report, code, agency, moves)
select %(retiming)s, a.report, a.code, a.agency, a.moves
from jsonb_to_recordset(%(affected)s::jsonb) as a(report text, code text, agency text, moves jsonb)
on conflict (retiming, report) do nothing
returning report"""
UNREACHED = """
select report, code from retimed
where retiming = %s and reached_at is null and attempts = 0 order by report limit %s"""
FAILING = """
select report, code from retimed
where retiming = %s and reached_at is null and attempts > 0 and due_at <= now() order by due_at limit %s"""
FAILED = """
with failed as (
    update retimed
    set reason = %(reason)s, attempts = attempts + 1, since = coalesce(since, now()),
        due_at = now() + least(power(2, least(attempts, 20)), %(longest)s) * interval '1 second'
    where retiming = %(retiming)s and report = %(report)s and reached_at is null
    returning attempts
)
select cancelled_at is not null as cancelled, (select attempts from failed) as attempts
from retimings where id = %(retiming)s"""
PUT_OFF = """
update retimings
set reason = %(reason)s, attempts = attempts + 1, since = coalesce(since, now()),
    due_at = now() + least(power(2, least(attempts, 20)), %(longest)s) * interval '1 second'
where id = %(retiming)s
returning attempts"""
LATE = """
select reason, count(distinct report)::integer as reports from (
    select t.reason, t.report from retimings as r join retimed as t on t.retiming = r.id
    where r.finished_at is null and r.cancelled_at is null and t.reached_at is null
      and t.since < now() - %(patience)s
    union all
    select r.reason, null from retimings as r
    where r.finished_at is null and r.cancelled_at is null and r.since < now() - %(patience)s
) as late group by 1 order by 1"""
REACHED = """
with reached as (
    update retimed set reached_at = now(), moved = %(moved)s, reason = null, since = null
    where retiming = %(retiming)s and report = %(report)s and reached_at is null
)
select cancelled_at is not null as cancelled from retimings where id = %(retiming)s"""
FINISH = """
update retimings set finished_at = now(), reason = null, since = null
where id = %s and cancelled_at is null and finished_at is null"""
CANCEL = (
    "update retimings set cancelled_at = now() where id = %s and cancelled_at is null and finished_at is null"
)
RESUME = """
with resumed as (update retimings set cancelled_at = null where id = %s and finished_at is null returning id)
select pg_notify('tuntas_retimings', '') from resumed"""
REPORTS = """
select report, agency, moves, reached_at, moved, attempts, reason, due_at from retimed
where retiming = %(retiming)s and report > %(after)s order by report limit %(limit)s"""

PATIENCE = timedelta(minutes=10)
"""For how long a report may wait before somebody has to see to it."""
LONGEST_PAUSE = 3600
"""Seconds after which a report is tried again at the latest; each pause is twice the one before."""
LONGEST_PAUSE_AWAY = 60
"""The same where the engine was away: nothing is wrong with the report."""
AWAY = "engine_away"

State = Literal["waiting", "running", "cancelled", "finished"]


@dataclass(frozen=True, slots=True)
class Retiming:
    """New calendars on their way. Of `total` open reports that they concern, `reached` are done, and of these
    `moved` have deadlines that moved: of the others none did, or they knew already, or were over. `failing`
    could not be reached so far, and are tried again later."""

    id: int
    act: Act
    decree: str | None
    versions: dict[str, int]
    made_at: datetime
    begun_at: datetime | None
    cancelled_at: datetime | None
    finished_at: datetime | None
    total: int
    reached: int
    moved: int
    failing: int

    @property
    def state(self) -> State:
        """How far it is; while it runs `total` may still grow."""
        if self.finished_at is not None:
            return "finished"
        if self.cancelled_at is not None:
            return "cancelled"
        return "waiting" if self.begun_at is None else "running"


@dataclass(frozen=True, slots=True)
class Retimed:
    """A report that a re-timing would move, with its moves as they were foreseen; `reason` is why the last of
    the `attempts` failed, and `due_at` when the next one is made."""

    report: str
    agency: str | None
    moves: list[dict[str, Any]]
    reached_at: datetime | None
    moved: bool | None
    attempts: int
    reason: str | None
    due_at: datetime


async def begin(connection: Connection, act: Act, decree: str | None, made: Sequence[Snapshot]) -> None:
    """Sends the calendars that were made on their way, if any, with the caller's transaction."""
    if made:
        versions = json.dumps({snapshot.region: snapshot.version for snapshot in made})
        await connection.execute(BEGIN, {"act": act, "decree": decree, "versions": versions})
        await connection.execute("select pg_notify('tuntas_retimings', '')")


async def next_one(pool: Pool) -> Retiming | None:
    """The oldest that is to be carried out and has something to do now; null where there is none."""
    found = await rows(pool, NEXT)
    return Retiming(**found[0]) if found else None


async def under_way(pool: Pool) -> Retiming | None:
    """The oldest that is neither finished nor cancelled; null where there is none."""
    found = await rows(pool, UNDER_WAY)
    return Retiming(**found[0]) if found else None


async def one(pool: Pool, id_: int) -> Retiming | None:
    """The re-timing of that id."""
    found = await rows(pool, ONE, [id_])
    return Retiming(**found[0]) if found else None


async def of_decrees(pool: Pool, numbers: Sequence[str]) -> dict[str, Retiming]:
    """The newest re-timing of each of these decrees that has one."""
    found = [Retiming(**row) for row in await rows(pool, OF_DECREES, [list(numbers)])]
    return {each.decree: each for each in found if each.decree is not None}


async def begun(pool: Pool, id_: int) -> None:
    """Marks it as under way."""
    await rows(pool, BEGUN, [id_], within=POINT)


async def plan(pool: Pool, id_: int, affected: Sequence[Affected]) -> int:
    """Adds reports to those that are to be reached; returns how many were not among them yet."""
    found = json.dumps([asdict(each) for each in affected])
    return len(await rows(pool, PLAN, {"retiming": id_, "affected": found}))


async def unreached(pool: Pool, id_: int, most: int) -> list[tuple[str, str]]:
    """Some of the reports that nobody has tried to reach yet, each with the code of the calendar meant for
    it."""
    return [(row["report"], row["code"]) for row in await rows(pool, UNREACHED, [id_, most])]


async def failing(pool: Pool, id_: int, most: int) -> list[tuple[str, str]]:
    """The same of those that could not be reached, and are to be tried again now."""
    return [(row["report"], row["code"]) for row in await rows(pool, FAILING, [id_, most])]


async def reached(pool: Pool, id_: int, report: str, *, moved: bool) -> bool:
    """Marks a report as reached; returns whether the re-timing goes on, and has not been cancelled."""
    found = await rows(pool, REACHED, {"retiming": id_, "report": report, "moved": moved}, within=POINT)
    return not found[0]["cancelled"]


async def failed(pool: Pool, id_: int, report: str, reason: str) -> tuple[int, bool]:
    """Notes why a report could not be reached; it is tried again after a pause. Returns how often it failed
    in a row, and whether the re-timing goes on."""
    longest = LONGEST_PAUSE_AWAY if reason == AWAY else LONGEST_PAUSE
    values = {"retiming": id_, "report": report, "reason": reason, "longest": longest}
    (found,) = await rows(pool, FAILED, values, within=POINT)
    return found["attempts"] or 0, not found["cancelled"]


async def put_off(pool: Pool, id_: int, reason: str) -> int:
    """Notes why a whole re-timing could not be carried out; it is tried again after a pause, and others
    meanwhile. Returns how often it failed."""
    values = {"retiming": id_, "reason": reason, "longest": LONGEST_PAUSE}
    (found,) = await rows(pool, PUT_OFF, values, within=POINT)
    attempts: int = found["attempts"]
    return attempts


async def alarms(pool: Pool) -> list[dict[str, Any]]:
    """What somebody has to see to: `retiming_stuck` where reports can't be brought their new calendar."""
    found = await rows(pool, LATE, {"patience": PATIENCE}, within=POINT)
    reasons = {row["reason"]: row["reports"] for row in found}
    waiting = sum(reasons.values())
    its = "its" if waiting == 1 else "their"
    message = (
        f"{many(waiting, 'open report')} could not be brought {its} new calendar for ten minutes; tried again"
    )
    alarm = {"code": "retiming_stuck", "message": message, "reports": waiting, "reasons": reasons}
    return [alarm] if reasons else []


async def finish(pool: Pool, id_: int) -> None:
    """Marks it as done."""
    await rows(pool, FINISH, [id_], within=POINT)


async def cancel(pool: Pool, id_: int) -> None:
    """Stops it where it is; reports that it has not reached take the calendar along with their next fact."""
    await rows(pool, CANCEL, [id_], within=POINT)


async def resume(pool: Pool, id_: int) -> None:
    """Lets one that was cancelled go on."""
    await rows(pool, RESUME, [id_], within=POINT)


async def reports(pool: Pool, id_: int, *, limit: int, after: str = "") -> list[Retimed]:
    """Which reports it found, by number, after `after`."""
    values = {"retiming": id_, "after": after, "limit": limit}
    return [Retimed(**row) for row in await rows(pool, REPORTS, values)]


async def listed(pool: Pool, *, limit: int, before: int | None = None) -> list[Retiming]:
    """All re-timings, the newest first, below `before`."""
    values = {"limit": limit, "before": before or 2**62}
    return [Retiming(**row) for row in await rows(pool, LISTED, values)]
