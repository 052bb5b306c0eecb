import pytest

from api.reports.parse_decision import STAND_INS
from tests.procedure.scene import seal
from workflows.procedure.model.decisions import DECISION

MAY_BE_LEFT_OUT = {
    "forward": {"title", "text"},
    "correct": {"title", "text"},
    "merge": {"acknowledged"},
    "dispose": {"note"},
    "respond": {"outcome", "evidence"},
    "decline": {"code"},
    "approve": {"note"},
    "allow_question": {"note"},
    "complete": {"files"},
    "confirm": {"comment"},
    "withdraw": {"reason"},
    "remark": {"files"},
    "correct_contact": {"email", "phone"},
}
"""The fields that the procedure marks as optional, by kind."""


@pytest.mark.parametrize("kind", sorted(STAND_INS))
def test_what_may_be_left_out_may_as_well_be_null(kind: str) -> None:
    least = {"kind": kind, **STAND_INS[kind]}
    nulls = dict.fromkeys(MAY_BE_LEFT_OUT.get(kind, ()))
    left_out = DECISION.validate_python(least, context={"seal": seal})
    assert DECISION.validate_python({**least, **nulls}, context={"seal": seal}) == left_out
    optional = {name for name, field in type(left_out).model_fields.items() if not field.is_required()}
    assert optional - {"kind"} == set(nulls)
