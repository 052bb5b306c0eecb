"""The reports of audits that are still to be replayed: listed, taken by turns, and their verdicts kept.

An audit's row counts its reports; each statement that changes one of these changes the row with it. Each
function raises one of `SQL_AWAY`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evidence.replay.findings import Verdict
from evidence.replay.kept_audits import NewAudit, read_selection
from records.database import POINT, Pool, rows
from records.retries import retry_at
from runtime.release import CODE

NOTIFICATION = "tuntas_audits"
"""What PostgreSQL sends to tell that there is something to replay."""
LONGEST_PAUSE = 60
"""Seconds between two tries at the same report."""
MOST_TRIES = 5
"""Of a report that can't be judged; then it stays so until the audit is resumed."""

# In SQL: import
UNCHOSEN = """
select id, account, reason, selection, sample, made_at from audits
where chosen_at is null and stopped_at is null order by made_at limit 1"""
# Others may be judged while more are listed; a report stands in an audit once.
ADD = """
with held as (
    select id from audits where id = %(audit)s for update
), added as (
    insert into audit_reports (audit, report)
    select held.id, asked from held, unnest(%(reports)s::text[]) as asked
    on conflict do nothing returning report
)
update audits set total = total + (select count(*) from added) where id = %(audit)s"""
CHOSEN = "update audits set chosen_at = now() where id = %s"
# Those that were tried least come first, of all audits.
DUE = f"""
select r.audit, a.account, a.made_at, r.report, r.attempts
from audits as a cross join lateral (
    select audit, report, attempts, due_at from audit_reports
    where audit = a.id and verdict is null and attempts < {MOST_TRIES} and due_at <= now()
    order by due_at limit %(limit)s
) as r
where a.stopped_at is null and a.chosen_at is not null and a.replayed + a.failed < a.total
order by r.attempts, a.made_at, r.due_at, r.report limit %(limit)s"""  # noqa: S608  # constant
NEXT_DUE = f"""
select extract(epoch from min(r.due_at) - now())::float8 as seconds
from audits as a join audit_reports as r on r.audit = a.id
where a.stopped_at is null and a.chosen_at is not null and a.replayed + a.failed < a.total
  and verdict is null and attempts < {MOST_TRIES}"""  # noqa: S608  # constant
JUDGED = f"""
with held as (
    select id from audits where id = %(audit)s for update
), judged as (
    update audit_reports set verdict = %(verdict)s, result = %(result)s::jsonb, code = %(code)s::jsonb,
        away = null, done_at = now()
    from held where audit = held.id and report = %(report)s and verdict is null
    returning audit, attempts
)
update audits as a set replayed = a.replayed + 1,
    identical = a.identical + case when %(verdict)s = 'identical' then 1 else 0 end,
    failed = a.failed - case when judged.attempts >= {MOST_TRIES} then 1 else 0 end,
    differing = case when %(verdict)s = 'identical' then a.differing else a.differing || jsonb_build_object(
        %(verdict)s::text, coalesce((a.differing->>%(verdict)s)::integer, 0) + 1) end,
    done_at = now()
from judged where a.id = judged.audit"""  # noqa: S608  # constant
PUT_OFF = f"""
with held as (
    select id from audits where id = %(audit)s for update
), tried as (
    update audit_reports set away = %(away)s, attempts = attempts + 1, due_at = {retry_at()}
    from held where audit = held.id and report = %(report)s and verdict is null
    returning audit, attempts
)
update audits set failed = failed + 1 from tried
where id = tried.audit and tried.attempts = {MOST_TRIES}"""  # noqa: S608  # constants


@dataclass(frozen=True, slots=True)
class UnchosenAudit(NewAudit):
    """An audit whose reports are still to be listed."""

    made_at: datetime


@dataclass(frozen=True, slots=True)
class DueReport:
    """A report that is to be replayed now, for an audit that `account` began at `made_at`."""

    audit: str
    account: str
    made_at: datetime
    report: str
    attempts: int


async def find_unchosen(pool: Pool) -> UnchosenAudit | None:
    """The oldest audit whose reports are still to be listed."""
    for row in await rows(pool, UNCHOSEN, within=POINT):
        return UnchosenAudit(**{**row, "selection": read_selection(row["selection"])})
    return None


async def add_reports(pool: Pool, audit: str, reports: Sequence[str]) -> None:
    """Lists these reports; those that stand there already stay as they are."""
    await rows(pool, ADD, {"audit": audit, "reports": list(reports)})


async def note_chosen(pool: Pool, audit: str) -> None:
    """Notes that all of the audit's reports are listed."""
    await rows(pool, CHOSEN, [audit], within=POINT)


async def list_due_reports(pool: Pool, limit: int) -> list[DueReport]:
    """Some of the reports that are to be replayed now, of all audits."""
    return [DueReport(**row) for row in await rows(pool, DUE, {"limit": limit}, within=POINT)]


async def find_seconds_to_next(pool: Pool) -> float | None:
    """Seconds until a report is to be replayed, negative where one is overdue; null where none waits."""
    (found,) = await rows(pool, NEXT_DUE)
    seconds: float | None = found["seconds"]
    return seconds


async def note_verdict(pool: Pool, audit: str, verdict: Verdict) -> None:
    """Keeps what came of a report, by the code of this process; the first verdict stands."""
    values = {
        "audit": audit,
        "report": verdict.report,
        "verdict": verdict.verdict,
        "result": json.dumps(verdict.kept()),
        "code": json.dumps(dict(CODE)),
    }
    await rows(pool, JUDGED, values, within=POINT)


async def put_off(pool: Pool, due: DueReport, away: str) -> None:
    """Notes why a report could not be judged; it is tried again after a pause."""
    values = {"audit": due.audit, "report": due.report, "away": away, "longest": LONGEST_PAUSE}
    await rows(pool, PUT_OFF, values, within=POINT)
