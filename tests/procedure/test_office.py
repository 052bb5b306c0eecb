"""Who holds an office, tasks of officers who are gone, vacancies, and recalling."""

from collections.abc import Callable

import pytest

from tests.procedure.build import Play, at_agency, at_unit, nobody, person
from tests.procedure.scene import LONG, NATIONAL, admin, liaison, profile, supervisor, wib
from workflows.procedure.fold.transcript import Transcript
from workflows.procedure.model.enums import Role, Stage
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.requests import LookedUp
from workflows.procedure.model.state import describe_state
from workflows.procedure.model.tasks import Owner
from workflows.procedure.model.vacancy import VacancyReason, VacantTask
from workflows.procedure.outputs.notices import list_notices
from workflows.procedure.rules import external_events
from workflows.procedure.rules.office import holds_task

NAMED = "acc-admin-2"
FOUND_AT = "2026-10-05T02:00:00.000000Z"


def named() -> Play:
    """At the agency, given to one of its admins."""
    play = at_agency()
    play.do("reassign", to=NAMED)
    return play


def in_approval() -> Play:
    """With a draft that waits for the agency's supervisor."""
    play = Play()
    play.do("forward", approval=True)
    play.do("respond")
    return play


def gone(officer: str = NAMED, **found: object) -> LookedUp:
    """What the API looks up where that officer is gone."""
    return LookedUp(officer_gone=officer, **found)  # type: ignore[arg-type]  # as the caller says


@pytest.mark.parametrize(
    ("officer", "missing", "stands"),
    [
        (None, None, True),
        ("acc-admin", None, True),
        (NAMED, None, False),
        (NAMED, NAMED, True),
        (NAMED, "acc-other", False),
    ],
)
def test_a_named_officer_holds_a_task_alone_only_while_in_office(
    officer: str | None, missing: str | None, *, stands: bool
) -> None:
    owner = Owner(Role.AGENCY_ADMIN, "kemenkes", officer=officer)
    actor = Actor(Role.AGENCY_ADMIN, "acc-admin", "kemenkes")
    assert holds_task(actor, owner, missing) is stands
    elsewhere = Actor(Role.AGENCY_ADMIN, officer or "acc-admin", "pemprov-aceh")
    assert not holds_task(elsewhere, owner, missing), "who moved away holds nothing here"
    assert not holds_task(Actor(Role.SUPERVISOR, "acc-admin", "kemenkes"), owner, missing)


def test_colleagues_decide_in_place_of_an_officer_who_is_gone_and_the_fact_says_so() -> None:
    play = named()
    refusal = play.refused("dispose", admin())
    assert (refusal["code"], refusal["officer"]) == ("not_allowed", NAMED)
    play.do("dispose", admin(), looked_up=gone(unit="layanan"))
    assert play.last("disposed").data["instead_of"] == NAMED
    play.do("respond")
    assert "instead_of" not in play.last("responded").data


def test_only_colleagues_of_the_same_office_step_in() -> None:
    play = named()
    for by in (NATIONAL, supervisor(), liaison(), admin("pemprov-aceh")):
        refusal = play.refused("dispose", by, looked_up=gone(unit="layanan"))
        assert refusal["code"] in ("not_allowed", "not_found")
        assert "officer" not in refusal


def test_a_supervisor_supervises_in_nobodys_place() -> None:
    play = named()
    play.do("nudge", supervisor(), looked_up=gone())
    assert "instead_of" not in play.last("nudged").data


def test_a_report_that_comes_back_to_an_officer_who_is_gone_is_everybodys() -> None:
    play = named()
    play.do("ask_reporter")
    play.do("complete")
    assert play.case.task is not None
    assert play.case.task.owner.officer == NAMED
    play.do("dispose", admin(), looked_up=gone(unit="layanan"))
    assert play.last("disposed").data["instead_of"] == NAMED


@pytest.mark.parametrize("begin", [at_agency, at_unit, in_approval])
def test_what_nobody_can_handle_is_recalled_with_clocks_as_after_a_decline(begin: Callable[[], Play]) -> None:
    play = begin()
    settlement = play.clock("settlement")
    play.sleep(hours=2).do("recall", reason=LONG)
    assert (play.case.stage, play.case.declines.count, play.case.answering.draft) == (
        Stage.CENTRAL_VERIFICATION,
        0,
        None,
    )
    assert play.clock("response").stopped_at == play.now
    assert play.clock("disposition").stopped_at is not None
    assert play.clock("verification").instance == 2
    assert play.clock("settlement").started_at == settlement.started_at
    assert play.case.task_history.ended[-1].kind == "recall"
    data = play.last("recalled").data
    assert (data["agency"], data["vacancy"]) == ("kemenkes", "nobody_in_office")
    play.do("forward")
    assert not play.case.assignment.is_ruling


