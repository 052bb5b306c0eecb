"""What explanations say of days, in real calendars: decrees, weekends, pauses, calendar days."""

from datetime import date, timedelta

from calendars.calendar import calendar_for
from tests.procedure.build import Play, answered, at_agency, at_unit
from tests.procedure.explained import ACEH, EARLY, day, days, explained, forwarded
from tests.procedure.scene import changed, snapshot, wib


def test_a_decree_issued_eleven_days_before_is_named_with_its_number() -> None:
    told = explained(Play(at=wib("2025-08-14 10:00")), "verification")
    assert days(told) == {
        "2025-08-14": ("day_zero", 0),
        "2025-08-15": ("working_day", 1),
        "2025-08-16": ("weekend", 1),
        "2025-08-17": ("decree", 1),
        "2025-08-18": ("decree", 1),
        "2025-08-19": ("working_day", 2),
        "2025-08-20": ("working_day", 3),
    }
    leave = day(told, "2025-08-18")
    assert (leave["name"], leave["decree"]) == ("Cuti Bersama Proklamasi Kemerdekaan", EARLY)
    assert day(told, "2025-08-17")["name"] == "Proklamasi Kemerdekaan"
    assert (told["due_on"], told["due_at"]) == ("2025-08-20", "2025-08-20T17:00:00.000000Z")


def test_saturdays_made_working_in_aceh_count_by_their_decree() -> None:
    play = Play(at=wib("2024-06-13 10:00"))
    play.do("forward", agency="pemprov-aceh", class_="aspiration")
    play.wait(wib("2024-06-14 10:00"))
    play.do("dispose")
    play.do("extend", clock="settlement", days=4)
    told = explained(play, "settlement")
    assert days(told) == {
        "2024-06-13": ("day_zero", 0),
        "2024-06-14": ("working_day", 1),
        "2024-06-15": ("weekend", 1),
        "2024-06-16": ("weekend", 1),
        "2024-06-17": ("decree", 1),
        "2024-06-18": ("decree", 1),
        "2024-06-19": ("decree", 1),
        "2024-06-20": ("decree", 1),
        "2024-06-21": ("working_day", 2),
        "2024-06-22": ("decree", 3),
        "2024-06-23": ("weekend", 3),
        "2024-06-24": ("working_day", 4),
        "2024-06-25": ("working_day", 5),
        "2024-06-26": ("working_day", 6),
        "2024-06-27": ("working_day", 7),
        "2024-06-28": ("working_day", 8),
        "2024-06-29": ("decree", 9),
    }
    saturdays = [day(told, on) for on in ("2024-06-22", "2024-06-29")]
    assert [(each["counts"], each["decree"]) for each in saturdays] == [(True, ACEH)] * 2
    assert [each["name"] for each in saturdays] == [
        "Pengganti hari kerja 19 Juni",
        "Pengganti hari kerja 20 Juni",
    ]
    assert day(told, "2024-06-19")["decree"] == ACEH
    assert not day(told, "2024-06-19")["counts"]
    assert saturdays[1]["extended_by"] == play.last("extended").number
    assert saturdays[0]["extended_by"] is None
    # The same days in the country as a whole.
    assert days(explained(Play(at=wib("2024-06-19 10:00")), "verification")) == {
        "2024-06-19": ("day_zero", 0),
        "2024-06-20": ("working_day", 1),
        "2024-06-21": ("working_day", 2),
        "2024-06-22": ("weekend", 2),
        "2024-06-23": ("weekend", 2),
        "2024-06-24": ("working_day", 3),
    }


def test_a_history_without_names_says_what_its_calendar_says_and_no_more() -> None:
    play = at_agency()
    play.change_calendar(changed(snapshot("ID"), 2, off=("2026-10-08",), working=("2026-10-10",)))
    told = explained(play, "response")
    thursday, saturday = day(told, "2026-10-08"), day(told, "2026-10-10")
    assert (thursday["why"], thursday["name"], thursday["decree"]) == ("non_working", None, None)
    assert (saturday["why"], saturday["counts"]) == ("working_day", True)
    assert (day(told, "2026-10-11")["why"], told["moves"]) == ("weekend", [])


def test_a_year_that_no_decree_has_settled_yet_has_holidays_that_are_only_expected() -> None:
    unsettled = calendar_for("ID", (), date(2026, 1, 1)).snapshot(2, date(2026, 1, 1), date(2026, 12, 31))
    told = explained(forwarded("2026-12-21 10:00", unsettled), "response")
    christmas = day(told, "2026-12-25")
    assert (christmas["why"], christmas["counts"], christmas["decree"]) == ("holiday", False, None)
    assert christmas["name"]


