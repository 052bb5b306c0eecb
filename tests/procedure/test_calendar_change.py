from datetime import timedelta

from tests.procedure.build import Play, at_agency, at_unit
from tests.procedure.scene import changed, snapshot, wib, wit
from workflows.procedure.model.requests import LookedUp
from workflows.procedure.model.submission import Profile

COUNTRY = snapshot("ID")


def test_a_new_holiday_moves_open_clocks_and_keeps_old_due_new_due_and_version() -> None:
    play = at_unit()
    play.change_calendar(changed(COUNTRY, 2, off=("2026-10-08",)))
    moved = {fact.data["clock"]: fact.data for fact in play.every("deadline_moved")}
    assert set(moved) == {"response", "settlement"}
    response = moved["response"]
    assert (response["old_due_on"], response["new_due_on"]) == ("2026-10-12", "2026-10-13")
    assert (response["cause"], response["calendar"]) == ("calendar", {"region": "ID", "version": 2})
    assert play.clock("response").due_at == wib("2026-10-14 00:00")
    assert play.clock("response").instance == 1


def test_a_calendar_that_changes_nothing_for_a_report_moves_nothing() -> None:
    play = at_unit()
    play.change_calendar(changed(COUNTRY, 2, off=("2027-06-02",)))
    assert play.kinds(since=3) == ["calendar_changed"]
    assert play.case.holding.calendar.version == 2


def test_no_due_instant_is_set_before_the_end_of_the_next_working_day_after_the_change() -> None:
    play = Play()  # due on Thursday 8 October
    play.change_calendar(changed(COUNTRY, 2, off=("2026-10-08", "2026-10-09")))
    assert play.clock("verification").due_on.isoformat() == "2026-10-12"
    play.later(wib("2026-10-09 10:00")).change_calendar(changed(COUNTRY, 3))
    # Counted anew it was due on the 8th, which is over; the next working day is Monday the 12th.
    assert play.clock("verification").due_on.isoformat() == "2026-10-12"
    play.wait(wib("2026-10-12 23:00"))
    assert not play.clock("verification").lapsed


def test_a_due_instant_counted_before_the_floor_is_set_to_the_floor() -> None:
    play = Play()
    play.change_calendar(changed(COUNTRY, 2, off=("2026-10-08", "2026-10-09", "2026-10-12", "2026-10-13")))
    assert play.clock("verification").due_on.isoformat() == "2026-10-14"
    play.later(wib("2026-10-09 10:00")).change_calendar(changed(COUNTRY, 3))
    assert play.clock("verification").due_at == wib("2026-10-13 00:00")
    assert play.last("deadline_moved").data["new_due_on"] == "2026-10-12"


def test_a_due_instant_is_not_put_off_because_of_the_floor() -> None:
    play = Play()
    play.wait(wib("2026-10-08 10:00"))  # the due day itself
    play.change_calendar(changed(COUNTRY, 2, working=("2026-10-04",)))
    assert play.clock("verification").due_at == wib("2026-10-09 00:00")
    assert play.every("deadline_moved") == []


def test_the_floor_holds_for_what_counts_the_clock_anew_later() -> None:
    play = Play(at=wib("2026-10-02 10:00"))  # a Friday; due on Wednesday the 7th
    play.wait(wib("2026-10-07 10:00"))
    play.change_calendar(changed(COUNTRY, 2, working=("2026-10-03",)))  # by that, due yesterday
    play.do("ask_reporter")
    play.sleep(hours=1).do("complete")
    play.wait(wib("2026-10-07 23:59"))
    assert not play.clock("verification").lapsed
    play.wait(wib("2026-10-08 00:00"))
    assert play.clock("verification").lapsed


def test_a_clock_that_stands_still_is_counted_by_the_new_calendar_when_it_runs_again() -> None:
    play = at_unit()
    play.do("ask_reporter")
    before = play.clock("response")
    play.change_calendar(changed(COUNTRY, 2, off=("2026-10-08",)))
    assert {fact.data["clock"] for fact in play.every("deadline_moved")} == set()
    assert play.clock("response").due_at == before.due_at
    play.sleep(hours=1).do("complete")
    assert play.clock("response").due_on.isoformat() == "2026-10-13"


