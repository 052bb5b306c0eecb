from tests.procedure.build import Play, at_unit
from tests.procedure.scene import AUDITOR, CENTRE_SUPERVISOR, NATIONAL, admin, liaison, supervisor
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.intake import reporter_of
from workflows.procedure.rules.reading import ALL, NONE, reach_of_case, readable_up_to

ACEH = "pemprov-aceh"


def reads(play: Play, actor: Actor) -> int:
    return readable_up_to(actor, reach_of_case(play.case))


def declined_by_kemenkes_and_disposed_in_aceh(*, disposed_first: bool) -> Play:
    play = Play()
    play.do("forward")
    if disposed_first:
        play.do("dispose")
        play.do("return_to_agency")
    play.do("decline")
    play.do("forward", agency=ACEH)
    play.do("dispose")
    return play


def test_centre_and_auditor_read_everything_always() -> None:
    for play in (Play(), at_unit()):
        assert [reads(play, each) for each in (NATIONAL, CENTRE_SUPERVISOR, AUDITOR)] == [ALL] * 3


def test_the_reporter_reads_the_own_report_only() -> None:
    assert reads(Play(), reporter_of("LPR-1")) == ALL
    assert reads(Play(), reporter_of("LPR-2")) == NONE


def test_an_agency_reads_what_is_or_was_last_there() -> None:
    play = at_unit()
    assert (reads(play, admin()), reads(play, supervisor())) == (ALL, ALL)
    assert (reads(play, admin(ACEH)), reads(play, supervisor(ACEH))) == (NONE, NONE)
    assert reads(Play(), admin()) == NONE
    play.do("withdraw")
    assert reads(play, admin()) == ALL


def test_a_liaison_officer_reads_what_is_or_was_last_disposed_to_the_unit() -> None:
    play = at_unit()
    assert reads(play, liaison()) == ALL
    assert reads(play, liaison(unit="umum")) == NONE
    assert reads(play, liaison(ACEH)) == NONE
    play.do("reassign")
    assert (reads(play, liaison()), reads(play, liaison(unit="umum"))) == (NONE, ALL)
    play.do("return_to_agency")
    assert reads(play, liaison(unit="umum")) == ALL


def test_an_agency_that_declined_reads_the_facts_up_to_its_decline() -> None:
    play = declined_by_kemenkes_and_disposed_in_aceh(disposed_first=True)
    decline = play.last("declined").number
    assert reads(play, admin()) == reads(play, supervisor()) == reads(play, liaison()) == decline
    assert reads(play, liaison(unit="umum")) == NONE
    assert reads(play, admin(ACEH)) == reads(play, liaison(ACEH)) == ALL


def test_a_unit_reads_nothing_by_having_the_same_code_as_another_agencys() -> None:
    play = declined_by_kemenkes_and_disposed_in_aceh(disposed_first=False)
    assert reads(play, liaison()) == NONE


def test_an_agency_that_is_sent_a_declined_report_again_reads_everything() -> None:
    play = Play()
    play.do("forward")
    play.do("decline")
    play.do("forward")
    assert reads(play, admin()) == ALL


def test_to_whom_a_report_is_unreadable_it_does_not_exist() -> None:
    play = at_unit()
    for stranger in (admin(ACEH), supervisor(ACEH), liaison(unit="umum"), reporter_of("LPR-9")):
        assert play.refused("nudge", stranger) == {
            "code": "not_found",
            "status": 404,
            "detail": "There is no such report, or it is not yours to read.",
        }
