"""Audits on record: which reports somebody chose to have replayed, how far that has come, and the verdicts.

Each function raises one of `SQL_AWAY`.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from evidence.replay.findings import Verdict
from evidence.replay.selection import Selection
from records.database import POINT, Pool, rows
from records.retries import retry_at
from runtime.release import CODE

NOTIFICATION = "tuntas_audits"
"""What PostgreSQL sends to tell that there is something to replay."""
MOST_RUNNING = 3
"""Audits of one account that have not come to their end."""
LONGEST_PAUSE = 60
"""Seconds between two tries at the same report."""
MOST_TRIES = 5
"""Of a report that can't be judged; then it stays so until the audit is gone on with."""
PAGE = 500

# In SQL: import
BEGIN = """
with made as (
    insert into audits (id, account, reason, selection, sample)
    select %(id)s, %(account)s, %(reason)s, %(selection)s::jsonb, %(sample)s
    where %(most)s > (
        select count(*) from audits as a where account = %(account)s and stopped_at is null and (
            chosen_at is null or exists (select from audit_reports as r where r.audit = a.id
                                         and verdict is null and attempts < %(tries)s)
        )
    )
    on conflict (id) do nothing returning id
)
select pg_notify('tuntas_audits', '') from made"""
# Others may be judged while more are listed; a report stands in an audit once.
ADD = """
insert into audit_reports (audit, report)
select %(audit)s, asked from unnest(%(reports)s::text[]) as asked
on conflict do nothing"""
CHOSEN = "update audits set chosen_at = now() where id = %s"
UNCHOSEN = """
select id, account, reason, selection, sample, made_at from audits
where chosen_at is null and stopped_at is null order by made_at limit 1"""
# Those that were tried least come first, of all audits.
DUE = f"""
select r.audit, a.account, a.made_at, r.report, r.attempts
from audits as a cross join lateral (
    select audit, report, attempts, due_at from audit_reports
    where audit = a.id and verdict is null and attempts < {MOST_TRIES} and due_at <= now()
    order by due_at limit %(limit)s
) as r
where a.stopped_at is null and a.chosen_at is not null
order by r.attempts, a.made_at, r.due_at, r.report limit %(limit)s"""  # noqa: S608  # constant
NEXT_DUE = f"""
select extract(epoch from min(r.due_at) - now())::float8 as seconds
from audits as a join audit_reports as r on r.audit = a.id
where a.stopped_at is null and a.chosen_at is not null and verdict is null
  and attempts < {MOST_TRIES}"""  # noqa: S608  # constant
JUDGED = """
update audit_reports set verdict = %(verdict)s, result = %(result)s::jsonb, code = %(code)s::jsonb,
    away = null, done_at = now()
where audit = %(audit)s and report = %(report)s and verdict is null"""
PUT_OFF = f"""
update audit_reports set away = %(away)s, attempts = attempts + 1, due_at = {retry_at()}
where audit = %(audit)s and report = %(report)s and verdict is null"""  # noqa: S608  # constants
STOP = """
update audits set stopped_at = now(), stop_code = %(code)s where id = %(audit)s and stopped_at is null"""
GO_ON = """
with again as (
    update audits set stopped_at = null, stop_code = null where id = %(audit)s returning id
), tried as (
    update audit_reports set attempts = 0, due_at = now()
    from again where audit = again.id and verdict is null
)
select pg_notify('tuntas_audits', '') from again"""
PROGRESS = f"""
select a.id, a.account, a.reason, a.selection, a.sample, a.made_at, a.chosen_at, a.stopped_at, a.stop_code,
       c.total::integer, c.waiting::integer, c.not_judged::integer, c.verdicts, c.done_at
from audits as a cross join lateral (
    select coalesce(sum(reports), 0) as total,
           coalesce(sum(reports) filter (where verdict is null and not is_given_up), 0) as waiting,
           coalesce(sum(reports) filter (where verdict is null and is_given_up), 0) as not_judged,
           coalesce(jsonb_object_agg(verdict, reports) filter (where verdict is not null), '{{}}')
               as verdicts,
           max(done_at) as done_at
    from (
        select verdict, verdict is null and attempts >= {MOST_TRIES} as is_given_up, count(*) as reports,
               max(done_at) as done_at
        from audit_reports where audit = a.id group by 1, 2
    ) as counted
) as c"""  # noqa: S608  # constant
ONE = f"{PROGRESS} where a.id = %s"
LIST = f"{PROGRESS} order by a.made_at desc, a.id limit %s"
DIFFERING = """
select report, verdict, result, code, away, done_at from audit_reports
where audit = %(audit)s and (verdict <> 'identical' or (verdict is null and attempts > 0))
order by report limit %(limit)s"""
RESULTS = """
select report, verdict, result, code, away, done_at from audit_reports
where audit = %(audit)s and verdict is not null and report > %(after)s order by report limit %(limit)s"""


