"""What was in time was in time: decisions count at the instant at which they were received."""

from datetime import timedelta

from tests.procedure.build import Play, at_agency
from tests.procedure.scene import MONDAY, shipped, wib
from workflows.procedure.model.policy import Policy

LAPSE = wib("2026-10-07 00:00")
MICROSECOND = timedelta(microseconds=1)


def test_a_decision_received_in_time_and_handled_late_stops_its_clock_before_the_lapse() -> None:
    play = at_agency()
    play.later(LAPSE + timedelta(hours=9)).do("dispose", received=LAPSE - MICROSECOND)
    assert "lapsed" not in play.kinds()
    assert play.last("disposed").at == LAPSE - MICROSECOND
    assert play.last("disposed").recorded_at == play.now
    assert play.kinds(since=2) == ["reminded", "disposed"]


def test_a_decision_received_at_the_due_instant_is_late() -> None:
    play = at_agency()
    play.later(LAPSE + timedelta(hours=9)).do("dispose", received=LAPSE)
    assert play.kinds(since=2) == ["reminded", "lapsed", "escalated", "disposed"]
    assert play.last("disposed").at == LAPSE


def test_events_due_after_the_reception_are_folded_after_the_decision() -> None:
    play = at_agency()
    play.later(wib("2026-10-13 09:00")).do("dispose", received=LAPSE - MICROSECOND)
    assert play.kinds(since=3) == ["disposed"]
    play.wait(play.now)
    assert play.kinds(since=3) == ["disposed", "reminded", "lapsed", "escalated"]
    assert {fact.data["clock"] for fact in play.every("lapsed")} == {"response"}
    assert play.last("lapsed").data["charged"]["unit"] == "layanan"


def test_an_answer_describes_the_report_just_after_the_decision_not_after_later_events() -> None:
    play = at_agency()
    decided = play.later(wib("2026-10-13 09:00")).do("dispose", received=LAPSE - MICROSECOND)
    assert (decided.answer["fact"], decided.answer["level"]) == (4, 0)
    assert play.wait(play.now).case.escalation.level == 1


def test_two_decisions_received_in_time_and_handled_late_both_come_before_the_lapse() -> None:
    play = at_agency()
    play.later(LAPSE + timedelta(hours=9)).do("remark", received=LAPSE - 2 * MICROSECOND)
    play.do("dispose", received=LAPSE - MICROSECOND)
    play.wait(play.now)
    assert play.kinds(since=2) == ["reminded", "remarked", "disposed"]


def test_a_policy_without_a_grace_folds_as_its_reports_always_did_and_is_written_as_it_was() -> None:
    without = shipped("default").model_copy(update={"outage_grace": 0})
    assert "outage_grace" not in without.model_dump(mode="json")
    assert Policy.model_validate(without.model_dump(mode="json")) == without
    play = Play(policy=without)
    play.later(wib("2026-10-13 09:00")).do("remark", received=MONDAY)
    assert play.kinds() == ["submitted", "remarked", "reminded", "lapsed", "escalated"]


def test_an_event_already_folded_stays_and_the_decision_comes_after_it() -> None:
    play = at_agency()
    play.wait(LAPSE + timedelta(seconds=1))
    play.do("dispose", received=LAPSE - MICROSECOND)
    assert play.kinds(since=2) == ["reminded", "lapsed", "escalated", "disposed"]
    assert play.last("disposed").at == LAPSE


def test_a_remark_handled_after_a_midnight_already_folded_counts_for_the_day_it_is_written_for() -> None:
    play = at_agency()
    play.wait(LAPSE + timedelta(seconds=1))
    for _ in range(3):
        play.do("remark", received=LAPSE - MICROSECOND)
    assert play.refused("remark", received=LAPSE - MICROSECOND)["code"] == "remark_limit"


def test_a_confirmation_received_before_the_report_closed_itself_stands() -> None:
    play = at_agency()
    play.do("respond")
    end = play.clock("reply").due_at
    play.later(end + timedelta(days=1)).do("confirm", received=end - MICROSECOND)
    assert play.case.closing.outcome == "resolved"


def test_a_confirmation_received_after_the_report_closed_itself_is_late_though_nobody_noticed_yet() -> None:
    play = at_agency()
    play.do("respond")
    end = play.clock("reply").due_at
    refusal = play.later(end + timedelta(days=1)).refused("confirm", received=end)
    assert (refusal["code"], refusal["kind"]) == ("task_not_open", "time_out")


def test_a_refused_decision_adds_no_event_either() -> None:
    play = at_agency()
    play.later(LAPSE + timedelta(days=9))
    play.refused("dispose", unit="gudang")
    assert len(play.facts) == 2


def test_a_reception_in_the_future_counts_as_now() -> None:
    play = Play()
    play.do("forward", received=MONDAY + timedelta(hours=5))
    assert play.last("forwarded").at == MONDAY


def test_the_instants_of_facts_never_go_backwards() -> None:
    play = Play()
    play.sleep(hours=2).do("nudge", received=MONDAY + timedelta(hours=2))
    play.do("forward", received=MONDAY + timedelta(hours=1))
    assert play.last("forwarded").at == MONDAY + timedelta(hours=2)
