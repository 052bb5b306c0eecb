"""What a report's histories lead to when this code carries them out again."""

import asyncio
from collections.abc import Callable, Sequence

from temporalio.client import WorkflowHistory

from evidence.replay.bulk_replayer import Replays
from evidence.replay.events import Run
from evidence.replay.evidence import Evidence
from evidence.replay.findings import Finding, Verdict
from evidence.replay.history import check_structure
from evidence.replay.verdict import reach_verdict
from workflows.procedure.model.facts import Fact, as_digested

Retell = Callable[[Evidence], Verdict]
"""Carries a bundle's histories out again and compares what they lead to. Raises NeverEnds where that comes to
no end, or Stuck, where it does so in this very process; and OSError where this machine can't do so now."""


def replay_evidence(evidence: Evidence) -> Verdict:
    """Does so in this thread, which has no loop yet. Raises Stuck: then the process has to end."""
    return asyncio.run(_replay_runs(evidence))


async def _replay_runs(evidence: Evidence) -> Verdict:
    async with Replays() as replays:
        return await reach_verdict(evidence, replays)


def facts_of(report: str, histories: Sequence[WorkflowHistory]) -> tuple[list[Fact], list[Finding]]:
    """The facts that the histories lead to, as digested; or what is wrong with the histories. For a thread
    without a loop. Raises Stuck."""
    if broken := check_structure(report, histories):
        return [], broken
    return asyncio.run(_facts_of([Run.of(report, n, each.events) for n, each in enumerate(histories, 1)]))


async def _facts_of(runs: Sequence[Run]) -> tuple[list[Fact], list[Finding]]:
    async with Replays() as replays:
        told = [await replays.of(run) for run in runs]
    failures = [each.failure for each in told if each.failure]
    facts = [Fact.of_wire(as_digested(fact.wire())) for each in told for _, fact in each.steps]
    return facts, failures
