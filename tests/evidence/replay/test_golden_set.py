"""Two hundred reports and more, of every kind: all are judged to be what they were."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import pytest

from evidence.replay.events import Run
from evidence.replay.shards import judge_evidence
from tests.evidence.replay.scene import Court, evidence
from tests.histories.golden import Golden
from tests.histories.many import everything
from workflows.procedure.model.enums import FactKind, Stage

NOT_YET = {FactKind.POLICY_CHANGED}
"""What no way leads to yet."""


def names(golden: Golden) -> list[str]:
    """What the events of all runs are called."""
    runs = enumerate(golden.runs, 1)
    return [name for number, run in runs for name in Run.of(golden.number, number, run.events).names]


@pytest.fixture
def products_court() -> Iterator[Court]:
    """Two processes that judge as the product's do."""
    with closing(Court(judge_evidence)) as court:
        yield court


async def test_all_are_identical(products_court: Court) -> None:
    verdicts = await products_court.judged(*map(evidence, everything()))
    assert [verdict.first for verdict in verdicts if not verdict.is_identical] == []
    assert [verdict.facts for verdict in verdicts] == [len(golden.facts) for golden in everything()]


def test_they_are_many_and_varied() -> None:
    reports = everything()
    assert len(reports) >= 200
    kinds = Counter(fact["kind"] for golden in reports for fact in golden.facts)
    assert {kind.value for kind in set(FactKind) - NOT_YET} == set(kinds)
    assert {golden.state["stage"] for golden in reports} == {stage.value for stage in Stage}
    assert {golden.state["policy"]["name"] for golden in reports} == {"default", "drill"}
    often = Counter(name for golden in reports for name in names(golden))
    for name in (
        "workflow_execution_continued_as_new",
        "workflow_execution_signaled",
        "external_workflow_execution_signaled",
        "activity_task_completed",
        "timer_fired",
        "timer_canceled",
    ):
        assert often[name] >= 50, name
    for kind in ("decision_refused", "merged", "merge_refused", "lapsed", "escalated", "deadline_moved"):
        assert kinds[kind] >= 30, kind
