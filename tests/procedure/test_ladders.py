from datetime import timedelta

import pytest

from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import MONDAY, shipped, wib, wit


def rungs(play: Play, clock: str) -> list[tuple[str, int | None, str]]:
    """What a clock's ladder wrote: kind, level, and the local time in Jakarta."""
    return [
        (fact.kind.value, fact.data.get("level"), (fact.at + timedelta(hours=7)).strftime("%m-%d %H:%M"))
        for fact in play.facts
        if fact.data.get("clock") == clock
    ]


def test_a_clock_reminds_lapses_and_escalates_at_its_rungs_own_instants() -> None:
    play = Play()
    play.sleep(days=30)
    assert rungs(play, "verification") == [
        ("reminded", None, "10-07 08:00"),
        ("lapsed", None, "10-09 00:00"),
        ("escalated", 1, "10-09 00:00"),
        ("escalated", 2, "10-14 00:00"),
        ("escalated", 3, "10-16 00:00"),
    ]
    assert (play.case.escalation.level, play.case.escalation.highest) == (3, 3)


def test_a_one_day_clock_reminds_at_one_in_the_afternoon_of_the_due_day() -> None:
    play = at_agency()
    play.sleep(days=2)
    assert rungs(play, "disposition")[:2] == [
        ("reminded", None, "10-06 13:00"),
        ("lapsed", None, "10-07 00:00"),
    ]


def test_rungs_follow_the_holders_zone_and_working_days() -> None:
    play = Play(at=wib("2026-12-18 09:00"))  # a Friday; the 24th and 25th are off, so is 1 January
    play.do("forward", agency="pemkab-jayapura")
    play.wait(wib("2027-01-20 00:00"))
    ladder = [fact for fact in play.facts if fact.data.get("clock") == "response"]
    at = {fact.data.get("level", "lapse"): fact.at for fact in ladder}
    assert at["lapse"] == wit("2026-12-30 00:00")
    assert at[1] == wit("2026-12-30 00:00")
    assert at[2] == wit("2027-01-05 00:00")
    assert at[3] == wit("2027-01-08 00:00")  # 1 and 5 January are off


def test_a_reminder_is_sent_on_the_last_working_day_before_the_due_day() -> None:
    play = Play(at=wib("2026-10-08 09:00"))  # a Thursday: due on Tuesday, reminded on Monday
    play.sleep(days=10)
    assert rungs(play, "verification")[0] == ("reminded", None, "10-12 08:00")
    weekend = Play(at=wib("2026-10-07 09:00"))  # due on Monday, reminded on Friday
    weekend.sleep(days=10)
    assert rungs(weekend, "verification")[0] == ("reminded", None, "10-09 08:00")


def test_a_reminder_whose_instant_has_passed_when_its_clock_begins_is_skipped() -> None:
    policy = shipped("drill")
    brief = policy.model_copy(update={"response": policy.response.model_copy(update={"budget": 2})})
    play = at_agency(policy=brief)
    play.sleep(seconds=5)
    assert [kind for kind, _, _ in rungs(play, "response")] == ["lapsed", "escalated", "escalated"]


def test_completion_and_reply_remind_the_reporter_and_never_lapse() -> None:
    asked = Play()
    asked.do("ask_reporter")
    asked.sleep(days=60)
    assert rungs(asked, "completion") == [("reminded", None, "11-03 08:00")]
    assert asked.every("reminded")[0].data["told"] == ["reporter"]
    play = answered()
    play.sleep(days=60)
    assert rungs(play, "reply") == [("reminded", None, "10-16 08:00")]


def test_a_decision_that_stops_a_clock_cancels_what_is_left_of_its_ladder() -> None:
    play = at_agency()
    play.wait(wib("2026-10-07 09:00"))
    play.do("dispose")
    play.sleep(days=3)
    assert [kind for kind, _, _ in rungs(play, "disposition")] == ["reminded", "lapsed", "escalated"]


def test_a_lapsed_clock_goes_on_escalating_in_the_next_stage_where_it_runs_on() -> None:
    play = at_unit()
    play.wait(wib("2026-10-13 09:00"))
    assert play.case.escalation.level == 1
    play.do("return_to_agency")
    assert (play.case.escalation.level, play.case.escalation.highest) == (0, 1)
    play.wait(wib("2026-10-16 00:00"))
    assert (play.case.escalation.level, play.case.escalation.highest) == (2, 2)
    assert play.facts[-1].data["clock"] == "response"


def test_a_lapse_is_charged_to_whoever_holds_the_report_at_that_instant() -> None:
    play = at_unit()
    play.wait(wib("2026-10-13 09:00"))
    charged = play.last("lapsed").data["charged"]
    assert charged == {"agency": "kemenkes", "unit": "layanan", "stage": "follow_up"}
    centre = Play()
    centre.sleep(days=5)
    assert centre.last("lapsed").data["charged"] == {
        "agency": None, "unit": None, "stage": "central_verification",
    }  # fmt: skip


def test_a_settlement_that_lapses_back_at_the_centre_is_charged_to_the_centre() -> None:
    play = at_agency()
    play.do("decline")
    play.wait(wib("2026-10-24 09:00"))
    lapse = next(fact for fact in play.every("lapsed") if fact.data["clock"] == "settlement")
    assert lapse.data["charged"]["agency"] is None


