"""Merges that cross on the real engine: nobody goes round, and nobody waits for one who is gone."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from temporalio.client import Client

import worker
from records.database import Pool, rows
from records.directory.in_memory import Directory
from records.keys.store import KeyStore
from tests.workflows.reports import PUSAT, OneReport, Reports
from workflows.procedure.model.enums import Outcome
from workflows.procedure.model.messages import MergeMessage
from workflows.procedure.model.requests import DecisionRequest, LookedUp
from workflows.report import Report

QUEUE = "tests-merging"
KINDS = "select kind from facts where report = %s order by number"


def merge(report: OneReport, into: OneReport) -> DecisionRequest:
    """The decision to merge one report into another that was open when it was looked up."""
    request = report.request(PUSAT, f"{report.number}-1", "merge", into=into.number)
    return replace(request, looked_up=LookedUp(target_open=True))


async def settled(reports: Sequence[OneReport], facts: int) -> list[dict[str, Any]]:
    """The states once there are that many facts, and no more are coming."""
    before: list[dict[str, Any]] = []
    async with asyncio.timeout(20):
        while True:
            states = [await each.live() for each in reports]
            if states == before and sum(state["facts"] for state in states) >= facts:
                return states
            before = states
            await asyncio.sleep(0.5)


@pytest.mark.parametrize("how_many", [2, 3])
async def test_reports_merged_into_one_another_at_once_never_go_round(
    pool: Pool, keys: KeyStore, temporal_client: Client, how_many: int
) -> None:
    """All are decided while nobody is there to process them, so that all ask before any is taken in."""
    directory = Directory(pool)
    await directory.refresh()
    queue = f"{QUEUE}-{how_many}"
    reports = Reports(temporal_client, keys, directory, queue)
    made = [await reports.submit() for _ in range(how_many)]
    for report, into in zip(made, [*made[1:], made[0]], strict=True):
        await report.handle.signal(Report.decide_later, merge(report, into))
    async with worker.build(temporal_client, pool, keys, task_queue=queue):
        states = await settled(made, 2 * how_many)
    into_what = {state["tracking_number"]: state["merged_into"] for state in states}
    for number in into_what:
        follows, far = into_what[number], 0
        while follows is not None and far < how_many:
            follows, far = into_what[follows], far + 1
        assert follows is None, f"{number} follows round: {into_what}"
    for report in made:
        await report.handle.terminate("the test has seen enough")


async def test_the_end_of_an_original_is_not_missed_by_a_follower_that_it_has_just_taken_in(
    pool: Pool, keys: KeyStore, temporal_client: Client
) -> None:
    """The news is there before the follower knows that it was taken in."""
    directory = Directory(pool)
    await directory.refresh()
    reports = Reports(temporal_client, keys, directory, QUEUE)
    follower, original = await reports.submit(), await reports.submit()
    await follower.handle.signal(Report.decide_later, merge(follower, original))
    await follower.handle.signal(
        Report.receive_message, MergeMessage(follower.number, original.number, Outcome.WITHDRAWN)
    )
    async with worker.build(temporal_client, pool, keys, task_queue=QUEUE):
        (state, _) = await settled([follower, original], 5)
    assert (state["stage"], state["merged_into"], state["facts"]) == ("central_verification", None, 3)
    for report in (follower, original):
        await report.handle.terminate("the test has seen enough")


@pytest.mark.parametrize("continue_after", [None, 12], ids=["one run", "a new run between"])
async def test_the_end_of_a_further_original_is_kept_until_the_follower_is_told_to_follow_it(
    pool: Pool, keys: KeyStore, temporal_client: Client, continue_after: int | None
) -> None:
    """F is merged into X, X into Y, Y into Z, and Z ends: F hears of it backwards."""
    directory = Directory(pool)
    await directory.refresh()
    queue = f"{QUEUE}-backwards-{continue_after}"
    reports = Reports(temporal_client, keys, directory, queue)
    follower, original = await reports.submit(continue_after=continue_after), await reports.submit()
    async with worker.build(temporal_client, pool, keys, task_queue=queue):
        await follower.send(merge(follower, original))
        backwards = [
            MergeMessage(follower.number, "Z", outcome=Outcome.ARCHIVED, may_wait=True),
            MergeMessage(follower.number, "Y", into="Z", may_wait=True),
            MergeMessage(follower.number, original.number, into="Y", may_wait=True),
        ]
        for news in backwards:
            await follower.handle.signal(Report.receive_message, news)
            await settled([follower], 2)
        (state,) = await settled([follower], 5)
        kinds = [row["kind"] for row in await rows(pool, KINDS, [follower.number])]
    assert (state["stage"], state["outcome"], state["merged_into"]) == ("closed", "archived", "Z")
    assert kinds == ["submitted", "merged", "merged", "merged", "closed"]
    for report in (follower, original):
        await report.handle.terminate("the test has seen enough")


async def test_what_was_kept_of_a_further_original_is_forgotten_by_a_follower_that_is_freed(
    pool: Pool, keys: KeyStore, temporal_client: Client
) -> None:
    directory = Directory(pool)
    await directory.refresh()
    reports = Reports(temporal_client, keys, directory, QUEUE + "-freed")
    follower, original = await reports.submit(), await reports.submit()
    async with worker.build(temporal_client, pool, keys, task_queue=QUEUE + "-freed"):
        await follower.send(merge(follower, original))
        early = MergeMessage(follower.number, "Y", outcome=Outcome.ARCHIVED, may_wait=True)
        await follower.handle.signal(Report.receive_message, early)
        why = "alasan yang cukup panjang"
        await follower.decide(PUSAT, None, "split", reason=why)
        again = replace(merge(follower, original), task=f"{follower.number}-2", key="again")
        await follower.send(again)
        await follower.handle.signal(
            Report.receive_message, MergeMessage(follower.number, original.number, into="Y")
        )
        (state,) = await settled([follower], 5)
    assert (state["stage"], state["merged_into"]) == ("merged", "Y")
    for report in (follower, original):
        await report.handle.terminate("the test has seen enough")
