"""The ledger in the making: facts are added one by one, each chained to the last and folded at once."""

from datetime import datetime
from typing import Any

from workflows.procedure.fold.apply import fold
from workflows.procedure.model.case import Case
from workflows.procedure.model.enums import FactKind
from workflows.procedure.model.facts import SYSTEM, Actor, Data, Fact, chained, first_previous
from workflows.procedure.model.requests import DecisionRequest

Step = tuple[Case, Fact]
"""A fact with the Case just after it."""


class Ledger:
    """A Case and the facts just added to it; `steps` pairs each with the Case just after it.

    `now` is what facts are recorded at. While a `request` is being carried out its facts are the actor's
    and carry its key, so that the fold remembers how it was answered; `instead_of` is the officer,
    gone since, in whose place the actor decides.
    """

    def __init__(self, case: Case, now: datetime) -> None:
        self.case = case
        self.steps: list[Step] = []
        self.now = now
        self.request: DecisionRequest | None = None
        self.instead_of: str | None = None

    def add(self, kind: FactKind, at: datetime, actor: Actor | None = None, **data: Any) -> None:
        """Adds one fact that counts at `at`, or at the last fact's instant where that is later."""
        case = self.case
        request = self.request
        if request is not None:
            data["request"] = {"key": request.key, "content": request.content}
        if self.instead_of is not None:
            data["instead_of"] = self.instead_of
        who = actor or (request.actor if request else SYSTEM)
        at = max(at, case.last_fact.at)
        fact = chained(case.last_fact.number + 1, at, self.now, who, kind, data, case.last_fact.digest)
        self.case = fold(case, fact)
        self.steps.append((self.case, fact))


def opened(tracking_number: str, at: datetime, now: datetime, actor: Actor, data: Data) -> Ledger:
    """The ledger of a new report, with its first fact, `submitted`."""
    fact = chained(1, at, now, actor, FactKind.SUBMITTED, data, first_previous(tracking_number))
    ledger = Ledger(fold(None, fact), now)
    ledger.steps.append((ledger.case, fact))
    return ledger