def test_of_two_clocks_that_lapse_together_each_lapse_stands_beside_its_escalation() -> None:
    play = Play()
    play.do("forward", class_="information")
    play.do("dispose")
    play.wait(wib("2026-10-13 09:00"))
    written = [
        (fact.kind.value, fact.data["clock"]) for fact in play.facts if fact.at == wib("2026-10-13 00:00")
    ]
    assert written == [
        ("lapsed", "response"),
        ("escalated", "response"),
        ("lapsed", "settlement"),
        ("escalated", "settlement"),
    ]


def test_the_lapse_states_its_clock_instance_and_due_instant() -> None:
    play = at_unit()
    play.do("return_to_agency")
    play.wait(wib("2026-10-07 00:00"))
    data = play.last("lapsed").data
    assert (data["clock"], data["instance"], data["due_at"]) == (
        "disposition", 2, "2026-10-06T17:00:00.000000Z",
    )  # fmt: skip


@pytest.mark.parametrize("late", [timedelta(), timedelta(days=200)])
def test_rungs_carry_their_own_instants_however_late_they_are_written(late: timedelta) -> None:
    play = Play()
    play.wait(MONDAY + timedelta(days=30) + late)
    assert play.last("escalated").at == wib("2026-10-16 00:00")
    assert play.last("escalated").recorded_at == play.now


def test_the_drill_reminds_two_seconds_before_and_escalates_at_zero_three_and_six() -> None:
    play = Play(policy="drill")
    play.sleep(seconds=60)
    written = [(each.kind.value, each.data.get("level"), each.at - MONDAY) for each in play.facts[1:]]
    assert written == [
        ("reminded", None, timedelta(seconds=8)),
        ("lapsed", None, timedelta(seconds=10)),
        ("escalated", 1, timedelta(seconds=10)),
        ("escalated", 2, timedelta(seconds=13)),
        ("escalated", 3, timedelta(seconds=16)),
    ]


def test_in_the_drill_a_pause_moves_the_due_instant_by_its_length_to_the_microsecond() -> None:
    play = at_agency(policy="drill")
    play.sleep(seconds=3).do("ask_reporter")
    play.sleep(seconds=4, microseconds=7).do("complete")
    assert play.clock("response").due_at == MONDAY + timedelta(seconds=16, microseconds=7)


def test_the_drill_closes_what_is_not_completed_after_twenty_seconds() -> None:
    play = Play(policy="drill")
    play.do("ask_reporter")
    play.sleep(seconds=20)
    assert [(fact.kind.value, (fact.at - MONDAY).total_seconds()) for fact in play.facts[2:]] == [
        ("reminded", 18), ("closed", 20),
    ]  # fmt: skip


def test_a_one_day_clock_that_was_extended_reminds_on_the_day_before() -> None:
    play = at_agency()
    play.do("extend", clock="disposition", days=2)
    play.sleep(days=5)
    assert rungs(play, "disposition")[:3] == [
        ("extended", None, "10-05 09:00"),
        ("reminded", None, "10-07 08:00"),
        ("lapsed", None, "10-09 00:00"),
    ]


def test_a_settlement_that_has_lapsed_stands_still_too_while_the_reporter_may_reply() -> None:
    play = Play()
    play.do("forward", class_="information")
    play.wait(wib("2026-10-13 09:00"))
    due_at = play.clock("settlement").due_at
    play.do("respond")
    assert play.clock("settlement").paused
    play.wait(wib("2026-10-20 09:00"))
    assert [each[1] for each in rungs(play, "settlement")] == [None, None, 1]
    play.do("dispute")
    assert play.clock("settlement").running
    assert play.clock("settlement").lapsed
    assert play.clock("settlement").due_at == due_at


def test_what_is_left_of_a_lapsed_clocks_ladder_stands_still_with_it() -> None:
    play = Play()  # Monday 5 October: information is due at the end of Monday the 12th
    play.do("forward", class_="information")
    play.wait(wib("2026-10-13 09:00"))
    play.do("respond")
    play.wait(wib("2026-10-16 09:00"))  # Friday: the days from Tuesday to Friday don't count
    play.do("dispute")
    assert play.case.escalation.level == 0
    play.wait(wib("2026-10-30 09:00"))
    assert rungs(play, "settlement")[2:] == [
        ("escalated", 1, "10-13 00:00"),
        ("escalated", 2, "10-22 00:00"),
        ("escalated", 3, "10-24 00:00"),
    ]


def test_under_a_policy_in_seconds_too() -> None:
    play = Play(policy=shipped("drill"))
    for step in ("forward", "dispose"):
        play.do(step)
    play.sleep(seconds=26)  # settlement lapsed at 25
    play.do("respond")
    play.sleep(seconds=5)
    play.do("dispute")
    play.sleep(seconds=20)
    begun = play.clock("settlement").started_at
    at = {
        fact.data["level"]: fact.at - begun
        for fact in play.facts
        if fact.data.get("clock") == "settlement" and fact.kind == "escalated"
    }
    assert at == {1: timedelta(seconds=25), 2: timedelta(seconds=33), 3: timedelta(seconds=36)}
