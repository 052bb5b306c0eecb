"""What one run of a report hands to the next: the Case, in the form that histories have had all along."""

import json
from typing import Any

import pytest

from runtime.converter import data_converter
from tests.histories.golden import load, names
from workflows.carried_case import CarriedCase, carry_case, restore_case
from workflows.inputs import ReportInput
from workflows.procedure.fold.apply import fold
from workflows.procedure.model.case import Case
from workflows.procedure.model.facts import Fact

CONVERTER = data_converter.payload_converter


@pytest.mark.parametrize("name", names())
def test_the_next_run_has_the_case_that_the_last_one_had(name: str) -> None:
    for golden in load(name):
        case: Case | None = None
        for wire in golden.facts:
            case = fold(case, Fact.of_wire(wire))
            carried = CONVERTER.from_payload(CONVERTER.to_payload(carry_case(case)), CarriedCase)
            assert restore_case(carried) == case


def test_what_histories_hold_is_written_again_word_for_word() -> None:
    """Histories may lack what came later; all that they have stands where it stood."""
    (golden,) = load("over_several_runs")
    assert len(golden.runs) > 1
    for run in golden.runs[1:]:
        (payload,) = run.events[0].workflow_execution_started_event_attributes.input.payloads
        start = CONVERTER.from_payload(payload, ReportInput)
        assert start.case is not None
        before = json.loads(payload.data)["case"]
        after = json.loads(CONVERTER.to_payload(carry_case(restore_case(start.case))).data)
        assert json.dumps(_without_later_fields(after, before)) == json.dumps(before)


def _without_later_fields(after: Any, before: Any) -> Any:
    if isinstance(after, dict):
        return {key: _without_later_fields(each, before[key]) for key, each in after.items() if key in before}
    if isinstance(after, list) and len(after) == len(before):
        return [_without_later_fields(*pair) for pair in zip(after, before, strict=True)]
    return after
