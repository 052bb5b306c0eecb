import pytest

from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import AUDITOR, LONG, MONDAY, NATIONAL, admin, liaison, supervisor, wib


def test_task_ids_are_the_tracking_number_and_a_sequence() -> None:
    play = answered()
    ids = [ended.task.id for ended in play.case.task_history.ended]
    assert play.case.task is not None
    assert [*ids, play.case.task.id] == ["LPR-1-1", "LPR-1-2", "LPR-1-3", "LPR-1-4"]


@pytest.mark.parametrize(
    "kind", ["postpone", "correct", "nudge", "allow_question", "remark", "open_identity", "note"]
)
def test_what_leaves_the_task_open_leaves_it_as_it_is(kind: str) -> None:
    play = Play(anonymous=True)
    task = play.case.task
    play.do(kind)
    assert play.case.task == task


def test_a_second_decision_on_a_task_is_told_by_whom_when_and_by_what_it_was_ended() -> None:
    play = at_agency()
    task = play.case.task
    assert task is not None
    play.do("dispose")
    refusal = play.sleep(hours=1).refused("decline", admin(), task=task.id)
    assert (refusal["code"], refusal["status"]) == ("task_not_open", 409)
    assert refusal["task"] == task.id
    assert refusal["decided_by"] == play.facts[2].actor.id
    assert refusal["decided_at"] == "2026-10-05T02:00:00.000000Z"
    assert refusal["kind"] == "dispose"


def test_a_task_ended_by_a_clock_says_so() -> None:
    play = answered()
    task = play.case.task
    assert task is not None
    play.sleep(days=20)
    refusal = play.refused("confirm", task=task.id)
    assert (refusal["code"], refusal["decided_by"], refusal["kind"]) == (
        "task_not_open",
        "system",
        "time_out",
    )


@pytest.mark.parametrize(("kind", "ends_as"), [("approve", "approve"), ("revise", "revise")])
def test_an_approval_task_is_ended_by_the_supervisors_decision(kind: str, ends_as: str) -> None:
    play = Play()
    play.do("forward", approval=True)
    play.do("respond")
    play.do(kind)
    assert play.case.task_history.ended[-1].kind == ends_as


@pytest.mark.parametrize("task", ["LPR-1-9", "LPR-2-1", ""])
def test_a_task_that_never_was_is_unknown(task: str) -> None:
    play = at_agency()
    named = task or "x"
    assert play.refused("dispose", task=named)["code"] == "unknown_task"


def test_staff_name_their_task() -> None:
    assert at_agency().refused("dispose", task=None)["code"] == "unknown_task"


def test_a_reporter_without_a_task_answers_the_open_one() -> None:
    play = answered()
    play.do("confirm", task=None)
    assert play.case.stage == "closed"


def test_a_reporter_who_comes_too_late_is_told_so_without_naming_a_task() -> None:
    play = answered()
    play.do("confirm", task=None)
    refusal = play.refused("dispute", task=None)
    assert (refusal["code"], refusal["kind"], refusal["task"]) == ("task_not_open", "confirm", "LPR-1-4")


@pytest.mark.parametrize("kind", ["withdraw", "remark"])
def test_on_a_closed_report_a_withdrawal_or_remark_is_told_who_closed_it(kind: str) -> None:
    play = at_unit()
    task = play.case.task
    assert task is not None
    play.do("withdraw")
    for name in (None, task.id):
        refusal = play.refused(kind, task=name)
        assert (refusal["code"], refusal["kind"]) == ("task_not_open", "withdraw")


def test_refusals_come_in_their_order() -> None:
    play = at_unit()
    ended = "LPR-1-2"
    # not readable before not allowed
    assert play.refused("dispose", admin("pemprov-aceh"), task=ended)["status"] == 404
    # not allowed before task not open, and judged by the task named
    assert play.refused("dispose", liaison(), task=ended)["status"] == 403
    assert play.refused("dispose", AUDITOR, task=ended)["status"] == 403
    assert play.refused("respond", NATIONAL, task="LPR-1-1")["status"] == 403
    # task not open before a rule
    assert play.refused("dispose", admin(), task=ended, unit="gudang")["status"] == 409
    # a rule at last
    assert play.refused("extend", task="LPR-1-3", clock="reply")["status"] == 422


def test_an_agency_that_declined_is_told_that_its_task_is_over() -> None:
    play = at_agency()
    play.do("decline")
    play.do("forward", agency="pemprov-aceh")
    refusal = play.refused("dispose", admin(), task="LPR-1-2")
    assert (refusal["code"], refusal["kind"]) == ("task_not_open", "decline")


def test_a_nudge_is_judged_by_who_served_the_task_named() -> None:
    play = Play()
    play.do("ask_reporter")
    asked = play.case.task
    assert asked is not None
    play.do("complete")
    play.do("forward")
    assert play.refused("nudge", supervisor(), task=asked.id)["code"] == "not_allowed"


def test_a_reporter_remarks_three_times_a_local_day_and_changes_no_clock() -> None:
    play = at_unit()
    clocks, task = play.case.clocks, play.case.task
    for _ in range(3):
        play.do("remark")
    assert (play.case.clocks, play.case.task) == (clocks, task)
    refusal = play.refused("remark")
    assert (refusal["code"], refusal["limit"]) == ("remark_limit", 3)
    play.wait(wib("2026-10-05 23:59"))
    assert play.refused("remark")["code"] == "remark_limit"
    play.wait(wib("2026-10-06 00:00")).do("remark")


def test_the_reporter_withdraws_in_every_open_stage() -> None:
    def approval() -> Play:
        play = Play()
        play.do("forward", approval=True)
        play.do("respond")
        return play

    def asked() -> Play:
        play = Play()
        play.do("ask_reporter")
        return play

    def merged() -> Play:
        play = Play()
        play.do("merge")
        return play

    for begin in (Play, at_agency, at_unit, approval, asked, answered, merged):
        play = begin()
        play.do("withdraw", reason=LONG)
        assert play.kinds(since=len(play.facts) - 2) == ["withdrawn", "closed"]
        assert (play.case.closing.outcome, play.case.closing.at) == ("withdrawn", MONDAY)


def test_a_contact_is_corrected_five_times_and_never_to_nothing() -> None:
    play = Play()
    assert play.refused("correct_contact", email=None)["code"] == "no_contact"
    for _ in range(5):
        play.do("correct_contact", phone="+6281234567890")
    assert play.refused("correct_contact")["code"] == "contact_limit"
    assert play.facts[-1].data["anonymous"] is False
