"""A reporter who objects to the merge of their report is heard by somebody."""

import asyncio
from typing import Any

from api.services import Services
from records.database import rows
from tests.api.people import REASON, People, Report

AGENCY = "admin.kemenkes"


async def to_judge(people: People, who: str, report: Report) -> tuple[list[dict[str, Any]], int]:
    """The objections of that report that `who` is shown, and how many are counted."""
    told = (await people.get(who, "/v1/tasks")).json()
    found = [each for each in told["objections"] if each["tracking_number"] == report.number]
    return found, told["counts"]["objections"]


async def judged(people: People, report: Report) -> None:
    """Waits until the objection is in no worklist any more: the record follows a moment later."""
    async with asyncio.timeout(20):
        while (await to_judge(people, "pusat", report))[0]:
            await asyncio.sleep(0.05)


async def test_an_objection_to_a_merge_is_the_national_admins_until_it_is_judged(
    people: People, services: Services
) -> None:
    original, report = await people.submit(), await people.submit()
    merged = await report.decide("pusat", "merge", into=original.number)
    assert merged.status_code == 200, merged.text
    assert await to_judge(people, "pusat", report) == ([], 0)

    disputed = await report.reply("dispute", reason=REASON)
    assert disputed.status_code == 200, disputed.text
    assert (await report.get("pusat")).json()["objection"] is True
    # as of a report whose policy is from before: its state does not tell
    await rows(
        services.pool, "update reports set state = state - 'objection' where report = %s", [report.number]
    )
    async with asyncio.timeout(20):
        while not (found := await to_judge(people, "pusat", report))[0]:
            await asyncio.sleep(0.05)
    (shown,), count = found
    assert (shown["title"], shown["merged_into"], count) == ("Lampu jalan padam", original.number, 1)
    assert await to_judge(people, AGENCY, report) == ([], 0)
    timeline = (await report.track()).json()["timeline"]
    assert timeline[-1]["text"] == "Anda mengajukan keberatan atas penggabungan laporan Anda."

    split = await report.decide("pusat", "split", task=None, reason=REASON)
    assert split.status_code == 200, split.text
    await judged(people, report)


async def test_one_that_nobody_judged_comes_back_to_the_centre_when_the_original_closes(
    people: People,
) -> None:
    original, report = await people.submit(), await people.submit()
    await report.decide("pusat", "merge", into=original.number)
    await report.reply("dispute", reason=REASON)
    await original.decide("pusat", "archive", reason="unclear", note=REASON)
    async with asyncio.timeout(20):
        while (await report.get("pusat")).json()["stage"] != "central_verification":
            await asyncio.sleep(0.05)
    assert (await report.facts())[-1]["data"]["cause"] == "objection_open"
    await judged(people, report)
