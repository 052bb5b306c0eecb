"""What the record is told: the row, the tasks, the lapses, and whom each fact is told to."""

from typing import Any

from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.scene import wib
from workflows.procedure.outputs.record_batch import build_batch


def told(play: Play, since: int = 0) -> dict[str, Any]:
    """The batch of the facts from number `since` + 1 on."""
    steps = list(zip(play.cases[since:], play.facts[since:], strict=True))
    return build_batch(play.case, steps)


def notices(play: Play, since: int = 0) -> list[tuple[str, list[str]]]:
    """Each notice's template, and whom it goes to."""
    return [
        (each["template"], [one["role"] for one in each["audience"]]) for each in told(play, since)["notices"]
    ]


def test_a_batch_carries_its_facts_and_the_row_after_the_last_of_them() -> None:
    play = at_unit()
    sent = told(play, since=1)
    assert [fact["number"] for fact in sent["facts"]] == [2, 3]
    assert (sent["row"]["facts"], sent["row"]["stage"], sent["row"]["unit"]) == (3, "follow_up", "layanan")
    assert sent["row"]["state"]["digest"] == play.facts[-1].digest
    assert sent["row"]["next_due_at"] == "2026-10-12T17:00:00.000000Z"


def test_a_batch_tells_of_every_task_that_ended_in_it_and_of_the_open_one() -> None:
    tasks = told(at_unit())["tasks"]
    assert [(task["id"], task["closed_by"]) for task in tasks] == [
        ("LPR-1-1", 2), ("LPR-1-2", 3), ("LPR-1-3", None),
    ]  # fmt: skip
    assert [task["owner_role"] for task in tasks] == ["national_admin", "agency_admin", "liaison_officer"]


def test_a_closed_report_has_no_open_task_and_nothing_due() -> None:
    play = answered()
    play.do("confirm")
    sent = told(play, since=4)
    assert [task["closed_by"] for task in sent["tasks"]] == [6]
    assert sent["row"]["next_due_at"] is None
    assert sent["row"]["outcome"] == "resolved"


def test_a_task_counts_its_working_days_by_the_calendar_of_whoever_had_it() -> None:
    play = Play(at=wib("2026-10-05 22:30"))
    play.do("forward", agency="pemkab-jayapura")  # on the 6th there
    play.later(wib("2026-10-06 23:00")).do("decline")  # on the 7th there
    tasks = {task["id"]: task["working_days"] for task in told(play)["tasks"]}
    assert tasks == {"LPR-1-1": 0, "LPR-1-2": 1, "LPR-1-3": None}
    late = Play()
    late.do("forward", agency="pemkab-jayapura")
    late.later(wib("2026-10-05 22:30")).do("decline")  # the 6th there, the 5th in Jakarta
    assert told(late)["tasks"][1]["working_days"] == 1


def test_the_reporters_task_is_due_by_the_reporters_clock() -> None:
    play = at_unit()
    play.do("ask_reporter")
    assert told(play, since=3)["tasks"][-1]["due_at"] == "2026-11-04T17:00:00.000000Z"
    assert told(play, since=3)["row"]["next_due_at"] is None


def test_a_postponed_task_is_hidden_until_its_date() -> None:
    play = Play()
    play.do("postpone", until="2026-10-07")
    assert told(play, since=1)["tasks"][-1]["hidden_until"] == "2026-10-06T17:00:00.000000Z"


def test_a_lapse_is_told_with_whom_it_is_charged_to() -> None:
    play = at_unit()
    play.wait(wib("2026-10-13 09:00"))
    (lapse,) = told(play)["lapses"]
    assert (lapse["clock"], lapse["agency"], lapse["unit"], lapse["stage"]) == (
        "response", "kemenkes", "layanan", "follow_up",
    )  # fmt: skip


def test_an_agency_that_declined_keeps_the_state_in_which_it_left_the_report() -> None:
    play = at_unit()
    play.do("return_to_agency")
    play.do("decline")
    play.do("forward", agency="pemprov-aceh")
    (left,) = told(play)["row"]["declined"]
    assert (left["agency"], left["fact"], left["state"]["stage"]) == ("kemenkes", 5, "central_verification")


def test_rungs_tell_the_people_of_the_ladder_and_level_three_offers_a_referral() -> None:
    play = at_unit()
    play.wait(wib("2026-10-20 09:00"))
    assert notices(play, since=3) == [
        ("reminded", ["liaison_officer"]),
        ("escalated_1", ["liaison_officer", "supervisor"]),
        ("escalated_2", ["national_admin", "supervisor"]),
        ("escalated_3", ["national_admin", "supervisor"]),
        ("referral_offered", ["reporter"]),
    ]


def test_messages_to_staff_leave_in_working_hours_of_the_next_working_day() -> None:
    play = Play(at=wib("2026-10-02 09:00"))
    play.do("forward")
    play.do("dispose")
    play.wait(wib("2026-10-10 09:00"))  # the response lapsed at midnight into Saturday
    lapse = next(each for each in told(play)["notices"] if each["template"] == "escalated_1")
    assert lapse["send_at"] == "2026-10-12T01:00:00.000000Z"


def test_the_reporter_is_told_of_an_extension_and_of_a_deadline_that_moved() -> None:
    play = at_agency()
    play.do("extend", clock="response")
    assert ("extended", ["reporter"]) in notices(play, since=2)
    play.do("decline")
    play.do("forward", supervisory=True)
    assert ("deadline_moved", ["reporter"]) in notices(play, since=3)
