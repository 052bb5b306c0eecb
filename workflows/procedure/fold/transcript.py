"""The transcript: facts are added one by one; each is chained to the last one and folded at once."""

from datetime import datetime
from typing import Any

from workflows.procedure.fold.apply import fold
from workflows.procedure.model.case import Case, Step
from workflows.procedure.model.enums import FactKind
from workflows.procedure.model.facts import SYSTEM, Actor, Data, chain_fact, first_previous
from workflows.procedure.model.requests import DecisionRequest


class Transcript:
    """A Case and the facts just added to it; `steps` pairs each with the Case just after it.

    Facts are recorded at `now`. While a `request` is carried out, its facts name the request's actor and
    carry its key, so that the fold remembers the answer. `instead_of` is the id of the officer named for the
    task who has left the office; the actor decides in that officer's place.
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
        fact = chain_fact(case.last_fact.number + 1, at, self.now, who, kind, data, case.last_fact.digest)
        self.case = fold(case, fact)
        self.steps.append((self.case, fact))


def open_transcript(
    tracking_number: str, at: datetime, now: datetime, actor: Actor, data: Data
) -> Transcript:
    """The transcript of a new report, with its first fact, `submitted`."""
    fact = chain_fact(1, at, now, actor, FactKind.SUBMITTED, data, first_previous(tracking_number))
    transcript = Transcript(fold(None, fact), now)
    transcript.steps.append((transcript.case, fact))
    return transcript
