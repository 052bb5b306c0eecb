import pytest

from tests.procedure.build import (
    AUDITOR,
    LONG,
    MONDAY,
    NATIONAL,
    Play,
    admin,
    answered,
    at_agency,
    at_unit,
    liaison,
    supervisor,
    wib,
)


def test_task_ids_are_the_tracking_number_and_a_sequence() -> None:
    play = answered()
    ids = [ended.task.id for ended in play.case.ended]
    assert play.case.task is not None
    assert [*ids, play.case.task.id] == ["LPR-1-1", "LPR-1-2", "LPR-1-3", "LPR-1-4"]


@pytest.mark.parametrize(
    "kind", ["postpone", "correct", "nudge", "allow_question", "remark", "open_identity"]
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
    assert play.case.ended[-1].kind == ends_as


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


# -- once


def test_a_repeated_key_answers_as_the_first_time_and_adds_nothing() -> None:
    play = at_agency()
    task = play.case.task
    assert task is not None
    first = play.do("dispose", key="k")
    play.do("respond")
    again = play.do("dispose", task=task.id, key="k", by=admin())
    assert again.answer == first.answer
    assert again.steps == ()
    assert first.answer["fact"] == 3


def test_a_key_with_another_content_is_refused() -> None:
    play = at_agency()
    play.do("dispose", key="k", by=admin())
    refusal = play.refused("dispose", admin(), task="LPR-1-2", key="k", content="other")
    assert (refusal["code"], refusal["status"]) == ("idempotency_key_reused", 422)


def test_a_known_key_is_answered_after_403_and_before_409_and_422() -> None:
    play = at_agency()
    play.do("dispose", key="k", by=admin())
    assert play.refused("dispose", liaison(), task="LPR-1-2", key="k")["code"] == "not_allowed"
    assert play.refused("decline", admin(), task="LPR-1-2", key="k", content="x")["code"] == (
        "idempotency_key_reused"
    )
    play.do("dispose", admin(), task="LPR-1-2", key="k", unit="gudang")


@pytest.mark.parametrize("kind", ["withdraw", "remark"])
def test_a_repeated_decision_without_a_task_answers_as_the_first_time(kind: str) -> None:
    play = at_unit()
    first = play.do(kind, key="k")
    if play.case.stage != "closed":
        play.do("withdraw")
    assert play.do(kind, key="k").answer == first.answer


def test_a_repeated_reopening_answers_as_the_first_time() -> None:
    play = Play()
    play.do("archive")
    first = play.do("reopen", key="k")
    again = play.do("reopen", key="k")
    assert (again.answer, again.steps) == (first.answer, ())
    play.do("forward")
    assert play.do("reopen", key="k").answer == first.answer


def test_a_repeated_split_and_a_followers_repeated_dispute_answer_as_the_first_time() -> None:
    play = Play()
    play.do("merge")
    disputed = play.do("dispute", task=None, key="d")
    split = play.do("split", key="s")
    assert play.do("split", key="s").answer == split.answer
    assert play.do("dispute", play.reporter, task=None, key="d").answer == disputed.answer


def test_a_key_answers_the_same_across_reception_by_update_and_by_signal() -> None:
    play = at_agency()
    play.signal("dispose", key="k")
    number = len(play.facts)
    assert play.do("dispose", admin(), task="LPR-1-2", key="k").answer["fact"] == number
    assert play.signal("dispose", admin(), task="LPR-1-2", key="k") is None
    assert len(play.facts) == number


def test_a_refused_signal_becomes_a_fact_and_its_repetition_is_refused_the_same_way() -> None:
    play = at_agency()
    refusal = play.signal("dispose", unit="gudang", key="k")
    assert play.kinds(since=2) == ["decision_refused"]
    data = play.facts[-1].data
    assert data["refusal"] == refusal
    assert (data["decision"], data["task"]) == ("dispose", "LPR-1-2")
    assert play.refused("dispose", key="k", unit="umum") == refusal
    assert play.signal("dispose", key="k", unit="umum") == refusal
    assert play.kinds(since=3) == []
    assert play.case.stage == "agency_verification"


def test_a_signal_with_a_reused_key_adds_nothing() -> None:
    play = at_agency()
    play.do("dispose", key="k", by=admin())
    refusal = play.signal("dispose", admin(), task="LPR-1-2", key="k", content="other")
    assert refusal is not None
    assert refusal["code"] == "idempotency_key_reused"
    assert play.kinds(since=3) == []


def test_the_last_five_hundred_keys_are_remembered() -> None:
    play = Play()
    for n in range(500):
        play.do("nudge", key=f"n-{n}")
    assert len(play.case.answers) == 500
    play.do("nudge", key="n-500")
    assert len(play.case.answers) == 500
    assert "n-0" not in play.case.answers
    assert "n-1" in play.case.answers


# -- remarks


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
        assert (play.case.outcome, play.case.closed_at) == ("withdrawn", MONDAY)
