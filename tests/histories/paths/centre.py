"""Paths that the centre and the reporter go without an answer, and those of merged reports."""

from tests.histories.paths.answering import answered
from tests.histories.plays import WHY, Stand, act, reporter, shared, until
from tests.workflows.reports import ADMIN, FORWARD, LONG, OFFICER, PUSAT, OneReport

MERGEABLE = {"target_open": True}


async def merge(report: OneReport, into: OneReport) -> None:
    """Merges a report into another that the API took for an open one."""
    await act(report, PUSAT, "merge", look=MERGEABLE, into=into.number)


async def gone_into(report: OneReport, stage: str) -> None:
    """Waits until the report is in that stage."""
    await until(report, lambda state: state["stage"] == stage)


@shared
async def asked_and_completed(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await act(report, PUSAT, "ask_reporter", question=LONG)
    await act(report, reporter(report), "complete", text=LONG)
    await act(report, PUSAT, "correct", title="Puskesmas tutup", text=LONG, reason=WHY)
    await act(report, PUSAT, "forward", **FORWARD)
    await act(report, ADMIN, "ask_reporter", question=LONG)
    await act(report, reporter(report), "complete", text=LONG)
    await act(report, ADMIN, "respond", text=LONG, final=True)
    await act(report, reporter(report), "confirm", rating=5)
    await report.handle.result()
    return [report]


@shared
async def archived_by_the_centre_and_reopened(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await act(report, PUSAT, "archive", reason="unclear", note=WHY)
    await act(report, reporter(report), "reopen", reason=WHY)
    await answered(report)
    await act(report, reporter(report), "confirm", rating=4)
    await report.handle.result()
    return [report]


@shared
async def archived_by_the_agency(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await act(report, PUSAT, "forward", **FORWARD)
    await act(report, ADMIN, "archive", reason="in_court", note=WHY)
    return [report]


@shared
async def withdrawn_and_reopened(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await act(report, PUSAT, "forward", **FORWARD)
    await act(report, reporter(report), "withdraw", reason=WHY)
    await act(report, reporter(report), "reopen", reason=WHY)
    await act(report, reporter(report), "withdraw")
    return [report]


@shared
async def opened_identity(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit(anonymous=True, confidential=True)
    await act(report, PUSAT, "open_identity", reason=WHY)
    released = {**FORWARD, "supervisory": True, "title": "Puskesmas tutup", "text": LONG}
    await act(report, PUSAT, "forward", **released)
    return [report]


@shared
async def merged_and_closed_with_its_original(stand: Stand) -> list[OneReport]:
    original, follower = [await stand.reports.submit(policy="drill") for _ in range(2)]
    await merge(follower, original)
    await act(follower, reporter(follower), "dispute", reason=WHY)
    await original.straight()
    await original.handle.result()
    await follower.handle.result()
    return [original, follower]


@shared
async def merged_and_split(stand: Stand) -> list[OneReport]:
    original, follower = [await stand.reports.submit() for _ in range(2)]
    await act(follower, PUSAT, "forward", **FORWARD)
    await act(follower, ADMIN, "decline", reason=WHY)
    await merge(follower, original)
    await act(follower, PUSAT, "split", reason=WHY)
    await until(original, lambda state: state["facts"] == 3)
    return [original, follower]


@shared
async def freed_by_an_original_withdrawn(stand: Stand) -> list[OneReport]:
    original, first, second = [await stand.reports.submit() for _ in range(3)]
    await merge(first, original)
    await merge(second, original)
    await act(second, reporter(second), "withdraw")
    await act(original, reporter(original), "withdraw")
    await gone_into(first, "central_verification")
    return [original, first, second]


@shared
async def moved_along_with_its_original(stand: Stand) -> list[OneReport]:
    target, original, follower = [await stand.reports.submit() for _ in range(3)]
    await merge(follower, original)
    await merge(original, target)
    await until(follower, lambda state: state["merged_into"] == target.number)
    await act(target, PUSAT, "archive", reason="handled_elsewhere", note=WHY)
    await gone_into(original, "closed")
    await gone_into(follower, "closed")
    return [target, original, follower]


@shared
async def refused_by_an_original_that_closed(stand: Stand) -> list[OneReport]:
    original, report = [await stand.reports.submit() for _ in range(2)]
    await act(original, PUSAT, "archive", reason="abusive", note=WHY)
    await merge(report, original)
    await act(report, PUSAT, "forward", **FORWARD)
    await act(report, ADMIN, "dispose", unit="layanan")
    await act(report, OFFICER, "respond", text=LONG, final=True)
    return [original, report]
