"""Asking a report something without leaving a trace: an Update that is refused, with the answer inside."""

from typing import Any

from workflows.procedure import row
from workflows.procedure.case import Case
from workflows.procedure.decide import authorize
from workflows.procedure.refusals import Refusal
from workflows.procedure.requests import DecisionRequest
from workflows.procedure.state import state

SEEN = "seen"
"""The type of the refusal by which the Update `look` answers; its one detail is what was seen."""

KNOWN = "known"
"""The type of the refusal by which a repeated decision is answered; its one detail is the first answer."""


def looked_at(case: Case, request: DecisionRequest | None = None) -> dict[str, Any]:
    """The state with what decides who may read it, and the refusal by reading (404) or role (403) that
    `request` would meet: `{state, agency, unit, declined: [{agency, fact, state}], refusal}`."""
    refusal: dict[str, Any] | None = None
    if request is not None:
        try:
            authorize(case, request)
        except Refusal as refused:
            refusal = refused.wire()
    return {
        "state": state(case),
        "agency": case.agency,
        "unit": case.unit,
        "declined": row.declined(case),
        "refusal": refusal,
    }
