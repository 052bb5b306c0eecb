import pytest

from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import admin, liaison, supervisor
from workflows.procedure.model.succession import Succession
from workflows.procedure.rules import succession


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


@pytest.mark.parametrize("kind", ["nudge", "note"])
def test_a_repeat_upon_a_reporters_task_that_a_successor_serves_answers_as_the_first_time(kind: str) -> None:
    play = answered()
    task = play.case.task
    assert task is not None
    first = play.do(kind, supervisor(), key="k")
    play.apply_event(succession.transfer_report, Succession("ACT-1", "kemenkes", None))
    assert play.case.task is not None
    assert play.case.task.id == task.id
    again = play.do(kind, supervisor(), key="k")
    assert (again.answer, again.steps, again.is_known) == (first.answer, (), True)
    assert play.refused(kind, supervisor(), key="new")["code"] == "not_allowed"
    assert play.refused(kind, supervisor(), key="k", content="other")["code"] == "not_allowed"
    assert play.refused("nudge", liaison(), key="k")["code"] == "not_allowed"


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


def test_a_repeated_reopening_that_named_an_ended_task_answers_as_the_first_time() -> None:
    play = Play()
    play.do("archive")
    first = play.do("reopen", task="LPR-1-1", key="k")
    assert play.do("reopen", task="LPR-1-1", key="k").answer == first.answer


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
    assert len(play.case.answered) == 500
    play.do("nudge", key="n-500")
    assert len(play.case.answered) == 500
    assert "n-0" not in play.case.answered
    assert "n-1" in play.case.answered
