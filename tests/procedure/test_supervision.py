from collections.abc import Callable

import pytest

from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import CENTRE_SUPERVISOR, MONDAY, admin, supervisor, wib


@pytest.mark.parametrize(
    ("clock", "due_on"),
    [("disposition", "2026-10-09"), ("response", "2026-10-15"), ("settlement", "2026-10-28")],
)
def test_owner_and_supervisor_extend_the_agencys_clocks(clock: str, due_on: str) -> None:
    for by in (admin(), supervisor()):
        play = at_agency()
        task = play.case.task
        play.do("extend", by, clock=clock, days=3)
        assert play.clock(clock).due_on.isoformat() == due_on
        assert (play.clock(clock).instance, play.clock(clock).started_at) == (1, MONDAY)
        assert play.case.task == task
        data = play.last("extended").data
        assert (data["clock"], data["instance"], data["days"], data["new_due_on"]) == (clock, 1, 3, due_on)


def test_a_unit_extends_its_response() -> None:
    play = at_unit()
    play.do("extend", clock="response", days=7)
    assert play.clock("response").due_on.isoformat() == "2026-10-21"


def test_only_the_centres_supervisor_extends_verification() -> None:
    play = Play()
    play.do("extend", CENTRE_SUPERVISOR, clock="verification", days=2)
    assert play.clock("verification").due_on.isoformat() == "2026-10-12"


@pytest.mark.parametrize("clock", ["verification", "completion", "reply", "reopening"])
def test_an_agency_extends_no_other_clock(clock: str) -> None:
    for by in (admin(), supervisor()):
        assert at_agency().refused("extend", by, clock=clock)["code"] == "clock_not_extendable"


def test_a_clock_that_has_stopped_is_not_extended() -> None:
    assert at_unit().refused("extend", clock="disposition")["code"] == "clock_not_extendable"


def test_a_clock_instance_is_extended_once() -> None:
    play = at_agency()
    play.do("extend", clock="response", days=1)
    assert play.refused("extend", clock="response", days=1)["code"] == "already_extended"
    assert play.refused("extend", supervisor(), clock="response", days=1)["code"] == "already_extended"


def test_a_new_instance_may_be_extended_again() -> None:
    play = at_agency()
    play.do("extend", clock="disposition", days=1)
    play.do("dispose")
    play.do("return_to_agency")
    play.do("extend", clock="disposition", days=1)
    assert play.clock("disposition").due_on.isoformat() == "2026-10-07"


@pytest.mark.parametrize(("days", "stands"), [(7, True), (8, False)])
@pytest.mark.parametrize("policy", ["default", "drill"])
def test_an_extension_is_at_most_seven_of_the_clocks_own_unit(policy: str, days: int, stands: bool) -> None:
    play = at_agency(policy=policy)
    if stands:
        play.do("extend", clock="response", days=days)
    else:
        assert play.refused("extend", clock="response", days=days)["code"] == "extension_limit"


def test_what_has_lapsed_is_not_extended() -> None:
    play = at_agency()
    play.wait(wib("2026-10-07 00:00"))
    assert play.refused("extend", clock="disposition")["code"] == "lapsed"


def test_an_extension_received_before_the_lapse_stands_although_it_is_handled_after() -> None:
    play = at_agency()
    play.later(wib("2026-10-07 08:00"))
    play.do("extend", clock="disposition", days=1, received=wib("2026-10-06 23:59"))
    assert play.every("lapsed") == []
    play.wait(wib("2026-10-08 00:00"))
    assert play.last("lapsed").data["clock"] == "disposition"


def test_an_extension_moves_the_lapse_but_repeats_no_reminder() -> None:
    play = at_agency()
    play.wait(wib("2026-10-06 14:00"))
    assert [fact.data["clock"] for fact in play.every("reminded")] == ["disposition"]
    play.do("extend", clock="disposition", days=2)
    play.wait(wib("2026-10-09 00:00"))
    reminded = [fact for fact in play.every("reminded") if fact.data["clock"] == "disposition"]
    assert len(reminded) == 1
    assert play.last("lapsed").at == wib("2026-10-09 00:00")


def test_a_nudge_leaves_everything_as_it_is() -> None:
    for begin in (Play, at_agency, at_unit, answered):
        play = begin()
        before = play.case
        play.do("nudge")
        assert play.facts[-1].kind == "nudged"
        assert (play.case.task, play.case.clocks, play.case.escalation.level) == (
            before.task,
            before.clocks,
            0,
        )


def test_in_follow_up_a_report_is_reassigned_to_another_unit_of_the_agency() -> None:
    play = at_unit()
    play.do("reassign", to="umum")
    assert play.case.task is not None
    assert (play.case.task.owner.unit, play.case.assignment.unit, play.case.stage.value) == (
        "umum",
        "umum",
        "follow_up",
    )
    assert play.case.task_history.ended[-1].kind == "reassign"
    assert play.refused("reassign", to="umum")["code"] == "same_owner"
    assert play.refused("reassign", to="gudang")["code"] == "unknown_unit"


def test_a_reassignment_moves_no_clock() -> None:
    play = at_unit()
    clocks = play.case.clocks
    play.sleep(hours=3).do("reassign")
    assert play.case.clocks == clocks


def test_elsewhere_a_report_is_reassigned_to_one_officer_of_the_role() -> None:
    play = at_agency()
    play.do("reassign", to="acc-admin-2")
    assert play.refused("dispose", admin())["code"] == "not_allowed"
    assert play.refused("reassign", to="acc-admin-2")["code"] == "same_owner"
    play.do("dispose")
    assert play.facts[-1].actor.id == "acc-admin-2"


@pytest.mark.parametrize("begin", [at_agency, at_unit])
def test_the_level_stays_when_a_task_is_reassigned_within_its_stage(begin: Callable[[], Play]) -> None:
    play = begin()
    play.wait(wib("2026-10-27 09:00"))
    level = play.case.escalation.level
    assert level > 0
    play.do("reassign", to="umum" if begin is at_unit else "acc-admin-2")
    assert play.case.escalation.level == level
