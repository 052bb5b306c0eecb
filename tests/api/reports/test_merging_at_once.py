"""Merges that cross, over HTTP: what is answered 200 stands, what is refused leaves no fact."""

import asyncio
from typing import Any

import pytest
from httpx import Response

from tests.api.people import REASON, People, Report


async def merge(report: Report, into: Report) -> Response:
    return await report.decide("pusat", "merge", into=into.number)


async def kinds(report: Report) -> list[str]:
    return [fact["kind"] for fact in await report.facts()]


async def at_rest(*reports: Report) -> list[dict[str, Any]]:
    """The states once nothing moves any more."""
    before: list[dict[str, Any]] = []
    async with asyncio.timeout(30):
        while True:
            now = [(await report.get("pusat")).json() for report in reports]
            if now == before:
                return now
            before = now
            await asyncio.sleep(1)


@pytest.mark.parametrize("how_many", [2, 3])
async def test_reports_merged_round_at_once_are_merged_as_answered_or_refused_without_a_fact(
    people: People, how_many: int
) -> None:
    await people.headers("pusat")
    refused = 0
    for _ in range(3):
        made = [await people.submit() for _ in range(how_many)]
        answers = await asyncio.gather(*map(merge, made, [*made[1:], made[0]]))
        states = await at_rest(*made)
        for report, answer, state in zip(made, answers, states, strict=True):
            assert answer.status_code in (200, 422), answer.text
            assert (state["stage"] == "merged") is (answer.status_code == 200), answer.text
            assert "merge_refused" not in await kinds(report)
            if answer.status_code == 422:
                refused += 1
                assert answer.json()["code"] == "merge_target"
                assert "request" not in str((await report.facts())[0]["data"])
    assert refused, "somebody must be"


async def test_a_report_merged_into_one_that_moves_on_ends_with_the_last_original(people: People) -> None:
    await people.headers("pusat")
    for _ in range(3):
        follower, middle, last = [await people.submit() for _ in range(3)]
        first = await merge(follower, middle)
        assert first.status_code == 200, first.text
        moved = await merge(middle, last)
        assert moved.status_code == 200, moved.text
        await last.decide("pusat", "archive", reason="handled_elsewhere", note=REASON)
        states = await at_rest(follower, middle, last)
        assert [(state["stage"], state["outcome"]) for state in states] == [("closed", "archived")] * 3


async def test_a_merge_into_a_report_that_closes_meanwhile_is_refused_or_ends_with_it(people: People) -> None:
    await people.headers("pusat")
    for _ in range(4):
        follower, original = await people.submit(), await people.submit()
        archive = original.decide("pusat", "archive", reason="handled_elsewhere", note=REASON)
        merged, archived = await asyncio.gather(merge(follower, original), archive)
        assert archived.status_code == 200, archived.text
        (state, _) = await at_rest(follower, original)
        expected = {200: "closed", 422: "central_verification"}[merged.status_code]
        assert state["stage"] == expected, merged.text
        assert "merge_refused" not in await kinds(follower)
