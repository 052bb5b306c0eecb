"""Paths from submission to an answer, and what may be said to one."""

from contextlib import suppress

import pytest
from temporalio.client import WorkflowUpdateFailedError

from tests.histories.plays import (
    ACEH,
    JAYAPURA,
    PIMPINAN,
    PIMPINAN_ACEH,
    PIMPINAN_PUSAT,
    UMUM,
    WHY,
    Stand,
    act,
    reporter,
    shared,
    signal,
    until,
)
from tests.procedure.build import nobody
from tests.workflows.reports import ADMIN, FORWARD, LONG, OFFICER, PUSAT, OneReport
from workflows.procedure.model.tasks import at_unit
from workflows.procedure.model.vacancy import VacantTask

TO_ACEH = {**FORWARD, "agency": "pemprov-aceh"}
TO_JAYAPURA = {**FORWARD, "agency": "pemkab-jayapura"}


async def to_unit(report: OneReport) -> None:
    """From submission to the unit."""
    await act(report, PUSAT, "forward", **FORWARD)
    await act(report, ADMIN, "dispose", unit="layanan")


async def answered(report: OneReport) -> None:
    """From submission to a final answer."""
    await to_unit(report)
    await act(report, OFFICER, "respond", text=LONG, final=True)


@shared
async def straight(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await report.straight()
    await report.handle.result()
    return [report]


@shared
async def by_signals_and_updates(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await signal(report, PUSAT, "forward", **FORWARD)
    await act(report, ADMIN, "dispose", unit="layanan", note=WHY)
    await signal(report, OFFICER, "respond", text=LONG, final=False)
    await act(report, reporter(report), "remark", text=LONG, files=["lampiran-1"])
    await signal(report, OFFICER, "respond", text=LONG, final=True, outcome="not_granted")
    await signal(report, reporter(report), "confirm", rating=2, comment="Sayang sekali.")
    await report.handle.result()
    return [report]


@shared
async def contact_corrected(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await act(
        report, reporter(report), "correct_contact", email="baru@contoh.invalid", phone="+6281234567890"
    )
    await act(report, PUSAT, "forward", **FORWARD)
    await signal(report, reporter(report), "correct_contact", phone="+6281234567899 WA")
    await act(report, reporter(report), "withdraw", reason=WHY)
    return [report]


@shared
async def declined_twice_then_ruled_on(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    for _ in range(2):
        await act(report, PUSAT, "forward", **FORWARD)
        await act(report, ADMIN, "decline", reason=WHY, code="bukan-wewenang")
    await act(report, PUSAT, "forward", **FORWARD)
    await signal(report, ADMIN, "decline", reason=WHY)
    await act(report, ADMIN, "respond", text=LONG, final=True, evidence=["berita-acara-7"])
    await act(report, reporter(report), "confirm", rating=4)
    await report.handle.result()
    return [report]


@shared
async def moved_from_jakarta_to_jayapura(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await act(report, PUSAT, "forward", **FORWARD)
    await act(report, ADMIN, "decline", reason=WHY)
    await act(report, PUSAT, "forward", **{**TO_JAYAPURA, "class": "information"})
    await act(report, JAYAPURA, "respond", text=LONG, final=True, outcome="redirected")
    await act(report, reporter(report), "confirm", rating=3)
    await report.handle.result()
    return [report]


@shared
async def approved_after_a_revision(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    profile = stand.directory.profile("pemprov-aceh")
    assert profile is not None
    assert profile.approval, "the recorder sets it"
    await act(report, PUSAT, "forward", **TO_ACEH)
    await act(report, ACEH, "respond", text=LONG, final=True)
    await act(report, PIMPINAN_ACEH, "revise", note=WHY)
    await act(report, ACEH, "respond", text=LONG, final=True)
    await act(report, PIMPINAN_ACEH, "approve", note=WHY)
    await act(report, reporter(report), "confirm", rating=5)
    await report.handle.result()
    return [report]


@shared
async def disputed_until_a_third_is_refused(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await answered(report)
    await act(report, reporter(report), "dispute", reason=WHY)
    await act(report, ADMIN, "respond", text=LONG, final=True)
    await act(report, reporter(report), "dispute", reason=WHY)
    await act(report, ADMIN, "respond", text=LONG, final=True)
    await act(report, PIMPINAN, "approve")
    with pytest.raises(WorkflowUpdateFailedError):
        await act(report, reporter(report), "dispute", reason=WHY)
    await signal(report, reporter(report), "dispute", reason=WHY)
    await act(report, reporter(report), "confirm", rating=1)
    await report.handle.result()
    return [report]


@shared
async def replied_to_and_answered_again(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await answered(report)
    await act(report, reporter(report), "reply", text=LONG)
    await act(report, OFFICER, "respond", text=LONG, final=True)
    await act(report, reporter(report), "confirm", rating=5)
    await report.handle.result()
    return [report]


@shared
async def watched_by_a_supervisor(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await act(report, PUSAT, "forward", **FORWARD)
    await act(report, PIMPINAN, "reassign", look={"officer": ADMIN.id}, to="admin.kemenkes")
    await act(report, ADMIN, "dispose", unit="layanan")
    await act(report, PIMPINAN, "nudge", note=WHY)
    await act(report, OFFICER, "extend", clock="response", days=3, reason=WHY)
    await act(report, PIMPINAN, "extend", clock="settlement", days=7, reason=WHY)
    await act(report, OFFICER, "ask_reporter", question=LONG)
    await act(report, reporter(report), "complete", text=LONG)
    await act(report, PIMPINAN, "allow_question", note=WHY)
    await act(report, OFFICER, "ask_reporter", question=LONG)
    await act(report, reporter(report), "complete", text=LONG, files=["foto-1"])
    await act(report, PIMPINAN, "reassign", to="umum")
    await act(report, UMUM, "respond", text=LONG, final=True)
    await act(report, reporter(report), "confirm", rating=4)
    await report.handle.result()
    return [report]


@shared
async def noted_by_everybody_who_works_on_it(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit()
    await act(report, PUSAT, "note", text="Periksa lokasi.")
    await act(report, PUSAT, "forward", **FORWARD)
    await act(report, PIMPINAN, "note", text=LONG)
    await act(report, ADMIN, "decline", reason=WHY)
    await act(report, PIMPINAN_PUSAT, "note", text=LONG)
    await act(report, PUSAT, "forward", **FORWARD)
    await act(report, ADMIN, "dispose", unit="layanan")
    await signal(report, OFFICER, "note", text=LONG)
    with pytest.raises(WorkflowUpdateFailedError):
        await act(report, ACEH, "note", text=LONG)
    await act(report, OFFICER, "respond", text=LONG, final=True)
    await act(report, ADMIN, "note", text="?")
    await act(report, reporter(report), "confirm", rating=4)
    await report.handle.result()
    return [report]


@shared
async def over_several_runs(stand: Stand) -> list[OneReport]:
    report = await stand.reports.submit(continue_after=20)
    await act(report, PUSAT, "forward", **FORWARD)
    for _ in range(4):
        await act(report, ADMIN, "dispose", unit="layanan")
        await act(report, OFFICER, "return_to_agency", reason=WHY)
    await act(report, ADMIN, "respond", text=LONG, final=True)
    await act(report, reporter(report), "confirm", rating=4)
    await until(report, lambda state: state["stage"] == "closed")
    await report.handle.result()
    return [report]


@shared
async def recalled_from_a_unit_without_officers(stand: Stand) -> list[OneReport]:
    """The vacancy is noted once; the centre recalls, and sends it on in place of an officer who is gone."""
    report = await stand.reports.submit()
    await to_unit(report)
    task = (await report.live())["task"]["id"]
    vacancy = nobody(at_unit("kemenkes", "layanan"))
    for number in (4, 4, 5):
        found = VacantTask(number, task, vacancy, "2026-10-05T02:00:00.000000Z")
        with suppress(WorkflowUpdateFailedError):
            await report.handle.execute_update("vacancy", found)
    await act(report, PUSAT, "recall", reason=WHY, look={"vacancy": vacancy})
    await act(report, PIMPINAN_PUSAT, "reassign", to="siapa", look={"officer": "a_gone"})
    await act(report, PUSAT, "forward", look={"officer_gone": "a_gone"}, **FORWARD)
    await act(report, ADMIN, "respond", text=LONG, final=True)
    await act(report, reporter(report), "confirm", rating=4)
    await report.handle.result()
    return [report]
