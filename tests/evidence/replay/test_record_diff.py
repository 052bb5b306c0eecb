"""What the record should hold of a report: when it is sealed."""

import pytest

from evidence.replay.record_diff import batch_of_steps, tables_of_steps
from tests.histories.golden import load
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model.facts import Fact


@pytest.mark.parametrize(
    ("name", "ended", "sealed"),
    [
        ("straight", False, True),  # nothing more can happen to it, whether its run has ended or not
        ("straight", True, True),
        ("closed_by_silence", True, True),
        ("closed_by_silence", False, False),  # it may be opened again
        ("lapsed_at_the_unit", False, False),
    ],
)
def test_a_report_is_sealed_where_its_run_has_ended_or_nothing_more_can_happen(
    name: str, ended: bool, sealed: bool
) -> None:
    steps = list(fold_steps(map(Fact.of_wire, load(name)[0].facts)))
    batch = batch_of_steps(steps[-1][0], steps, ended=ended)
    assert (batch["row"]["sealed_at"] is not None) is sealed
    row = tables_of_steps(steps[-1][0], steps, ended=ended)["row"][""]
    assert row["sealed_at"] == batch["row"]["sealed_at"]
