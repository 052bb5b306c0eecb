"""Once: whatever is sent how often, by whichever way, a task is decided once and a key counts once."""

import asyncio
import secrets

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from records.database import Pool, rows
from tests.workflows.reports import ADMIN, FORWARD, LONG, OFFICER, PUSAT, OneReport, Reports
from workflows.procedure.model.requests import Answer
from workflows.procedure.rules.intake import reporter_of
from workflows.report import Report


async def kinds_of(pool: Pool, report: OneReport) -> list[str]:
    """The kinds of the report's recorded facts, in order."""
    query = "select kind from facts where report = %s order by number"
    return [row["kind"] for row in await rows(pool, query, [report.number])]


async def recorded(pool: Pool, report: OneReport, facts: int) -> None:
    """Waits until the record holds that many facts."""
    async with asyncio.timeout(10):
        while len(await kinds_of(pool, report)) < facts:
            await asyncio.sleep(0.02)


def refusal(error: BaseException) -> ApplicationError:
    """The refusal that an update failed with."""
    assert isinstance(error, WorkflowUpdateFailedError)
    assert isinstance(error.cause, ApplicationError)
    return error.cause


async def test_of_fifty_parallel_decisions_on_one_task_one_stands(reports: Reports, pool: Pool) -> None:
    report = await reports.submit()
    task = f"{report.number}-1"
    kinds = [("forward", FORWARD), ("archive", {"reason": "unclear", "note": LONG})]
    calls = [report.decide(PUSAT, task, kind, **fields) for _ in range(25) for kind, fields in kinds]
    results = await asyncio.gather(*calls, return_exceptions=True)
    stood = [each for each in results if isinstance(each, Answer)]
    refused = [refusal(each) for each in results if isinstance(each, BaseException)]
    assert len(stood) == 1
    assert {each.type for each in refused} == {"task_not_open"}
    told = refused[0].details[0]
    assert told["decided_by"] == PUSAT.id
    assert told["kind"] in {"forward", "archive"}
    assert all(each.details[0]["decided_at"] == told["decided_at"] for each in refused)
    assert len(await kinds_of(pool, report)) in {2, 3}


async def test_a_key_sent_fifty_times_by_update_and_signal_adds_one_fact(
    reports: Reports, pool: Pool
) -> None:
    report = await reports.submit()
    request = report.request(PUSAT, f"{report.number}-1", "forward", **FORWARD)
    signals = [report.handle.signal(Report.decide_later, request) for _ in range(10)]
    updates = [report.send(request, secrets.token_hex(8)) for _ in range(40)]
    answers = await asyncio.gather(*updates)
    await asyncio.gather(*signals)
    again = await report.send(request)
    assert all(answer == again for answer in answers)
    assert await kinds_of(pool, report) == ["submitted", "forwarded"]


async def test_a_key_with_another_content_is_refused(reports: Reports) -> None:
    report = await reports.submit()
    task = f"{report.number}-1"
    await report.decide(PUSAT, task, "forward", key="k" * 32, **FORWARD)
    other = report.request(PUSAT, task, "archive", key="k" * 32, reason="unclear", note=LONG)
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await report.send(other)
    assert refusal(caught.value).type == "idempotency_key_reused"


async def test_a_refused_signal_becomes_a_fact_once(reports: Reports, pool: Pool) -> None:
    report = await reports.submit()
    await report.decide(PUSAT, f"{report.number}-1", "forward", **FORWARD)
    late = report.request(PUSAT, f"{report.number}-1", "archive", reason="unclear", note=LONG)
    await report.handle.signal(Report.decide_later, late)
    await report.handle.signal(Report.decide_later, late)
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await report.send(late)
    assert refusal(caught.value).type == "task_not_open"
    await recorded(pool, report, 3)
    assert await kinds_of(pool, report) == ["submitted", "forwarded", "decision_refused"]


async def test_once_holds_across_continue_as_new(reports: Reports, pool: Pool) -> None:
    report = await reports.submit(continue_after=20)
    first = report.request(PUSAT, f"{report.number}-1", "forward", **FORWARD)
    answer = await report.send(first)
    for sequence in range(2, 8, 2):
        await report.decide(ADMIN, f"{report.number}-{sequence}", "dispose", unit="layanan")
        await report.decide(OFFICER, f"{report.number}-{sequence + 1}", "return_to_agency", reason=LONG)
    latest = report.handle
    described = await latest.describe()
    assert described.run_id != report.handle.first_execution_run_id, "the threshold should have been passed"
    assert await report.send(first, secrets.token_hex(8)) == answer
    await report.decide(ADMIN, f"{report.number}-8", "respond", text=LONG, final=True)
    await report.decide(reporter_of(report.number), f"{report.number}-9", "confirm", rating=4)
    await latest.result()
    kinds = await kinds_of(pool, report)
    assert kinds == [
        "submitted",
        "forwarded",
        *["disposed", "returned"] * 3,
        "responded",
        "confirmed",
        "closed",
    ]
    assert (await latest.query(Report.live))["state"]["digest"]
