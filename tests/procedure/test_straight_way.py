from tests.procedure.build import Play, answered
from tests.procedure.scene import MONDAY, wib


def test_a_report_goes_from_submission_to_confirmation_in_five_decisions() -> None:
    play = answered()
    play.do("confirm")
    assert play.kinds() == ["submitted", "forwarded", "disposed", "responded", "confirmed", "closed"]
    assert (play.case.stage.value, play.case.closing.outcome) == ("closed", "resolved")
    assert play.case.task is None


def test_a_confirmed_report_is_final_at_once_and_all_its_clocks_have_stopped() -> None:
    play = answered()
    play.do("confirm")
    assert play.case.is_final
    assert all(clock.stopped_at == MONDAY for clock in play.case.clocks)
    assert play.refused("reopen")["code"] == "reopening_over"


def test_first_clocks_and_their_due_days_on_the_straight_way() -> None:
    play = Play()
    assert play.clock("verification").due_on.isoformat() == "2026-10-08"
    play.do("forward")
    dues = {each: play.clock(each).due_on.isoformat() for each in ("disposition", "response", "settlement")}
    assert dues == {"disposition": "2026-10-06", "response": "2026-10-12", "settlement": "2026-10-23"}
    assert play.clock("response").due_at == wib("2026-10-13 00:00")