def test_a_clock_that_stands_still_is_never_due_before_the_floor_when_it_runs_again() -> None:
    play = Play(at=wib("2026-10-02 10:00"))
    play.wait(wib("2026-10-07 09:00"))  # due today
    play.do("ask_reporter")
    play.sleep(hours=1).change_calendar(changed(COUNTRY, 2, working=("2026-10-03", "2026-10-04")))
    play.sleep(hours=1).do("complete")
    assert play.clock("verification").due_at == wib("2026-10-08 00:00")
    assert play.every("lapsed") == []


def test_a_floor_is_a_day_and_ends_by_the_midnight_of_whoever_holds_the_report() -> None:
    play = Play(at=wib("2026-10-02 10:00"))
    play.do("forward", class_="information")
    play.wait(wib("2026-10-08 10:00")).do("decline")
    play.change_calendar(changed(COUNTRY, 2, working=("2026-10-03",)))  # counted anew due today: the floor
    assert play.clock("settlement").due_at == wib("2026-10-10 00:00")
    play.do("forward", agency="pemkab-jayapura", class_="information")
    assert play.clock("settlement").due_at == wit("2026-10-10 00:00")
    assert play.clock("settlement").due_on.isoformat() == "2026-10-09"
    play.do("decline")
    assert play.clock("settlement").due_at == wib("2026-10-10 00:00")


def test_a_lapsed_clock_stays_lapsed() -> None:
    play = at_agency()
    play.wait(wib("2026-10-07 09:00"))
    due_at = play.clock("disposition").due_at
    play.change_calendar(changed(COUNTRY, 2, off=("2026-10-06",)))
    assert play.clock("disposition").lapsed
    assert play.clock("disposition").due_at == due_at
    assert {fact.data["clock"] for fact in play.every("deadline_moved")} == {"response", "settlement"}


def test_what_lapsed_before_a_change_that_comes_late_has_lapsed() -> None:
    play = at_agency()
    play.later(wib("2026-10-07 09:00")).change_calendar(changed(COUNTRY, 2, off=("2026-10-06",)))
    assert play.kinds(since=2)[:4] == ["reminded", "lapsed", "escalated", "calendar_changed"]


def test_a_reminder_is_not_repeated_when_the_due_instant_moves() -> None:
    play = Play()
    play.wait(wib("2026-10-07 09:00"))
    play.change_calendar(changed(COUNTRY, 2, off=("2026-10-08",)))
    play.wait(wib("2026-10-10 09:00"))
    assert len(play.every("reminded")) == 1
    assert play.last("lapsed").at == wib("2026-10-10 00:00")


def test_the_reporters_own_clocks_are_re_timed_too() -> None:
    play = Play()
    play.do("ask_reporter")
    play.change_calendar(changed(COUNTRY, 2, off=("2026-11-04",)))
    assert play.clock("completion").due_on.isoformat() == "2026-11-05"


def test_an_agencys_older_calendar_never_replaces_a_newer_one() -> None:
    play = Play()
    play.change_calendar(changed(COUNTRY, 2, off=("2026-10-08",)))
    stale = LookedUp(agency=Profile("kemenkes", "ID", COUNTRY))
    play.do("forward", looked_up=stale)
    assert play.case.holding.calendar.version == 2
    assert play.clock("response").due_on.isoformat() == "2026-10-13"


def test_a_postponement_and_a_change_of_calendar_leave_each_other_alone() -> None:
    play = Play()
    play.do("postpone", until="2026-10-12")
    play.change_calendar(changed(COUNTRY, 2, off=("2026-10-12",)))
    assert play.case.postponed_until == wib("2026-10-12 00:00")
    assert play.sleep(days=8).last("resumed").at - play.facts[0].at < timedelta(days=7)
