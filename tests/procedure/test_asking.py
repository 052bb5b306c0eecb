import pytest

from tests.procedure.build import Play, at_agency, at_unit
from tests.procedure.scene import MONDAY, wib


def asked_and_completed(play: Play) -> None:
    play.do("ask_reporter")
    play.do("complete")


@pytest.mark.parametrize(
    ("begin", "name"),
    [(Play, "central_verification"), (at_agency, "agency_verification"), (at_unit, "follow_up")],
)
def test_completing_returns_to_the_stage_and_owner_that_asked(begin: type[Play], name: str) -> None:
    play = begin()
    before = play.case.task
    play.do("ask_reporter")
    assert play.case.stage == "awaiting_reporter"
    play.do("complete")
    assert play.case.stage == name
    assert before is not None
    assert play.case.task is not None
    assert play.case.task.owner == before.owner
    assert play.case.task.id != before.id


def test_every_staff_clock_stands_still_while_the_reporter_is_asked() -> None:
    play = at_agency()
    play.do("ask_reporter")
    assert all(play.clock(name).paused for name in ("disposition", "response", "settlement"))
    assert play.clock("completion").due_on.isoformat() == "2026-11-04"
    play.do("complete")
    assert all(play.clock(name).running for name in ("disposition", "response", "settlement"))
    assert play.clock("completion").stopped_at == MONDAY


def test_a_reporter_who_never_completes_closes_the_report_as_not_completed() -> None:
    play = Play()
    play.do("ask_reporter")
    play.wait(wib("2026-11-10 09:00"))
    assert play.last("closed").at == wib("2026-11-05 00:00")
    assert play.case.closing.outcome == "not_completed"
    assert play.kinds(since=2) == ["reminded", "closed"]


def test_each_stage_asks_once() -> None:
    play = Play()
    asked_and_completed(play)
    assert play.refused("ask_reporter")["code"] == "question_limit"


def test_a_stage_that_asked_may_not_ask_again_later_in_the_reports_life() -> None:
    play = at_agency()
    asked_and_completed(play)
    play.do("dispose")
    play.do("return_to_agency")
    assert play.refused("ask_reporter")["code"] == "question_limit"


def test_a_report_is_asked_about_at_most_twice() -> None:
    play = Play()
    asked_and_completed(play)
    play.do("forward")
    asked_and_completed(play)
    play.do("dispose")
    assert play.refused("ask_reporter")["code"] == "question_limit"


def test_an_allowed_question_grants_one_more_and_no_two() -> None:
    play = Play()
    asked_and_completed(play)
    play.do("forward")
    asked_and_completed(play)
    play.do("dispose")
    task = play.case.task
    play.do("allow_question")
    assert play.case.task == task
    asked_and_completed(play)
    assert play.refused("ask_reporter")["code"] == "question_limit"


def test_an_allowed_question_may_be_a_second_one_in_its_stage() -> None:
    play = at_unit()
    asked_and_completed(play)
    play.do("allow_question")
    asked_and_completed(play)
    assert play.refused("ask_reporter")["code"] == "question_limit"


def test_a_clock_that_has_lapsed_does_not_stand_still_while_the_reporter_is_asked() -> None:
    play = at_agency()
    play.wait(wib("2026-10-07 09:00"))
    assert play.clock("disposition").lapsed
    play.do("ask_reporter")
    assert play.clock("disposition").running
    assert play.clock("response").paused
    play.wait(wib("2026-10-16 09:00"))
    levels = [fact.data["level"] for fact in play.every("escalated")]
    assert levels == [1, 2, 3]
    assert play.last("escalated").at == wib("2026-10-14 00:00")


def test_the_days_spent_asking_are_counted() -> None:
    play = Play()
    play.do("ask_reporter")
    play.sleep(days=4).do("complete")
    assert play.case.asking.days == 4


def test_the_days_spent_asking_are_counted_when_nobody_completes() -> None:
    play = Play()
    play.do("ask_reporter")
    play.sleep(days=40)
    assert play.case.asking.days == 31
