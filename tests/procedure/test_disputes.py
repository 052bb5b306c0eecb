import pytest

from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import MONDAY, NATIONAL, admin


def dispute_answered(play: Play) -> None:
    play.do("dispute")
    play.do("respond")


def test_the_first_dispute_returns_to_the_same_agency_at_no_level() -> None:
    play = answered()
    play.sleep(hours=1).do("dispute")
    assert (play.case.stage, play.case.assignment.agency, play.case.escalation.level) == (
        "agency_verification",
        "kemenkes",
        0,
    )
    assert play.clock("disposition").instance == 2
    assert play.clock("response").instance == 2
    assert play.clock("settlement").running
    play.do("respond")
    assert play.case.stage == "reporter_reply"


def test_the_second_dispute_returns_at_level_one_and_says_why() -> None:
    play = answered()
    dispute_answered(play)
    play.do("dispute")
    assert play.kinds(since=len(play.facts) - 2) == ["disputed", "escalated"]
    escalated = play.last("escalated").data
    assert (escalated["clock"], escalated["level"], escalated["cause"]) == (None, 1, "second_dispute")
    assert (play.case.stage, play.case.escalation.level, play.case.escalation.highest) == (
        "agency_verification",
        1,
        1,
    )


def test_the_answer_to_a_second_dispute_needs_approval_whatever_the_setting() -> None:
    play = answered()
    dispute_answered(play)
    play.do("dispute")
    play.do("dispose")
    play.do("respond", final=False)
    assert play.case.stage == "follow_up"
    play.do("respond")
    assert play.case.stage == "approval"
    play.do("revise")
    play.do("respond")
    assert play.case.stage == "approval"
    play.do("approve")
    assert play.case.stage == "reporter_reply"


def test_only_the_next_final_answer_after_a_second_dispute_needs_approval() -> None:
    play = answered()
    dispute_answered(play)
    dispute_answered(play)
    play.do("approve")
    play.do("reply")
    play.do("respond")
    assert play.case.stage == "reporter_reply"


def test_a_third_dispute_is_refused_and_the_ombudsman_offered() -> None:
    play = answered()
    dispute_answered(play)
    dispute_answered(play)
    play.do("approve")
    refusal = play.refused("dispute")
    assert (refusal["code"], refusal["referral"]) == ("dispute_limit", "ombudsman")
    play.do("confirm")


def test_a_report_archived_by_the_centre_reopens_there() -> None:
    play = Play()
    play.do("archive")
    play.sleep(days=1).do("reopen")
    assert (play.case.stage, play.case.closing.outcome, play.case.closing.at) == (
        "central_verification",
        None,
        None,
    )
    assert play.clock("verification").instance == 2
    assert play.clock("reopening").stopped_at == play.now


def test_a_report_archived_by_an_agency_reopens_at_the_centre() -> None:
    play = at_agency()
    play.do("archive")
    play.do("reopen")
    assert play.case.stage == "central_verification"
    assert play.clock("settlement").instance == 1
    assert play.clock("settlement").running


def test_a_report_withdrawn_before_it_was_forwarded_reopens_at_the_centre() -> None:
    play = Play()
    play.do("withdraw")
    play.do("reopen")
    assert play.case.stage == "central_verification"


def test_a_report_last_held_by_the_centre_reopens_there() -> None:
    play = at_agency()
    play.do("decline")
    play.do("withdraw")
    play.do("reopen")
    assert play.case.stage == "central_verification"


def test_a_withdrawn_report_reopens_at_its_last_agency() -> None:
    play = at_unit()
    play.do("withdraw")
    play.sleep(days=1).do("reopen")
    assert (play.case.stage, play.case.assignment.agency) == ("agency_verification", "kemenkes")
    assert play.clock("disposition").instance == 2
    assert play.clock("response").instance == 2


@pytest.mark.parametrize("kind", ["respond", "ask_reporter"])
def test_what_closed_by_itself_reopens_at_its_last_agency(kind: str) -> None:
    play = at_unit()
    play.do(kind)
    closing = play.clock("reply" if kind == "respond" else "completion").due_at
    play.wait(closing)
    assert play.case.stage == "closed"
    play.do("reopen")
    assert (play.case.stage, play.case.assignment.agency) == ("agency_verification", "kemenkes")


def test_a_report_reopens_once() -> None:
    play = at_unit()
    play.do("withdraw")
    play.do("reopen")
    play.do("withdraw")
    assert not play.case.is_final
    refusal = play.refused("reopen")
    assert (refusal["code"], refusal["referral"]) == ("already_reopened", "ombudsman")


def test_the_window_for_reopening_ends_with_its_tenth_working_day() -> None:
    play = Play()
    play.do("archive")
    end = play.clock("reopening").due_at
    assert play.clock("reopening").due_on.isoformat() == "2026-10-19"
    play.wait(end)
    assert play.refused("reopen")["code"] == "reopening_over"
    assert play.kinds(since=3) == []


def test_a_reopening_received_in_the_window_stands_although_it_is_handled_after() -> None:
    play = Play()
    play.do("archive")
    end = play.clock("reopening").due_at
    play.later(end)
    play.do("reopen", received=end.replace(hour=16, minute=59, day=end.day))
    assert play.case.stage == "central_verification"


@pytest.mark.parametrize("act", ["withdraw", "archive"])
def test_closing_stops_every_clock_but_settlement_which_stands_still(act: str) -> None:
    play = at_agency()
    play.do(act)
    stopped = {clock.name.value for clock in play.case.clocks if clock.stopped_at == MONDAY}
    assert stopped == {"verification", "disposition", "response"}
    assert play.clock("settlement").paused
    assert play.clock("reopening").running


def test_a_closed_report_never_lapses_on_its_settlement() -> None:
    play = at_unit()
    play.do("withdraw")
    play.sleep(days=400)
    assert play.every("lapsed") == []


@pytest.mark.parametrize("by", [admin(), NATIONAL])
def test_nobody_but_the_reporter_reopens(by: object) -> None:
    play = at_unit()
    play.do("withdraw")
    assert play.refused("reopen", by)["code"] == "not_allowed"  # type: ignore[arg-type]  # actors both


def test_archiving_after_an_earlier_reopening_is_judged_anew() -> None:
    play = Play()
    play.do("archive")
    play.do("reopen")
    play.do("forward")
    assert play.case.closing.archived_by is None
