"""The preview of a decision: what would come of it, in the words of pages and letters."""

from datetime import date, timedelta

import pytest

from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import MONDAY, NATIONAL, admin
from workflows.procedure.outputs.preview import Preview, preview_decision
from workflows.procedure.rules.decide import decide
from workflows.procedure.rules.refusals import ExtensionLimit, TaskNotOpen


def foresee(play: Play, kind: str, **fields: object) -> Preview:
    return preview_decision(play.case, play.request(kind, **fields), play.now)  # type: ignore[arg-type]


def effects(preview: Preview) -> dict[str, str]:
    return {each.name.value: each.effect.value for each in preview.clocks}


def test_disposing_hands_the_task_to_the_unit_and_stops_its_clock() -> None:
    play = at_agency()
    preview = foresee(play, "dispose")
    assert (preview.before.stage, preview.after.stage) == ("agency_verification", "follow_up")
    assert preview.after.owner is not None
    assert (preview.after.owner.role, preview.after.owner.unit) == ("liaison_officer", "layanan")
    assert preview.task_ends
    assert preview.outcome is None
    assert effects(preview) == {"disposition": "stops", "response": "runs_on", "settlement": "runs_on"}
    assert [(each.template, each.role.value, each.unit) for each in preview.recipients] == [
        ("task_opened", "liaison_officer", "layanan")
    ]


def test_asking_the_reporter_pauses_the_clocks_and_answering_resumes_them() -> None:
    play = at_unit()
    asking = foresee(play, "ask_reporter")
    assert effects(asking) == {"response": "pauses", "settlement": "pauses", "completion": "starts"}
    by_name = {each.name.value: each for each in asking.clocks}
    assert (by_name["response"].due_on_before, by_name["response"].due_on_after) == (date(2026, 10, 12), None)
    assert by_name["completion"].due_on_after == date(2026, 11, 4)
    play.do("ask_reporter")
    play.later(MONDAY + timedelta(days=3))
    completing = foresee(play, "complete")
    assert effects(completing) == {"response": "resumes", "settlement": "resumes", "completion": "stops"}
    moved = next(each for each in completing.clocks if each.name == "response")
    assert (moved.due_on_before, moved.due_on_after) == (None, date(2026, 10, 15))


def test_an_extension_moves_one_due_day() -> None:
    preview = foresee(at_agency(), "extend", clock="response", days=2)
    response = next(each for each in preview.clocks if each.name == "response")
    assert (response.effect, response.due_on_before, response.due_on_after) == (
        "moves",
        date(2026, 10, 12),
        date(2026, 10, 14),
    )
    assert not preview.task_ends
    assert [each.role.value for each in preview.recipients] == ["reporter", "agency_admin"]


def test_confirming_ends_the_report_for_good() -> None:
    preview = foresee(answered(), "confirm")
    assert (preview.after.stage, preview.after.owner, preview.outcome) == ("closed", None, "resolved")
    assert preview.is_final
    assert effects(preview) == {"settlement": "stops", "reply": "stops"}


def test_withdrawing_leaves_the_window_for_reopening() -> None:
    preview = foresee(at_unit(), "withdraw")
    assert (preview.outcome, preview.is_final) == ("withdrawn", False)
    assert effects(preview)["reopening"] == "starts"
    assert [kind.value for kind in preview.facts] == ["withdrawn", "closed"]


def test_a_refusal_is_the_one_that_the_decision_would_meet() -> None:
    play = at_agency()
    with pytest.raises(ExtensionLimit):
        foresee(play, "extend", clock="response", days=9)
    assert play.case.task is not None
    task = play.case.task.id
    play.do("dispose")
    with pytest.raises(TaskNotOpen):
        foresee(play, "dispose", by=admin(), task=task)


def test_what_was_due_before_the_decision_is_no_part_of_it() -> None:
    play = at_agency().later(MONDAY + timedelta(days=4))  # disposition has lapsed, and nobody has noticed
    preview = foresee(play, "dispose")
    assert [kind.value for kind in preview.facts] == ["disposed"]
    assert preview.before.escalation_level == 1


def test_a_key_that_was_answered_says_that_nothing_would_change() -> None:
    play = Play()
    request = play.request("forward")
    play.take(decide(play.case, request, play.now))
    preview = preview_decision(play.case, request, play.now)
    assert preview.is_known
    assert (preview.before, preview.facts, preview.recipients) == (preview.after, (), ())


def test_a_preview_changes_nothing() -> None:
    play = Play()
    before = play.case
    foresee(play, "forward", by=NATIONAL)
    assert play.case is before
    assert "key-1" not in play.case.answered