def test_where_somebody_is_in_office_nothing_is_recalled() -> None:
    play = at_unit()
    assert play.refused("recall", looked_up=LookedUp())["code"] == "holder_in_office"
    of_another = nobody(Owner(Role.LIAISON_OFFICER, "kemenkes", "umum"))
    assert play.refused("recall", looked_up=LookedUp(vacancy=of_another))["code"] == "holder_in_office"
    assert play.refused("recall", supervisor())["code"] == "not_allowed"


def test_what_waits_for_its_reporter_or_is_at_the_centre_is_not_recalled() -> None:
    asked = at_unit()
    asked.do("ask_reporter")
    for play in (Play(), asked):
        assert play.refused("recall", NATIONAL)["code"] == "not_allowed"


@pytest.mark.parametrize("role", [Role.AGENCY_ADMIN, Role.SUPERVISOR])
def test_nothing_is_forwarded_to_where_a_role_that_it_needs_is_vacant(role: Role) -> None:
    vacancy = nobody(Owner(role, "kemenkes"))
    refusal = Play().refused("forward", looked_up=LookedUp(profile("kemenkes"), vacancy=vacancy))
    assert (refusal["code"], refusal["role"], refusal["agency"]) == ("nobody_in_office", role, "kemenkes")


def test_nothing_is_disposed_or_reassigned_to_a_unit_without_officers() -> None:
    vacancy = nobody(Owner(Role.LIAISON_OFFICER, "kemenkes", "umum"))
    found = LookedUp(unit="umum", vacancy=vacancy)
    assert at_agency().refused("dispose", unit="umum", looked_up=found)["code"] == "nobody_in_office"
    assert at_unit().refused("reassign", to="umum", looked_up=found)["code"] == "nobody_in_office"


def found(play: Play, number: int, reason: VacancyReason = VacancyReason.NOBODY_IN_OFFICE) -> VacantTask:
    """The vacancy of the open task."""
    assert play.case.task is not None
    return VacantTask(number, play.case.task.id, nobody(play.case.task.owner, reason), FOUND_AT)


def test_a_vacancy_is_noted_once_and_again_only_if_it_is_another_one() -> None:
    play = at_unit()
    first = found(play, 7)
    for each in (first, first, found(play, 6)):
        play.apply_event(external_events.note_vacancy, each)
    assert [fact.data["number"] for fact in play.every("vacancy_found")] == [7]
    play.apply_event(external_events.note_vacancy, found(play, 8))
    assert len(play.every("vacancy_found")) == 2
    restored = VacantTask(1, first.task, first.vacancy, "2026-10-05T03:00:00.000000Z")
    play.apply_event(external_events.note_vacancy, restored)
    assert len(play.every("vacancy_found")) == 3, "a restored record counts from where it was"
    play.do("return_to_agency")
    play.apply_event(
        external_events.note_vacancy, VacantTask(9, first.task, first.vacancy, "2026-10-05T04:00:00.000000Z")
    )
    assert len(play.every("vacancy_found")) == 3, "the task is over"


def test_a_vacancy_is_told_to_the_supervisor_and_the_centre_in_one_letter_for_all_reports() -> None:
    told = []
    for play in (at_unit(), at_unit(at=wib("2026-10-05 11:00"))):
        play.sleep(hours=1)
        transcript = Transcript(play.case, play.now)
        external_events.note_vacancy(transcript, found(play, 3, VacancyReason.UNIT_INACTIVE))
        told += [notice for case, fact in transcript.steps for notice in list_notices(case, fact)]
    assert [each["template"] for each in told] == ["vacancy_found"] * 2
    assert [(to["role"], to["agency"]) for to in told[0]["audience"]] == [
        ("supervisor", "kemenkes"),
        ("national_admin", None),
    ]
    assert told[0]["data"]["because"] == "unit_inactive"
    assert (told[0]["batch"], told[0]["send_at"]) == (told[1]["batch"], told[1]["send_at"])


def test_the_names_of_its_time_stay_with_a_report_and_old_ones_have_none() -> None:
    play = Play()
    then = profile("kemenkes")
    play.do("forward", looked_up=LookedUp(type(then)("kemenkes", then.region, then.calendar, name="Depkes")))
    play.do("dispose", looked_up=LookedUp(unit="layanan", unit_name="Subdit Layanan"))
    assert play.last("forwarded").data["profile"]["name"] == "Depkes"
    told = describe_state(play.case)
    assert (told["agency_name_then"], told["unit_name_then"]) == ("Depkes", "Subdit Layanan")
    assert not {"agency_name_then", "unit_name_then"} & describe_state(at_unit().case).keys()


def test_whoever_is_next_holds_the_office_that_was_vacant() -> None:
    play = at_unit()
    play.apply_event(external_events.note_vacancy, found(play, 1))
    assert play.case.task is not None
    play.do("respond", person(play.case.task.owner, play.reporter))
    assert play.case.stage is Stage.REPORTER_REPLY
