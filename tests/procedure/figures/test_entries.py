"""What a report counts as in figures."""

from datetime import date

import pytest

from tests.histories.golden import load, names
from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.figures.recount import STATUS_CODES, require_entries_to_fit
from tests.procedure.scene import wib
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model.facts import Fact
from workflows.procedure.outputs.figures.entries import Entry, list_entries
from workflows.procedure.outputs.figures.measures import STATUSES, Measure


def _of(play: Play, measure: Measure) -> list[Entry]:
    require_entries_to_fit(play.cases, play.facts, list_entries(play.facts))
    return [entry for entry in list_entries(play.facts) if entry.measure is measure]


def test_statuses_are_named_once_and_all_measures_are_statuses_or_events() -> None:
    assert len(set(STATUSES)) == len(STATUSES)
    assert {each.value for each in STATUSES} == STATUS_CODES


@pytest.mark.parametrize("name", names())
def test_golden_histories_count_as_their_facts_say(name: str) -> None:
    for golden in load(name):
        facts = [Fact.of_wire(fact) for fact in golden.facts]
        if facts and facts[0].number == 1:
            cases = [case for case, _ in fold_steps(facts)]
            require_entries_to_fit(cases, facts, list_entries(facts))


def test_a_report_that_nobody_verified_is_unverified_from_its_day_on() -> None:
    (entry,) = _of(Play(), Measure.UNVERIFIED)
    assert (entry.day, entry.until, entry.agency) == (date(2026, 10, 5), None, None)


def test_a_status_that_a_report_left_on_the_same_day_is_not_counted() -> None:
    play = at_unit()
    assert _of(play, Measure.UNVERIFIED) == []
    assert _of(play, Measure.UNDISPOSED) == []
    (entry,) = _of(play, Measure.UNANSWERED)
    assert (entry.agency, entry.unit, entry.category) == ("kemenkes", "layanan", "kesehatan")


def test_the_first_answer_has_its_working_days_and_was_in_time() -> None:
    play = at_unit()
    play.wait(wib("2026-10-12 10:00")).do("respond", final=False)
    (first,) = _of(play, Measure.FIRST_ANSWERS)
    assert (first.value, first.unit, first.day) == (5, "layanan", date(2026, 10, 12))
    assert len(_of(play, Measure.FIRST_ANSWERS_IN_TIME)) == 1
    play.do("respond")
    assert len(_of(play, Measure.FIRST_ANSWERS)) == 1
    assert _of(play, Measure.IN_PROCESS) == []


def test_a_first_answer_that_is_late_is_overdue_at_its_lapse_and_counts_in_no_time() -> None:
    play = at_unit()
    play.wait(wib("2026-10-14 10:00")).do("respond")
    assert [entry.value for entry in _of(play, Measure.FIRST_ANSWERS)] == [7]
    assert [entry.day for entry in _of(play, Measure.FIRST_ANSWERS_OVERDUE)] == [date(2026, 10, 13)]
    assert _of(play, Measure.FIRST_ANSWERS_IN_TIME) == []


def test_an_answer_that_only_redirects_is_never_resolved() -> None:
    play = at_unit()
    play.do("respond", outcome="redirected")
    play.do("confirm", rating=2)
    assert len(_of(play, Measure.REDIRECTED)) == 1
    assert [entry.value for entry in _of(play, Measure.RATINGS)] == [2]
    assert _of(play, Measure.RESOLVED) == _of(play, Measure.FINISHINGS) == []


def test_days_on_which_the_reporter_was_asked_are_charged_to_who_asked() -> None:
    play = at_agency()
    play.do("ask_reporter")
    play.wait(wib("2026-10-08 10:00")).do("complete")
    (entry,) = _of(play, Measure.QUESTION_DAYS)
    assert (entry.value, entry.agency) == (3, "kemenkes")


def test_a_weekend_on_which_the_reporter_was_asked_has_no_working_days() -> None:
    play = at_agency()
    play.wait(wib("2026-10-09 10:00")).do("ask_reporter")
    play.wait(wib("2026-10-12 10:00")).do("complete")
    assert [entry.value for entry in _of(play, Measure.QUESTION_DAYS)] == [3]
    assert [entry.value for entry in _of(play, Measure.QUESTION_WORKING_DAYS)] == [1]


def test_a_report_that_was_declined_bounces_to_the_next_agency() -> None:
    play = at_agency()
    play.do("decline")
    play.do("forward", agency="pemprov-aceh")
    assert [entry.agency for entry in _of(play, Measure.DECLINES)] == ["kemenkes"]
    assert [entry.agency for entry in _of(play, Measure.BOUNCES)] == ["pemprov-aceh"]
    assert [entry.agency for entry in _of(play, Measure.UNDISPOSED)] == ["pemprov-aceh"]


def test_what_was_confirmed_is_finished_in_working_days_without_those_of_the_reporter() -> None:
    play = answered()
    play.wait(wib("2026-10-09 10:00")).do("confirm", rating=5)
    (entry,) = _of(play, Measure.FINISHINGS)
    assert (entry.value, entry.day) == (0, date(2026, 10, 9))


def test_the_order_of_entries_is_that_of_facts_and_again_the_same() -> None:
    play = answered()
    assert list_entries(play.facts) == list_entries(iter(play.facts))


def test_a_report_is_overdue_from_its_lapse_until_it_is_answered() -> None:
    play = at_unit()
    play.wait(wib("2026-10-14 10:00"))
    (late,) = _of(play, Measure.OVERDUE)
    assert (late.day, late.until, late.agency, late.unit) == (date(2026, 10, 13), None, "kemenkes", "layanan")
    play.do("respond")
    (late,) = _of(play, Measure.OVERDUE)
    assert (late.day, late.until) == (date(2026, 10, 13), date(2026, 10, 14))


def test_a_lapse_that_is_mended_on_its_own_day_is_never_overdue_at_the_end_of_one() -> None:
    play = at_unit()
    play.wait(wib("2026-10-13 10:00")).do("respond")
    assert len(_of(play, Measure.LAPSES)) == 1
    assert _of(play, Measure.OVERDUE) == []


def test_asking_the_reporter_ends_no_lapse() -> None:
    play = at_unit()
    play.wait(wib("2026-10-14 10:00")).do("ask_reporter")
    assert [entry.until for entry in _of(play, Measure.OVERDUE)] == [None]


def test_who_declines_an_overdue_report_has_it_no_more() -> None:
    play = at_agency()
    play.wait(wib("2026-10-20 10:00"))
    assert {entry.until for entry in _of(play, Measure.OVERDUE) if entry.agency} == {None}
    play.do("decline")
    assert {entry.until for entry in _of(play, Measure.OVERDUE) if entry.agency} == {date(2026, 10, 20)}


def test_each_closing_counts_once_whatever_its_outcome() -> None:
    play = answered()
    play.do("confirm", rating=4)
    (closed,) = _of(play, Measure.CLOSINGS)
    assert (closed.agency, closed.unit) == ("kemenkes", "layanan")
    archived = Play()
    archived.do("archive")
    assert [entry.agency for entry in _of(archived, Measure.CLOSINGS)] == [None]
