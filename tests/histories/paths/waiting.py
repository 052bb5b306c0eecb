"""Paths on which time passes, under the policy on seconds."""

import asyncio
from datetime import UTC, datetime, timedelta

from tests.histories.paths.answering import answered, to_unit
from tests.histories.plays import WHY, Stand, act, alone, facts_in, reporter, request, shared, until
from tests.workflows.reports import FORWARD, LONG, PUSAT, OneReport


@shared
async def asked_and_never_completed(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit(policy="drill")
    await act(report, PUSAT, "ask_reporter", question=LONG)
    await report.handle.result()
    return [report]


@shared
async def lapsed_through_all_levels(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit(policy="drill")
    await until(report, lambda state: state["escalation_level"] == 3)
    await report.straight()
    await report.handle.result()
    return [report]


@shared
async def lapsed_at_the_unit(stand: Stand) -> list[OneReport]:
    """First the response, then the settlement, each with a ladder of its own."""
    report = await stand.reports.submit(policy="drill")
    await to_unit(report)
    await until(report, lambda state: sum(clock["lapsed"] for clock in state["clocks"]) == 2)
    return [report]


@shared
async def closed_by_silence(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit(policy="drill")
    await answered(report)
    await report.handle.result()
    return [report]


@shared
async def closed_by_silence_and_reopened(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit(policy="drill")
    await answered(report)
    await until(report, lambda state: state["stage"] == "closed")
    await act(report, reporter(report), "reopen", reason=WHY)
    await act(report, reporter(report), "withdraw")
    await report.handle.result()
    return [report]


@shared
async def postponed_and_resumed(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit(policy="drill")
    later = datetime.now(UTC) + timedelta(seconds=3)
    await act(report, PUSAT, "postpone", until=later, reason=WHY)
    await until(report, lambda state: state["postponed_until"] is None)
    again = datetime.now(UTC) + timedelta(seconds=30)
    await act(report, PUSAT, "postpone", until=again, reason=WHY)
    await act(report, PUSAT, "forward", **FORWARD)
    return [report]


@alone
async def decided_while_no_worker_was_up(stand: Stand) -> list[OneReport]:
    """One in time, one too late; both were processed after the lapse."""
    async with stand.working():
        reports = [await stand.reports.submit(policy="drill") for _ in range(2)]
        in_time, late = [await request(report, PUSAT, "forward", **FORWARD) for report in reports]
    begun = [(await facts_in(stand.pool, report))[0].at for report in reports]
    await asyncio.sleep((max(begun) + timedelta(seconds=14) - datetime.now(UTC)).total_seconds())
    asked = [
        reports[0].request(PUSAT, in_time.task, "forward", received_at=begun[0] + JUST_IN_TIME, **FORWARD),
        reports[1].request(PUSAT, late.task, "forward", received_at=begun[1] + TOO_LATE, **FORWARD),
    ]
    sent = [asyncio.create_task(report.send(each)) for report, each in zip(reports, asked, strict=True)]
    await asyncio.sleep(0.5)  # until the engine has them
    async with stand.working():
        await asyncio.gather(*sent)
        for report in reports:
            await until(report, lambda state: state["stage"] == "agency_verification")
    return reports


JUST_IN_TIME = timedelta(seconds=9, microseconds=999_999)
TOO_LATE = timedelta(seconds=11)
