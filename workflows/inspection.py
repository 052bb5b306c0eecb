"""What validators answer: the state of a report, and refusals. None of it leaves an event in the history."""

from collections.abc import Iterator
from contextlib import contextmanager
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
"""The error type by which the Update `look` answers; its one detail is the answer of `inspect_case`."""

KNOWN = "known"
"""The error type by which a repeated decision is answered; its one detail is the first answer."""

CLOCK_AHEAD = "clock_ahead"
"""The error type for a decision whose `received_at` is later than the report's clock: a clock is off."""

UNCONCERNED = "unconcerned"
"""The error type for a calendar or vacancy that does not concern the report (any more)."""


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
class CachedDecision:
    """The validator's result for a request and a Case. The handler uses it instead of computing it again."""

    key: str
    content: str
    case: Case
    decided: Decided

    def fits(self, request: DecisionRequest, case: Case) -> bool:
        """Whether it is the result for this request and this Case. (The engine decodes the request again for
        the handler, so it is compared by key and content.)"""
        return self.case is case and (self.key, self.content) == (request.key, request.content)


def refusal_error(refusal: Refusal) -> ApplicationError:
    """The refusal as an error of the engine: its code is the type, its wire form the detail."""
    wire = refusal.wire()
    return ApplicationError(refusal.detail, wire, type=wire["code"], non_retryable=True)


@contextmanager
def refusals_as_errors() -> Iterator[None]:
    """Raises each refusal of the block as an error of the engine (`refusal_error`)."""
    try:
        yield
    except Refusal as refusal:
        raise refusal_error(refusal) from None


def unconcerned_error(why: str) -> ApplicationError:
    """The error for what does not concern the report (`UNCONCERNED`)."""
    return ApplicationError(why, type=UNCONCERNED, non_retryable=True)


def known_error(answer: dict[str, Any]) -> ApplicationError:
    """The answer to a repeated decision (`KNOWN`)."""
    return ApplicationError("known", answer, type=KNOWN, non_retryable=True)


def clock_ahead_error() -> ApplicationError:
    """The error for a decision whose `received_at` is later than now (`CLOCK_AHEAD`)."""
    return ApplicationError("stamped ahead of the present", type=CLOCK_AHEAD, non_retryable=True)


def seen_error(case: Case, request: DecisionRequest | None) -> ApplicationError:
    """The answer to `look` (`SEEN`)."""
    return ApplicationError("seen", inspect_case(case, request), type=SEEN, non_retryable=True)
