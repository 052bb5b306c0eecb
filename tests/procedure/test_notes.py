"""Internal notes: who writes them where, who reads them, and that they change nothing."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError

from tests.procedure.authority_table import SITUATIONS
from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import (
    AUDITOR,
    CENTRE_SUPERVISOR,
    NATIONAL,
    admin,
    liaison,
    seal,
    supervisor,
)
from workflows.procedure.model.decisions import DECISION
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.immutable import replace
from workflows.procedure.outputs.preview import preview_decision
from workflows.procedure.outputs.record_batch import build_batch
from workflows.procedure.rules.intake import reporter_of
from workflows.procedure.rules.reading import texts_shown

ACEH = "pemprov-aceh"
OPEN = {name: each for name, each in SITUATIONS.items() if each.stage not in ("merged", "closed")}
CENTRE = (NATIONAL, CENTRE_SUPERVISOR, AUDITOR)
HEALTH = (admin(), supervisor(), liaison(), liaison(unit="umum"))
PROVINCE = (admin(ACEH), supervisor(ACEH), liaison(ACEH))
READERS = (*CENTRE, *HEALTH, *PROVINCE, reporter_of("LPR-1"), reporter_of("LPR-2"))


@pytest.mark.parametrize("name", OPEN)
def test_a_note_changes_nothing_and_tells_nobody(name: str) -> None:
    play = OPEN[name].begin()
    before = play.case
    foreseen = preview_decision(before, play.request("note"), play.now)
    decided = play.do("note")
    assert play.kinds(since=-1) == ["noted"]
    assert play.case == replace(before, last_fact=play.case.last_fact, answered=play.case.answered)
    assert build_batch(play.case, decided.steps)["notices"] == []
    assert (foreseen.before, foreseen.recipients) == (foreseen.after, ())
    assert {each.effect for each in foreseen.clocks} <= {"runs_on", "stands_still"}


@pytest.mark.parametrize("name", [name for name in SITUATIONS if name not in OPEN])
def test_no_note_is_added_where_no_task_is_open(name: str) -> None:
    play = SITUATIONS[name].begin()
    assert play.refused("note", NATIONAL)["code"] == "not_allowed"


def test_a_note_has_a_character_and_at_most_ten_thousand() -> None:
    for length in (1, 10_000):
        DECISION.validate_python({"kind": "note", "text": "x" * length}, context={"seal": seal})
    for length in (0, 10_001):
        with pytest.raises(ValidationError, match="characters"):
            DECISION.validate_python({"kind": "note", "text": "x" * length}, context={"seal": seal})


def test_a_note_for_a_holder_who_has_passed_the_report_on_is_refused() -> None:
    play = at_agency()
    task = play.case.task
    assert task is not None
    play.do("decline")
    play.do("forward", agency=ACEH)
    assert play.refused("note", NATIONAL, task=task.id)["code"] == "task_not_open"
    assert play.refused("note", admin(), task=task.id)["code"] == "task_not_open"
    assert play.refused("note", admin())["code"] == "not_allowed"


def noted(play: Play, by: Actor | None = None) -> Play:
    play.do("note", by)
    return play


def _declined_and_sent_elsewhere() -> Play:
    play = noted(at_agency(), admin())
    play.do("decline")
    play.do("forward", agency=ACEH)
    return play


def _declined_and_noted_by_the_centre() -> Play:
    play = at_agency()
    play.do("decline")
    noted(play, NATIONAL)
    play.do("forward")
    return play


def _back_after_another_agency() -> Play:
    play = Play()
    play.do("forward", agency=ACEH)
    noted(play, admin(ACEH))
    play.do("decline", admin(ACEH))
    play.do("forward")
    return play


WRITTEN: dict[str, tuple[Callable[[], Play], tuple[Actor, ...]]] = {
    "by the agency's admin": (lambda: noted(at_agency(), admin()), HEALTH),
    "by a supervisor": (lambda: noted(at_unit(), supervisor()), HEALTH),
    "by a unit's officer": (lambda: noted(at_unit(), liaison()), HEALTH),
    "while the reporter is to reply": (lambda: noted(answered(), liaison()), HEALTH),
    "by the centre to the agency": (lambda: noted(at_unit(), NATIONAL), HEALTH),
    "by the centre's supervisor to the agency": (lambda: noted(at_unit(), CENTRE_SUPERVISOR), HEALTH),
    "at the centre before a forward": (lambda: noted(Play(), NATIONAL), ()),
    "at the centre after a decline": (_declined_and_noted_by_the_centre, ()),
    "by who declined later": (_declined_and_sent_elsewhere, HEALTH),
    "by a holder before this one": (_back_after_another_agency, PROVINCE),
}
"""How a note comes to be written, and who of the agencies reads it, wherever the report is by then."""


@pytest.mark.parametrize("anonymous", [False, True])
@pytest.mark.parametrize("how", WRITTEN)
def test_a_note_is_read_by_the_centre_and_its_holders_staff_only(how: str, anonymous: bool) -> None:
    begin, agencys = WRITTEN[how]
    facts = begin().facts
    if anonymous:
        first = replace(facts[0], data={**facts[0].data, "anonymous": True})
        facts = [first, *facts[1:]]
    (at,) = [place for place, fact in enumerate(facts) if fact.kind == "noted"]
    found = [reader for reader in READERS if texts_shown(reader, facts)[at]]
    assert found == [*CENTRE, *agencys]


def test_a_note_of_a_known_reporters_report_hides_nothing_else() -> None:
    play = noted(at_unit())
    for reader in READERS:
        shown = texts_shown(reader, play.facts)
        assert shown[:-1] == [True] * (len(shown) - 1)