@dataclass(frozen=True, slots=True)
class NewAudit:
    """What is to be replayed: `sample` of the selection's reports, null for all."""

    id: str
    account: str
    reason: str
    selection: Selection
    sample: int | None


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


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit and how far it has come. Of `total` reports some wait, others could not be judged, and the
    rest have `verdicts`, how many each. `done_at` is the instant of the last one."""

    id: str
    account: str
    reason: str
    selection: Selection
    sample: int | None
    made_at: datetime
    chosen_at: datetime | None
    stopped_at: datetime | None
    stop_code: str | None
    total: int
    waiting: int
    not_judged: int
    verdicts: Mapping[str, int]
    done_at: datetime | None

    @property
    def is_running(self) -> bool:
        """Whether reports are still listed or replayed."""
        return self.stopped_at is None and (self.chosen_at is None or self.waiting > 0)

    @property
    def differing(self) -> int:
        """How many reports are not what their histories make of them."""
        return sum(count for verdict, count in self.verdicts.items() if verdict != "identical")


@dataclass(frozen=True, slots=True)
class AuditedReport:
    """What came of one report. `result` is a verdict in its wire form; `away` says why there is none."""

    report: str
    verdict: str | None
    result: dict[str, Any] | None
    code: dict[str, Any] | None
    away: str | None
    done_at: datetime | None


async def begin_audit(pool: Pool, new: NewAudit) -> bool:
    """Has the reports replayed; false where it is begun already, or too many audits of the account are under
    way."""
    values = {
        "id": new.id,
        "account": new.account,
        "reason": new.reason,
        "selection": json.dumps(new.selection.wire()),
        "sample": new.sample,
        "most": MOST_RUNNING,
        "tries": MOST_TRIES,
    }
    return bool(await rows(pool, BEGIN, values))


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
        "result": json.dumps(verdict.wire()),
        "code": json.dumps(dict(CODE)),
    }
    await rows(pool, JUDGED, values, within=POINT)


async def put_off(pool: Pool, due: DueReport, away: str) -> None:
    """Notes why a report could not be judged; it is tried again after a pause."""
    values = {"audit": due.audit, "report": due.report, "away": away, "longest": LONGEST_PAUSE}
    await rows(pool, PUT_OFF, values, within=POINT)


async def stop_audit(pool: Pool, audit: str, code: str | None = None) -> None:
    """Replays no more of it. What is under way is still noted."""
    await rows(pool, STOP, {"audit": audit, "code": code}, within=POINT)


async def go_on_with_audit(pool: Pool, audit: str) -> None:
    """Goes on where it was stopped, and tries again what could not be judged."""
    await rows(pool, GO_ON, {"audit": audit})


async def find_audit(pool: Pool, id_: str) -> Audit | None:
    """The audit of that id."""
    return next(iter([_audit(row) for row in await rows(pool, ONE, [id_])]), None)


async def list_audits(pool: Pool, limit: int = 50) -> list[Audit]:
    """All audits, the newest first."""
    return [_audit(row) for row in await rows(pool, LIST, [limit])]


async def list_differing(pool: Pool, audit: str, limit: int) -> list[AuditedReport]:
    """The reports that differ or could not be judged so far, by number."""
    found = await rows(pool, DIFFERING, {"audit": audit, "limit": limit})
    return [AuditedReport(**row) for row in found]


async def read_results(pool: Pool, audit: str) -> AsyncIterator[list[AuditedReport]]:
    """All reports that have a verdict, by number, a page at a time."""
    after = ""
    while found := await rows(pool, RESULTS, {"audit": audit, "after": after, "limit": PAGE}):
        yield [AuditedReport(**row) for row in found]
        after = found[-1]["report"]


def read_selection(wire: Mapping[str, Any]) -> Selection:
    """The selection of its wire form."""
    first, last = (date.fromisoformat(wire[name]) if wire[name] else None for name in ("from", "to"))
    return Selection(tuple(wire["only"]), wire["agency"], first, last)


def _audit(row: Mapping[str, Any]) -> Audit:
    return Audit(**{**row, "selection": read_selection(row["selection"])})
