import pytest

from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import LONG, MONDAY, seal, supervisor


def drafted(*, by_agency: bool = False) -> Play:
    play = Play()
    play.do("forward", approval=True)
    if not by_agency:
        play.do("dispose")
    play.do("respond")
    return play


def test_an_interim_answer_is_published_and_leaves_the_task_open() -> None:
    play = at_unit()
    task = play.case.task
    play.do("respond", final=False, outcome="redirected")
    assert (play.case.stage, play.case.task) == ("follow_up", task)
    assert play.clock("response").stopped_at == MONDAY
    assert play.clock("settlement").running
    assert play.last("responded").data["outcome"] is None
    assert play.case.answering.redirected == 0


def test_the_first_published_answer_stops_the_response_clock_for_good() -> None:
    play = at_unit()
    play.do("respond", final=False)
    stopped = play.clock("response")
    play.sleep(hours=1).do("respond", final=False)
    assert play.clock("response") == stopped


def test_a_final_answer_publishes_and_waits_for_the_reporter() -> None:
    play = answered()
    assert play.case.stage == "reporter_reply"
    assert play.clock("reply").due_on.isoformat() == "2026-10-19"
    assert play.clock("settlement").paused


def test_a_small_agency_answers_itself_which_stops_disposition() -> None:
    play = at_agency()
    play.do("respond")
    assert play.case.stage == "reporter_reply"
    assert play.clock("disposition").stopped_at == MONDAY


def test_an_agencys_interim_answer_leaves_disposition_running() -> None:
    play = at_agency()
    play.do("respond", final=False)
    assert play.clock("disposition").running


@pytest.mark.parametrize("outcome", ["resolved", "redirected", "not_granted"])
def test_a_confirmed_report_ends_as_its_last_final_answer_says(outcome: str) -> None:
    play = at_unit()
    play.do("respond", outcome=outcome)
    play.do("confirm")
    assert play.case.closing.outcome == outcome


def test_the_outcome_is_resolved_where_nothing_is_said() -> None:
    assert answered().last("responded").data["outcome"] == "resolved"


def test_a_redirected_answer_counts_as_redirected() -> None:
    play = at_unit()
    play.do("respond", outcome="redirected")
    assert play.case.answering.redirected == 1


def test_where_the_agency_asks_for_approval_a_final_answer_is_drafted_first() -> None:
    play = drafted()
    assert play.kinds(since=3) == ["drafted"]
    assert play.case.stage == "approval"
    assert play.case.task is not None
    assert play.case.task.owner.role == "supervisor"
    assert play.clock("response").running


def test_an_interim_answer_needs_no_approval() -> None:
    play = Play()
    play.do("forward", approval=True)
    play.do("dispose")
    play.do("respond", final=False)
    assert (play.case.stage, play.kinds(since=3)) == ("follow_up", ["responded"])


def test_approval_publishes_the_draft_word_for_word() -> None:
    play = drafted()
    play.do("approve", note=LONG)
    assert play.kinds(since=4) == ["approved", "responded"]
    assert play.last("responded").data["text"] == seal(LONG).model_dump()
    assert play.case.stage == "reporter_reply"
    assert play.clock("response").stopped_at == MONDAY


@pytest.mark.parametrize(("by_agency", "back_to"), [(False, "follow_up"), (True, "agency_verification")])
def test_a_revision_goes_back_to_the_stage_and_owner_that_answered(by_agency: bool, back_to: str) -> None:
    play = drafted(by_agency=by_agency)
    play.do("revise")
    assert play.case.stage == back_to
    assert play.case.task is not None
    assert play.case.task.owner.unit == (None if by_agency else "layanan")
    assert play.clock("disposition").instance == (2 if by_agency else 1)


def test_a_draft_stops_disposition_before_it_is_approved() -> None:
    play = drafted(by_agency=True)
    assert play.clock("disposition").stopped_at == MONDAY


@pytest.mark.parametrize(("by_agency", "back_to"), [(False, "follow_up"), (True, "agency_verification")])
def test_a_reply_goes_back_to_who_answered_and_starts_a_response_clock(by_agency: bool, back_to: str) -> None:
    play = drafted(by_agency=by_agency)
    play.do("approve")
    play.sleep(hours=2).do("reply")
    assert play.case.stage == back_to
    assert play.clock("reply").stopped_at == play.now
    assert play.clock("response").instance == 2
    assert play.clock("disposition").instance == (2 if by_agency else 1)
    assert play.clock("settlement").instance == 1
    assert play.clock("settlement").running


def test_an_unconfirmed_answer_closes_as_answered_without_reply() -> None:
    play = answered()
    play.sleep(days=15)
    closed = play.last("closed")
    assert closed.at == play.clock("reply").due_at
    assert closed.data["outcome"] == "answered_without_reply"
    assert (play.case.closing.outcome, play.case.is_final) == ("answered_without_reply", False)
    assert "lapsed" not in play.kinds()


def test_returning_to_the_agency_starts_a_new_disposition_clock() -> None:
    play = at_unit()
    play.do("return_to_agency")
    assert (play.case.stage, play.case.assignment.unit) == ("agency_verification", "layanan")
    assert play.clock("disposition").instance == 2
    assert play.clock("response").instance == 1


def test_an_unknown_unit_gets_no_task() -> None:
    assert at_agency().refused("dispose", unit="gudang")["code"] == "unknown_unit"


def test_evidence_is_carried_sealed() -> None:
    play = at_unit()
    play.do("respond", evidence=["foto-1.jpg"])
    assert play.last("responded").data["evidence"] == [seal("foto-1.jpg").model_dump()]


def test_the_supervisor_who_may_approve_may_be_named_by_reassignment() -> None:
    play = drafted()
    play.do("reassign", to="acc-pimpinan-2")
    assert play.refused("approve", supervisor())["code"] == "not_allowed"
    play.do("approve")
