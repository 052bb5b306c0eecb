"""Which clock an explanation is of, and that nothing but its facts make it."""

import json

import pytest

from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.explained import explained
from tests.procedure.scene import LONG, changed, snapshot
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model.enums import ClockName
from workflows.procedure.model.facts import Fact, as_digested
from workflows.procedure.time import explanation
from workflows.procedure.time.explanation import DoesNotAddUp, NoSuchClock, explain_clock


def test_the_newest_instance_is_meant_unless_another_is_named() -> None:
    play = answered()
    play.sleep(days=1).do("reply")
    assert explained(play, "response")["clock"]["instance"] == 2
    assert explained(play, "response", 1)["clock"]["instance"] == 1


@pytest.mark.parametrize(("name", "instance"), [("response", None), ("verification", 2), ("verification", 0)])
def test_a_clock_that_never_started_has_no_explanation(name: str, instance: int | None) -> None:
    with pytest.raises(NoSuchClock):
        explained(Play(), name, instance)


def test_without_facts_there_is_nothing_to_explain() -> None:
    with pytest.raises(NoSuchClock):
        explain_clock([], ClockName.VERIFICATION)


def test_facts_that_no_procedure_wrote_are_not_explained_away(monkeypatch: pytest.MonkeyPatch) -> None:
    play = at_agency()
    play.change_calendar(changed(snapshot("ID"), 2, off=("2026-10-06",)))
    wires = [fact.wire() for fact in play.facts]
    moved = next(each for each in wires if each["data"].get("clock") == "response")
    moved["data"] |= {"new_due_at": "2026-10-20T17:00:00.000000Z", "new_due_on": "2026-10-20"}
    steps = list(fold_steps(map(Fact.of_wire, wires)))
    with pytest.raises(DoesNotAddUp, match="no count leads"):
        explain_clock(steps, ClockName.RESPONSE)
    # Nor would it help if the count said so too: the entries have to lead there by themselves.
    clock = steps[-1][0].clock(ClockName.RESPONSE)
    assert clock is not None
    monkeypatch.setattr(explanation, "compute_due", lambda *_: (clock.due_at, clock.due_on))
    with pytest.raises(DoesNotAddUp, match="the entries lead to another"):
        explain_clock(steps, ClockName.RESPONSE)


def test_facts_as_they_were_digested_explain_the_same_without_any_server() -> None:
    play = at_unit(anonymous=True)
    play.do("ask_reporter", question=LONG)
    play.sleep(days=3).do("complete")
    play.do("extend", clock="response", days=2)
    play.change_calendar(changed(snapshot("ID"), 2, off=("2026-10-12",)))
    sealed = json.dumps({"items": [as_digested(fact.wire()) for fact in play.facts]})
    facts = [Fact.of_wire(each) for each in json.loads(sealed)["items"]]
    for clock in play.case.clocks:
        told = explain_clock(list(fold_steps(facts)), clock.name, clock.instance).wire()
        assert told == explained(play, clock.name.value, clock.instance)
        assert told["due_at"] == clock.wire()["due_at"]
