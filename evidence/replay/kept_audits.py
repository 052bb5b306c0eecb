"""Audits on record: which reports somebody chose to have replayed, how far that has come, and the verdicts.

Each function raises one of `SQL_AWAY`. How they are carried out is in `audit_queue.py`.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from evidence.replay.selection import Selection
from records import paging
from records.database import POINT, Pool, rows
from records.paging import Cursors, Page
from workflows.procedure.model import instants

MOST_RUNNING = 3
"""Audits of one account that have not come to their end."""
PAGE = 500
State = Literal["listing", "running", "stopped", "finished"]

# In SQL: import
IS_RUNNING = "stopped_at is null and (chosen_at is null or replayed + failed < total)"
COUNT_RUNNING = f"select count(*)::integer as running from audits where account = %s and {IS_RUNNING}"  # noqa: S608  # constant
BEGIN = f"""
with made as (
    insert into audits (id, account, reason, selection, sample)
    select %(id)s, %(account)s, %(reason)s, %(selection)s::jsonb, %(sample)s
    where %(most)s > (select count(*) from audits where account = %(account)s and {IS_RUNNING})
    on conflict (id) do nothing returning id
)
select pg_notify('tuntas_audits', '') from made"""  # noqa: S608  # constant
STOP = """
update audits set stopped_at = now(), stop_code = %(code)s where id = %(audit)s and stopped_at is null"""
# The audit's row is locked before its reports, here and in the queue: so nobody waits for one another.
RESUME = """
with again as (
    update audits set stopped_at = null, stop_code = null, failed = 0 where id = %(audit)s returning id
), tried as (
    update audit_reports set attempts = 0, due_at = now()
    from again where audit = again.id and verdict is null
)
select pg_notify('tuntas_audits', '') from again"""
AUDITS = """
select id, account, reason, selection, sample, made_at, chosen_at, stopped_at, stop_code, total, replayed,
       identical, failed, differing, done_at
from audits"""
ONE = f"{AUDITS} where id = %s"
LIST = f"{AUDITS} order by made_at desc, id desc limit %(limit)s"
LIST_AFTER = f"""{AUDITS} where (made_at, id) < (%(after_at)s, %(after_id)s)
order by made_at desc, id desc limit %(limit)s"""
REPORTS = """
select report, verdict, result, code, away, done_at from audit_reports
where audit = %(audit)s and report > %(after)s and """
ORDERED = " order by report limit %(limit)s"
DIFFERING = f"{REPORTS} (verdict <> 'identical' or (verdict is null and attempts > 0)) {ORDERED}"
TRIED = f"{REPORTS} (verdict is not null or attempts > 0) {ORDERED}"
JUDGED = f"{REPORTS} verdict is not null {ORDERED}"


@dataclass(frozen=True, slots=True)
class NewAudit:
    """What is to be replayed: `sample` of the selection's reports, null for all."""

    id: str
    account: str
    reason: str
    selection: Selection
    sample: int | None


@dataclass(frozen=True, slots=True)
class Audit:
    """An audit and how far it has come. Of `total` reports so many were `replayed`, of which so many are
    `identical`, and the others differ: how many by each verdict is in `differing`. Others `failed`: they
    could not be judged. The rest waits. `done_at` is the instant of the last verdict."""

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
    replayed: int
    identical: int
    failed: int
    differing: Mapping[str, int]
    done_at: datetime | None

    @property
    def different(self) -> int:
        """How many reports are not what their histories make of them."""
        return self.replayed - self.identical

    @property
    def waiting(self) -> int:
        """How many reports are still to be replayed, of those that are listed."""
        return self.total - self.replayed - self.failed

    @property
    def state(self) -> State:
        """How far it is. While it is `listing` there may be more reports than `total`."""
        if self.stopped_at is not None:
            return "stopped"
        if self.chosen_at is None:
            return "listing"
        return "running" if self.waiting else "finished"

    @property
    def is_running(self) -> bool:
        """Whether reports are still listed or replayed."""
        return self.state in {"listing", "running"}

    def wire(self) -> dict[str, Any]:
        """The audit as JSON, with its counts."""
        return {
            "id": self.id,
            "account": self.account,
            "selection": self.selection.wire(),
            "sample": self.sample,
            "made_at": instants.format_instant(self.made_at),
            "stopped_at": instants.format_given(self.stopped_at),
            "is_running": self.is_running,
            "total": self.total,
            "replayed": self.replayed,
            "identical": self.identical,
            "different": self.different,
            "failed": self.failed,
        }

    @property
    def can_resume(self) -> bool:
        """Whether there is anything to go on with."""
        return self.stopped_at is not None or self.failed > 0