def test_a_pause_over_a_holiday_says_both_and_which_fact_it_was() -> None:
    play = at_unit(at=wib("2026-12-22 09:00"))
    play.do("ask_reporter")
    play.wait(wib("2026-12-28 10:00")).do("complete")
    told = explained(play, "response")
    assert days(told) == {
        "2026-12-22": ("day_zero", 0),
        "2026-12-23": ("paused", 0),
        "2026-12-24": ("decree", 0),
        "2026-12-25": ("decree", 0),
        "2026-12-26": ("weekend", 0),
        "2026-12-27": ("weekend", 0),
        "2026-12-28": ("paused", 0),
        "2026-12-29": ("working_day", 1),
        "2026-12-30": ("working_day", 2),
        "2026-12-31": ("working_day", 3),
        "2027-01-01": ("decree", 3),
        "2027-01-02": ("weekend", 3),
        "2027-01-03": ("weekend", 3),
        "2027-01-04": ("working_day", 4),
        "2027-01-05": ("decree", 4),
        "2027-01-06": ("working_day", 5),
    }
    paused = {
        "fact": 4,
        "kind": "reporter_asked",
        "stage": "awaiting_reporter",
        "since": "2026-12-22T02:00:00.000000Z",
        "until": "2026-12-28T03:00:00.000000Z",
    }
    assert day(told, "2026-12-23")["paused"] == paused
    assert day(told, "2026-12-25")["paused"] == paused
    assert day(told, "2026-12-29")["paused"] is None
    (pause,) = told["pauses"]
    assert (pause["ended_by"], told["standing_still"]) == (play.last("completed_by_reporter").number, None)


def test_asked_and_answered_within_a_day_costs_nothing_and_is_told_as_a_pause() -> None:
    play = at_unit()
    play.do("ask_reporter")
    play.sleep(hours=1).do("complete")
    told = explained(play, "response")
    assert len(told["pauses"]) == 1
    assert all(each["paused"] is None for each in told["days"])


def test_a_clock_that_stands_still_is_explained_as_it_was_before_and_says_since_when() -> None:
    play = at_unit()
    play.sleep(hours=3).do("ask_reporter")
    play.change_calendar(changed(snapshot("ID"), 2, off=("2026-10-08",)))
    told = explained(play, "response")
    assert (told["due_on"], told["clock"]["paused"], told["counted_as_of"]) == ("2026-10-12", True, 3)
    assert (told["facts"], told["pauses"], told["moves"]) == (5, [], [])
    assert day(told, "2026-10-08")["counts"]
    still = told["standing_still"]
    assert (still["since"], still["until"]) == ("2026-10-05T05:00:00.000000Z", None)
    assert [each["kind"] for each in still["causes"]] == ["reporter_asked"]
    play.sleep(hours=1).do("complete")
    again = explained(play, "response")
    assert (again["due_on"], again["standing_still"]) == ("2026-10-13", None)
    assert not day(again, "2026-10-08")["counts"]


def test_a_clock_that_stopped_while_it_stood_still_stands_still_no_more() -> None:
    play = at_unit()
    play.do("ask_reporter")
    play.sleep(days=2).do("withdraw")
    told = explained(play, "response")
    assert (told["standing_still"], told["pauses"], told["due_on"]) == (None, [], "2026-10-12")
    assert explained(play, "settlement")["standing_still"] is not None


def test_a_standstill_names_each_cause_while_it_lasts() -> None:
    play = answered()
    play.wait(wib("2026-10-20 00:00"))
    assert play.case.stage.value == "closed"
    still = explained(play, "settlement")["standing_still"]
    assert [(each["kind"], each["stage"]) for each in still["causes"]] == [
        ("responded", "reporter_reply"),
        ("closed", "closed"),
    ]
    play.sleep(days=2).do("reopen")
    told = explained(play, "settlement")
    assert [each["ended_by"] for each in told["pauses"]] == [play.last("reopened").number]
    kinds = {each["date"]: (each["paused"] or {}).get("kind") for each in told["days"]}
    assert kinds["2026-10-19"] == "responded"  # at whose end it closed
    assert kinds["2026-10-20"] == "closed"
    assert kinds["2026-10-23"] is None


def test_calendar_days_count_whatever_they_are_and_go_on_to_a_working_day() -> None:
    play = Play(at=wib("2026-11-24 10:00"))
    play.do("ask_reporter")
    told = explained(play, "completion")
    assert days(told)["2026-12-06"] == ("calendar_day", 12)
    last = {on: why for on, (why, _) in days(told).items() if on > "2026-12-23"}
    assert last == {
        "2026-12-24": "calendar_day",
        "2026-12-25": "decree",
        "2026-12-26": "weekend",
        "2026-12-27": "weekend",
        "2026-12-28": "next_working_day",
    }
    assert day(told, "2026-12-24")["count"] == told["budget"] == 30


def test_a_clock_in_seconds_is_its_start_budget_extension_and_pauses() -> None:
    play = at_unit(policy="drill")
    play.sleep(seconds=2).do("ask_reporter")
    play.sleep(seconds=3).do("complete")
    play.do("extend", clock="response", days=4)
    told = explained(play, "response")
    assert (told["unit"], told["budget"], told["extension"], told["days"]) == ("seconds", 12, 4, [])
    assert play.clock("response").due_at == play.clock("response").started_at + timedelta(seconds=19)
    assert [each["ended_by"] for each in told["pauses"]] == [5]
