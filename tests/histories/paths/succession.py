"""Paths on which a report's agency or unit ends, and a successor or the centre takes over."""

from collections.abc import Mapping
from typing import Any

from tests.histories.paths.answering import TO_ACEH, answered, to_unit
from tests.histories.plays import ACEH, PIMPINAN_ACEH, UMUM, WHY, Stand, act, reporter, shared
from tests.workflows.reports import LONG, OFFICER, PUSAT, OneReport
from workflows.procedure.model.succession import Succession


async def succeed(
    stand: Stand,
    report: OneReport,
    to: str | None,
    units: Mapping[str, str | None],
) -> None:
    """Brings the report an act about the ministry of health."""
    profile = stand.directory.profile(to) if to else None
    told = Succession(f"PERPRES-{to}", "kemenkes", profile, units)
    await report.handle.execute_update("transfer", told, id=f"succession-{to}")


@shared
async def merged_into_another_agency(stand: Stand) -> list[OneReport]:
    """Reports of a unit without successor go on with the successor's admin, whose answers need approval."""
    report, asked = await stand.reports.submit(), await stand.reports.submit()
    await to_unit(report)
    await succeed(stand, report, "pemprov-aceh", {"umum": None})
    await act(report, ACEH, "respond", text=LONG, final=True)
    await act(report, PIMPINAN_ACEH, "approve")
    await act(report, reporter(report), "confirm", rating=4)
    await report.handle.result()

    await to_unit(asked)
    await act(asked, OFFICER, "ask_reporter", question=LONG)
    await succeed(stand, asked, "pemprov-aceh", {})
    await act(asked, reporter(asked), "complete", text=LONG)
    return [report, asked]


@shared
async def abolished_without_a_successor(stand: Stand) -> list[OneReport]:
    """Whatever an agency holds comes to the centre: at once, or with what its reporter sends next."""
    handled, asked, *answers = [await stand.reports.submit() for _ in range(4)]
    await to_unit(handled)
    await succeed(stand, handled, None, {})
    await act(handled, PUSAT, "forward", **TO_ACEH)

    await to_unit(asked)
    await act(asked, OFFICER, "ask_reporter", question=LONG)
    await succeed(stand, asked, None, {})
    await act(asked, reporter(asked), "complete", text=LONG)

    for report, kind in zip(answers, ("reply", "dispute"), strict=True):
        await answered(report)
        await succeed(stand, report, None, {})
        said: dict[str, Any] = {"text" if kind == "reply" else "reason": LONG}
        await act(report, reporter(report), kind, **said)
    return [handled, asked, *answers]


@shared
async def unit_merged_after_its_answer(stand: Stand) -> list[OneReport]:
    """The reporter's reply comes to the unit that took the other one's place."""
    report = await stand.reports.submit()
    await answered(report)
    await succeed(stand, report, "kemenkes", {"layanan": "umum"})
    await act(report, reporter(report), "reply", text=LONG)
    await act(report, UMUM, "return_to_agency", reason=WHY)
    return [report]
