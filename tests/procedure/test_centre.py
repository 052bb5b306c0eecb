import pytest

from tests.procedure.build import Play, at_agency, at_unit
from tests.procedure.scene import CENTRE_SUPERVISOR, LONG, MONDAY, NATIONAL, seal
from workflows.procedure.model.enums import Role
from workflows.procedure.model.requests import LookedUp


def declined_twice() -> Play:
    play = at_agency()
    play.do("decline")
    play.do("forward", agency="pemprov-aceh")
    play.do("decline")
    return play


def test_a_forwarded_report_is_the_agency_admins() -> None:
    play = at_agency()
    assert play.case.stage == "agency_verification"
    assert play.case.task is not None
    assert (play.case.task.owner.role, play.case.task.owner.agency) == (Role.AGENCY_ADMIN, "kemenkes")
    assert (play.case.assignment.agency, play.case.assignment.unit, play.case.subject.category) == (
        "kemenkes",
        None,
        "kesehatan",
    )


def test_forwarding_needs_a_known_agency_and_a_category_of_the_policy() -> None:
    play = Play()
    assert play.refused("forward", agency="kementerian-mana")["code"] == "unknown_agency"
    assert play.refused("forward", category="cuaca")["code"] == "unknown_category"


@pytest.mark.parametrize("class_", ["aspiration", "information"])
def test_only_a_complaint_can_be_supervisory(class_: str) -> None:
    play = Play()
    refusal = play.refused("forward", class_=class_, supervisory=True)
    assert refusal["code"] == "supervisory_complaints_only"


@pytest.mark.parametrize(
    ("class_", "supervisory", "budget"),
    [("complaint", False, 14), ("complaint", True, 60), ("aspiration", False, 5), ("information", False, 5)],
)
def test_settlement_budget_follows_the_class_set_at_forwarding(
    class_: str, supervisory: bool, budget: int
) -> None:
    play = Play()
    play.do("forward", class_=class_, supervisory=supervisory)
    assert play.clock("settlement").budget == budget


def test_a_decline_sends_the_report_back_to_the_centre_with_a_new_verification_clock() -> None:
    play = at_agency()
    play.do("decline")
    assert play.case.stage == "central_verification"
    assert play.clock("verification").instance == 2
    assert play.clock("disposition").stopped_at == MONDAY
    assert play.clock("response").stopped_at == MONDAY
    assert play.clock("settlement").running


def test_an_agency_that_declined_may_be_sent_the_report_again() -> None:
    play = at_agency()
    play.do("decline")
    play.do("forward")
    assert play.case.assignment.agency == "kemenkes"
    play.do("decline")
    assert play.case.declines.count == 2


def test_after_two_declines_every_later_forward_is_a_ruling_that_cannot_be_declined() -> None:
    play = declined_twice()
    assert [fact.data["ruling"] for fact in play.every("forwarded")] == [False, False]
    play.do("forward", agency="pemkab-jayapura")
    assert play.last("forwarded").data["ruling"] is True
    assert play.refused("decline")["code"] == "ruling_stands"
    play.do("dispose")
    play.do("return_to_agency")
    assert play.refused("decline")["code"] == "ruling_stands"


def test_who_sent_what_to_whom_stays_visible() -> None:
    play = declined_twice()
    assert [fact.data["agency"] for fact in play.facts if "agency" in fact.data] == [
        "kemenkes", "kemenkes", "pemprov-aceh", "pemprov-aceh",
    ]  # fmt: skip


def test_a_unit_of_another_agency_is_forgotten_when_the_report_moves_on() -> None:
    play = at_unit()
    play.do("return_to_agency")
    play.do("decline")
    assert play.case.assignment.unit == "layanan"
    play.do("forward", agency="pemprov-aceh")
    assert play.case.assignment.unit is None


def test_a_later_forward_with_another_class_keeps_settlements_start_and_replaces_its_budget() -> None:
    play = at_agency()
    play.sleep(days=1).do("decline")
    play.do("forward", class_="complaint", supervisory=True)
    clock = play.clock("settlement")
    assert (clock.instance, clock.started_at, clock.budget) == (1, MONDAY, 60)
    moved = play.last("deadline_moved").data
    assert (moved["clock"], moved["cause"], moved["old_due_on"]) == ("settlement", "class", "2026-10-23")
    assert moved["new_due_on"] == clock.due_on.isoformat()
    assert clock.due_on.isoformat() == "2026-12-30"  # 60 Mondays to Fridays on, less Christmas and its eve


def test_a_later_forward_of_the_same_class_moves_no_deadline() -> None:
    play = at_agency()
    play.do("decline")
    play.do("forward")
    assert play.every("deadline_moved") == []


def test_forward_releases_what_the_national_admin_writes_and_keeps_the_original() -> None:
    play = Play(anonymous=True)
    play.do("forward", title="Puskesmas tutup", text=LONG + " Tanpa nama.")
    released = play.last("forwarded").data
    assert released["title"] == seal("Puskesmas tutup").model_dump()
    assert play.case.subject.text == seal(LONG + " Tanpa nama.").model_dump()
    assert play.facts[0].data["title"] == seal("Puskesmas tutup pada jam kerja").model_dump()


def test_forward_releases_the_text_as_submitted_where_nothing_else_is_said() -> None:
    play = at_agency(anonymous=True)
    assert play.last("forwarded").data["text"] == play.facts[0].data["text"]


def test_the_identity_of_an_anonymous_reporter_is_opened_with_a_recorded_reason_only() -> None:
    play = at_agency(anonymous=True)
    play.do("open_identity")
    assert play.last("identity_opened").data["reason"] == seal(LONG).model_dump()
    assert play.last("identity_opened").actor == NATIONAL
    assert play.case.stage == "agency_verification"
    assert at_agency().refused("open_identity")["code"] == "not_anonymous"


def test_no_fact_after_the_first_carries_the_reporter() -> None:
    play = at_agency(anonymous=True)
    play.do("open_identity")
    assert play.facts[0].data["reporter"]["identity"]["length"] > 0
    assert all("reporter" not in fact.data for fact in play.facts[1:])


def test_archiving_closes_with_its_cause_first() -> None:
    play = Play()
    play.do("archive", reason="in_court")
    assert play.kinds(since=1) == ["archived", "closed"]
    assert play.last("archived").data["reason"] == "in_court"
    assert (play.case.closing.outcome, play.case.is_final) == ("archived", False)


def test_a_correction_corrects_something() -> None:
    assert Play().refused("correct", title=None)["code"] == "nothing_corrected"


def test_a_correction_leaves_task_clock_and_original() -> None:
    play = Play()
    before = play.case
    play.do("correct", text=LONG + " Diperbaiki.")
    assert (play.case.task, play.case.clocks) == (before.task, before.clocks)
    assert play.case.subject.text == seal(LONG + " Diperbaiki.").model_dump()
    assert play.case.subject.title == seal("Judul yang benar").model_dump()
    assert play.facts[0].data["title"] == before.subject.title


def test_the_centres_supervisor_reassigns_verification_to_one_officer() -> None:
    play = Play()
    play.do("reassign", CENTRE_SUPERVISOR, to="acc-pusat-2")
    assert play.case.task is not None
    assert play.case.task.owner.officer == "acc-pusat-2"
    assert play.refused("forward", NATIONAL)["code"] == "not_allowed"
    play.do("forward")


def test_an_unknown_officer_gets_no_task() -> None:
    play = Play()
    refusal = play.refused("reassign", CENTRE_SUPERVISOR, to="siapa", looked_up=LookedUp())
    assert refusal["code"] == "unknown_officer"
