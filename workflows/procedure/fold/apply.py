"""The fold: how each kind of fact changes the Case. No other code gives a fact a meaning."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from calendars import Snapshot
from workflows.procedure.fold import agency, centre, reporter, succession, timing
from workflows.procedure.fold.transitions import move_to_stage, start_clock
from workflows.procedure.model.case import Answered, Case, Declined, LastFact, Step, Subject, Submitted
from workflows.procedure.model.custody import Custody, Holding
from workflows.procedure.model.enums import ClockName, FactKind, ReportClass, Stage
from workflows.procedure.model.facts import Fact
from workflows.procedure.model.immutable import replace
from workflows.procedure.model.policy import Policy
from workflows.procedure.model.state import describe_answer, describe_state
from workflows.procedure.model.tasks import CENTRE

REMEMBERED_KEYS = 500
"""How many idempotency keys a report remembers."""

KEPT_OF_SUBMISSION = ("channel", "anonymous", "confidential", "reporter", "place")

STEPS: dict[FactKind, Callable[[Case, Fact], Case]] = {
    **centre.STEPS,
    **agency.STEPS,
    **reporter.STEPS,
    **timing.STEPS,
    **succession.STEPS,
}
"""The function of each kind. A kind without one changes `last_fact` and `answered` only."""


def fold(case: Case | None, fact: Fact) -> Case:
    """The Case after `fact`; the first fact, `submitted`, begins it."""
    if case is None:
        after = _begun(fact)
    else:
        step = STEPS.get(fact.kind)
        after = step(case, fact) if step else case
    after = replace(after, last_fact=LastFact(fact.number, fact.digest, fact.at))
    if fact.kind is FactKind.DECLINED:
        after = _remember_decline(after, fact)
    return _remember_answer(after, fact)


def _begun(fact: Fact) -> Case:
    data = fact.data
    calendar = Snapshot.of_wire(data["centre"]["calendar"])
    case = Case(
        tracking_number=data["tracking_number"],
        policy=Policy.model_validate(data["policy"]),
        submitted=Submitted(fact.at, data["content"], {name: data[name] for name in KEPT_OF_SUBMISSION}),
        subject=Subject(ReportClass(data["class"]), False, data["category"], data["title"], data["text"]),
        holding=Holding((Custody(fact.at, None, calendar.region),), {calendar.region: calendar}),
        stage=Stage.CENTRAL_VERIFICATION,
        last_fact=LastFact(fact.number, fact.digest, fact.at),
    )
    return start_clock(
        move_to_stage(case, Stage.CENTRAL_VERIFICATION, CENTRE, fact), ClockName.VERIFICATION, fact.at
    )


def _remember_decline(case: Case, fact: Fact) -> Case:
    agency = case.assignment.agency
    assert agency is not None, "only an agency declines"
    others = tuple(each for each in case.declines.by if each.agency != agency)
    # The state as it is just after, minus where the report goes from here: that is no longer theirs.
    by = (*others, Declined(agency, fact.number, describe_state(case)))
    return replace(case, declines=replace(case.declines, by=by))


def _remember_answer(case: Case, fact: Fact) -> Case:
    request = fact.data.get("request")
    if request is None:
        return case
    if fact.kind is FactKind.DECISION_REFUSED:
        given: dict[str, Any] = {"refusal": fact.data["refusal"]}
    else:
        given = describe_answer(case)
    kept = dict(case.answered)
    kept[request["key"]] = Answered(request["content"], given)
    while len(kept) > REMEMBERED_KEYS:
        del kept[next(iter(kept))]
    return replace(case, answered=kept)


def fold_steps(facts: Iterable[Fact]) -> Iterator[Step]:
    """Each fact with the Case just after it."""
    case: Case | None = None
    for fact in facts:
        case = fold(case, fact)
        yield case, fact
