"""What validators do: look at a report, foresee a decision, refuse. None of it leaves a trace."""

from dataclasses import dataclass
from typing import Any

from temporalio.exceptions import ApplicationError

from workflows.procedure.model.case import Case
from workflows.procedure.model.requests import DecisionRequest
from workflows.procedure.model.state import describe_state
from workflows.procedure.outputs import record_batch
from workflows.procedure.rules.decide import Decided, authorize
from workflows.procedure.rules.refusals import Refusal

SEEN = "seen"
"""The type of the refusal by which the Update `look` answers; its one detail is what was seen."""

KNOWN = "known"
"""The type of the refusal by which a repeated decision is answered; its one detail is the first answer."""

CLOCK_AHEAD = "clock_ahead"
"""The type of the refusal of a decision stamped later than the report's present: a clock is off."""

UNCONCERNED = "unconcerned"
"""The type of the refusal of what a standing activity brings and is of no concern to the report."""


def inspect_case(case: Case, request: DecisionRequest | None = None) -> dict[str, Any]:
    """The state with what decides who may read it, and the refusal by reading (404) or role (403) that
    `request` would meet: `{state, agency, unit, declined: [{agency, fact, state}], refusal}`."""
    refusal: dict[str, Any] | None = None
    if request is not None:
        try:
            authorize(case, request)
        except Refusal as met:
            refusal = met.wire()
    return {
        "state": describe_state(case),
        "agency": case.assignment.agency,
        "unit": case.assignment.unit,
        "declined": record_batch.list_declines(case),
        "refusal": refusal,
    }


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the validator found would come of a request upon a Case, so that the handler need not again."""

    key: str
    content: str
    case: Case
    decided: Decided

    def fits(self, request: DecisionRequest, case: Case) -> bool:
        """Whether it is this request's, upon this Case. (The engine reads a request anew for the handler.)"""
        return self.case is case and (self.key, self.content) == (request.key, request.content)


def refusal_error(refusal: Refusal) -> ApplicationError:
    """The refusal as it travels through the engine: its code as type, its wire form as detail."""
    wire = refusal.wire()
    return ApplicationError(refusal.detail, wire, type=wire["code"], non_retryable=True)


def unconcerned_error(why: str) -> ApplicationError:
    """The refusal of what is of no concern here (`UNCONCERNED`)."""
    return ApplicationError(why, type=UNCONCERNED, non_retryable=True)


def known_error(answer: dict[str, Any]) -> ApplicationError:
    """The answer to a decision that stands already (`KNOWN`)."""
    return ApplicationError("known", answer, type=KNOWN, non_retryable=True)


def ahead_error() -> ApplicationError:
    """The refusal of a decision that is stamped later than now (`CLOCK_AHEAD`)."""
    return ApplicationError("stamped ahead of the present", type=CLOCK_AHEAD, non_retryable=True)


def seen_error(case: Case, request: DecisionRequest | None) -> ApplicationError:
    """The answer to `look` (`SEEN`)."""
    return ApplicationError("seen", inspect_case(case, request), type=SEEN, non_retryable=True)
