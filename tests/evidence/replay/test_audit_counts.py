"""An audit's row counts what its reports say, whatever happens to them and in which order."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.resources import files
from random import Random
from typing import Any

import pytest

from evidence.replay import audit_queue, kept_audits
from evidence.replay.audit_queue import MOST_TRIES, DueReport
from evidence.replay.findings import Finding, Verdict
from evidence.replay.kept_audits import Audit, NewAudit
from evidence.replay.selection import Selection
from records.database import Pool, rows

RECOUNT = """
select count(*)::integer as total, count(verdict)::integer as replayed,
       count(*) filter (where verdict = 'identical')::integer as identical,
       count(*) filter (where verdict is null and attempts >= %s)::integer as failed,
       coalesce((select jsonb_object_agg(verdict, reports) from (
           select verdict, count(*) as reports from audit_reports
           where audit = %s and verdict <> 'identical' group by verdict) as e), '{}') as differing
from audit_reports where audit = %s"""
KINDS = (None, None, "record_differs", "chain_broken")


@pytest.fixture
async def begun(pool: Pool, add_account: Callable[..., Any]) -> str:
    """The id of an audit without reports."""
    account = f"auditor-{secrets.token_hex(4)}"
    await add_account(account, "auditor")
    new = NewAudit(secrets.token_hex(8), account, "Pemeriksaan triwulan", Selection(), None)
    assert await kept_audits.begin_audit(pool, new)
    return new.id


async def find(pool: Pool, id_: str) -> Audit:
    audit = await kept_audits.find_audit(pool, id_)
    assert audit is not None
    return audit


async def check_counts(pool: Pool, id_: str) -> Audit:
    audit = await find(pool, id_)
    (counted,) = await rows(pool, RECOUNT, [MOST_TRIES, id_, id_])
    assert counted == {name: getattr(audit, name) for name in counted}
    return audit


async def judge(pool: Pool, id_: str, report: str, kind: Any) -> None:
    found = [Finding(kind, "fact_missing", fact=1)] if kind else []
    await audit_queue.note_verdict(pool, id_, Verdict.of(report, "history", 1, 3, found))


async def put_off(pool: Pool, id_: str, report: str) -> None:
    due = DueReport(id_, "", datetime.now(UTC), report, 0)
    await audit_queue.put_off(pool, due, "engine_unavailable")


async def do_some(pool: Pool, id_: str, reports: Sequence[str], drawn: Random) -> None:
    """Something that may happen to an audit, at the same time as other things."""
    match drawn.choice("aajjjppprs"):
        case "a":
            await audit_queue.add_reports(pool, id_, drawn.sample(reports, 4))
        case "j":
            await judge(pool, id_, drawn.choice(reports), drawn.choice(KINDS))
        case "p":
            one = drawn.choice(reports)
            for _ in range(drawn.randint(1, MOST_TRIES)):
                await put_off(pool, id_, one)
        case "r":
            await kept_audits.resume_audit(pool, id_)
        case _:
            await kept_audits.stop_audit(pool, id_)


@pytest.mark.parametrize("seed", range(4))
async def test_counts_are_those_of_a_recount_whatever_happens_at_once(
    pool: Pool, begun: str, seed: int
) -> None:
    drawn = Random(seed)
    reports = [f"R{at}" for at in range(12)]
    await audit_queue.add_reports(pool, begun, reports[:6])
    for _ in range(5):
        await asyncio.gather(*(do_some(pool, begun, reports, drawn) for _ in range(8)))
        await check_counts(pool, begun)


async def test_a_report_that_could_not_be_judged_has_failed_until_the_audit_is_resumed(
    pool: Pool, begun: str
) -> None:
    await audit_queue.add_reports(pool, begun, ["A", "B"])
    await audit_queue.note_chosen(pool, begun)
    await judge(pool, begun, "B", None)
    for _ in range(MOST_TRIES):
        assert (await check_counts(pool, begun)).waiting == 1
        await put_off(pool, begun, "A")
    audit = await check_counts(pool, begun)
    assert (audit.failed, audit.waiting, audit.is_running, audit.can_resume) == (1, 0, False, True)
    await kept_audits.resume_audit(pool, begun)
    audit = await check_counts(pool, begun)
    assert (audit.failed, audit.waiting, audit.is_running) == (0, 1, True)


async def test_pages_have_each_audit_and_each_result_once(pool: Pool, begun: str) -> None:
    reports = [f"R{at}" for at in range(6)]
    await audit_queue.add_reports(pool, begun, [*reports, "R9 waits"])
    await put_off(pool, begun, reports[-1])
    for report in reports[:-1]:
        await judge(pool, begun, report, "chain_broken" if report in {"R1", "R4"} else None)
    for is_differing, wanted in ((False, reports), (True, ["R1", "R4", "R5"])):
        found, after = [], None
        for _ in range(9):
            page = await kept_audits.list_results(
                pool, begun, is_differing=is_differing, limit=2, after=after
            )
            found += [each.report for each in page.items]
            if (after := page.next) is None:
                break
        assert found == wanted
    audits, after = [], None
    for _ in range(99):
        listed = await kept_audits.list_audits(pool, 2, after)
        audits += [each.id for each in listed.items]
        if (after := listed.next) is None:
            break
    assert sorted(audits) == sorted(row["id"] for row in await rows(pool, "select id from audits"))


async def test_audits_that_are_there_when_the_counts_come_are_counted(pool: Pool, begun: str) -> None:
    await audit_queue.add_reports(pool, begun, ["A", "B", "C", "D"])
    await judge(pool, begun, "A", None)
    await judge(pool, begun, "B", "record_differs")
    for _ in range(MOST_TRIES):
        await put_off(pool, begun, "C")
    wanted = await find(pool, begun)
    emptied = "total = 0, replayed = 0, identical = 0, failed = 0, differing = '{}', done_at = null"
    await rows(pool, f"update audits set {emptied} where id = %s", [begun])  # noqa: S608  # constant
    (counting,) = (files("records") / "migrations" / "sql").glob("*_audit_counts.sql")  # type: ignore[attr-defined]  # a Path
    await rows(pool, counting.read_text().partition(";\n")[2])
    assert await find(pool, begun) == wanted