@dataclass(frozen=True, slots=True)
class AuditedReport:
    """What came of one report. `result` is a verdict in its kept form; `away` says why there is none."""

    report: str
    verdict: str | None
    result: dict[str, Any] | None
    code: dict[str, Any] | None
    away: str | None
    done_at: datetime | None


async def count_running(pool: Pool, account: str) -> int:
    """How many audits of the account have not come to their end."""
    (found,) = await rows(pool, COUNT_RUNNING, [account], within=POINT)
    running: int = found["running"]
    return running


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
    }
    return bool(await rows(pool, BEGIN, values))


async def stop_audit(pool: Pool, audit: str, code: str | None = None) -> None:
    """Replays no more of it. What is under way is still noted."""
    await rows(pool, STOP, {"audit": audit, "code": code}, within=POINT)


async def resume_audit(pool: Pool, audit: str) -> None:
    """Goes on where it was stopped, and tries again what could not be judged."""
    await rows(pool, RESUME, {"audit": audit})


async def find_audit(pool: Pool, id_: str) -> Audit | None:
    """The audit of that id."""
    return next(iter([_audit(row) for row in await rows(pool, ONE, [id_], within=POINT)]), None)


async def list_audits(pool: Pool, limit: int = 50, after: str | None = None) -> Page[Audit]:
    """All audits, the newest first. Raises BadCursor or WrongCursor."""
    cursors = Cursors.of("audits")
    values: dict[str, Any] = {"limit": limit + 1}
    if after is not None:
        at, values["after_id"] = cursors.read(after, str, str)
        values["after_at"] = paging.parse_instant(at)
    found = [_audit(row) for row in await rows(pool, LIST if after is None else LIST_AFTER, values)]
    return cursors.page(found, limit, lambda last: [instants.format_instant(last.made_at), last.id])


async def list_results(
    pool: Pool, audit: str, *, is_differing: bool, limit: int, after: str | None = None
) -> Page[AuditedReport]:
    """What came of its reports that were tried, by number; with `is_differing` only of those that differ or
    could not be judged so far. Raises BadCursor or WrongCursor."""
    cursors = Cursors.of("audit-results", audit, is_differing)
    first = cursors.read(after, str)[0] if after is not None else ""
    values = {"audit": audit, "after": first, "limit": limit + 1}
    found = await rows(pool, DIFFERING if is_differing else TRIED, values)
    return cursors.page([AuditedReport(**row) for row in found], limit, lambda last: [last.report])


async def read_results(pool: Pool, audit: str) -> AsyncIterator[list[AuditedReport]]:
    """All reports that have a verdict, by number, a page at a time."""
    after = ""
    while found := await rows(pool, JUDGED, {"audit": audit, "after": after, "limit": PAGE}):
        yield [AuditedReport(**row) for row in found]
        after = found[-1]["report"]


def read_selection(wire: Mapping[str, Any]) -> Selection:
    """The selection of its wire form."""
    first, last = (date.fromisoformat(wire[name]) if wire[name] else None for name in ("from", "to"))
    return Selection(tuple(wire["only"]), wire["agency"], first, last)


def _audit(row: Mapping[str, Any]) -> Audit:
    return Audit(**{**row, "selection": read_selection(row["selection"])})
